package media

import (
	"testing"
	"time"
)

// A track's times are those of arrival without the jitter, also when the sender's
// clock is off by 200 ppm and its timestamps turn over.
func TestTimesOfATrackFollowTheSendersClock(t *testing.T) {
	for name, ppm := range map[string]float64{"exact": 0, "fast": 200, "slow": -200} {
		c := trackClock{rate: 90_000}
		start := uint32(1<<32 - 1000*3600)
		var last time.Duration
		for n := range 30 * 60 * 25 { // half an hour
			sent := time.Duration(n) * 40 * time.Millisecond
			timestamp := start + uint32(float64(n)*3600*(1+ppm/1e6))
			arrival := time.Hour + sent + time.Duration(n*37%11)*time.Millisecond
			at := c.at(timestamp, arrival)
			if off := at - (time.Hour + sent); off < -15*time.Millisecond || off > 15*time.Millisecond {
				t.Fatalf("%s: picture %d is %v off", name, n, off)
			}
			if n > 0 && at <= last {
				t.Fatalf("%s: picture %d is at %v, the one before at %v", name, n, at, last)
			}
			last = at
		}
	}
}
