// Package message is the grammar of SIP (RFC 3261, section 25): messages, URIs,
// name-addrs, Via. There are only a few types: Message, Header, URI, Address, Via.
//
// The frame of a message (start line, folded lines, body, streams) is read by
// sipgo's parser. What stands in the fields is read here, late and by whoever
// needs it, from the text as it came: a field that nobody reads breaks nothing,
// one that is broken can still be answered with 400, and what is passed on
// (Via, Record-Route, Contact) is passed on to the letter.
package message

import (
	"slices"
	"strconv"
	"strings"
)

// MaxSize is the longest message taken, in bytes: a UDP datagram holds no more.
const MaxSize = 65535

// Message is a request, or a response when Status is not 0.
type Message struct {
	Method  string // of a request
	URI     string // of a request, as it came
	Version string // empty means SIP/2.0

	Status int
	Reason string

	Header Header
	Body   []byte
}

// IsRequest reports whether m asks rather than answers.
func (m *Message) IsRequest() bool { return m.Status == 0 }

// Bytes is m as it goes over the wire, with its Content-Length.
func (m *Message) Bytes() []byte {
	b := make([]byte, 0, 512+len(m.Body))
	if m.IsRequest() {
		b = append(b, m.Method...)
		b = append(b, ' ')
		b = append(b, m.URI...)
		b = append(b, " SIP/2.0\r\n"...)
	} else {
		b = append(b, "SIP/2.0 "...)
		b = strconv.AppendInt(b, int64(m.Status), 10)
		b = append(b, ' ')
		b = append(b, m.Reason...)
		b = append(b, "\r\n"...)
	}
	b = m.Header.append(b)
	b = append(b, "Content-Length: "...)
	b = strconv.AppendInt(b, int64(len(m.Body)), 10)
	b = append(b, "\r\n\r\n"...)
	return append(b, m.Body...)
}

// Clone is a copy whose header may be changed. The body is shared.
func (m *Message) Clone() *Message {
	c := *m
	c.Header = slices.Clone(m.Header)
	return &c
}

// CSeq of the message; the zero value when it is missing or broken.
func (m *Message) CSeq() CSeq {
	c, _ := ParseCSeq(m.Header.Get("CSeq"))
	return c
}

// CallID as it came.
func (m *Message) CallID() string { return m.Header.Get("Call-ID") }

// From and To are zero when missing or broken; [Message.Check] finds that out.
func (m *Message) From() Address {
	a, _ := ParseAddress(m.Header.Get("From"))
	return a
}

// To is the counterpart of From.
func (m *Message) To() Address {
	a, _ := ParseAddress(m.Header.Get("To"))
	return a
}

// Via is the topmost one, zero when missing or broken.
func (m *Message) Via() Via {
	list := m.Header.List("Via")
	if len(list) == 0 {
		return Via{}
	}
	v, _ := ParseVia(list[0])
	return v
}

// ContentType without parameters, in lower case.
func (m *Message) ContentType() string {
	t, _, _ := strings.Cut(m.Header.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(t))
}

// SetBody gives m a body of a type; none for an empty body.
func (m *Message) SetBody(contentType string, body []byte) {
	m.Body = body
	if len(body) == 0 {
		m.Header.Del("Content-Type")
		return
	}
	m.Header.Set("Content-Type", contentType)
}

// Response begins the answer to req: Via, From, To, Call-ID and CSeq as they
// came, and Record-Route where a dialog may begin (RFC 3261, 8.2.6 and 12.1.1).
// The tag goes into To unless one is there; 100 needs none.
func Response(req *Message, status int, reason, tag string) *Message {
	m := &Message{Status: status, Reason: reason}
	for _, f := range req.Header {
		switch f.Name {
		case "Via", "From", "Call-ID", "CSeq":
			m.Header = append(m.Header, f)
		case "To":
			m.Header = append(m.Header, Field{"To", withTag(f.Value, tag)})
		case "Record-Route":
			if status > 100 && status < 300 {
				m.Header = append(m.Header, f)
			}
		case "Timestamp":
			if status == 100 {
				m.Header = append(m.Header, f)
			}
		}
	}
	return m
}

func withTag(to, tag string) string {
	a, err := ParseAddress(to)
	if tag == "" || (err == nil && a.Params.Has("tag")) {
		return to
	}
	if err == nil && !strings.Contains(to, "<") {
		return "<" + a.URI + ">;tag=" + tag + a.Params.suffix()
	}
	return to + ";tag=" + tag
}
