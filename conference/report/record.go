package report

import (
	"encoding/json"
	"time"
	"unicode/utf8"

	"veche/conference"
	"veche/conference/access"
)

// This file reads the data of comings and goings without a JSON decoder, which took most
// of the time of a fold of ten thousand of them. What does not look as this program writes
// it is left to the decoder.

// attended is the part of [conference.Attended] that counts here.
type attended struct {
	Participant attendant `json:"participant"`
	EMail       string    `json:"email"`
	Registrant  string    `json:"registrant"`
}

type attendant struct {
	ID        conference.ParticipantID `json:"id"`
	Kind      access.Kind              `json:"kind"`
	Login     string                   `json:"login"`
	Name      string                   `json:"name"`
	Owner     bool                     `json:"owner"`
	Operator  bool                     `json:"operator"`
	Moderator bool                     `json:"moderator"`
	Call      conference.CallID        `json:"call"`
}

func readAttended(data []byte) (a attended, err error) {
	if a, ok := scanAttended(data); ok {
		return a, nil
	}
	err = json.Unmarshal(data, &a)
	return a, err
}

func scanAttended(data []byte) (a attended, ok bool) {
	s := scan{data}
	ok = s.object(func(key []byte) bool {
		switch string(key) {
		case "participant":
			return s.object(func(key []byte) bool { return a.Participant.scan(&s, key) })
		case "email":
			return textInto(&s, &a.EMail)
		case "registrant":
			return textInto(&s, &a.Registrant)
		}
		return s.skip()
	})
	return a, ok && len(s.rest) == 0
}

func (p *attendant) scan(s *scan, key []byte) bool {
	switch string(key) {
	case "id":
		return textInto(s, &p.ID)
	case "kind":
		return textInto(s, &p.Kind)
	case "login":
		return textInto(s, &p.Login)
	case "name":
		return textInto(s, &p.Name)
	case "call":
		return textInto(s, &p.Call)
	case "owner":
		return s.truth(&p.Owner)
	case "operator":
		return s.truth(&p.Operator)
	case "moderator":
		return s.truth(&p.Moderator)
	}
	return s.skip()
}

func readDeparted(data []byte) (d conference.Departed, err error) {
	if d, ok := scanDeparted(data); ok {
		return d, nil
	}
	err = json.Unmarshal(data, &d)
	return d, err
}

func scanDeparted(data []byte) (d conference.Departed, ok bool) {
	s := scan{data}
	ok = s.object(func(key []byte) bool {
		switch string(key) {
		case "participant":
			return textInto(&s, &d.Participant)
		case "name":
			return textInto(&s, &d.Name)
		case "reason":
			return textInto(&s, &d.Reason)
		case "seen":
			var at string
			if !textInto(&s, &at) {
				return false
			}
			var err error
			d.Seen, err = time.Parse(time.RFC3339Nano, at)
			return err == nil
		}
		return s.skip()
	})
	return d, ok && len(s.rest) == 0
}

// scan goes through JSON without white space. Its methods are false for what they do not
// know; then nothing that was read counts.
type scan struct{ rest []byte }

func (s *scan) take(c byte) bool {
	if len(s.rest) == 0 || s.rest[0] != c {
		return false
	}
	s.rest = s.rest[1:]
	return true
}

// object calls member behind each key, which is to go past the value.
func (s *scan) object(member func(key []byte) bool) bool {
	if !s.take('{') {
		return false
	}
	if s.take('}') {
		return true
	}
	for {
		key, ok := s.plain()
		if !ok || !s.take(':') || !member(key) {
			return false
		}
		if s.take('}') {
			return true
		}
		if !s.take(',') {
			return false
		}
	}
}

// plain goes past a string without escapes.
func (s *scan) plain() (content []byte, ok bool) {
	if !s.take('"') {
		return nil, false
	}
	for i, c := range s.rest {
		switch {
		case c == '"':
			content, s.rest = s.rest[:i], s.rest[i+1:]
			return content, utf8.Valid(content)
		case c == '\\' || c < ' ':
			return nil, false
		}
	}
	return nil, false
}

func textInto[T ~string](s *scan, to *T) bool {
	content, ok := s.plain()
	*to = T(content)
	return ok
}

func (s *scan) truth(to *bool) bool {
	begin := s.rest
	if !s.skip() {
		return false
	}
	word := string(begin[:len(begin)-len(s.rest)])
	*to = word == "true"
	return *to || word == "false"
}

// skip goes past a value, which must be JSON.
func (s *scan) skip() bool {
	begin, depth := s.rest, 0
	for len(s.rest) > 0 {
		switch c := s.rest[0]; c {
		case '"':
			if !s.skipString() {
				return false
			}
			continue
		case '{', '[':
			depth++
		case '}', ']', ',':
			if depth == 0 {
				return json.Valid(begin[:len(begin)-len(s.rest)])
			}
			if c != ',' {
				depth--
			}
		}
		s.rest = s.rest[1:]
	}
	return false
}

func (s *scan) skipString() bool {
	for i := 1; i < len(s.rest); i++ {
		switch s.rest[i] {
		case '\\':
			i++
		case '"':
			s.rest = s.rest[i+1:]
			return true
		}
	}
	return false
}
