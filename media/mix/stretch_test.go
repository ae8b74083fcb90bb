package mix

import (
	"math"
	"testing"
)

func TestPeriodsAreTakenOutAndPutInWithoutAClick(t *testing.T) {
	t.Parallel()
	for b := range bands {
		rate := b.rate()
		for _, f := range []float64{130, 200, 440, 1000, 2222, 3100} {
			x := sine(rate, rate/25, tone{f, 0.5})
			period, likeness := splice(x, rate/longestPeriod, rate)
			if likeness < 0.95 || period < rate/shortestPeriod || period > rate/longestPeriod {
				t.Errorf("%.0f Hz at %d: a period of %d samples, likeness %.2f", f, rate, period, likeness)
				continue
			}
			n := len(x)
			short := shorten(append([]float32(nil), x...), period, rate)
			long := lengthen(append(make([]float32, 0, 2*n), x...), period, rate)
			if len(short) != n-period || len(long) != n+period {
				t.Errorf("%.0f Hz at %d: %d and %d samples", f, rate, len(short), len(long))
			}
			for _, y := range [][]float32{short, long} {
				pcm := make([]int16, len(y))
				scale(pcm, y, 1, 1)
				if got, want := bend(pcm), bendOf(tone{f, 0.5}, rate); float64(got) > 1.25*float64(want)+400 {
					t.Errorf("%.0f Hz at %d: it bends by %d, the tone by %d", f, rate, got, want)
				}
				if level := effective(y); math.Abs(20*math.Log10(level/(0.5/math.Sqrt2))) > 1.2 {
					t.Errorf("%.0f Hz at %d: the level is %.3f", f, rate, level)
				}
			}
		}
	}
}

func TestNoiseIsLikeNothing(t *testing.T) {
	t.Parallel()
	if _, likeness := splice(comfortNoise()[:2000], 600, 48000); likeness > likely {
		t.Errorf("likeness %.2f", likeness)
	}
}
