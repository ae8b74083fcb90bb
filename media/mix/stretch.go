package mix

import "math"

// Sound is made shorter or longer by whole pitch periods of this length at most and at
// least, the ends being faded into one another.
const (
	longestPeriod  = 80 // 12.5 ms; this and the others are parts of a second
	shortestPeriod = 400
	spliceOverlap  = 200 // 5 ms
)

// stretchReach is how many samples have to be there for [splice].
func stretchReach(rate int) int { return rate/longestPeriod + rate/spliceOverlap }

// splice finds the period at the beginning of x, most samples long at most, and how
// well it repeats: 1 if perfectly, 0 for anything.
func splice(x []float32, most, rate int) (period int, likeness float32) {
	shortest, longest := rate/shortestPeriod, min(most, rate/longestPeriod)
	if longest < shortest {
		return 0, 0
	}
	// First at some 8000 samples a second, then all around the best.
	step := max(1, rate/8000)
	best := float32(-2)
	for lag := shortest; lag <= longest; lag += step {
		if l := likenessAt(x, lag, step, rate); l > best {
			best, period = l, lag
		}
	}
	if step > 1 {
		around := period
		best = -2
		for lag := max(shortest, around-step+1); lag <= min(longest, around+step-1); lag++ {
			if l := likenessAt(x, lag, 1, rate); l > best {
				best, period = l, lag
			}
		}
	}
	return period, max(best, 0)
}

// likenessAt compares the beginning of x to what is lag samples later.
func likenessAt(x []float32, lag, step, rate int) float32 {
	var cross, a, b float32
	for i := 0; i < rate/spliceOverlap; i += step {
		p, q := x[i], x[i+lag]
		cross += p * q
		a += p * p
		b += q * q
	}
	if a == 0 || b == 0 {
		return 0
	}
	return cross / float32(math.Sqrt(float64(a)*float64(b)))
}

// shorten takes period samples out of x and gives what is left of it.
func shorten(x []float32, period, rate int) []float32 {
	n := rate / spliceOverlap
	for i := range n {
		w := float32(i+1) / float32(n+1)
		x[i] += (x[i+period] - x[i]) * w
	}
	return x[:n+copy(x[n:], x[n+period:])]
}

// lengthen repeats the first period samples of x. x must have room for them.
func lengthen(x []float32, period, rate int) []float32 {
	n := rate / spliceOverlap
	x = x[:len(x)+period]
	copy(x[period:], x[:len(x)-period])
	// x[period:] begins as x did. What came after the first period now fades over to it.
	for i := range n {
		w := float32(i+1) / float32(n+1)
		after := x[min(2*period+i, len(x)-1)]
		x[period+i] = after + (x[period+i]-after)*w
	}
	return x
}
