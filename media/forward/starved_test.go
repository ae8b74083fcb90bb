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
