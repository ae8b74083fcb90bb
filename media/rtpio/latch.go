package rtpio

import (
	"time"

	"veche/media/forward"
	"veche/media/wire"
)

// latch knows where the far end is (symmetric RTP, RFC 4961). What SDP says is often
// wrong behind a NAT, so that the address is learned from what comes; but whoever can
// send a packet to our port must not be able to take the media of a call. So, beside
// the present address:
//
//   - A packet that opens under the keys of SRTP, and is newer than all before, proves
//     where the far end is, at any time.
//   - The address of the SDP is taken whenever it speaks.
//   - As long as nothing has come, and within learningTime after the address was told
//     or while none is known, another one is taken: at once if only its port differs,
//     else with the second packet in sequence of one SSRC.
//   - An address that has been silent for rebindTime may have been changed by a NAT:
//     then one is taken that goes on with the SSRC and the sequence number, which only
//     those know who see the packets.
//
// Nothing else moves it.
type latch struct {
	told    wire.Addr // by SDP; zero: it has not said
	fixed   bool
	remote  wire.Addr // where to send; zero: not known
	heard   bool      // something came from there
	last    time.Duration
	until   time.Duration // strangers may be learned
	forever bool          // as long as nothing has come

	stranger wire.Addr
	ssrc     uint32
	next     uint16
}

const (
	learningTime = 10 * time.Second
	rebindTime   = time.Second
	// rebindStep is how many packets may be lost while a NAT changes its mind.
	rebindStep = 3000
)

// tell takes in an address of SDP. The same one again changes nothing, and none, which
// puts a call on hold (RFC 3264 section 8.4), forgets nothing.
func (l *latch) tell(told wire.Addr, fixed bool, now time.Duration) {
	l.fixed = fixed
	known, none := l.remote != wire.Addr{}, told == wire.Addr{}
	if known && (told == l.told || none) || !known && none && l.forever {
		return
	}
	*l = latch{told: told, fixed: fixed, remote: told, until: now + learningTime, forever: none}
}

// origin is what is known of a packet.
type origin struct {
	from   wire.Addr
	header *forward.Header
	// proved: SRTP that is newer than all before.
	proved bool
	// goesOn: the SSRC is the present one, and the sequence number is at most rebindStep
	// ahead.
	goesOn bool
}

// admit tells whether a packet is taken, and whether the far end is somewhere else now.
func (l *latch) admit(o origin, now time.Duration) (ok, moved bool) {
	if o.from == l.remote {
		l.heard, l.last = true, now
		return true, false
	}
	if l.fixed || !l.believes(o, now) {
		return false, false
	}
	l.remote, l.heard, l.last = o.from, true, now
	return true, true
}

func (l *latch) believes(o origin, now time.Duration) bool {
	switch {
	case o.proved, o.from == l.told:
		return true
	case l.heard:
		return o.goesOn && now-l.last >= rebindTime
	case now >= l.until && !l.forever:
		return false
	case o.from.IP == l.told.IP:
		return true
	}
	known := o.from == l.stranger && o.header.SSRC == l.ssrc && o.header.Sequence == l.next
	l.stranger, l.ssrc, l.next = o.from, o.header.SSRC, o.header.Sequence+1
	return known
}

// may tells whether an address could be the far end's: enough to begin a handshake with
// it, which will prove it.
func (l *latch) may(from wire.Addr, now time.Duration) bool {
	switch {
	case from == l.remote, from == l.told:
		return true
	case l.fixed:
		return false
	case from.IP == l.told.IP:
		return true
	}
	return !l.heard && (l.forever || now < l.until)
}

// prove takes in where a handshake was made with; true if that is news.
func (l *latch) prove(from wire.Addr, now time.Duration) bool {
	if from == l.remote || l.fixed {
		return false
	}
	l.remote, l.heard, l.last = from, true, now
	return true
}
