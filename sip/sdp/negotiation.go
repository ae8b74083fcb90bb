package sdp

import (
	"crypto/rand"
	"encoding/binary"
	"slices"
)

// Negotiation holds the lines of one dialog through all its offers and answers. The
// zero value is a new dialog. It is for one goroutine at a time, as a dialog has
// at most one offer under way.
//
// An offer of ours: [Negotiation.Offer], send it, then [Negotiation.Accept] what
// comes back, or [Negotiation.Withdraw] if it is refused; Accept again when a
// later answer differs, as after early media. An offer of theirs:
// [Negotiation.Answer], and send that. Delayed offers are the same with other
// messages around them.
type Negotiation struct {
	id, version uint64
	sent        []byte // the last description of ours, without its o= line
	slots       []slot
	agreed      Agreed

	// Of the last offer of ours. kept is what holds again if it is withdrawn.
	offered []said
	local   Local
	kept    []slot
	pending bool
}

// Agreed is what holds at present.
func (n *Negotiation) Agreed() Agreed { return n.agreed.clone() }

// Pending tells whether an offer of ours waits for its answer.
func (n *Negotiation) Pending() bool { return n.pending }

// Withdraw forgets an offer of ours that was refused: what was agreed before still
// holds (RFC 3264, section 8).
func (n *Negotiation) Withdraw() {
	if n.pending {
		n.slots, n.kept, n.offered, n.pending = n.kept, nil, nil, false
	}
}

// Fork is a negotiation for one more dialog that our pending offer has led to
// (RFC 3261, section 12.1): each far side answers for itself.
func (n *Negotiation) Fork() *Negotiation {
	f := *n
	f.slots, f.kept = cloneSlots(n.slots), cloneSlots(n.kept)
	f.offered = slices.Clone(n.offered)
	f.agreed = n.agreed.clone()
	return &f
}

func (a *Agreed) clone() Agreed {
	c := Agreed{Held: a.Held, Lines: slices.Clone(a.Lines)}
	for i := range c.Lines {
		l := &c.Lines[i]
		l.Send, l.Receive = slices.Clone(l.Send), slices.Clone(l.Receive)
		l.ReceiveDigits = slices.Clone(l.ReceiveDigits)
	}
	return c
}

// newID is a random session id that fits where others keep it in 32 bits, signed.
func newID() uint64 {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails
	return uint64(binary.BigEndian.Uint32(b[:])>>1 | 1)
}

// settle makes lines what is agreed.
func (n *Negotiation) settle(lines []Line) Agreed {
	n.agreed = Agreed{Lines: lines}
	if sound := n.agreed.Line(Sound); sound != nil {
		n.agreed.Held = sound.Held
	}
	return n.agreed.clone()
}
