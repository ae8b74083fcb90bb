package mix

import "time"

// Packet is one RTP packet of sound.
type Packet struct {
	Sequence  uint16
	Timestamp uint32
	SSRC      uint32
	Payload   []byte // is copied
	// Arrival is on the clock of [Mixer.Tick].
	Arrival time.Duration
}

const (
	bufferSlots = 64 // packets, a power of two: 640 ms of the shortest ones
	maxPayload  = 4096
	// A stream whose numbers jump by more than this is another one, if the next packet
	// agrees.
	sequenceJump = 100
	timeJump     = 2 * time.Second
)

// lossy: worth to wait for repair.
const lossy, lossForgets = 0.01, 0.99

// buffered is a packet that waits for its turn.
type buffered struct {
	used     bool
	sequence int64
	time     int64 // the timestamp, unwrapped
	arrival  time.Duration
	payload  []byte
}

// jitterBuffer puts packets into order and learns how they arrive. The caller locks.
type jitterBuffer struct {
	clock  int  // of timestamps, Hz
	copies bool // a packet may hold a copy of the one before

	known       bool // the following is valid
	ssrc        uint32
	sequence    int64 // the highest, unwrapped
	time        int64 // of that packet
	arrival     time.Duration
	start       int64                  // time of the first packet of this stream
	stream      int                    // is counted up when another stream begins
	next        int64                  // sequence number whose turn it is
	begun       bool                   // something of this stream has had its turn
	slots       *[bufferSlots]buffered // nil while nothing is kept
	waiting     int                    // used slots
	spare       [][]byte               // payloads of before
	spread      spread
	loss        float32       // part of the packets, lately
	length      time.Duration // of a packet
	candidate   Packet        // the first of what may be another stream
	isCandidate bool

	counts Counts
}

// push takes in a packet; without keep, only its arrival.
func (b *jitterBuffer) push(p Packet, keep bool) {
	if len(p.Payload) == 0 || len(p.Payload) > maxPayload {
		return
	}
	b.counts.Packets++
	if !b.known {
		b.begin(p)
	}
	step := int64(int16(p.Sequence - uint16(b.sequence)))
	timestamp := b.time + int64(int32(p.Timestamp-uint32(b.time)))
	if p.SSRC != b.ssrc || !b.plausible(step, timestamp, p.Arrival) {
		b.suspect(p, keep)
		return
	}
	b.isCandidate = false
	sequence := b.sequence + step
	if step > 0 {
		b.sequence, b.time, b.arrival = sequence, timestamp, p.Arrival
	}
	b.spread.observe(b.media(timestamp), p.Arrival)
	if keep {
		b.insert(sequence, timestamp, p)
	}
}

// plausible: the numbers fit to those before. Time may pass without packets, and
// packets be late, but both clocks run alike.
func (b *jitterBuffer) plausible(step, timestamp int64, arrival time.Duration) bool {
	ahead := b.span(timestamp-b.time) - (arrival - b.arrival)
	return step > -sequenceJump && step < 30*sequenceJump && ahead > -timeJump && ahead < timeJump
}

// suspect looks at a packet that does not belong to the stream. The second in a row
// that belongs to the first makes them the stream.
func (b *jitterBuffer) suspect(p Packet, keep bool) {
	c := &b.candidate
	first := Packet{Sequence: c.Sequence, Timestamp: c.Timestamp, SSRC: c.SSRC, Payload: c.Payload, Arrival: c.Arrival}
	confirmed := b.isCandidate && p.SSRC == first.SSRC && p.Sequence == first.Sequence+1
	if confirmed {
		ahead := b.span(int64(int32(p.Timestamp-first.Timestamp))) - (p.Arrival - first.Arrival)
		confirmed = ahead > -timeJump && ahead < timeJump
	}
	if !confirmed {
		payload := append(c.Payload[:0], p.Payload...)
		*c = p
		c.Payload = payload
		b.isCandidate = true
		return
	}
	b.isCandidate = false
	b.counts.Restarts++
	b.begin(first)
	b.counts.Packets -= 2 // they are counted already
	b.push(first, keep)
	b.push(p, keep)
}

// begin makes p the first packet of the stream.
func (b *jitterBuffer) begin(p Packet) {
	b.drop()
	b.known, b.ssrc, b.begun = true, p.SSRC, false
	b.sequence, b.time, b.arrival = 1<<32+int64(p.Sequence), int64(p.Timestamp), p.Arrival
	b.start = b.time
	b.next = b.sequence
	b.stream++
	b.spread.restart()
}

// drop forgets what is waiting.
func (b *jitterBuffer) drop() {
	for b.waiting > 0 {
		b.remove(b.first())
	}
	b.next, b.begun = b.sequence+1, false
}

func (b *jitterBuffer) insert(sequence, timestamp int64, p Packet) {
	if sequence < b.next {
		if b.begun || b.sequence-sequence >= bufferSlots {
			b.counts.Late++
			b.late(timestamp, p.Arrival)
			return
		}
		b.next = sequence // the first ones came out of order
	}
	for b.next <= sequence-bufferSlots {
		b.skip()
	}
	s := &b.slots[sequence%bufferSlots]
	if s.used {
		b.counts.Duplicate++
		return
	}
	*s = buffered{
		used: true, sequence: sequence, time: timestamp, arrival: p.Arrival,
		payload: append(b.room(), p.Payload...),
	}
	b.waiting++
}

// room is for a payload.
func (b *jitterBuffer) room() []byte {
	n := len(b.spare)
	if n == 0 {
		return make([]byte, 0, 256)
	}
	last := b.spare[n-1]
	b.spare = b.spare[:n-1]
	return last[:0]
}

// remove takes s out of the buffer.
func (b *jitterBuffer) remove(s *buffered) {
	b.spare = append(b.spare, s.payload)
	s.payload, s.used = nil, false
	b.waiting--
}

// late is told of a packet that came too late, and asks for more delay.
func (b *jitterBuffer) late(timestamp int64, arrival time.Duration) {
	b.spread.learn(b.slack(timestamp, arrival)+spreadBucket, arrival)
}

// wanted is the slack that packets should have when their turn comes.
func (b *jitterBuffer) wanted(now time.Duration) time.Duration {
	w := b.spread.wanted(now)
	if b.copies && b.loss > lossy {
		w = min(w+min(b.length, frameTime), maxTarget)
	}
	return w
}

// skip gives up the packet whose turn it is: there are more than can be kept.
func (b *jitterBuffer) skip() {
	if s := &b.slots[b.next%bufferSlots]; s.used {
		b.remove(s)
		b.counts.Dropped++
	}
	b.next++
}

// first is the first packet that waits, nil without any.
func (b *jitterBuffer) first() *buffered {
	if b.waiting == 0 {
		return nil
	}
	for q := b.next; ; q++ {
		if s := &b.slots[q%bufferSlots]; s.used {
			return s
		}
	}
}

// take removes s, the first, which has had its turn. Its payload is copied to dst.
func (b *jitterBuffer) take(s *buffered, dst []byte) []byte {
	dst = append(dst[:0], s.payload...)
	b.remove(s)
	b.loss *= lossForgets
	if b.begun {
		missing := s.sequence - b.next
		b.counts.Lost += uint64(missing)
		b.loss += (1 - lossForgets) * float32(min(missing, 3))
	}
	b.next, b.begun = s.sequence+1, true
	return dst
}

// media is the media time of a timestamp, from the first of the stream.
func (b *jitterBuffer) media(timestamp int64) time.Duration { return b.span(timestamp - b.start) }

// span is the time that so many ticks of the clock take.
func (b *jitterBuffer) span(ticks int64) time.Duration {
	clock := int64(b.clock)
	return time.Duration(ticks/clock)*time.Second + time.Duration(ticks%clock)*time.Second/time.Duration(clock)
}

// slack is how long after its ideal arrival a packet is at now.
func (b *jitterBuffer) slack(timestamp int64, now time.Duration) time.Duration {
	return now - b.media(timestamp) - b.spread.origin()
}
