package sdp

import (
	"slices"
	"strconv"
	"strings"
)

// Control is what this side says of BFCP (RFC 8856) on a [Floor] line. We would be
// the server, who grants; where the far side insists on that, we are its client.
type Control struct {
	// TCP is offered instead of UDP.
	TCP bool
	// Conference and User are what the far side's client calls itself by, and Floor
	// is the number of the floor of the [Content] line, if we are the server.
	Conference uint32
	User       uint16
	Floor      uint16
}

// ControlAgreed is the agreed floor control.
type ControlAgreed struct {
	TCP bool
	// Server: we are the floor control server, the far side asks us. Else the
	// other way round.
	Server bool
	// Connect: we open the TCP connection (RFC 4145); else the far side does.
	Connect bool
	// Existing: the TCP connection that there is goes on.
	Existing bool
	// Conference, User and Floor that the client uses in its messages. Floor is 0
	// if none belongs to the content line.
	Conference uint32
	User       uint16
	Floor      uint16
}

// controls are the transports of BFCP, and whether each is TCP.
var controls = map[string]bool{"UDP/BFCP": false, "TCP/BFCP": true}

// role is who serves (RFC 8856, section 5.1).
type role string

const (
	client role = "c-only"
	server role = "s-only"
	either role = "c-s"
)

// existing tells whether the line would keep its connection.
func (m *media) existing() bool {
	return strings.EqualFold(first(m.value("connection")), "existing")
}

// role that the line offers. The default is the client's (RFC 4583, section 4).
func (m *media) role() role {
	v, _ := m.value("floorctrl")
	roles := strings.Fields(strings.ToLower(v))
	has := func(r role) bool { return slices.Contains(roles, string(r)) }
	switch {
	case has(either), has(client) && has(server):
		return either
	case has(server):
		return server
	}
	return client
}

// control reads what the line says of the conference, the user and the floor of
// the content line with the given label.
func (m *media) control(label string) ControlAgreed {
	c := ControlAgreed{TCP: controls[m.proto]}
	if n, err := strconv.ParseUint(first(m.value("confid")), 10, 32); err == nil {
		c.Conference = uint32(n)
	}
	if n, err := strconv.ParseUint(first(m.value("userid")), 10, 16); err == nil {
		c.User = uint16(n)
	}
	c.Floor = m.floor(label)
	return c
}

func first(s string, _ bool) string { return s }

// floor of the stream with that label: "floorid:1 mstrm:10", in older devices
// m-stream. If there is only one floor it is that, label or not.
func (m *media) floor(label string) uint16 {
	var only uint16
	said := m.values("floorid")
	for _, v := range said {
		fields := strings.Fields(v)
		if len(fields) == 0 {
			continue
		}
		n, err := strconv.ParseUint(fields[0], 10, 16)
		if err != nil {
			continue
		}
		only = uint16(n)
		if label != "" && slices.Contains(streams(fields[1:]), label) {
			return only
		}
	}
	if len(said) == 1 {
		return only
	}
	return 0
}

// streams are the labels after mstrm:, the first glued to it.
func streams(fields []string) []string {
	for i, f := range fields {
		name, label, ok := strings.Cut(f, ":")
		if ok && (strings.EqualFold(name, "mstrm") || strings.EqualFold(name, "m-stream")) {
			return append([]string{label}, fields[i+1:]...)
		}
	}
	return nil
}

// label of our content lines; the floor of BFCP points at it.
const contentLabel = "3"

// appendTo writes what a server or client says; hasContent, that a line of content
// stands beside.
func (c Control) appendTo(b []byte, r role, hasContent bool) []byte {
	b = append(append(append(b, "a=floorctrl:"...), r...), "\r\n"...)
	if r == client {
		return b // names are the server's to give
	}
	b = strconv.AppendUint(append(b, "a=confid:"...), uint64(c.Conference), 10)
	b = strconv.AppendUint(append(b, "\r\na=userid:"...), uint64(c.User), 10)
	b = strconv.AppendUint(append(b, "\r\na=floorid:"...), uint64(c.Floor), 10)
	if hasContent {
		b = append(b, " mstrm:"+contentLabel...)
	}
	return append(b, "\r\n"...)
}

// agreed is the outcome as the server whose names hold.
func (c Control) agreed() ControlAgreed {
	return ControlAgreed{TCP: c.TCP, Server: true, Conference: c.Conference, User: c.User, Floor: c.Floor}
}
