package mix

import (
	"math"
	"testing"
)

// TestResampleKeepsSoundInPlace: a tone that begins in the middle is as loud and begins
// at the same time at every rate.
func TestResampleKeepsSoundInPlace(t *testing.T) {
	t.Parallel()
	rates := []int{8000, 11025, 16000, 22050, 44100, 48000}
	for _, from := range rates {
		pcm := make([]int16, from)
		for i := from / 2; i < len(pcm); i++ {
			pcm[i] = int16(8000 * math.Sin(2*math.Pi*440*float64(i)/float64(from)))
		}
		for _, to := range rates {
			out := Resample(pcm, from, to)
			if len(out) != to {
				t.Errorf("%d to %d: %d samples of a second", from, to, len(out))
				continue
			}
			if early := level(out[:to*49/100]); early > 50 {
				t.Errorf("%d to %d: %.0f before the tone", from, to, early)
			}
			if late := level(out[to*51/100 : to*99/100]); math.Abs(late-8000/math.Sqrt2) > 100 {
				t.Errorf("%d to %d: the tone has %.0f", from, to, late)
			}
			at := to * 3 / 4
			want := 8000 * math.Sin(2*math.Pi*440*float64(at)/float64(to))
			if step := 8000 * 2 * math.Pi * 440 / float64(min(from, to)); math.Abs(float64(out[at])-want) > step+100 {
				t.Errorf("%d to %d: the tone is not in place: %d instead of %.0f", from, to, out[at], want)
			}
		}
	}
	if len(Resample(nil, 8000, 16000)) != 0 {
		t.Error("nothing becomes something")
	}
}

func level(pcm []int16) float64 {
	sum := 0.0
	for _, v := range pcm {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum / float64(len(pcm)))
}
