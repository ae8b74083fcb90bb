package mix

import (
	"testing"
	"time"
)

// The clock of packets may have begun long ago; a product of durations overflowed
// after half an hour, and every source had the longest delay.
func TestTheDelayDoesNotDependOnTheClocksOrigin(t *testing.T) {
	for _, origin := range []time.Duration{0, time.Minute, time.Hour, 1000 * time.Hour} {
		var s spread
		for n := range 100 {
			at := time.Duration(n) * 20 * time.Millisecond
			s.observe(at, origin+at)
		}
		now := origin + 2*time.Second
		if got := s.wanted(now); got != minTarget {
			t.Errorf("with a clock since %v even packets wait %v, want %v", origin, got, minTarget)
		}
		s.learn(100*time.Millisecond, now)
		taught := s.wanted(now)
		if taught < 70*time.Millisecond {
			t.Errorf("with a clock since %v a late packet has taught %v", origin, taught)
		}
		if got := s.wanted(now + 5*time.Second); got >= taught {
			t.Errorf("with a clock since %v nothing is forgotten: %v after %v", origin, got, taught)
		}
		if got := s.wanted(now + 1000*time.Hour); got != minTarget {
			t.Errorf("with a clock since %v, long afterwards: %v", origin, got)
		}
	}
}
