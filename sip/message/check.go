package message

import (
	"fmt"
	"strconv"
)

// Fault is why a request cannot be served, as it is answered.
type Fault struct {
	Status int
	Reason string
}

func (f *Fault) Error() string { return fmt.Sprintf("%d %s", f.Status, f.Reason) }

func bad(format string, args ...any) *Fault { return &Fault{400, fmt.Sprintf(format, args...)} }

// Check looks for what every request needs (RFC 3261, 8.1.1 and 8.2) before
// anything is done about it. nil when it is in order.
func (m *Message) Check() *Fault {
	if m.Version != "" && m.Version != "SIP/2.0" {
		return &Fault{505, "Version Not Supported"}
	}
	for _, name := range []string{"Call-ID", "CSeq", "From", "To", "Via"} {
		if m.Header.Get(name) == "" {
			return bad("Missing %s", name)
		}
	}
	for _, name := range []string{"Call-ID", "CSeq", "From", "To", "Max-Forwards", "Content-Type", "Content-Length", "Expires"} {
		if m.Header.Count(name) > 1 {
			return bad("Several %s", name)
		}
	}
	for _, check := range []func(*Message) *Fault{checkWay, checkPeople, checkNumbers, checkURI} {
		if f := check(m); f != nil {
			return f
		}
	}
	return nil
}

func checkWay(m *Message) *Fault {
	for _, v := range m.Header.List("Via") {
		if _, err := ParseVia(v); err != nil {
			return bad("Bad Via")
		}
	}
	for _, name := range []string{"Route", "Record-Route", "Contact"} {
		for _, v := range m.Header.List(name) {
			if _, err := ParseAddress(v); err != nil {
				return bad("Bad %s", name)
			}
		}
	}
	return nil
}

func checkPeople(m *Message) *Fault {
	for _, name := range []string{"From", "To"} {
		if _, err := ParseAddress(m.Header.Get(name)); err != nil {
			return bad("Bad %s", name)
		}
	}
	return nil
}

func checkNumbers(m *Message) *Fault {
	c, err := ParseCSeq(m.Header.Get("CSeq"))
	if err != nil || c.Method != m.Method {
		return bad("Bad CSeq")
	}
	if v := m.Header.Get("Max-Forwards"); v != "" {
		if n, err := strconv.ParseUint(v, 10, 32); err != nil || n > 255 {
			return bad("Bad Max-Forwards")
		}
	}
	return nil
}

func checkURI(m *Message) *Fault {
	u, err := ParseURI(m.URI)
	switch {
	case err != nil:
		return bad("Bad Request-URI")
	case !u.IsSIP() && u.Scheme != "tel":
		return &Fault{416, "Unsupported URI Scheme"}
	}
	return nil
}
