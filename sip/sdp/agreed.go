package sdp

import "net/netip"

// Agreed is what both sides will do, as this side has to know it. It is plain
// data and shares nothing with the negotiation.
type Agreed struct {
	Lines []Line // that are on, in the order of the description
	// Held: the far side wants no sound at present.
	Held bool
}

// Line is one agreed line.
type Line struct {
	Kind      Kind
	Index     int       // of the m-line, from 0
	Direction Direction // of this side: Sends means that we may send
	// Held: the far side does not want to receive at present.
	Held bool

	// Remote is where RTP or BFCP goes; its address is not valid if the far side
	// wrote a name, and is unspecified under the old way of hold: then only what
	// comes shows where it is.
	Remote netip.AddrPort
	RTCP   netip.AddrPort // where RTCP goes; Remote if muxed
	Mux    bool           // RTCP comes and goes on the port of RTP

	// Send is what the far side takes, the best first.
	Send []Payload
	// Receive is what may come.
	Receive []Payload
	// SendDigits and ReceiveDigits are for telephone-event; SendDigits fits Send[0].
	SendDigits    Digits
	ReceiveDigits []Digits

	Feedback Feedback // that both take
	// Bandwidth that the far side wants at most, in bit/s; 0 if it says nothing.
	Bandwidth int
	// Time of sound in a packet to the far side in ms, 0 if it says nothing.
	PacketTime, MaxPacketTime int

	Protection Protection
	Control    ControlAgreed // of a Floor
}

// Line of that kind, nil if it is not on.
func (a *Agreed) Line(k Kind) *Line {
	for i := range a.Lines {
		if a.Lines[i].Kind == k {
			return &a.Lines[i]
		}
	}
	return nil
}
