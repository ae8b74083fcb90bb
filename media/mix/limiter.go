package mix

import "math"

const (
	limitKnee    = 0.7079 // -3 dBFS: below it nothing is changed
	limitCeiling = 0.985  // above it nothing comes out
	// limitRelease is how much of the gain comes back in a block: 150 ms.
	limitRelease = 2.5 / 150
	// limitBlocks of 2.5 ms make a frame. The limiter is one late, so that the gain is
	// down before the peak comes.
	limitBlocks = 8
)

// limiter keeps sound below full scale by turning it down smoothly: gains are set for
// blocks of 2.5 ms, and go from one to the next in a straight line that nowhere is
// above what either of them allows.
type limiter struct {
	held []float32 // the last block, which is to come out
	need float32   // the gain that it allows
	gain float32   // at its beginning
}

func newLimiter(rate int) limiter {
	return limiter{held: make([]float32, rate/50/limitBlocks), need: 1, gain: 1}
}

// process limits x, 20 ms, into dst of the same length. peaks are those of the blocks of x.
func (l *limiter) process(dst []int16, x []float32, peaks *[limitBlocks]float32) {
	block := len(l.held)
	for i := range limitBlocks {
		next := limited(peaks[i])
		in := l.held
		if i > 0 {
			in = x[(i-1)*block : i*block]
		}
		end := min(l.need, next)
		if end > l.gain {
			end = min(end, l.gain+(1-l.gain)*limitRelease+1e-4)
		}
		scale(dst[i*block:(i+1)*block], in, l.gain, end)
		l.gain, l.need = end, next
	}
	copy(l.held, x[len(x)-block:])
}

// limited is the gain for what has this peak.
func limited(peak float32) float32 {
	if peak <= limitKnee {
		return 1
	}
	const room = limitCeiling - limitKnee
	over := float64(peak-limitKnee) / room
	return (limitKnee + room*float32(1-math.Exp(-over))) / peak
}

// peaksOf gives the peaks of the blocks of x.
func peaksOf(x []float32, peaks *[limitBlocks]float32) (highest float32) {
	block := len(x) / limitBlocks
	for i := range peaks {
		var low, high float32
		for _, v := range x[i*block : (i+1)*block] {
			if v > high {
				high = v
			} else if v < low {
				low = v
			}
		}
		peaks[i] = max(high, -low)
		highest = max(highest, peaks[i])
	}
	return highest
}

// scale turns samples to 16 bits, the gain going from one to the other.
func scale(dst []int16, src []float32, from, to float32) {
	dst = dst[:len(src)]
	if from == 1 && to == 1 {
		for i, v := range src {
			dst[i] = sample(v)
		}
		return
	}
	step := (to - from) / float32(len(src))
	for i, v := range src {
		dst[i] = sample(v * (from + step*float32(i+1)))
	}
}

// sample rounds to 16 bits. What is limited never gets near the bounds.
func sample(v float32) int16 {
	s := int32(v*32768+32768.5) - 32768
	return int16(min(max(s, -32768), 32767))
}
