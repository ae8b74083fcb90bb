package forward

import "time"

// Repairs is how much may be sent again to a subscriber. Without a bound, what a
// congested path drops is asked for again by every round trip and keeps the path
// congested. The zero Repairs is full. It is to be guarded by the subscriber's
// egress lock.
type Repairs struct {
	used float64 // bytes not paid back yet
	at   time.Duration
}

const (
	// repairShare of the estimate pays for repairs: enough for a fifth of the
	// packets lost, and again of what repairs them.
	repairShare = 0.3
	// repairBurst is how much may go at once, in time at the estimate.
	repairBurst = 250 * time.Millisecond
)

// Take tells whether size bytes may be sent again now, and counts them if so.
// estimate is that of the path in bits per second.
func (r *Repairs) Take(size, estimate int, now time.Duration) bool {
	rate := float64(estimate) / 8
	r.used = max(0, r.used-rate*repairShare*max(now-r.at, 0).Seconds())
	r.at = now
	if r.used > 0 && r.used+float64(size) > rate*repairBurst.Seconds() {
		return false
	}
	r.used += float64(size)
	return true
}
