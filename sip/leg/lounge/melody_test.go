package lounge

import (
	"math"
	"testing"
)

func TestMelodyIsQuietAndHasNoSeam(t *testing.T) {
	t.Parallel()
	for _, rate := range []int{8000, 16000, 48000} {
		pcm := melody(rate)
		if len(pcm) != rate*beats/2 {
			t.Errorf("at %d it has %d samples", rate, len(pcm))
		}
		if db := 20 * math.Log10(loudness(pcm)); db < -31 || db > -29 {
			t.Errorf("at %d it has %.1f dBFS", rate, db)
		}
		mean, peak, step := 0.0, 0, 0
		last := int(pcm[len(pcm)-1]) // the end is followed by the beginning
		for _, v := range pcm {
			mean += float64(v) / float64(len(pcm))
			peak = max(peak, int(v), -int(v))
			step = max(step, int(v)-last, last-int(v))
			last = int(v)
		}
		if math.Abs(mean) > 1 || peak > 10000 {
			t.Errorf("at %d its mean is %.2f, its peak %d", rate, mean, peak)
		}
		// The highest partial that is loud has 1 kHz: what steps more is a click.
		if most := float64(peak) * 2 * math.Pi * 1000 / float64(rate); float64(step) > most {
			t.Errorf("at %d it has a step of %d, where %.0f is the most", rate, step, most)
		}
		// It never pauses for long, so that nobody thinks that the call is lost.
		for at := 0; at+rate <= len(pcm); at += rate {
			if loudness(pcm[at:at+rate]) < 0.005 {
				t.Errorf("at %d it is silent in second %d", rate, at/rate)
			}
		}
	}
}

func TestMelodyIsTheSameForAll(t *testing.T) {
	t.Parallel()
	if a, b := melody(8000), melody(8000); &a[0] != &b[0] {
		t.Error("it is made twice")
	}
}

func BenchmarkMelody(b *testing.B) {
	for b.Loop() {
		ringAll(48000)
	}
}
