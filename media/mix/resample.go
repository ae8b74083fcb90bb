package mix

import "slices"

// Resample gives a whole sound at another rate in Hz, its beginning in place. The
// rates are those of telephones and files: from 8000 to 48000.
func Resample(pcm []int16, from, to int) []int16 {
	if from == to || len(pcm) == 0 {
		return slices.Clone(pcm)
	}
	r := newResampler(from, to)
	in := make([]float32, len(pcm)+r.taps)
	for i, v := range pcm {
		in[i] = float32(v)
	}
	late := delay(from, to, to)
	out := r.convert(nil, in)
	out = out[min(late, len(out)):]
	out = out[:min(len(out), (len(pcm)*to+from-1)/from)]
	samples := make([]int16, len(out))
	for i, v := range out {
		samples[i] = int16(min(max(v, -32768), 32767))
	}
	return samples
}
