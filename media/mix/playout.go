package mix

import "time"

const (
	frameTime = 20 * time.Millisecond
	// Made-up sound comes in whole parts of this, as Opus wants it.
	grain = 2500 * time.Microsecond
	// Without packets for so long the source falls silent; in the pauses of Opus (DTX)
	// there is one every 400 ms, and background noise between them.
	starveLimit = 120 * time.Millisecond
	pauseLimit  = time.Second
	// Up to here a hole in the timestamps is loss and is filled in its length; a longer
	// one is a pause, which may get shorter or longer.
	lossLimit = 120 * time.Millisecond
	// Timestamps may be this inexact.
	tolerance  = 2 * time.Millisecond
	fadeInTime = 5 * time.Millisecond
	// pausePacket: a packet of Opus that is no longer than this begins a pause.
	pausePacket = 2
)

// playout takes packets out of the jitter buffer in time and decodes them. It is of
// the tick alone, but for the buffer.
type playout struct {
	decoder Decoder
	convert *resampler // if the decoder's rate is none of the mix
	from    int        // the decoder's rate to which convert belongs

	fifo      []float32 // decoded and not yet played
	end       int64     // timestamp of where fifo ends; valid while playing
	stream    int       // that is played
	playing   bool
	filling   bool          // end is within what is taken for lost
	cut       bool          // it fell silent for want of packets
	fresh     bool          // what is decoded next fades in
	ending    bool          // this frame fades out
	paused    bool          // the last packet began a pause
	held      time.Duration // made up while nothing was there: the delay grew by it
	starved   time.Duration // made up since the last packet
	length    time.Duration // of the last packet
	excess    time.Duration // so much more slack than wanted had the packet of this frame that had least
	measured  bool          // excess is valid
	power     float32       // of the last packet or of what was made up
	room      room          // that is heard in pauses
	loud      float32       // power of speech
	corrected time.Duration

	payload []byte // of the packet taken
	next    []byte // of the one after what was lost
}

// stop forgets what is decoded.
func (p *playout) stop() {
	p.fifo = p.fifo[:0]
	p.playing, p.ending, p.paused, p.filling = false, false, false, false
	p.held, p.starved = 0, 0
	p.room.gain = 0
	if p.convert != nil {
		p.convert.reset()
	}
}

// consume removes what was played.
func (p *playout) consume(n int) {
	if p.ending {
		p.stop()
		return
	}
	p.fifo = p.fifo[:copy(p.fifo, p.fifo[n:])]
}

// play gives n samples, nil for silence. They are to be consumed afterwards.
func (s *Source) play(now time.Duration, n int, w *scratch) []float32 {
	s.measured = false
	for len(s.fifo) < n {
		if !s.pull(now, n, w) {
			break
		}
	}
	if len(s.fifo) == 0 {
		if s.ending {
			s.stop()
		}
		return nil
	}
	if len(s.fifo) < n { // it ended, or just began and has no more yet
		s.fifo = extended(s.fifo, n-len(s.fifo))
	}
	if s.measured && !s.ending && !s.paused && s.starved == 0 {
		s.correct(now, n, w)
	}
	if s.ending {
		ramp(s.fifo[:n], 1, 0)
	}
	return s.fifo[:n]
}

// ramp multiplies x by a gain that goes from one to the other.
func ramp(x []float32, from, to float32) {
	step := (to - from) / float32(len(x))
	for i := range x {
		from += step
		x[i] *= from
	}
}

// move is what is to be done next.
type move struct {
	kind kind
	time time.Duration // to be made up
}

type kind uint8

const (
	wait    kind = iota // nothing to be played
	decode              // payload
	conceal             // something is missing
	repair              // something is missing, and next may have it
)

// pull adds to the fifo what comes next; false if that is nothing.
func (s *Source) pull(now time.Duration, n int, w *scratch) bool {
	lack := time.Duration(n-len(s.fifo)) * time.Second / time.Duration(s.rate)
	m := s.decide(now, whole(lack))
	switch m.kind {
	case decode:
		s.decode(w)
	case conceal, repair:
		s.makeUp(m, w)
	default:
		return false
	}
	return true
}

// whole rounds up to grains.
func whole(d time.Duration) time.Duration {
	return max(min((d+grain-1)/grain*grain, frameTime), grain)
}

// decide looks into the jitter buffer. lack is what the frame still needs.
func (s *Source) decide(now, lack time.Duration) move {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := &s.buffer
	if s.ending {
		return move{}
	}
	if b.stream != s.stream {
		s.stream, s.cut = b.stream, false
		if s.playing {
			return s.finish(lack)
		}
	}
	p := s.upcoming()
	switch {
	case !s.playing:
		return s.begin(p, now)
	case p == nil:
		return s.starve(lack)
	}
	return s.follow(p, now, lack)
}

// upcoming is the first packet that waits, but for those that were taken for lost.
func (s *Source) upcoming() *buffered {
	b := &s.buffer
	p := b.first()
	for p != nil && s.filling && b.span(s.end-p.time) > tolerance {
		b.counts.Late++
		b.late(p.time, p.arrival)
		s.payload = b.take(p, s.payload)
		p = b.first()
	}
	return p
}

// begin starts with p, which may be nil, as soon as it has waited long enough.
func (s *Source) begin(p *buffered, now time.Duration) move {
	b := &s.buffer
	if p == nil || b.slack(p.time, now) < b.wanted(now) {
		return move{}
	}
	if s.cut && b.span(p.time-s.end) <= tolerance {
		b.late(p.time, p.arrival)
	}
	s.playing, s.fresh = true, true
	s.loud = 0
	return s.take(p, now)
}

// follow goes on with p, or with what is missing before it.
func (s *Source) follow(p *buffered, now, lack time.Duration) move {
	b := &s.buffer
	gap := b.span(p.time - s.end)
	if gap > tolerance && s.held > 0 {
		// What was lost has been made up already while nobody knew.
		filled := min(gap, s.held)
		s.held -= filled
		s.filling = true
		s.end += s.ticks(filled)
		gap = b.span(p.time - s.end)
	}
	late := b.slack(p.time, now) - b.wanted(now)
	switch {
	case gap <= tolerance && late > overJump+s.length:
		return s.jump(now)
	case gap <= tolerance:
		if s.held > 0 && !s.paused {
			b.late(p.time, p.arrival)
		}
		return s.take(p, now)
	case gap <= lossLimit && !s.paused:
		return s.fill(p, gap)
	case late >= 0:
		return s.take(p, now)
	}
	return s.starve(lack)
}

// ticks of the clock that d has.
func (s *Source) ticks(d time.Duration) int64 {
	return int64(d) * int64(s.buffer.clock) / int64(time.Second)
}

// take makes p, the first, the packet to be decoded.
func (s *Source) take(p *buffered, now time.Duration) move {
	b := &s.buffer
	excess := b.slack(p.time, now) - b.wanted(now)
	if !s.measured || excess < s.excess {
		s.measured, s.excess = true, excess
	}
	s.end = p.time
	b.length = s.length
	s.payload = b.take(p, s.payload)
	s.held, s.starved, s.filling, s.cut = 0, 0, false, false
	if paused := len(s.payload) <= pausePacket; paused != s.paused {
		s.paused = paused
		s.room.pause(paused, s.power)
	}
	return move{kind: decode}
}

// starve: there is nothing, and nobody knows whether it is lost or late.
func (s *Source) starve(lack time.Duration) move {
	limit := starveLimit
	if s.paused {
		limit = pauseLimit
	}
	if s.starved >= limit {
		s.cut = !s.paused
		return s.finish(lack)
	}
	s.starved += lack
	s.held += lack
	if !s.paused {
		s.buffer.counts.Concealed += lack
	}
	return move{kind: conceal, time: lack}
}

// finish: the source falls silent with this frame.
func (s *Source) finish(lack time.Duration) move {
	s.ending = true
	return move{kind: conceal, time: lack}
}

// fill: what is missing before p is lost.
func (s *Source) fill(p *buffered, gap time.Duration) move {
	m := move{kind: conceal, time: whole(min(gap, frameTime))}
	if gap <= max(s.length, grain) {
		m.kind, m.time = repair, max((gap+grain/2)/grain*grain, grain)
		s.next = append(s.next[:0], p.payload...)
		s.buffer.counts.Repaired++
	}
	s.end += s.ticks(m.time)
	s.filling = true
	s.buffer.counts.Concealed += m.time
	return m
}

// jump leaves out what is far too late. A little is made up for the decoder to get
// over to what follows.
func (s *Source) jump(now time.Duration) move {
	b := &s.buffer
	for b.waiting > 1 {
		p := b.first()
		if b.slack(p.time, now) <= b.wanted(now)+frameTime {
			break
		}
		s.payload = b.take(p, s.payload)
		b.counts.Dropped++
	}
	const bridge = 4 * grain
	s.end = b.first().time
	s.held = 0
	b.counts.Concealed += bridge
	return move{kind: conceal, time: bridge}
}
