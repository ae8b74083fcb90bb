package sound

// filler makes up sound where a packet is missing, for codecs that have no way of
// their own: it repeats the last pitch period, fades it out, and fades over into
// what comes after. The idea is that of ITU-T G.711 appendix I.
type filler struct {
	history  []int16 // the last samples heard, interleaved
	period   int     // samples; 0 while nothing is missing
	at       int     // samples made up so far
	channels int
}

// Times in milliseconds.
const (
	historyTime = 40
	shortest    = 3  // pitch periods that are looked for
	longest     = 15 //
	steady      = 10 // from here it fades,
	silent      = 60 // until here
	overlap     = 4  // of what was made up and what has come
)

// heard remembers what has been decoded. After a gap its beginning is faded over.
func (f *filler) heard(pcm []int16, channels, rate int) {
	if f.channels != channels {
		*f = filler{channels: channels}
	}
	if f.period > 0 {
		n := min(overlap*rate/1000, len(pcm)/channels)
		for i := range n {
			for c := range channels {
				made := int(f.next(c, rate))
				real := int(pcm[i*channels+c])
				pcm[i*channels+c] = int16((made*(n-i) + real*i) / n)
			}
			f.at++
		}
		f.period, f.at = 0, 0
	}
	f.remember(pcm, historyTime*rate/1000*channels)
}

// remember keeps the last of what was heard, at most so many values.
func (f *filler) remember(pcm []int16, most int) {
	if len(pcm) >= most {
		f.history = append(f.history[:0], pcm[len(pcm)-most:]...)
		return
	}
	if over := len(f.history) + len(pcm) - most; over > 0 {
		f.history = f.history[:copy(f.history, f.history[over:])]
	}
	f.history = append(f.history, pcm...)
}

// fill makes up samples.
func (f *filler) fill(pcm []int16, channels, rate int) {
	if f.channels != channels || len(f.history) < historyTime*rate/1000*channels {
		clear(pcm)
		return
	}
	if f.period == 0 {
		f.period = f.pitch(rate)
	}
	for i := range len(pcm) / channels {
		for c := range channels {
			pcm[i*channels+c] = f.next(c, rate)
		}
		f.at++
	}
}

// next is the sample at f.at of what is made up.
func (f *filler) next(c, rate int) int16 {
	from, to := steady*rate/1000, silent*rate/1000
	if f.at >= to {
		return 0
	}
	start := len(f.history) - f.period*f.channels
	v := int(f.history[start+f.at%f.period*f.channels+c])
	if f.at > from {
		v = v * (to - f.at) / (to - from)
	}
	return int16(v)
}

// pitch finds how many samples ago the first channel was most like its last
// 20 ms. It looks at 8000 samples a second, which is enough for speech.
func (f *filler) pitch(rate int) int {
	step := max(1, rate/8000)
	ago := func(n int) float32 { return float32(f.history[len(f.history)-f.channels-n*step*f.channels]) }
	const window = 20 * 8
	best, bestLag := float32(0), longest*8
	for lag := shortest * 8; lag <= longest*8; lag++ {
		var cross, energy float32
		for i := range window {
			a, b := ago(i), ago(i+lag)
			cross += a * b
			energy += b * b
		}
		if cross > 0 && energy > 0 {
			if score := cross / energy * cross; score > best {
				best, bestLag = score, lag
			}
		}
	}
	return bestLag * step
}
