package mix

import (
	"math"
	"math/rand/v2"
	"sync"
)

// comfortLength is that of the noise that is played again and again, in samples:
// 0.7 s at 48 kHz, long enough that nobody hears it repeat, and prime.
const comfortLength = 32771

// comfortNoise has an effective value of 1 and fewer highs than white noise, as rooms have.
var comfortNoise = sync.OnceValue(func() []float32 {
	random := rand.New(rand.NewPCG(1, 2))
	noise, sum, was := make([]float32, comfortLength), 0.0, 0.0
	for i := range noise {
		was = 0.5*was + random.NormFloat64()
		noise[i] = float32(was)
		sum += was * was
	}
	effective := float32(math.Sqrt(sum / comfortLength))
	for i := range noise {
		noise[i] /= effective
	}
	return noise
})

// comfort adds a little noise while there is nothing else, so that a silent line
// does not sound dead.
type comfort struct {
	level float32 // effective value; 0 for none
	at    int
	gain  float32
}

// comfortStep: the noise comes and goes within 100 ms.
const comfortStep = 0.2

// add adds the noise to x, whose highest sample has this peak.
func (c *comfort) add(x []float32, peak float32) {
	target := float32(0)
	if peak < 2*c.level {
		target = 1
	}
	end := c.gain + min(max(target-c.gain, -comfortStep), comfortStep)
	if c.level == 0 || end == 0 && c.gain == 0 {
		return
	}
	noise := comfortNoise()
	gain, step := c.gain*c.level, (end-c.gain)*c.level/float32(len(x))
	for i := range x {
		gain += step
		x[i] += gain * noise[c.at]
		if c.at++; c.at == len(noise) {
			c.at = 0
		}
	}
	c.gain = end
}

// amplitude of a level in dB below full scale.
func amplitude(decibels float64) float32 { return float32(math.Pow(10, decibels/20)) }
