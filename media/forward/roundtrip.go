package forward

import "time"

// RoundTrips keeps what the way to a peer and back takes: the least of the last
// seconds. A report that waited for a processor, here or there, tells a longer one,
// and who believes it asks for a lost packet once instead of five times. The zero
// RoundTrips is ready.
type RoundTrips struct {
	least [2]time.Duration // of this period and of the one before
	since time.Duration
	begun bool
}

// roundTripPeriod holds more than one report of a browser, who sends one each second.
const roundTripPeriod = 1500 * time.Millisecond

// Heard takes in what a report tells, and gives the least.
func (r *RoundTrips) Heard(rtt, now time.Duration) time.Duration {
	switch passed := now - r.since; {
	case !r.begun || passed > 2*roundTripPeriod:
		*r = RoundTrips{least: [2]time.Duration{rtt, rtt}, since: now, begun: true}
	case passed > roundTripPeriod:
		r.least[1], r.least[0], r.since = r.least[0], rtt, now
	}
	r.least[0] = min(r.least[0], rtt)
	return min(r.least[0], r.least[1])
}
