package sdp

// Direction of a line, as seen by whoever says it.
type Direction uint8

// The directions of RFC 3264, section 5.1. SendRecv is what holds if nothing is said.
const (
	SendRecv Direction = iota
	SendOnly
	RecvOnly
	Inactive
)

var directions = [...]string{SendRecv: "sendrecv", SendOnly: "sendonly", RecvOnly: "recvonly", Inactive: "inactive"}

func (d Direction) String() string { return directions[d&Inactive] }

// Sends tells whether the speaker sends.
func (d Direction) Sends() bool { return d == SendRecv || d == SendOnly }

// Receives tells whether the speaker wants to receive.
func (d Direction) Receives() bool { return d == SendRecv || d == RecvOnly }

// Reverse is the same seen from the other side.
func (d Direction) Reverse() Direction { return towards(d.Receives(), d.Sends()) }

// And is what both allow, each being said of the same side. An answer is the
// reverse of the offer And what the answerer wants, which gives the table of
// RFC 3264, section 6.1.
func (d Direction) And(other Direction) Direction {
	return towards(d.Sends() && other.Sends(), d.Receives() && other.Receives())
}

func towards(sends, receives bool) Direction {
	switch {
	case sends && receives:
		return SendRecv
	case sends:
		return SendOnly
	case receives:
		return RecvOnly
	}
	return Inactive
}

// direction that the writer of d gives the line. The old way of hold, an address
// of zeros (RFC 3264, section 8.4, from RFC 2543), means that it does not want to
// receive, and so does a bandwidth of nothing (section 5.1).
func (d *description) direction(m *media) Direction {
	said, ok := m.direction()
	if !ok {
		said, _ = d.section.direction()
	}
	if a := d.connection(m); a.IsValid() && a.IsUnspecified() || m.bandwidth() == 0 {
		return said.And(SendOnly)
	}
	return said
}

func (s *section) direction() (Direction, bool) {
	for _, a := range s.attributes {
		for d, name := range directions {
			if a.key == name {
				return Direction(d), true
			}
		}
	}
	return SendRecv, false
}
