package mix

import "time"

// Hearing says whom a leg hears.
type Hearing struct {
	// All: every source of the mixer, also those that come later. Otherwise Only.
	All  bool
	Only []*Source
	// But these, though they are among the others: the leg's own, above all. Legs
	// that differ only in this share most of the work, so it pays to say Only with the
	// leg itself, and But.
	But []*Source
}

// Frame is 20 ms of sound for a leg.
type Frame struct {
	// Sample number at which it begins, in 48 kHz since the first tick.
	Sample int64
	// PCM in the leg's rate, valid until Play returns, and not to be changed.
	PCM []int16
	// Like is the same for all frames of a tick that have the same PCM because their
	// legs hear the same.
	Like Likeness
	// Silent: nobody is heard; there is at most comfort noise.
	Silent bool
}

// Likeness tells sounds apart within a tick. It is to be compared, and not to be kept.
type Likeness struct {
	from, to *blend // from is nil in a tick without a change
	begun    bool
}

// Sink takes what a leg hears.
type Sink interface {
	// Play is called once in each tick, and must not block.
	Play(Frame)
}

// LegConfig describes a listener.
type LegConfig struct {
	Sink Sink
	// Rate in Hz: 8000, 16000 or 48000; 0 means 48000.
	Rate int
	// Plain: without comfort noise.
	Plain bool
	Hearing
}

// Leg is one listener.
type Leg struct {
	mixer *Mixer
	sink  Sink
	band  band
	plain bool

	hearing Hearing // guarded by mixer.mu

	blend  *blend
	before *blend // is faded out by this tick
	faded  []int16
	begun  bool // something has been played; the first frame fades in
}

// Hear changes whom the leg hears, fading over within the next 20 ms.
func (l *Leg) Hear(h Hearing) {
	l.mixer.change(func() { l.hearing = h })
}

// Close ends the leg: after the tick that may be under way nothing more is played.
func (l *Leg) Close() {
	l.mixer.change(func() { l.mixer.removeLeg(l) })
}

// play makes the frame and gives it to the sink.
func (l *Leg) play(t *tick) {
	b := l.blend
	b.make20(t)
	f := Frame{Sample: t.sample, PCM: b.out, Like: Likeness{l.before, b, l.begun}, Silent: b.silent}
	if old := l.before; old != nil || !l.begun {
		if l.faded == nil {
			l.faded = make([]int16, len(b.out))
		}
		clear(l.faded)
		if old != nil {
			old.make20(t)
			copy(l.faded, old.out)
			f.Silent = b.silent && old.silent
		}
		fade(l.faded, b.out)
		f.PCM = l.faded
		l.before, l.begun = nil, true
	}
	l.sink.Play(f)
}

// fadeFrom: what is new begins with an empty limiter and empty filters; after 7.5 ms
// all of them are full.
const fadeFrom = 3

// fade makes x go over to another sound.
func fade(x, to []int16) {
	block := len(x) / limitBlocks
	x, to = x[fadeFrom*block:], to[fadeFrom*block:]
	n := int32(len(x))
	for i := range x {
		w := int32(i + 1)
		x[i] = int16((int32(x[i])*(n-w) + int32(to[i])*w) / n)
	}
}

// Timestamp is the RTP timestamp of a source whose sound is the first of the frame
// that the leg is being given, or was given last; false if the source is silent. It
// is to be called from the leg's Sink, or between ticks.
func (l *Leg) Timestamp(s *Source) (uint32, bool) {
	p, ok := s.Position()
	if !ok {
		return 0, false
	}
	late := time.Second / (50 * limitBlocks) // the limiter
	if s.band != l.band {
		lower := min(s.rate, l.band.rate())
		late += time.Duration(delay(s.rate, l.band.rate(), lower)) * time.Second / time.Duration(lower)
	}
	if s.convert != nil {
		late += time.Duration(delay(s.from, s.rate, s.from)) * time.Second / time.Duration(s.from)
	}
	return p.Timestamp - uint32(s.ticks(late)), true
}
