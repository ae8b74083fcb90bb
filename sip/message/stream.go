package message

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
)

// Stream cuts messages out of a TCP or TLS connection. The zero value is ready.
// It holds at most one message and what was read behind it.
type Stream struct {
	buf   []byte
	Pings int // double line ends seen before messages (RFC 5626, 3.5.1)
}

// ErrStream is returned for a stream on which no message can be found any more:
// it has to be closed.
var ErrStream = errors.New("sip: no message begins here")

// Write adds what was read.
func (s *Stream) Write(p []byte) { s.buf = append(s.buf, p...) }

// Next is one whole message as it came, or nil when more is needed.
func (s *Stream) Next() ([]byte, error) {
	s.skipLineEnds()
	head := bytes.Index(s.buf, []byte("\r\n\r\n"))
	if head < 0 {
		if len(s.buf) > MaxSize {
			return nil, ErrStream
		}
		return nil, nil
	}
	length, err := contentLength(s.buf[:head])
	if err != nil || length > MaxSize || head+4+length > MaxSize {
		return nil, ErrStream
	}
	if len(s.buf) < head+4+length {
		return nil, nil
	}
	data := bytes.Clone(s.buf[:head+4+length])
	s.buf = append(s.buf[:0], s.buf[head+4+length:]...)
	return data, nil
}

// Idle reports whether no message has begun.
func (s *Stream) Idle() bool { return len(s.buf) == 0 }

func (s *Stream) skipLineEnds() {
	n := 0
	for n < len(s.buf) && (s.buf[n] == '\r' || s.buf[n] == '\n') {
		n++
	}
	if bytes.HasPrefix(s.buf[:n], []byte("\r\n\r\n")) {
		s.Pings++
	}
	if n == 1 && s.buf[0] == '\r' {
		return // the other half is under way
	}
	s.buf = append(s.buf[:0], s.buf[n:]...)
}

// contentLength of a head; a stream has no other way to tell where a message
// ends (RFC 3261, 20.14), so that none means an empty body.
func contentLength(head []byte) (int, error) {
	for line := range strings.Lines(string(head)) {
		name, value, ok := strings.Cut(line, ":")
		if ok && Name(strings.TrimSpace(name)) == "Content-Length" {
			n, err := strconv.ParseUint(strings.TrimSpace(value), 10, 31)
			return int(n), err
		}
	}
	return 0, nil
}
