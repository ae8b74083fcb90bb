package forward

import (
	"time"

	"github.com/pion/rtcp"
)

// Estimator says how many bits per second a subscriber's path takes, from
// transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01),
// after Google congestion control (draft-ietf-rmcat-gcc-02): growing delay lowers
// it, and loss above 10 %. It is to be guarded by the subscriber's egress lock.
// It holds no memory before the first Sent.
type Estimator struct {
	bps float64
}

// The bounds of an estimate, and where it begins, in bits per second.
const (
	LeastRate = 50_000
	FirstRate = 1_500_000
	MostRate  = 50_000_000
)

// Sent takes note of a packet with this transport-wide sequence number. size is
// that on the wire. Numbers go up by one with each call.
func (e *Estimator) Sent(sequence uint16, size int, now time.Duration) {}

// Feedback takes the subscriber's report in.
func (e *Estimator) Feedback(report *rtcp.TransportLayerCC, now time.Duration) {}

// RoundTrip takes in a round trip time measured otherwise (from receiver reports).
// Feedback gives its own, so this matters only before it.
func (e *Estimator) RoundTrip(rtt time.Duration) {}

// Estimate is the rate in bits per second. Without feedback it falls, since then
// nothing arrives.
func (e *Estimator) Estimate(now time.Duration) int { return FirstRate }

// RTT is the smoothed round trip, 0 if not known.
func (e *Estimator) RTT() time.Duration { return 0 }

// Loss is the share of packets lost lately, 0 to 1.
func (e *Estimator) Loss() float64 { return 0 }

// ProbeWanted says how many bytes of padding (or of packets sent again) to send
// in the next interval of that length, to find out whether the path takes more
// than what is being sent. wanted is the rate, in bits per second, that the
// subscriber would use if it had it; 0 bytes if there is no need.
func (e *Estimator) ProbeWanted(wanted int, interval, now time.Duration) (bytes int) { return 0 }
