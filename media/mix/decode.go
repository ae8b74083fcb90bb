package mix

import "time"

// scratch is room for what is decoded.
type scratch struct {
	pcm   [5760]int16 // 120 ms
	float [5760]float32
}

// decode adds the packet taken.
func (s *Source) decode(w *scratch) {
	n, err := s.decoder.Decode(w.pcm[:], s.payload)
	if err != nil || n <= 0 {
		s.mu.Lock()
		s.buffer.counts.Damaged++
		s.buffer.counts.Concealed += max(s.length, frameTime)
		s.mu.Unlock()
		m := move{kind: conceal, time: whole(max(s.length, frameTime))}
		s.end += s.ticks(m.time)
		s.makeUp(m, w)
		return
	}
	n = min(n, len(w.pcm))
	rate := max(s.decoder.Rate(), 1)
	s.length = time.Duration(n) * time.Second / time.Duration(rate)
	s.end += int64(n) * int64(s.buffer.clock) / int64(rate)
	from := len(s.fifo)
	s.append(w, n)
	if s.paused {
		s.room.fill(s.fifo[from:], s.power)
	}
	s.loud = max(s.loud*0.999, s.power)
	if s.fresh {
		s.fresh = false
		added := s.fifo[from:]
		ramp(added[:min(len(added), int(fadeInTime*time.Duration(s.rate)/time.Second))], 0, 1)
	}
}

// makeUp adds what is missing.
func (s *Source) makeUp(m move, w *scratch) {
	samples := int(m.time * time.Duration(s.decoder.Rate()) / time.Second)
	samples = min(samples, len(w.pcm))
	var n int
	var err error
	if m.kind == repair {
		n, err = s.decoder.Recover(w.pcm[:], s.next, samples)
	} else {
		n, err = s.decoder.Conceal(w.pcm[:], samples)
	}
	if err != nil || n != samples {
		clear(w.pcm[:samples])
	}
	from := len(s.fifo)
	s.append(w, samples)
	if s.paused {
		s.room.fill(s.fifo[from:], s.power)
	}
}

// append adds the first n samples of w.pcm to the fifo.
func (s *Source) append(w *scratch, n int) {
	rate := s.decoder.Rate()
	if rate == s.rate {
		n = min(n, cap(s.fifo)-len(s.fifo))
		at := len(s.fifo)
		s.fifo = s.fifo[:at+n]
		s.power = toFloat(s.fifo[at:], w.pcm[:n])
		return
	}
	if s.convert == nil || s.from != rate {
		s.convert, s.from = newResampler(rate, s.rate), rate
	}
	s.power = toFloat(w.float[:n], w.pcm[:n])
	s.fifo = s.convert.convert(s.fifo, w.float[:n])
}

// toFloat also gives the mean power.
func toFloat(dst []float32, src []int16) (power float32) {
	dst = dst[:len(src)]
	for i, v := range src {
		f := float32(v) * (1.0 / 32768)
		dst[i] = f
		power += f * f
	}
	return power / float32(max(len(src), 1))
}
