package forward

import (
	"time"

	"github.com/pion/rtcp"
)

// Gaps watches the sequence numbers of one incoming stream: what is new, what is
// lost and should be asked for again, and what a receiver report says. ClockRate
// is to be set; the rest of the zero Gaps is ready. It is to be guarded by the
// lock of the source.
type Gaps struct {
	// ClockRate of the stream in Hz, for the jitter.
	ClockRate uint32

	begun     bool
	abandoned bool
	timed     bool
	first     uint32 // extended numbers: cycles in the upper half
	highest   uint32
	seen      [gapWindow / 64]uint64
	missing   []gap // ascending

	received                     uint32 // packets, RFC 3550 appendix A.3
	expectedPrior, receivedPrior uint32
	transit                      uint32
	jitter                       uint32 // times 16, RFC 3550 appendix A.8
}

// gap is a packet that has not come.
type gap struct {
	next     time.Duration // when to ask
	since    time.Duration
	sequence uint32
	asked    uint8
}

const (
	gapWindow   = 1024 // how far back a packet can still be new
	gapsMost    = 128  // more losses at once are not asked for
	gapAsked    = 10
	gapPatience = time.Second
	gapReorder  = 5 * time.Millisecond // a packet overtaken by this much is not lost
	gapPause    = 20 * time.Millisecond
)

// Received takes note of a packet that came by itself. fresh is false for one
// that has come before or is too old: drop it. extended is the number with its
// cycles.
func (g *Gaps) Received(sequence uint16, timestamp uint32, now time.Duration) (extended uint32, fresh bool) {
	extended, fresh = g.take(sequence, now)
	if fresh {
		g.arrival(timestamp, now)
	}
	return extended, fresh
}

// Recovered takes note of a packet that came as a retransmission (RTX). It does
// not count for the jitter.
func (g *Gaps) Recovered(sequence uint16, now time.Duration) (extended uint32, fresh bool) {
	return g.take(sequence, now)
}

// Newest is the highest sequence number so far.
func (g *Gaps) Newest() uint16 { return uint16(g.highest) }

func (g *Gaps) take(sequence uint16, now time.Duration) (uint32, bool) {
	if !g.begun {
		g.begun = true
		g.highest = 1<<16 | uint32(sequence) // room for numbers before the first
		g.first = g.highest
		g.mark(g.highest)
		g.received++
		return g.highest, true
	}
	step := int16(sequence - uint16(g.highest))
	extended := g.highest + uint32(int32(step))
	if step > 0 {
		g.advance(extended, now)
	} else {
		if -int(step) >= gapWindow || g.marked(extended) {
			return extended, false
		}
		g.found(extended)
		g.first = min(g.first, extended)
	}
	g.mark(extended)
	g.received++
	return extended, true
}

// advance makes extended the highest and what it jumped over missing.
func (g *Gaps) advance(extended uint32, now time.Duration) {
	step := extended - g.highest
	if step >= gapWindow {
		clear(g.seen[:])
	} else {
		for s := g.highest + 1; s != extended; s++ {
			g.unmark(s)
		}
	}
	lost := step - 1
	if int(lost)+len(g.missing) > gapsMost {
		// Asking for all this would only add to a congestion: a key frame does.
		g.missing = g.missing[:0]
		g.abandoned = true
	} else if lost > 0 {
		if g.missing == nil {
			g.missing = make([]gap, 0, 16)
		}
		for s := g.highest + 1; s != extended; s++ {
			g.missing = append(g.missing, gap{next: now + gapReorder, since: now, sequence: s})
		}
	}
	g.highest = extended
}

func (g *Gaps) mark(s uint32)        { g.seen[s/64%(gapWindow/64)] |= 1 << (s % 64) }
func (g *Gaps) unmark(s uint32)      { g.seen[s/64%(gapWindow/64)] &^= 1 << (s % 64) }
func (g *Gaps) marked(s uint32) bool { return g.seen[s/64%(gapWindow/64)]>>(s%64)&1 == 1 }

// found takes s off the missing.
func (g *Gaps) found(s uint32) {
	for i := range g.missing {
		if g.missing[i].sequence == s {
			g.missing = append(g.missing[:i], g.missing[i+1:]...)
			return
		}
	}
}

// Due appends to dst the numbers to be asked for now (in a rtcp.TransportLayerNack,
// see rtcp.NackPairsFromSequenceNumbers) and counts them as asked for. rtt is the
// round trip to the publisher, 0 if not known. What is asked for ten times or
// missing for a second is given up.
func (g *Gaps) Due(now, rtt time.Duration, dst []uint16) []uint16 {
	if len(g.missing) == 0 {
		return dst
	}
	keep := g.missing[:0]
	for _, m := range g.missing {
		if m.asked >= gapAsked || now-m.since > gapPatience {
			g.abandoned = true
			continue
		}
		if now >= m.next {
			dst = append(dst, uint16(m.sequence))
			m.asked++
			wait := rtt + rtt/4
			if m.asked > 1 {
				wait = rtt / 2 // either the request or the answer is lost often: do not wait for both
			}
			m.next = now + max(gapPause, wait)
		}
		keep = append(keep, m)
	}
	g.missing = keep
	return dst
}

// Missing tells whether something may become due.
func (g *Gaps) Missing() bool { return len(g.missing) > 0 }

// Abandoned tells, once, that packets were given up since the last call: a
// picture then needs a key frame.
func (g *Gaps) Abandoned() bool {
	was := g.abandoned
	g.abandoned = false
	return was
}

// arrival keeps the jitter, RFC 3550 section 6.4.1 and appendix A.8.
func (g *Gaps) arrival(timestamp uint32, now time.Duration) {
	transit := ticks(now, g.ClockRate) - timestamp
	if g.timed {
		d := int32(transit - g.transit)
		if d < 0 {
			d = -d
		}
		g.jitter += uint32(d) - (g.jitter+8)>>4
	}
	g.transit, g.timed = transit, true
}

// ticks is a time in units of an RTP clock, modulo 2^32.
func ticks(now time.Duration, clockRate uint32) uint32 {
	seconds, rest := now/time.Second, now%time.Second
	return uint32(uint64(seconds)*uint64(clockRate) + uint64(rest)*uint64(clockRate)/uint64(time.Second))
}

// Report is the reception report block for the stream with this SSRC, and begins
// a new interval for the fraction lost (RFC 3550 section 6.4.1 and appendix A.3).
// LastSenderReport and Delay are the caller's to fill in, see
// [SourceClock.LastReport]. ok is false as long as nothing has come.
func (g *Gaps) Report(ssrc uint32) (report rtcp.ReceptionReport, ok bool) {
	if !g.begun {
		return rtcp.ReceptionReport{}, false
	}
	expected := g.highest - g.first + 1
	inInterval := expected - g.expectedPrior
	lostInInterval := int64(inInterval) - int64(g.received-g.receivedPrior)
	g.expectedPrior, g.receivedPrior = expected, g.received
	report = rtcp.ReceptionReport{
		SSRC:               ssrc,
		LastSequenceNumber: g.highest - 1<<16,
		Jitter:             g.jitter >> 4,
	}
	if inInterval > 0 && lostInInterval > 0 {
		report.FractionLost = uint8(min(255, lostInInterval<<8/int64(inInterval)))
	}
	if lost := int64(expected) - int64(g.received); lost > 0 {
		report.TotalLost = uint32(min(lost, 1<<23-1)) // pion writes 24 bits
	}
	return report, true
}
