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

// room is the noise behind a speaker. Opus sends 20 ms of it every 400 ms in a pause
// (DTX), and in between its decoder fades to silence: what comes from it alone would
// pulse. The room fills that up to the power that it had when the pause began.
type room struct {
	power float32
	gain  float32 // at the end of what was filled
	at    int
}

// roomLimit is the power that a room may have, -45 dBFS: what is louder was none.
const roomLimit = 3e-5

// pause is told that a pause begins or ends, and the power before.
func (r *room) pause(begins bool, power float32) {
	r.gain = 0
	if begins {
		r.power = min(power, roomLimit)
	}
}

// fill adds to x, which has this power, what it lacks.
func (r *room) fill(x []float32, power float32) {
	target := float32(math.Sqrt(float64(max(r.power-power, 0))))
	noise := comfortNoise()
	step := (target - r.gain) / float32(max(len(x), 1))
	for i := range x {
		r.gain += step
		x[i] += r.gain * noise[r.at]
		if r.at++; r.at == len(noise) {
			r.at = 0
		}
	}
}

// amplitude of a level in dB below full scale.
func amplitude(decibels float64) float32 { return float32(math.Pow(10, decibels/20)) }
