package mix

import (
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// Decoder turns packets into 16-bit samples of one channel. Samples are counted in
// its own rate. It is used by one goroutine at a time.
type Decoder interface {
	// Rate is that of the samples in Hz. It may change with the first packet.
	Rate() int
	// Decode writes the samples of a packet to pcm, which has room for 120 ms, and says
	// how many.
	Decode(pcm []int16, packet []byte) (int, error)
	// Conceal makes up samples, whole 2.5 ms, in the place of what was lost. What is
	// decoded next follows on it without a click.
	Conceal(pcm []int16, samples int) (int, error)
	// Recover does the same with the help of the next packet, which may hold a copy of
	// what was lost and will be decoded afterwards.
	Recover(pcm []int16, next []byte, samples int) (int, error)
	// Close frees the decoder.
	Close()
}

// SourceConfig describes a stream.
type SourceConfig struct {
	Decoder Decoder
	// Clock is the rate of the RTP timestamps in Hz: 8000 for G722, though it has
	// 16000 samples.
	Clock int
	// Copies: packets may hold a copy of the one before, as the FEC of Opus. Where
	// packets get lost, one more is waited for then, so that it is there in time.
	Copies bool
	// Metered: [Source.Level] is wanted even while nobody hears the source, for those
	// that send no level of their own. It is decoded all the time then.
	Metered bool
}

// Counts say what happened to the packets of a source. Times are of its sound.
type Counts struct {
	Packets    uint64 // with the duplicates and the late
	Duplicate  uint64
	Late       uint64 // came after their turn
	Lost       uint64 // sequence numbers that never came to their turn
	Repaired   uint64 // of these, with the help of the next packet
	Dropped    uint64 // to be no later than necessary
	Damaged    uint64 // could not be decoded
	Restarts   uint64 // jumps of the numbers, or another SSRC
	Concealed  time.Duration
	Shortened  time.Duration
	Lengthened time.Duration
}

// SourceStats is how a source does.
type SourceStats struct {
	Counts
	// Delay from the ideal arrival of a packet to its first sample's turn, and what it
	// should be. Delay is 0 while nothing is played.
	Delay, Target time.Duration
}

// Position says which sample stands where: the sound of an RTP timestamp enters the
// mix at a sample number. [Leg.Timestamp] knows what delays it has from there on, and
// the sender's reports (forward.SourceClock) what time of day a timestamp is.
type Position struct {
	Sample    int64
	Timestamp uint32
}

// Source is one incoming stream. Its methods may be called from any goroutine.
type Source struct {
	mixer  *Mixer
	number int // grows with each source of the mixer
	rate   int // of what it gives to the mix
	band   band

	metered, muted, closed bool // guarded by mixer.mu

	gain  atomic.Uint32 // float32: what it should be
	level atomic.Uint32

	mu       sync.Mutex
	buffer   jitterBuffer
	wanted   bool // packets are kept
	position Position
	playsNow bool // position is valid
	delay    time.Duration

	playout // of the tick
	out     []float32
	sounds  bool // out is not silence
	turned  float32
	own     [bands]converted
}

// converted is the sound of a source in another rate, for legs that do not hear it.
type converted struct {
	*resampler
	out    []float32
	tick   int64 // of out
	sounds bool
}

func newSource(m *Mixer, number int, cfg SourceConfig) *Source {
	s := &Source{mixer: m, number: number, metered: cfg.Metered, turned: 1}
	s.band, s.rate = bandFor(cfg.Decoder.Rate())
	s.buffer.clock, s.buffer.copies = cfg.Clock, cfg.Copies
	s.decoder = cfg.Decoder
	s.gain.Store(math.Float32bits(1))
	s.level.Store(silence)
	return s
}

// Push takes in a packet. It never blocks for longer than a few microseconds.
func (s *Source) Push(p Packet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buffer.push(p, s.wanted)
}

// SetGain turns the source up or down for everybody, by -60 to 30 dB (I12), without a
// click.
func (s *Source) SetGain(decibels float64) {
	s.gain.Store(math.Float32bits(amplitude(min(max(decibels, -60), 30))))
}

// SetMuted takes the source out of every mix, or puts it back. It fades.
func (s *Source) SetMuted(muted bool) {
	s.mixer.change(func() { s.muted = muted })
}

// SetMetered changes [SourceConfig.Metered].
func (s *Source) SetMetered(metered bool) {
	s.mixer.change(func() { s.metered = metered })
}

// Close takes the source out of the mixer. It fades out with the next tick, and then
// its decoder is closed.
func (s *Source) Close() {
	s.mixer.change(func() { s.mixer.remove(s) })
}

// silence is the level of nothing.
const silence = 127

// Level of the last packet, before the gain, in -dBov as in RFC 6464: 0 is the
// loudest, 127 is silence, also while the source is not decoded.
func (s *Source) Level() uint8 { return uint8(s.level.Load()) }

// Position is that of the sound that the last tick began with; false while nothing is
// played.
func (s *Source) Position() (Position, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.position, s.playsNow
}

// Stats says how the source does.
func (s *Source) Stats() SourceStats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return SourceStats{Counts: s.buffer.counts, Delay: s.delay, Target: s.buffer.wanted(s.buffer.arrival)}
}

// Delay is that of [SourceStats].
func (s *Source) Delay() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.delay
}

// want says whether the source is to be decoded from now on.
func (s *Source) want(wanted bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wanted == wanted {
		return
	}
	s.wanted = wanted
	s.buffer.drop()
	s.playsNow, s.delay = false, 0
	s.stop()
	s.sounds, s.cut = false, false
	if wanted {
		s.buffer.slots = new([bufferSlots]buffered)
		s.fifo = make([]float32, 0, s.rate/5)
		s.out = make([]float32, s.rate/50)
	} else { // of those who are not heard there may be hundreds
		s.buffer.slots, s.buffer.spare = nil, nil
		s.fifo, s.out, s.own = nil, nil, [bands]converted{}
	}
	s.level.Store(silence)
}

// contribute makes out what the source adds to the mix for 20 ms.
func (s *Source) contribute(t *tick) {
	x := s.play(t.now, len(s.out), &t.scratch)
	s.locate(t)
	gain := s.turned
	target := math.Float32frombits(s.gain.Load())
	s.turned += (target - gain) * gainStep
	if d := s.turned - target; d < 1e-4*target && d > -1e-4*target {
		s.turned = target
	}
	s.sounds = x != nil
	if x == nil {
		s.turned = target
		s.level.Store(silence)
		return
	}
	if gain == 1 && s.turned == 1 {
		copy(s.out, x)
	} else {
		step := (s.turned - gain) / float32(len(x))
		for i, v := range x {
			gain += step
			s.out[i] = v * gain
		}
	}
	s.level.Store(levelOf(s.power))
	s.consume(len(x))
}

// gainStep: a changed gain is reached by two thirds in 60 ms.
const gainStep = 0.3

// LevelOf is that of [Source.Level] for samples.
func LevelOf(pcm []int16) uint8 {
	var power float32
	for _, v := range pcm {
		f := float32(v) * (1.0 / 32768)
		power += f * f
	}
	return uint8(levelOf(power / float32(max(len(pcm), 1)))) //nolint:gosec // at most 127
}

func levelOf(power float32) uint32 {
	if power < 1e-12 {
		return silence
	}
	return uint32(min(max(math.Round(-10*math.Log10(float64(power))), 0), silence))
}

// locate notes which timestamp is played at the beginning of this frame.
func (s *Source) locate(t *tick) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.playsNow = s.playing
	if !s.playing {
		s.delay = 0
		return
	}
	at := s.end + s.ticks(s.held) - int64(len(s.fifo))*int64(s.buffer.clock)/int64(s.rate)
	s.position = Position{Sample: t.sample, Timestamp: uint32(at)}
	s.delay = s.buffer.slack(at, t.now)
}

// in gives what the source adds to the mix in this band, nil for silence.
func (s *Source) in(b band, t *tick) []float32 {
	if b == s.band {
		if !s.sounds {
			return nil
		}
		return s.out
	}
	c := &s.own[b]
	if c.tick == t.number {
		if !c.sounds {
			return nil
		}
		return c.out
	}
	if c.resampler == nil {
		c.resampler = newResampler(s.rate, b.rate())
		c.out = make([]float32, b.rate()/50)
	} else if c.tick != t.number-1 {
		c.reset()
	}
	c.tick = t.number
	in := s.out
	if !s.sounds {
		in = nil
	}
	if c.sounds = in != nil || !c.idle(); !c.sounds {
		return nil
	}
	clear(c.out)
	c.add(c.out, in)
	return c.out
}
