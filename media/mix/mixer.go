package mix

import (
	"slices"
	"sync"
	"time"
)

// Config sets up a [Mixer]. The zero Config is good.
type Config struct {
	// Comfort is the level of the noise that is heard when all are silent, in dB below
	// full scale; 0 means -65, below -100 there is none.
	Comfort float64
	// CatchUp is how many frames a late tick makes at most; what is beyond is left out.
	// 0 means 3.
	CatchUp int
}

// Stats is what a mixer did.
type Stats struct {
	Sources, Legs int
	Decoded       int    // sources that somebody hears, or that are metered
	Blends        int    // different sounds that are given out
	Frames        uint64 // made
	Skipped       uint64 // left out by late ticks
}

// Mixer mixes the sound of one conference. [Mixer.Tick] is to be called by one
// goroutine at a time, everything else by any.
type Mixer struct {
	comfort float32
	catchUp int64

	mu      sync.Mutex
	sources []*Source
	legs    []*Leg
	numbers int
	changed bool // since the last tick
	closed  bool
	stats   Stats

	leaving []*Source // closed, and in their last tick
	begun   bool
	start   time.Duration // of sample 0

	// Of the tick alone.
	arranged
	tick tick
}

// tick is what is made at one time.
type tick struct {
	number  int64 // from 1; without those left out
	sample  int64
	now     time.Duration // nominal, so that a late tick hears no more than one in time
	scratch scratch
}

// samplesPerFrame at 48 kHz.
const samplesPerFrame = 960

// New makes a mixer.
func New(cfg Config) *Mixer {
	if cfg.Comfort == 0 {
		cfg.Comfort = -65
	}
	if cfg.CatchUp <= 0 {
		cfg.CatchUp = 3
	}
	m := &Mixer{catchUp: int64(cfg.CatchUp)}
	if cfg.Comfort >= -100 {
		m.comfort = amplitude(min(cfg.Comfort, -30))
	}
	return m
}

// AddSource adds an incoming stream. The source owns the decoder from now on.
func (m *Mixer) AddSource(cfg SourceConfig) *Source {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.numbers++
	s := newSource(m, m.numbers, cfg)
	if m.closed {
		cfg.Decoder.Close()
		s.closed = true
		return s
	}
	m.sources = append(m.sources, s)
	m.changed = true
	return s
}

// AddLeg adds a listener.
func (m *Mixer) AddLeg(cfg LegConfig) *Leg {
	m.mu.Lock()
	defer m.mu.Unlock()
	if cfg.Rate == 0 {
		cfg.Rate = full.rate()
	}
	b, _ := bandFor(cfg.Rate)
	l := &Leg{mixer: m, sink: cfg.Sink, band: b, plain: cfg.Plain, hearing: cfg.Hearing}
	if !m.closed {
		m.legs = append(m.legs, l)
		m.changed = true
	}
	return l
}

// change makes a change for the next tick to take in.
func (m *Mixer) change(fn func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	fn()
	m.changed = true
}

// remove takes s out. The next tick fades it out and closes its decoder.
func (m *Mixer) remove(s *Source) {
	if s.closed {
		return
	}
	s.closed = true
	m.sources = without(m.sources, s)
	m.leaving = append(m.leaving, s)
}

func (m *Mixer) removeLeg(l *Leg) { m.legs = without(m.legs, l) }

// without is a copy of list without v: the tick may be walking along it.
func without[T comparable](list []T, v T) []T {
	rest := make([]T, 0, len(list))
	for _, w := range list {
		if w != v {
			rest = append(rest, w)
		}
	}
	return rest
}

// Close ends the mixer and closes all decoders. No Tick may be under way or follow.
func (m *Mixer) Close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return
	}
	m.closed = true
	for _, s := range slices.Concat(m.sources, m.leaving) {
		s.closed = true
		s.decoder.Close()
	}
	m.sources, m.leaving, m.legs, m.arranged = nil, nil, nil, arranged{}
}

// Tick makes the frames that are due at now, usually one. It is to be called every
// 20 ms; called late it makes up to [Config.CatchUp] of those missed, called early
// none.
func (m *Mixer) Tick(now time.Duration) { m.CatchUp(now, int(m.catchUp)) }

// CatchUp is Tick for who has not ticked for a while on purpose: it makes up to so many
// frames as were missed, each of what had come at its time.
func (m *Mixer) CatchUp(now time.Duration, most int) {
	for range m.due(now, int64(most)) {
		m.frame()
	}
}

// early is by how much a tick may come too early: the first one may have been late.
const early = 5 * time.Millisecond

// due is how many frames are to be made, having left out those that are too many.
func (m *Mixer) due(now time.Duration, most int64) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.begun {
		m.begun, m.start = true, now
	}
	due := int64((now-m.start+early)/frameTime) - m.tick.sample/samplesPerFrame + 1
	if over := due - most; over > 0 {
		m.tick.sample += over * samplesPerFrame
		m.stats.Skipped += uint64(over)
		due = most
	}
	return max(due, 0)
}

// SampleAt is the sample number that is made at a time; TimeOf is the other way round.
// Both are right after the first tick.
func (m *Mixer) SampleAt(at time.Duration) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	d := at - m.start
	return int64(d/time.Second)*48000 + int64(d%time.Second)*48000/int64(time.Second)
}

// TimeOf is when a sample is made, if ticks come in time.
func (m *Mixer) TimeOf(sample int64) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.start + time.Duration(sample/48000)*time.Second + time.Duration(sample%48000)*time.Second/48000
}

// frame makes 20 ms.
func (m *Mixer) frame() {
	t := &m.tick
	t.number++
	t.now = m.TimeOf(t.sample)
	legs, gone := m.prepare()
	for _, s := range m.decoded {
		s.contribute(t)
	}
	for _, l := range legs {
		l.play(t)
	}
	for _, s := range gone {
		s.decoder.Close()
	}
	t.sample += samplesPerFrame
}

// prepare takes in what has changed since the last tick.
func (m *Mixer) prepare() (legs []*Leg, gone []*Source) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.changed {
		m.changed = false
		m.arrange(m.sources, m.legs, m.comfort)
		m.fading = true
		gone, m.leaving = m.leaving, nil
	} else if m.fading {
		m.fading = false
		m.settle()
	}
	m.stats.Sources, m.stats.Legs = len(m.sources), len(m.legs)
	m.stats.Decoded, m.stats.Blends = len(m.decoded), m.blends
	m.stats.Frames++
	return m.legs, gone
}

// Stats says what the mixer does.
func (m *Mixer) Stats() Stats {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stats
}
