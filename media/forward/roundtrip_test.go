package forward

import (
	"testing"
	"time"
)

// After a pause of 0.7 s the round trip was said to be 0.9 s, lost packets were
// asked for once in a second, and the picture stood still for three.
func TestOneLateReportIsNoLongerWay(t *testing.T) {
	var r RoundTrips
	const ms = time.Millisecond
	now := time.Hour
	for i, step := range []struct{ after, heard, want time.Duration }{
		{0, 200 * ms, 200 * ms},
		{0, 190 * ms, 190 * ms}, // several sources, a report each
		{time.Second, 210 * ms, 190 * ms},
		{1700 * ms, 900 * ms, 190 * ms}, // it waited for a processor
		{0, 900 * ms, 190 * ms},
		{300 * ms, 200 * ms, 190 * ms},
		{time.Second, 60 * ms, 60 * ms}, // a shorter way is believed at once
		{time.Second, 400 * ms, 60 * ms},
		{time.Second, 400 * ms, 60 * ms},
		{time.Second, 400 * ms, 400 * ms}, // and a longer one after some seconds
		{time.Minute, 500 * ms, 500 * ms},
	} {
		now += step.after
		if got := r.Heard(step.heard, now); got != step.want {
			t.Errorf("step %d: heard %v, got %v, want %v", i, step.heard, got, step.want)
		}
	}
}
