package prompts

import "math"

// cue is a pattern of tones that stands for a prompt without a voice.
type cue uint8

const (
	good cue = iota // a high tone
	ask             // two rising ones
	bad             // two falling ones
)

// tones of a cue in Hz, one after the other.
var tones = [...][]float64{
	good: {880},
	ask:  {587.33, 880},
	bad:  {587.33, 440},
}

// A tone has the level of the voices, and swells and fades so that it does not click.
const (
	toneLength = Rate * 18 / 100
	toneFades  = Rate * 2 / 100
	toneLevel  = 0.14 * 32767
)

// sound of the cue at [Rate].
func (c cue) sound() []int16 {
	var pcm []int16
	for _, hz := range tones[c] {
		for i := range toneLength {
			swell := min(float64(min(i, toneLength-1-i))/toneFades, 1)
			pcm = append(pcm, int16(toneLevel*swell*math.Sin(2*math.Pi*hz*float64(i)/Rate)))
		}
	}
	return pcm
}
