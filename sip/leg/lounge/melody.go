package lounge

import (
	"math"
	"math/cmplx"
	"sync"
)

// The waiting music: a slow melody of bells over four chords, which begins anew without
// a seam, since what still sounds at its end goes on at its beginning. It is made of
// sines by the tables below, so nobody has rights to it.

// beats are how long a note of the melody is, and how many there are.
const (
	beat  = 0.5 // seconds
	beats = 64
)

// chords of the melody, as notes of MIDI; each lasts for beats/len(chords).
var chords = [...][]int{
	{48, 55, 60, 64, 67, 71}, // C major seventh
	{45, 52, 60, 64, 67, 69}, // A minor seventh
	{41, 53, 57, 60, 64, 67}, // F major ninth
	{43, 50, 59, 62, 64, 69}, // G sixth
}

// figure is which note of its chord sounds at each beat; -1 is a rest. The third time
// differs a little, so that it does not tire.
var figure = [...][16]int{
	{0, -1, 3, -1, 4, -1, 5, -1, 2, -1, 4, -1, 3, -1, -1, -1},
	{0, -1, 2, -1, 5, -1, 4, -1, 3, -1, -1, -1, 2, -1, 4, -1},
	{0, -1, 3, -1, 5, -1, -1, 4, 3, -1, 2, -1, 4, -1, -1, -1},
	{0, -1, 2, -1, 3, -1, 4, -1, 5, -1, 4, -1, 3, -1, 2, -1},
}

// partial is an overtone of a bell.
type partial struct{ times, level, lasts float64 }

var bell = [...]partial{{1, 1, 1.6}, {2, 0.25, 0.9}, {3, 0.06, 0.5}}

const (
	musicLevel = 0.0316 * 32768 // RMS: -30 dBFS
	strikes    = 0.02           // seconds until a bell is at its loudest
	rings      = 5.0            // seconds until nothing of it is left
)

// melodies are kept by rate: a few megabytes, the same for all callers.
var melodies sync.Map // int → func() []int16

// melody is the waiting music at a rate in Hz, to be repeated for ever. It is not changed.
func melody(rate int) []int16 {
	once, _ := melodies.LoadOrStore(rate, sync.OnceValue(func() []int16 { return ringAll(rate) }))
	return once.(func() []int16)()
}

func ringAll(rate int) []int16 {
	sum := make([]float64, int(beats*beat*float64(rate)))
	for i := range beats {
		bar := i / 16
		chord := chords[bar]
		if n := figure[bar][i%16]; n >= 0 {
			ring(sum, rate, float64(i)*beat, chord[n], 1)
		}
		if i%16 == 0 {
			for _, note := range chord[:3] {
				ring(sum, rate, float64(i)*beat, note, 0.5)
			}
		}
	}
	return levelled(sum)
}

// ring adds a bell that is struck at a time, round the end to the beginning.
func ring(sum []float64, rate int, at float64, note int, loud float64) {
	hz := 440 * math.Pow(2, float64(note-69)/12)
	first := int(at * float64(rate))
	for _, p := range bell {
		o := oscillator{
			turn:  cmplx.Rect(math.Exp(-1/(p.lasts*float64(rate))), 2*math.Pi*hz*p.times/float64(rate)),
			value: complex(loud*p.level, 0),
		}
		length := int(rings * float64(rate))
		before := min(length, len(sum)-first)
		o.add(sum[first:first+before], 0, rate)
		o.add(sum[:length-before], before, rate)
	}
}

// oscillator is a sine that fades: a pointer that turns and shrinks, which costs less than
// a sine for each sample.
type oscillator struct{ turn, value complex128 }

// add adds the samples from the at-th of a bell on.
func (o *oscillator) add(sum []float64, at, rate int) {
	strike, cut := int(strikes*float64(rate)), int((rings-1)*float64(rate))
	for i := range sum {
		v := imag(o.value)
		o.value *= o.turn
		if n := at + i; n < strike || n > cut {
			v *= envelope(float64(n) / float64(rate))
		}
		sum[i] += v
	}
}

// envelope keeps a bell from clicking when it begins and when it is cut off.
func envelope(seconds float64) float64 {
	switch {
	case seconds < strikes:
		return seconds / strikes
	case seconds > rings-1:
		return rings - seconds
	}
	return 1
}

// levelled brings the music to its level.
func levelled(sum []float64) []int16 {
	power, mean := 0.0, 0.0
	for _, v := range sum {
		power, mean = power+v*v, mean+v
	}
	mean /= float64(len(sum))
	gain := musicLevel / math.Sqrt(power/float64(len(sum)))
	pcm := make([]int16, len(sum))
	for i, v := range sum {
		pcm[i] = int16(math.Round(min(max((v-mean)*gain, -32768), 32767)))
	}
	return pcm
}
