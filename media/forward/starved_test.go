package forward

import (
	"fmt"
	"testing"
	"time"
)

// A receiver on a machine with too much to do reads in bursts, some of them late. On
// a path that took everything the estimate fell to a quarter of a megabit, and
// pictures were paused for seconds.
func TestEstimatorTakesNoBusyReceiverForAFullPath(t *testing.T) {
	for _, starved := range []time.Duration{20 * ms, 50 * ms, 100 * ms, 200 * ms, 400 * ms} {
		for _, wanted := range []int{1_000_000, 4_200_000} {
			t.Run(fmt.Sprintf("%v, %d kbit/s", starved, wanted/1000), func(t *testing.T) {
				l := link{capacity: constant(50e6), delay: ms, queue: 300 * ms, wanted: wanted, starved: starved}
				l.run(30*time.Second, func(at time.Duration, estimate int) {
					if at > 3*time.Second && estimate < wanted {
						t.Errorf("%d at %v", estimate, at)
					}
				})
			})
		}
	}
}

// A machine that stood still reads all of it in one burst, and says that it came
// late. The estimate was halved, and layers went down for two seconds.
func TestEstimatorDoesNotFallForAPause(t *testing.T) {
	for _, pause := range []time.Duration{500 * ms, 700 * ms, 950 * ms} {
		for _, wanted := range []int{1_000_000, 4_200_000} {
			t.Run(fmt.Sprintf("%v, %d kbit/s", pause, wanted/1000), func(t *testing.T) {
				l := link{
					capacity: constant(50e6), delay: 20 * ms, queue: 2 * time.Second, wanted: wanted,
					stallEvery: 5 * time.Second, stallFor: pause,
				}
				l.run(30*time.Second, func(at time.Duration, estimate int) {
					if at > 3*time.Second && estimate < wanted {
						t.Errorf("%d at %v", estimate, at)
					}
				})
			})
		}
	}
}

// Feedback that tells of nothing but losses says nothing of the queue; the one
// before it was counted twice.
func TestEstimatorTakesAQueueIntoAccountOnce(t *testing.T) {
	q := queueMeter{}
	q.add(0, 50*ms, 0)
	q.add(100*ms, 500*ms, 0)
	if !q.settle() || q.settle() {
		t.Error("a queue that nobody has seen again is taken for a new one")
	}
}
