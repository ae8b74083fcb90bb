package mix

import (
	"math"
	"sync"
)

// zeros is how many zero crossings the filters have on each side of their middle.
// Their delay is this many samples of the lower of the two rates: 1 ms where 16 kHz
// is, 2 ms where 8 kHz is.
const zeros = 16

// The filters pass 81 % of what the lower rate can carry, and are 70 dB down where
// more than 9 % beyond it would fold back: 6.5 and 8.7 kHz at 16 kHz.
const (
	filterMiddle = 0.95 // of half the lower rate, where it is 6 dB down
	filterBeta   = 6.8  // of the Kaiser window
)

// filter is a low-pass in phases: to make `up` samples out of `down`.
type filter struct {
	up, down, taps int
	coefficients   [][]float32 // for each phase, the newest sample last
}

type conversion struct{ from, to int }

var filters sync.Map // conversion → *filter; few, and the same for ever

// filterFor is the filter from one rate in Hz to another.
func filterFor(from, to int) *filter {
	if f, ok := filters.Load(conversion{from, to}); ok {
		return f.(*filter)
	}
	f, _ := filters.LoadOrStore(conversion{from, to}, newFilter(from, to))
	return f.(*filter)
}

func newFilter(from, to int) *filter {
	d := divisor(from, to)
	f := &filter{up: to / d, down: from / d}
	lower := min(from, to)
	f.taps = (2*zeros*from + lower - 1) / lower
	f.taps = (f.taps + 7) &^ 7 // for dot
	// In samples of from*up, of which the lower rate has every wide-th.
	wide := float64(from) * float64(f.up) / float64(lower)
	middle, edge := float64(f.taps*f.up)/2, zeros*wide
	f.coefficients = make([][]float32, f.up)
	for phase := range f.up {
		c, sum := make([]float32, f.taps), 0.0
		for i := range f.taps {
			x := float64(i*f.up+phase) - middle
			v := sinc(x/wide*filterMiddle) * kaiser(x/edge)
			c[f.taps-1-i] = float32(v)
			sum += v
		}
		for i := range c {
			c[i] /= float32(sum)
		}
		f.coefficients[phase] = c
	}
	return f
}

// delay that resampling adds, in samples of rate.
func delay(from, to, rate int) int {
	if from == to {
		return 0
	}
	return filterFor(from, to).taps / 2 * rate / from
}

// resampler turns a stream of samples of one rate into one of another.
type resampler struct {
	*filter
	input []float32 // taps-1 samples of before, then those that are not used up
	phase int
	quiet int // samples of silence that came last; from taps on there is nothing left
}

func newResampler(from, to int) *resampler {
	r := &resampler{filter: filterFor(from, to)}
	r.input = make([]float32, r.taps-1, r.taps+from/25)
	r.quiet = r.taps
	return r
}

// reset forgets what came before.
func (r *resampler) reset() {
	r.input = r.input[:r.taps-1]
	clear(r.input)
	r.phase, r.quiet = 0, r.taps
}

// idle: nothing is left to come out.
func (r *resampler) idle() bool { return r.quiet >= r.taps }

// add resamples src, nil for silence as long as dst, and adds it to dst, which has as
// many samples as src makes.
func (r *resampler) add(dst, src []float32) {
	if src == nil {
		if r.idle() {
			return
		}
		n := len(dst) * r.down / r.up
		r.input = extended(r.input, n)
		r.quiet += n
	} else {
		r.input = append(r.input, src...)
		r.quiet = 0
	}
	at, phase := 0, r.phase
	for i := range dst {
		if at+r.taps > len(r.input) {
			break
		}
		dst[i] += dot(r.input[at:at+r.taps], r.coefficients[phase])
		for phase += r.down; phase >= r.up; phase -= r.up {
			at++
		}
	}
	r.phase = phase
	r.input = r.input[:copy(r.input, r.input[at:])]
}

// convert resamples src and appends what comes out to dst.
func (r *resampler) convert(dst, src []float32) []float32 {
	at := len(dst)
	n := ((len(r.input)+len(src)-r.taps+1)*r.up - r.phase + r.down - 1) / r.down
	dst = extended(dst, max(n, 0))
	r.add(dst[at:], src)
	return dst
}

// extended appends n zeros.
func extended(s []float32, n int) []float32 {
	for range n {
		s = append(s, 0)
	}
	return s
}

// dot is the inner loop of everything: the sum of products. Both have the same
// length, a multiple of 8.
func dot(x, c []float32) float32 {
	var a0, a1, a2, a3, a4, a5, a6, a7 float32
	for len(x) >= 8 && len(c) >= 8 {
		p, q := (*[8]float32)(x), (*[8]float32)(c)
		a0 += p[0] * q[0]
		a1 += p[1] * q[1]
		a2 += p[2] * q[2]
		a3 += p[3] * q[3]
		a4 += p[4] * q[4]
		a5 += p[5] * q[5]
		a6 += p[6] * q[6]
		a7 += p[7] * q[7]
		x, c = x[8:], c[8:]
	}
	return (a0 + a1) + (a2 + a3) + (a4 + a5) + (a6 + a7)
}

func divisor(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// kaiser is the window at x from -1 to 1.
func kaiser(x float64) float64 {
	if x*x > 1 {
		return 0
	}
	return bessel(filterBeta*math.Sqrt(1-x*x)) / bessel(filterBeta)
}

// bessel is the modified one of the first kind and order zero.
func bessel(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > sum*1e-12; k++ {
		term *= x / (2 * k) * x / (2 * k)
		sum += term
	}
	return sum
}
