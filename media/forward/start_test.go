package forward

import (
	"testing"
	"time"
)

// Who joins four pictures of a megabit sees them within a second where the path takes
// them; where it does not, the bursts that find that out fill it no longer than what
// is sent at [FirstRate] does by itself.
func TestEstimatorFindsOutSoonAfterTheStart(t *testing.T) {
	const wanted = 4_200_000
	for name, test := range map[string]struct {
		link    link
		reaches time.Duration // 0: never
		full    time.Duration // in all
	}{
		"a local network":           {link{capacity: constant(100e6), delay: 1 * ms}, 300 * ms, 0},
		"20 Mbit/s, 25 ms each way": {link{capacity: constant(20e6), delay: 25 * ms}, 400 * ms, 0},
		"15 ms of jitter":           {link{capacity: constant(20e6), delay: 25 * ms, jitter: 15 * ms}, 450 * ms, 0},
		"100 ms each way":           {link{capacity: constant(20e6), delay: 100 * ms}, 900 * ms, 0},
		"10 % loss":                 {link{capacity: constant(20e6), delay: 100 * ms, loss: 0.1}, 1300 * ms, 0},
		"a busy receiver":           {link{capacity: constant(100e6), delay: 1 * ms, starved: 50 * ms}, 400 * ms, 0},
		"a very busy receiver":      {link{capacity: constant(100e6), delay: 1 * ms, starved: 120 * ms}, 1100 * ms, 0},
		"a tick of 100 ms":          {link{capacity: constant(20e6), delay: 25 * ms, slowTick: true}, 1400 * ms, 0},
		"3 Mbit/s":                  {link{capacity: constant(3e6), delay: 25 * ms}, 0, 0},
		"500 kbit/s":                {link{capacity: constant(500e3), delay: 25 * ms}, 0, 1500 * ms},
		"200 kbit/s":                {link{capacity: constant(200e3), delay: 25 * ms}, 0, 1600 * ms},
	} {
		t.Run(name, func(t *testing.T) {
			l := test.link
			l.queue, l.wanted = 500*ms, wanted
			var reached, full time.Duration
			for l.now < 8*time.Second {
				l.run(20*ms, nil)
				if reached == 0 && float64(l.estimator.Estimate(l.now)) >= wanted*(1+upHeadroom) {
					reached = l.now
				}
				if l.busy-l.now > 150*ms {
					full += 20 * ms
				}
			}
			if (reached == 0) != (test.reaches == 0) || reached > test.reaches {
				t.Errorf("enough after %v, want %v", reached, test.reaches)
			}
			if full > test.full {
				t.Errorf("the path was full for %v, want %v", full, test.full)
			}
		})
	}
}

// A picture of one layer that was paused, and no sound: nothing is sent but bursts,
// and no feedback comes after those of a burst.
func TestEstimatorFindsOutWithNothingElseSent(t *testing.T) {
	l := link{delay: 10 * ms, queue: 300 * ms, mute: true, wanted: 1_500_000, layers: []int{1_500_000}}
	l.capacity = func(at time.Duration) float64 {
		if at > 5*time.Second && at < 8*time.Second {
			return 300_000
		}
		return 20e6
	}
	back := time.Duration(0)
	l.run(20*time.Second, func(at time.Duration, estimate int) {
		if at > 8*time.Second && back == 0 && estimate > 1_500_000 {
			back = at - 8*time.Second
		}
	})
	if back == 0 || back > 7*time.Second {
		t.Errorf("back after %v", back)
	}
}
