package mix

import (
	"fmt"
	"math"
	"testing"
)

var conversions = []conversion{
	{48000, 16000},
	{48000, 8000},
	{16000, 48000},
	{16000, 8000},
	{8000, 48000},
	{8000, 16000},
	{44100, 48000},
	{32000, 48000},
	{22050, 48000},
}

// resampled gives the second half of a second of a tone, which knows nothing of the
// beginning.
func resampled(c conversion, t tone) []float32 {
	r := newResampler(c.from, c.to)
	x := sine(c.from, c.from, t)
	var out []float32
	for len(x) >= c.from/50 {
		out = r.convert(out, x[:c.from/50])
		x = x[c.from/50:]
	}
	return out[len(out)/2:]
}

func effective(x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum / float64(len(x)))
}

// residue is what is left of x when the tone of a frequency is taken out of it.
func residue(x []float32, rate int, frequency float64) float64 {
	var cc, ss, cs, xc, xs float64
	at := func(i int) (float64, float64) {
		a := 2 * math.Pi * frequency * float64(i) / float64(rate)
		return math.Cos(a), math.Sin(a)
	}
	for i, v := range x {
		c, s := at(i)
		cc, ss, cs = cc+c*c, ss+s*s, cs+c*s
		xc, xs = xc+float64(v)*c, xs+float64(v)*s
	}
	d := cc*ss - cs*cs
	a, b := (xc*ss-xs*cs)/d, (xs*cc-xc*cs)/d
	rest := make([]float32, len(x))
	for i, v := range x {
		c, s := at(i)
		rest[i] = float32(float64(v) - a*c - b*s)
	}
	return effective(rest)
}

func TestTonesPassTheResamplerCleanly(t *testing.T) {
	t.Parallel()
	for _, c := range conversions {
		lower := float64(min(c.from, c.to))
		for _, part := range []float64{0.02, 0.1, 0.2, 0.3, 0.4} {
			f := math.Round(lower * part)
			out := resampled(c, tone{f, 0.5})
			level := 20 * math.Log10(effective(out)/(0.5/math.Sqrt2))
			snr := 20 * math.Log10(effective(out)/residue(out, c.to, f))
			if math.Abs(level) > 0.1 {
				t.Errorf("%v: %.0f Hz comes out %.2f dB louder", c, f, level)
			}
			if snr < 65 {
				t.Errorf("%v: %.0f Hz has an SNR of %.1f dB", c, f, snr)
			}
		}
	}
}

func TestWhatDoesNotFitIntoTheLowerRateIsGone(t *testing.T) {
	t.Parallel()
	for _, c := range conversions {
		if c.from < c.to {
			continue
		}
		for _, part := range []float64{0.55, 0.6, 0.75, 1.1} {
			f := float64(c.to) * part
			if f > float64(c.from)/2 {
				continue
			}
			level := 20 * math.Log10(effective(resampled(c, tone{f, 0.5}))/(0.5/math.Sqrt2))
			if level > -65 {
				t.Errorf("%v: %.0f Hz is still at %.1f dB", c, f, level)
			}
		}
	}
}

func TestTheDelayOfResamplingIsAsSaid(t *testing.T) {
	t.Parallel()
	for _, c := range conversions[:6] {
		r := newResampler(c.from, c.to)
		x := make([]float32, c.from/50)
		x[0] = 1
		out := make([]float32, c.to/50)
		r.add(out, x)
		best := 0
		for i := range out {
			if out[i] > out[best] {
				best = i
			}
		}
		if want := delay(c.from, c.to, c.to); best != want {
			t.Errorf("%v: late by %d samples, not %d", c, best, want)
		}
	}
}

// Sound in pieces is the same as sound as a whole, and silence as nil the same as zeros.
func TestFramesDoNotShowInResampledSound(t *testing.T) {
	t.Parallel()
	for _, c := range conversions[:6] {
		x := sine(c.from, c.from/10, tone{300, 0.5})
		clear(x[c.from/50*3 : c.from/50*4])
		whole := newResampler(c.from, c.to).convert(nil, x)
		r := newResampler(c.from, c.to)
		var pieces []float32
		for i := range 5 {
			out := make([]float32, c.to/50)
			if i == 3 {
				r.add(out, nil)
			} else {
				r.add(out, x[i*c.from/50:(i+1)*c.from/50])
			}
			pieces = append(pieces, out...)
		}
		for i := range pieces {
			if pieces[i] != whole[i] {
				t.Fatalf("%v: sample %d is %v, not %v", c, i, pieces[i], whole[i])
			}
		}
	}
}

func BenchmarkResampler(b *testing.B) {
	for _, c := range conversions[:6] {
		b.Run(fmt.Sprintf("%d to %d", c.from, c.to), func(b *testing.B) {
			r := newResampler(c.from, c.to)
			x, out := sine(c.from, c.from/50, tone{300, 0.5}), make([]float32, c.to/50)
			for b.Loop() {
				r.add(out, x)
			}
		})
	}
}
