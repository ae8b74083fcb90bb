package report

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"veche/conference"
	"veche/conference/access"
)

// EventTypes are those that a [Fold] looks into.
var EventTypes = []conference.EventType{
	conference.Started, conference.Ended, conference.ParticipantJoined, conference.ParticipantLeft,
	conference.ChatPosted, conference.CallChanged,
}

// Fold makes a History of events that are given in order. The zero value has seen
// none.
type Fold struct {
	seq   uint64
	known time.Time

	sessions    []Session
	connections []Connection
	messages    []Message
	open        map[conference.ParticipantID]int // seat → connection that goes on
	dials       map[conference.CallID]string
}

// Seq is that of the newest event seen.
func (f *Fold) Seq() uint64 { return f.seq }

// Add takes the next event. One that is not what this program writes is an error and
// changes nothing.
func (f *Fold) Add(e *conference.Event) error {
	if err := f.add(e); err != nil {
		return fmt.Errorf("report: event %d: %w", e.Seq, err)
	}
	f.seq = e.Seq
	if slices.Contains(EventTypes, e.Type) && e.At.After(f.known) {
		f.known = e.At
	}
	return nil
}

func (f *Fold) add(e *conference.Event) error {
	switch e.Type {
	case conference.Started:
		f.breakOff() // of an earlier run the end is not in the archive
		f.sessions = append(f.sessions, Session{ID: e.Seq, Started: e.At})
	case conference.Ended:
		f.end(e.At)
	case conference.ParticipantJoined:
		return f.joined(e)
	case conference.ParticipantLeft:
		return f.left(e)
	case conference.ChatPosted:
		return f.said(e)
	case conference.CallChanged:
		return f.called(e)
	}
	return nil
}

// breakOff closes what goes on at the last time known.
func (f *Fold) breakOff() { f.end(f.known) }

// end closes the session and all connections that go on.
func (f *Fold) end(at time.Time) {
	for seat := range f.open {
		f.close(seat, at)
	}
	if n := len(f.sessions); n > 0 && f.sessions[n-1].Ended.IsZero() {
		f.sessions[n-1].Ended = at
	}
}

func (f *Fold) close(seat conference.ParticipantID, at time.Time) {
	i, is := f.open[seat]
	if !is {
		return
	}
	delete(f.open, seat)
	c := &f.connections[i]
	c.Left = at
	if at.Before(c.Joined) {
		c.Left = c.Joined
	}
}

func (f *Fold) joined(e *conference.Event) error {
	a, err := readAttended(e.Data)
	if err != nil {
		return err
	}
	p := &a.Participant
	f.close(p.ID, e.At) // what was before it is over, whatever the archive lacks
	c := Connection{
		ID: e.Seq, Session: e.Run, Seat: p.ID, Type: p.Kind, Login: p.Login, Name: p.Name,
		EMail: a.EMail, Joined: e.At, dial: f.dials[p.Call],
	}
	switch {
	case p.Owner:
		c.Role = "owner"
	case p.Operator || p.Moderator:
		c.Role = "moderator"
	case p.Kind == access.KindGuest:
		c.Role = "guest"
	default:
		c.Role = "participant"
	}
	c.Person = personKey(c.Login, a.Registrant, c.dial, p.ID)
	if f.open == nil {
		f.open = make(map[conference.ParticipantID]int)
	}
	f.open[p.ID] = len(f.connections)
	f.connections = append(f.connections, c)
	return nil
}

// personKey is what all connections of one person have in common: the account, the
// registration, what was dialled. A guest is known by the seat alone, to which a page
// finds back; with another page he is somebody else.
func personKey(login, registrant, dial string, seat conference.ParticipantID) string {
	switch {
	case login != "":
		return "user:" + login
	case registrant != "":
		return "registrant:" + registrant
	case dial != "":
		return "dial:" + dial
	}
	return "seat:" + string(seat)
}

func (f *Fold) left(e *conference.Event) error {
	d, err := readDeparted(e.Data)
	if err != nil {
		return err
	}
	i, is := f.open[d.Participant]
	if !is {
		return nil
	}
	at := e.At
	if !d.Seen.IsZero() && d.Seen.Before(at) {
		at = d.Seen
	}
	if d.Name != "" { // renamed meanwhile
		f.connections[i].Name = d.Name
	}
	f.close(d.Participant, at)
	return nil
}

func (f *Fold) said(e *conference.Event) error {
	var posted struct {
		Message conference.ChatMessage `json:"message"`
	}
	if err := json.Unmarshal(e.Data, &posted); err != nil {
		return err
	}
	m := &posted.Message
	if m.To != nil {
		return nil
	}
	line := Message{ID: e.Seq, At: e.At, Name: m.From.Name, Text: m.Text}
	if m.File != nil {
		line.File = m.File.Name
	}
	f.messages = append(f.messages, line)
	return nil
}

func (f *Fold) called(e *conference.Event) error {
	var told struct {
		Call conference.Call `json:"call"`
	}
	if err := json.Unmarshal(e.Data, &told); err != nil {
		return err
	}
	if f.dials == nil {
		f.dials = make(map[conference.CallID]string)
	}
	f.dials[told.Call.ID] = told.Call.Dial
	return nil
}

// History is what the events seen so far tell. running tells whether the conference
// runs now; if not, what goes on by the events has broken off. now is for durations of
// what goes on.
func (f *Fold) History(running bool, now time.Time) *History {
	h := &History{
		Sessions: slices.Clone(f.sessions), Connections: slices.Clone(f.connections),
		Messages: slices.Clip(f.messages), Known: f.known,
	}
	if !running {
		h.breakOff(f)
	}
	h.count(now)
	return h
}

// breakOff closes what goes on in h by the events that f has seen.
func (h *History) breakOff(f *Fold) {
	for _, i := range f.open {
		c := &h.Connections[i]
		c.Left = f.known
		if c.Left.Before(c.Joined) {
			c.Left = c.Joined
		}
	}
	if n := len(h.Sessions); n > 0 && h.Sessions[n-1].Ended.IsZero() {
		h.Sessions[n-1].Ended = f.known
	}
}
