package forward

import (
	"time"

	"veche/media/codec"
)

// Packet is what the Rewriters of all subscribers need to know of an incoming
// packet.
type Packet struct {
	Feed      Feed
	Sequence  uint16
	Timestamp uint32
	Marker    bool
	// Empty: nothing but padding. It is left out, and the numbers close up.
	Empty bool
	// Newest is the highest sequence number received of this feed so far,
	// [Gaps.Newest]. It differs from Sequence when this packet comes late.
	Newest uint16
	// Frame as the layer's [codec.Detector] saw it. Of packets taken from a Ring
	// only Frame.VP8 matters, from [codec.ParseVP8].
	Frame codec.Frame
}

// Out is what changes in a packet on its way out.
type Out struct {
	Timestamp uint32
	Sequence  uint16
	// PictureID and TL0 are to be written by [codec.VP8Descriptor.Patch].
	PictureID uint16
	TL0       uint8
	Marker    bool
	// Switched: the stream goes over to the packet's feed here. From and To are
	// then the incoming sequence numbers, both included, of what belongs to the
	// key frame or follows it and has come already, to be taken from the [Ring].
	// Pass those from From up to this packet to Forward and send them, then this
	// packet, then pass on and send those behind it up to To. See [Out.Replay].
	Switched bool
	From, To uint16
}

// Replay tells whether a switch has packets to be taken from the Ring.
func (o *Out) Replay() bool { return o.Switched && o.From != o.To }

// Rewriter is one outgoing SSRC, fed by changing sources and layers: it gives
// each packet the sequence number, timestamp and VP8 picture numbers that make
// one unbroken stream of it. It goes over to another feed only at a verified key
// frame of that feed, and lets the old one through until then. It is to be
// guarded by the subscriber's egress lock.
type Rewriter struct {
	clockRate uint32
	current   Feed
	wanted    Feed
	lost      bool // current broke off and waits for its next key frame

	next     uint64 // number after the highest given out or reserved, with cycles
	lastIn   uint64 // highest of current, with cycles
	lastTime uint32 // timestamp out
	lastAt   time.Duration
	started  bool // lastTime was sent
	picture  uint16
	tl0      uint8
	sent     [sentWindow / 64]uint64
	segments [16]segment // the newest at (count-1) modulo their number
	count    uint32
}

// segment is a run of packets that share their offsets: a feed between two
// switches, or between two packets that were left out.
type segment struct {
	firstIn   uint64 // with cycles that count from the feed's entry
	firstOut  uint64
	timestamp uint32 // offset, out minus in, as the next two
	picture   uint16
	tl0       uint8
	entry     bool // the feed was entered here
	feed      Feed
	// late: entered by [Rewriter.Resume]; incoming time before live is squeezed.
	late bool
	live uint32
}

const (
	sentWindow = 512  // how far back a late packet may still go out
	jumpMost   = 1000 // a longer gap in the feed is a break: wait for a key frame
	squeeze    = 256  // half a second in 2 ms; each frame still has a time of its own
	lateOver   = 1 << 30
)

// NewRewriter makes the state of an outgoing stream that begins with this
// sequence number (random below 2^15, RFC 3711 section 3.3.1) and timestamp.
func NewRewriter(clockRate uint32, sequence uint16, timestamp uint32) Rewriter {
	return Rewriter{clockRate: clockRate, next: 1<<16 | uint64(sequence), lastTime: timestamp}
}

// Want asks for another feed. The present one goes on until a key frame of the
// new one comes; the zero Feed stops the stream at once. To want the present
// feed takes an earlier wish back.
func (r *Rewriter) Want(f Feed) {
	r.wanted = f
	if f == (Feed{}) {
		r.current, r.lost = f, false
	}
}

// Cut stops the present feed at once, when nobody may see it any longer. What is
// wanted stays so.
func (r *Rewriter) Cut() {
	if r.current != r.wanted {
		r.current, r.lost = Feed{}, false
	} else {
		r.lost = true
	}
}

// Current is the feed that goes out, zero if none.
func (r *Rewriter) Current() Feed { return r.current }

// Waiting is the feed that is waited for, and whether it is: then its publisher
// should be asked for a key frame.
func (r *Rewriter) Waiting() (Feed, bool) {
	return r.wanted, r.wanted != Feed{} && (r.wanted != r.current || r.lost)
}

// Forward gives out the numbers for a packet, or false if it is not to be sent:
// of another feed, before the key frame, padding, repeated or too late. No
// sequence number is given out twice. A packet for which Forward said true has to
// be sent, or its number is missed by the receiver.
func (r *Rewriter) Forward(p *Packet, now time.Duration, out *Out) bool {
	if p.Feed != r.current || r.lost {
		return p.Feed == r.wanted && r.change(p, p.Timestamp, now, out)
	}
	step := int16(p.Sequence - uint16(r.lastIn))
	switch {
	case step > jumpMost:
		r.lost = true
		return r.Forward(p, now, out) // this one may be a key frame
	case step > 0:
		return r.forwardNew(p, uint64(step), now, out)
	default:
		return r.forwardLate(p, r.lastIn-uint64(-int64(step)), out)
	}
}

// Resume is Forward for a key frame that is past: p comes out of the Ring and goes
// to somebody who waits for its feed only now. live is the timestamp of p.Newest,
// and at is when that came; pass at to Forward with the rest of the packets too.
//
// A receiver learns from the first packets how late later ones may be. If it got
// all since the key frame at once, with the times they were made at, it would
// learn nonsense. So the time from the key frame to live is squeezed to a few
// milliseconds, and what follows comes when it should, as if the feed had been
// entered when the packet came that is live.
func (r *Rewriter) Resume(p *Packet, live uint32, at time.Duration, out *Out) bool {
	feed, waits := r.Waiting()
	return waits && p.Feed == feed && r.change(p, live, at, out)
}

// change goes over to p's feed if p is a key frame.
func (r *Rewriter) change(p *Packet, live uint32, now time.Duration, out *Out) bool {
	if !p.Frame.Key || p.Empty || !r.enter(p, live, now) {
		return false
	}
	r.emit(p, r.newest(), out)
	out.Switched = true
	out.From, out.To = p.Sequence-uint16(p.Frame.Lead), p.Sequence
	if int16(p.Newest-p.Sequence) > 0 {
		out.To = p.Newest
	}
	return true
}

// enter begins a segment at a key frame; false if it came too late to be used.
func (r *Rewriter) enter(p *Packet, live uint32, now time.Duration) bool {
	if behind := int16(p.Newest - p.Sequence); behind > sentWindow/2 {
		return false
	}
	lead := uint64(p.Frame.Lead)
	r.lastIn = 1<<16 | uint64(p.Sequence)
	s := segment{feed: p.Feed, entry: true, firstIn: r.lastIn - lead, firstOut: r.next}
	span := uint32(max(int32(live-p.Timestamp), 0))
	s.late, s.live = span > 0, live
	if r.started {
		// Time goes on by the wall: feeds have unrelated timestamps.
		passed := max(ticks(max(now-r.lastAt, 0), r.clockRate), span/squeeze+1)
		s.timestamp = r.lastTime + passed - p.Timestamp - span
	} else {
		s.timestamp = r.lastTime - p.Timestamp - span
	}
	if v := &p.Frame.VP8; v.Size > 0 {
		s.picture = r.picture + 1 - v.PictureID
		s.tl0 = r.tl0 + 1 - v.TL0
	}
	r.push(s)
	r.current, r.lost = p.Feed, false
	r.reserve(lead + 1)
	r.stamp(p, now)
	return true
}

func (r *Rewriter) forwardNew(p *Packet, step uint64, now time.Duration, out *Out) bool {
	r.lastIn += step
	if p.Empty {
		r.reserve(step - 1)
		r.close(r.lastIn + 1)
		return false
	}
	r.reserve(step)
	r.stamp(p, now)
	r.emit(p, r.newest(), out)
	return true
}

func (r *Rewriter) forwardLate(p *Packet, in uint64, out *Out) bool {
	if p.Empty {
		return false
	}
	end := r.next
	for i := range min(r.count, uint32(len(r.segments))) {
		s := r.segment(i)
		if in >= s.firstIn {
			number := s.firstOut + in - s.firstIn
			if number >= end || r.next-number > sentWindow || r.wasSent(uint16(number)) {
				return false
			}
			r.emit(p, s, out)
			return true
		}
		if s.entry {
			return false // of the feed's time before
		}
		end = s.firstOut
	}
	return false
}

// segment is the one n before the newest.
func (r *Rewriter) segment(n uint32) *segment {
	return &r.segments[(r.count-1-n)%uint32(len(r.segments))]
}

// emit fills in out for a packet of s and marks its number.
func (r *Rewriter) emit(p *Packet, s *segment, out *Out) {
	s.out(p, out)
	r.sent[out.Sequence/64%(sentWindow/64)] |= 1 << (out.Sequence % 64)
	if v := &p.Frame.VP8; v.Size > 0 {
		if v.PictureIDBits > 0 && int16((out.PictureID-r.picture)<<1) > 0 {
			r.picture = out.PictureID
		}
		if v.HasTL0 && int8(out.TL0-r.tl0) > 0 {
			r.tl0 = out.TL0
		}
	}
}

// time puts an incoming timestamp into the outgoing stream's.
func (s *segment) time(in uint32) uint32 {
	if before := s.live - in; s.late && int32(before) > 0 {
		return s.live + s.timestamp - before/squeeze
	}
	return in + s.timestamp
}

// out is what becomes of p in this segment.
func (s *segment) out(p *Packet, out *Out) {
	*out = Out{
		Timestamp: s.time(p.Timestamp),
		Sequence:  uint16(s.firstOut) + p.Sequence - uint16(s.firstIn),
		Marker:    p.Marker,
	}
	if v := &p.Frame.VP8; v.Size > 0 {
		out.PictureID = (v.PictureID + s.picture) & 0x7fff
		out.TL0 = v.TL0 + s.tl0
	}
}

// reserve gives out the next n numbers, none of them sent yet.
func (r *Rewriter) reserve(n uint64) {
	for ; n > 0; n-- {
		r.sent[r.next/64%(sentWindow/64)] &^= 1 << (r.next % 64)
		r.next++
	}
}

func (r *Rewriter) wasSent(sequence uint16) bool {
	return r.sent[sequence/64%(sentWindow/64)]>>(sequence%64)&1 == 1
}

// stamp remembers the newest time sent.
func (r *Rewriter) stamp(p *Packet, now time.Duration) {
	s := r.newest()
	if s.late && int32(p.Timestamp-s.live) > lateOver {
		s.late = false // hours ago, and timestamps come round
	}
	t := s.time(p.Timestamp)
	if !r.started || int32(t-r.lastTime) > 0 {
		r.lastTime, r.lastAt = t, now
	}
	r.started = true
}

func (r *Rewriter) newest() *segment { return r.segment(0) }

func (r *Rewriter) push(s segment) {
	r.segments[r.count%uint32(len(r.segments))] = s
	r.count++
}

// close leaves out the packet before firstIn: from there on the numbers close up.
func (r *Rewriter) close(firstIn uint64) {
	s := *r.newest()
	nothing := s.firstOut == r.next // has gone out in it
	s.firstIn, s.firstOut = firstIn, r.next
	if nothing {
		*r.newest() = s
		return
	}
	s.entry = false
	r.push(s)
}

// Timestamp puts a timestamp of a feed into the outgoing stream's; false unless
// that feed goes out now.
func (r *Rewriter) Timestamp(f Feed, timestamp uint32) (uint32, bool) {
	if f != r.current || f == (Feed{}) {
		return 0, false
	}
	return timestamp + r.newest().timestamp, true
}

// TimestampAt is what a packet sent at now would bear, by the last one sent; false
// before the first.
func (r *Rewriter) TimestampAt(now time.Duration) (uint32, bool) {
	return r.lastTime + ticks(max(now-r.lastAt, 0), r.clockRate), r.started
}

// Origin is where an outgoing packet came from.
type Origin struct {
	Feed     Feed
	Sequence uint16
	// Past: the stream has gone over to another feed since, at a key frame.
	Past    bool
	segment segment
}

// Origin finds the incoming packet behind an outgoing sequence number that a
// subscriber asks for again; false if that was never given out or is too old.
func (r *Rewriter) Origin(sequence uint16) (Origin, bool) {
	behind := uint16(r.next) - sequence
	if behind == 0 || behind > 2*sentWindow {
		return Origin{}, false
	}
	number := r.next - uint64(behind)
	past := false
	for i := range min(r.count, uint32(len(r.segments))) {
		s := r.segment(i)
		if number >= s.firstOut {
			in := s.firstIn + number - s.firstOut
			return Origin{Feed: s.feed, Sequence: uint16(in), Past: past, segment: *s}, true
		}
		past = past || s.entry
	}
	return Origin{}, false
}

// Out gives the numbers that the packet of o had when it was sent first, for a
// retransmission under an RTX number. p is as it was then.
func (o *Origin) Out(p *Packet) (out Out) {
	o.segment.out(p, &out)
	return out
}
