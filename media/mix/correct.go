package mix

import "time"

// The delay is corrected when it is off by more than this: as soon as possible where
// it is quiet, and within speech only if pitch periods can be taken out or put in
// without being heard. Above, the length of a packet is added, for by that the time at
// which packets are needed shifts when frames begin within them.
const (
	overQuiet, overVoice   = grain, 12500 * time.Microsecond
	underQuiet, underVoice = 1 * time.Millisecond, 3 * time.Millisecond
	overFar                = 60 * time.Millisecond // correct often, and less carefully
	overJump               = 150 * time.Millisecond
	correctPause           = 200 * time.Millisecond // from one to the next, in speech
	correctPauseFar        = 60 * time.Millisecond
)

// correct makes the fifo shorter or longer if the delay is not what it should be.
func (s *Source) correct(now time.Duration, n int, w *scratch) {
	quiet := s.quiet()
	over, under, pause := overVoice+s.length, underVoice, correctPause
	if quiet {
		over, under, pause = overQuiet+s.length, underQuiet, 0
	}
	far := s.excess > overFar+s.length
	if far {
		pause = min(pause, correctPauseFar)
	}
	if now-s.corrected < pause {
		return
	}
	switch {
	case s.excess > over:
		s.shorten(now, n, quiet, far, w)
	case s.excess < -under:
		s.lengthen(now, quiet)
	}
}

// likely is how alike periods must be to be taken out or put in within speech.
const likely, likelyFar = 0.75, 0.4

func (s *Source) shorten(now time.Duration, n int, quiet, far bool, w *scratch) {
	most := int((s.excess - s.length) * time.Duration(s.rate) / time.Second)
	for len(s.fifo) < n+s.rate/longestPeriod || len(s.fifo) < stretchReach(s.rate) {
		if !s.ready() || !s.pull(now, cap(s.fifo), w) {
			return
		}
	}
	period, likeness := splice(s.fifo, most, s.rate)
	if period == 0 || !quiet && likeness < likely && (!far || likeness < likelyFar) {
		return
	}
	s.fifo = shorten(s.fifo, period, s.rate)
	s.corrected = now
	s.count(&s.buffer.counts.Shortened, period)
}

func (s *Source) lengthen(now time.Duration, quiet bool) {
	if len(s.fifo) < stretchReach(s.rate) || len(s.fifo)+s.rate/longestPeriod > cap(s.fifo) {
		return
	}
	period, likeness := splice(s.fifo, s.rate/longestPeriod, s.rate)
	if period == 0 || !quiet && likeness < likely {
		return
	}
	s.fifo = lengthen(s.fifo, period, s.rate)
	s.corrected = now
	s.count(&s.buffer.counts.Lengthened, period)
}

func (s *Source) count(total *time.Duration, samples int) {
	s.mu.Lock()
	*total += time.Duration(samples) * time.Second / time.Duration(s.rate)
	s.mu.Unlock()
}

// ready: the next packet is there, and follows without a hole.
func (s *Source) ready() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.buffer.first()
	return p != nil && s.buffer.stream == s.stream && s.buffer.span(p.time-s.end) <= tolerance
}

// quiet: nobody says anything, or nothing that a cut would hurt.
func (s *Source) quiet() bool {
	return s.power < 3e-6 || s.power < s.loud*0.0025 // -55 dBFS, -26 dB
}
