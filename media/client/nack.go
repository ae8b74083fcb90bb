package client

import (
	"time"

	"github.com/pion/rtcp"
)

// nacks knows what of one picture's stream has not come and when to ask for it, as
// Chromium does. pion's own does not see that a packet came by RTX, and asks on for
// it as long as it remembers.
type nacks struct {
	begun   bool
	highest uint16
	missing []missing // ascending
	rtt     time.Duration
}

type missing struct {
	sequence uint16
	asked    int
	first    time.Time // asked
	last     time.Time
}

const (
	nackRetries  = 10
	nackMost     = 1000 // of the newest numbers
	nackFirstRTT = 100 * time.Millisecond
)

// take notes a packet that came, by itself or sent again.
func (n *nacks) take(sequence uint16, now time.Time) {
	if !n.begun {
		n.begun, n.highest, n.rtt = true, sequence, nackFirstRTT
		return
	}
	step := int16(sequence - n.highest)
	if step <= 0 {
		n.found(sequence, now)
		return
	}
	for s := n.highest + 1; s != sequence; s++ {
		n.missing = append(n.missing, missing{sequence: s})
	}
	n.highest = sequence
	if len(n.missing) > nackMost {
		n.missing = n.missing[len(n.missing)-nackMost:]
	}
}

func (n *nacks) found(sequence uint16, now time.Time) {
	for i, m := range n.missing {
		if m.sequence != sequence {
			continue
		}
		if m.asked == 1 {
			n.rtt += (now.Sub(m.first) - n.rtt) / 8
		}
		n.missing = append(n.missing[:i], n.missing[i+1:]...)
		return
	}
}

// due lists what to ask for now: at once, and again each round trip.
func (n *nacks) due(now time.Time) (sequences []uint16) {
	keep := n.missing[:0]
	for _, m := range n.missing {
		if m.asked == 0 || now.Sub(m.last) >= n.rtt {
			if m.asked == nackRetries {
				continue
			}
			if m.asked == 0 {
				m.first = now
			}
			m.asked++
			m.last = now
			sequences = append(sequences, m.sequence)
		}
		keep = append(keep, m)
	}
	n.missing = keep
	return sequences
}

// askAgain sends a NACK for what is due.
func (c *Client) askAgain(n *nacks, ssrc uint32, now time.Time) {
	if lost := n.due(now); len(lost) > 0 {
		nack := &rtcp.TransportLayerNack{MediaSSRC: ssrc, Nacks: rtcp.NackPairsFromSequenceNumbers(lost)}
		_ = c.pc.WriteRTCP([]rtcp.Packet{nack}) // asked for again if it goes wrong
	}
}
