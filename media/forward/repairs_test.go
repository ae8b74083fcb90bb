package forward

import (
	"testing"
	"time"
)

// Issue 2, lossy network: a path that fell from 1.5 Mbit/s to 300 kbit/s stayed full
// for four seconds, of packets sent again.
func TestRepairsLeaveRoomForThePicture(t *testing.T) {
	for name, test := range map[string]struct {
		estimate     int
		every        time.Duration // a packet of 1200 bytes is asked for
		least, most  int           // bytes in ten seconds
		firstRefused int           // of the burst at the start
	}{
		"a tenth is lost of 1.5 Mbit/s":            {1_500_000, 70 * ms, 170_000, 180_000, 0},
		"the same packets on 200 kbit/s":           {200_000, 7 * ms, 70_000, 90_000, 5},
		"a path of which nothing is left":          {LeastRate, 7 * ms, 15_000, 25_000, 1},
		"far more is asked for than the path took": {1_500_000, 1 * ms, 550_000, 700_000, 30},
	} {
		t.Run(name, func(t *testing.T) {
			var r Repairs
			now, sent := time.Hour, 0
			for end := now + 10*time.Second; now < end; now += test.every {
				if r.Take(1200, test.estimate, now) {
					sent += 1200
				}
			}
			if sent < test.least || sent > test.most {
				t.Errorf("%d bytes, want %d to %d", sent, test.least, test.most)
			}
			now += time.Minute
			for n := range 100 {
				if !r.Take(1200, test.estimate, now) {
					if n < test.firstRefused {
						t.Errorf("only %d packets at once", n)
					}
					break
				}
			}
		})
	}
}
