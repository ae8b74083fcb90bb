package prompts

import "math"

// The built-in voices have one level, that of a person who speaks near a microphone.
const (
	level    = 0.1 * 32768 // RMS while somebody speaks: -20 dBFS
	mostPeak = 0.9 * 32768
	silent   = 0.004 * 32768 // what is not louder does not count
	margin   = Rate * 3 / 100
	block    = Rate / 50
)

// Finish makes a built-in voice of a WAV file that a synthesiser has written: at
// [Rate], without silence at its ends, at the level of all others.
func Finish(recorded []byte) ([]byte, error) {
	w, err := readWAV(recorded)
	if err != nil {
		return nil, err
	}
	pcm := trim(w.at(Rate))
	if len(pcm) == 0 {
		return nil, errNoSamples
	}
	normalise(pcm)
	return writeWAV(pcm), nil
}

// trim cuts off the silence at both ends, but for a little.
func trim(pcm []int16) []int16 {
	first, last := len(pcm), 0
	for i, v := range pcm {
		if math.Abs(float64(v)) > silent {
			first, last = min(first, i), i+1
		}
	}
	if first >= last {
		return nil
	}
	return pcm[max(first-margin, 0):min(last+margin, len(pcm))]
}

// normalise brings pcm to the level, but no peak beyond what can be sent.
func normalise(pcm []int16) {
	gain := level / max(loudness(pcm), 1)
	peak := 1.0
	for _, v := range pcm {
		peak = max(peak, math.Abs(float64(v)))
	}
	gain = min(gain, mostPeak/peak)
	for i, v := range pcm {
		pcm[i] = int16(math.Round(float64(v) * gain))
	}
}

// loudness is the RMS of those blocks of 20 ms in which somebody speaks.
func loudness(pcm []int16) float64 {
	sum, n := 0.0, 0
	for len(pcm) > 0 {
		part := pcm[:min(block, len(pcm))]
		pcm = pcm[len(part):]
		power := 0.0
		for _, v := range part {
			power += float64(v) * float64(v)
		}
		if power > silent*silent*float64(len(part)) {
			sum, n = sum+power, n+len(part)
		}
	}
	return math.Sqrt(sum / float64(max(n, 1)))
}
