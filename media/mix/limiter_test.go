package mix

import (
	"math"
	"math/rand/v2"
	"testing"
)

// limit puts whole frames of x through a limiter.
func limit(rate int, x []float32) (out []int16) {
	l := newLimiter(rate)
	pcm := make([]int16, rate/50)
	for ; len(x) >= len(pcm); x = x[len(pcm):] {
		var peaks [limitBlocks]float32
		peaksOf(x[:len(pcm)], &peaks)
		l.process(pcm, x[:len(pcm)], &peaks)
		out = append(out, pcm...)
	}
	return out
}

func TestBelowTheKneeTheLimiterChangesNothing(t *testing.T) {
	t.Parallel()
	for b := range bands {
		rate := b.rate()
		x := sine(rate, rate, tone{440, 0.7})
		late := rate / 50 / limitBlocks
		for i, v := range limit(rate, x)[late:] {
			if want := int16(math.Round(float64(x[i]) * 32768)); v-want > 1 || want-v > 1 {
				t.Fatalf("%d Hz: sample %d is %d, not %d", rate, i, v, want)
			}
		}
	}
}

func TestNothingIsLouderThanTheCeiling(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 7))
	for _, rate := range []int{8000, 16000, 48000} {
		x := make([]float32, rate*2)
		loud := float32(0)
		for i := range x {
			if i%(rate/37) == 0 { // bursts that begin anywhere, up to +26 dB
				loud = 20 * random.Float32() * float32(random.IntN(2))
			}
			x[i] = loud * (2*random.Float32() - 1)
		}
		most := 0.0
		for _, v := range limit(rate, x) {
			most = max(most, math.Abs(float64(v)))
		}
		if most > limitCeiling*32768+1 {
			t.Errorf("%d Hz: a sample of %.0f", rate, most)
		}
		if most < 0.9*32768 {
			t.Errorf("%d Hz: never louder than %.0f: the room is not used", rate, most)
		}
	}
}

// Twenty people at full scale: turned down, not distorted.
func TestALoudToneStaysATone(t *testing.T) {
	t.Parallel()
	const rate = 48000
	for _, amplitude := range []float64{0.7, 1, 4, 20} {
		out := limit(rate, sine(rate, rate, tone{1000, amplitude}))
		out = out[len(out)/2:]
		base := decibels(out, rate, 1000)
		harmonics := 0.0
		for k := 2.0; k <= 20; k++ {
			harmonics += math.Pow(10, decibels(out, rate, 1000*k)/10)
		}
		if thd := 10*math.Log10(harmonics) - base; thd > -60 {
			t.Errorf("amplitude %.1f: harmonics at %.1f dB", amplitude, thd)
		}
		if amplitude >= 1 && base < -2.5 {
			t.Errorf("amplitude %.1f comes out at %.1f dB", amplitude, base)
		}
	}
}

func TestTheGainComesBack(t *testing.T) {
	t.Parallel()
	const rate = 16000
	x := sine(rate, 2*rate, tone{500, 0.5})
	for i := range rate / 10 {
		x[rate/2+i] *= 10
	}
	out := limit(rate, x)
	if got := decibels(out[rate*3/2:], rate, 500); math.Abs(got+6) > 0.3 {
		t.Errorf("a second after the bang the tone is at %.1f dB, not -6", got)
	}
}

func TestComfortNoiseIsThereOnlyInSilence(t *testing.T) {
	t.Parallel()
	const rate, level = 16000, -65.0
	c := comfort{level: amplitude(level)}
	frame := make([]float32, rate/50)
	var all []float32
	for range 50 {
		clear(frame)
		c.add(frame, 0)
		all = append(all, frame...)
	}
	if got := 20 * math.Log10(effective(all[rate/2:])); math.Abs(got-level) > 0.5 {
		t.Errorf("the noise is at %.1f dB", got)
	}
	for range 10 {
		clear(frame)
		c.add(frame, 0.1)
	}
	if effective(frame) != 0 {
		t.Error("there is noise below speech")
	}
}

func BenchmarkLimiter(b *testing.B) {
	for band := range bands {
		rate := band.rate()
		b.Run(map[int]string{8000: "8", 16000: "16", 48000: "48"}[rate]+" kHz", func(b *testing.B) {
			l, x, pcm := newLimiter(rate), sine(rate, rate/50, tone{500, 0.5}), make([]int16, rate/50)
			for b.Loop() {
				var peaks [limitBlocks]float32
				peaksOf(x, &peaks)
				l.process(pcm, x, &peaks)
			}
		})
	}
}
