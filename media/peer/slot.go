package peer

import (
	"encoding/binary"
	"slices"
	"sync/atomic"
	"time"

	"veche/media/codec"
	"veche/media/forward"
	"veche/media/wire"
)

// Slot is one m-line through which a peer receives: one outgoing SSRC, fed by
// whichever source the room puts into it.
type Slot struct {
	Owner *Peer
	MID   string
	Video bool

	source atomic.Pointer[Source] // written under Owner.out
	next   atomic.Pointer[Source] // see Follow; the same
	// sent is when the last packet of the present source went out, 0 before.
	sent atomic.Int64

	// Under Owner.out.
	layer    int // wanted of source; forward.Paused for none
	choice   forward.Choice
	want     Size // drawn size; see sized
	sized    bool
	priority bool
	closed   bool
	grown    bool // added to a connection that stood already
	media    wire.OutStream
	rtx      wire.OutStream
	rtxSeq   uint16
	rewriter forward.Rewriter
	counter  forward.Counter
	send     [codec.AV1 + 1]outFormat
	ids      forward.Extensions
	asked    time.Duration // when a key frame was last asked for by the tick
	lost     uint8         // fraction of the last report
}

// Size is a drawn size in device pixels.
type Size struct{ Width, Height uint16 }

// SlotState says what a slot shows.
type SlotState string

const (
	Empty       SlotState = ""
	Live        SlotState = "live"        // packets go out
	Paused      SlotState = "paused"      // hidden, or no room for it
	Waiting     SlotState = "waiting"     // for the first key frame
	Unsupported SlotState = "unsupported" // the peer does not take its codec
)

func newSlot(p *Peer, l *line) *Slot {
	s := &Slot{Owner: p, MID: l.mid, Video: l.video, layer: forward.Paused, grown: p.sealer != nil}
	s.media.SSRC = random32()
	clock := codec.Opus.ClockRate()
	if l.video {
		clock = codec.VP8.ClockRate()
	}
	start := random32()
	s.rewriter = forward.NewRewriter(clock, uint16(start)&0x7fff, random32())
	s.rtxSeq = uint16(start>>16) & 0x7fff
	s.update(l)
	return s
}

// update takes in what a new offer says of the line. Under Owner.out.
func (s *Slot) update(l *line) {
	s.send, s.ids = slotFormats(l), lineExtensions(l)
	for _, f := range s.send {
		if f.hasRTX && s.rtx.SSRC == 0 {
			s.rtx.SSRC = random32()
		}
	}
}

// Feed puts a source into the slot, or nil. The old one stops at once: nobody is
// seen under another's name.
func (s *Slot) Feed(src *Source) {
	s.Owner.out.Lock()
	defer s.Owner.out.Unlock()
	s.next.Store(nil)
	if s.source.Load() == src {
		return
	}
	s.source.Store(src)
	s.sent.Store(0)
	s.choice = forward.Choice{Layer: forward.Paused}
	s.asked = 0
	if src == nil {
		s.layer = forward.Paused
		s.rewriter.Want(forward.Feed{})
		return
	}
	if s.Video {
		s.layer = forward.Paused // until the allocation
		s.rewriter.Want(forward.Feed{})
		s.Owner.reallocate.Store(true)
		return
	}
	s.layer = 0
	s.rewriter.Want(forward.Feed{Source: src.ID})
}

// Follow lets next, a picture in one layer, take the place of what is in the slot, with
// its first key frame. Until then nothing changes. It has to be routed to the slot.
func (s *Slot) Follow(next *Source) {
	s.Owner.out.Lock()
	defer s.Owner.out.Unlock()
	if next != s.source.Load() {
		s.next.Store(next)
	}
}

// Next is what Follow has said, nil if it has come or nothing is to.
func (s *Slot) Next() *Source { return s.next.Load() }

// Waits tells whether the slot is to show what is in it, and has shown nothing of it.
func (s *Slot) Waits() bool {
	s.Owner.out.Lock()
	defer s.Owner.out.Unlock()
	return s.source.Load() != nil && s.sent.Load() == 0 && !(s.sized && s.want == Size{})
}

// goOver makes next the source if run has a key frame of it. Under Owner.out.
func (s *Slot) goOver(next *Source, run []arrival) bool {
	if !slices.ContainsFunc(run, func(a arrival) bool { return a.packet.Frame.Key }) {
		return false
	}
	s.source.Store(next)
	s.next.Store(nil)
	s.sent.Store(0)
	s.Owner.reallocate.Store(true)
	if s.layer != forward.Paused {
		s.layer = 0
		s.rewriter.Want(forward.Feed{Source: next.ID})
	}
	return true
}

// Size is how large the slot is drawn; false if that has not been said.
func (s *Slot) Size() (size Size, known bool) {
	s.Owner.out.Lock()
	defer s.Owner.out.Unlock()
	return s.want, s.sized
}

// Takes tells whether the peer can play what is coded so in the slot.
func (s *Slot) Takes(c codec.Codec) bool {
	s.Owner.out.Lock()
	defer s.Owner.out.Unlock()
	return s.plays(c)
}

// plays is Takes under Owner.out.
func (s *Slot) plays(c codec.Codec) bool { return int(c) < len(s.send) && s.send[c].ok }

// Source is what is in the slot, nil for nothing.
func (s *Slot) Source() *Source { return s.source.Load() }

// choose sets the layer; it returns the layer to ask for a key frame, or nil.
// Under Owner.out.
func (s *Slot) choose(layer int) *Source {
	src := s.source.Load()
	if src == nil || layer == s.layer {
		return nil
	}
	s.layer = layer
	if layer == forward.Paused {
		s.rewriter.Want(forward.Feed{})
		return nil
	}
	s.rewriter.Want(forward.Feed{Source: src.ID, Layer: uint8(layer)})
	if _, waiting := s.rewriter.Waiting(); waiting {
		return src
	}
	return nil
}

// State says what the slot shows at the moment.
func (s *Slot) State() SlotState {
	s.Owner.out.Lock()
	defer s.Owner.out.Unlock()
	src := s.source.Load()
	switch {
	case src == nil:
		return Empty
	case src.Codec() != codec.None && !s.plays(src.Codec()):
		return Unsupported
	case s.layer == forward.Paused && (s.choice.Starved || s.sized && s.want == Size{}):
		return Paused
	case s.sent.Load() == 0:
		return Waiting
	}
	return Live
}

// forward sends a packet of the slot's source on, if it is to go. Under Owner.out.
func (s *Slot) forward(a *arrival, now time.Duration, out *wire.Sender) {
	var o forward.Out
	if !s.rewriter.Forward(&a.packet, now, &o) {
		return
	}
	if !o.Replay() {
		s.emit(a, &o, a.payload, now, out)
		return
	}
	// A switch: what belongs to the key frame and has come already goes with it.
	for seq := o.From; seq != a.packet.Sequence; seq++ {
		s.replay(a.layer, seq, now, now, out)
	}
	s.emit(a, &o, a.payload, now, out)
	for seq := a.packet.Sequence; seq != o.To; {
		seq++
		s.replay(a.layer, seq, now, now, out)
	}
}

// emit seals a packet into the sender's arena.
func (s *Slot) emit(a *arrival, o *forward.Out, payload []byte, now time.Duration, out *wire.Sender) {
	f := &s.send[a.codec]
	if !f.ok {
		return
	}
	if a.codec == codec.VP8 && a.packet.Frame.VP8.Size > 0 {
		// In place: whoever comes next writes its own numbers over it.
		a.packet.Frame.VP8.Patch(payload, o.PictureID, o.TL0)
	}
	p := s.Owner
	h := forward.Outgoing{
		Timestamp: o.Timestamp, SSRC: s.media.SSRC, Sequence: o.Sequence, PayloadType: f.pt, Marker: o.Marker, Padded: a.padded,
		TWCC: p.twcc, HasTWCC: s.ids.TWCC != 0, Level: a.level, Voice: a.voice, HasLevel: a.leveled,
	}
	s.seal(&s.media, &h, payload, 0, now, out)
	size := len(payload)
	if a.padded { // octets are counted without padding, RFC 3550 section 6.4.1
		size -= int(payload[size-1])
	}
	s.counter.Add(size)
	s.sent.Store(int64(now))
}

// seal writes, seals and queues one packet. With padding, that many bytes of it are
// the payload; see pad. Under Owner.out.
func (s *Slot) seal(st *wire.OutStream, h *forward.Outgoing, payload []byte, padding uint8, now time.Duration, out *wire.Sender) {
	p := s.Owner
	path := p.path.Load()
	buf := out.Buffer(forward.MaxHeader + len(payload) + int(padding) + wire.Overhead)
	head := forward.AppendHeader(buf[:0], h, &s.ids)
	if padding > 0 {
		payload = forward.AppendPadding(buf[len(head):len(head)], padding)
	}
	n, err := p.sealer.RTP(st, h.Sequence, buf, len(head), payload)
	if err != nil {
		return
	}
	out.Commit(path, n)
	if h.HasTWCC {
		p.estimator.Sent(p.twcc, n, now)
		p.twcc++
	}
	p.sentBytes += uint64(n)
}

// replay sends a packet out of the layer's ring that the slot has not had yet, as
// if it had come at the time given.
func (s *Slot) replay(l *Layer, seq uint16, at, now time.Duration, out *wire.Sender) {
	a, ok := s.fromRing(l, seq)
	if !ok {
		return
	}
	var o forward.Out
	if s.rewriter.Forward(&a.packet, at, &o) {
		s.emit(&a, &o, a.payload, now, out)
	}
}

// fromRing copies a packet out of a layer's ring into the owner's scratch.
func (s *Slot) fromRing(l *Layer, seq uint16) (a arrival, ok bool) {
	p := s.Owner
	l.ringLock.Lock()
	record, ok := l.ring.Get(seq)
	if ok {
		p.scratch = append(p.scratch[:0], record...)
	}
	l.ringLock.Unlock()
	if !ok || len(p.scratch) < recordHead {
		return a, false
	}
	a.layer = l
	a.payload = p.scratch[recordHead:]
	a.codec = codec.Codec(p.scratch[5])
	a.packet = forward.Packet{
		Feed: forward.Feed{Source: l.source.ID, Layer: l.index}, Sequence: seq,
		Timestamp: binary.BigEndian.Uint32(p.scratch), Marker: p.scratch[4] == 1, Newest: seq,
		Empty: len(a.payload) == 0,
	}
	if a.codec == codec.VP8 {
		a.packet.Frame.VP8, _ = codec.ParseVP8(a.payload)
	}
	return a, true
}

// repair is what becomes of a request for a packet.
type repair uint8

const (
	repaired repair = iota
	// useless: it is of somebody who is not here any more, or before a switch.
	useless
	// beyond: it is not to be had any more, or so much is missing that a key frame
	// is less.
	beyond
)

// retransmit answers a NACK for one outgoing sequence number over RTX (RFC 4588).
// A peer without RTX gets nothing: the same number again would be sealed twice.
func (s *Slot) retransmit(seq uint16, now time.Duration, out *wire.Sender) repair {
	origin, ok := s.rewriter.Origin(seq)
	src := s.source.Load()
	if !ok || origin.Past || src == nil || origin.Feed.Source != src.ID {
		return useless
	}
	l := src.layers[origin.Feed.Layer].Load()
	if l == nil {
		return useless
	}
	a, ok := s.fromRing(l, origin.Sequence)
	if !ok {
		l.ringLock.Lock()
		defer l.ringLock.Unlock()
		if l.ring.Gone(origin.Sequence) {
			return beyond
		}
		return useless // asked for at the publisher, it goes out when it comes
	}
	f := &s.send[a.codec]
	if !f.ok || !f.hasRTX {
		return useless
	}
	if s.Owner.measured() && !s.Owner.repairs.Take(len(a.payload), s.Owner.estimator.Estimate(now), now) {
		return beyond
	}
	o := origin.Out(&a.packet)
	if a.codec == codec.VP8 && a.packet.Frame.VP8.Size > 0 {
		a.packet.Frame.VP8.Patch(a.payload, o.PictureID, o.TL0)
	}
	// The last two bytes of the record's head make room for the number.
	payload := s.Owner.scratch[recordHead-2:]
	binary.BigEndian.PutUint16(payload, seq)
	h := forward.Outgoing{
		Timestamp: o.Timestamp, SSRC: s.rtx.SSRC, Sequence: s.rtxSeq, PayloadType: f.rtx, Marker: o.Marker,
		TWCC: s.Owner.twcc, HasTWCC: s.ids.TWCC != 0,
	}
	s.rtxSeq++
	s.seal(&s.rtx, &h, payload, 0, now, out)
	return repaired
}

// pad sends about so many bytes of padding over RTX, to find out what the path
// takes. Packets sent again would be larger and fewer, but look like late ones to
// whoever measures, and a paused slot has none that are not old. Under Owner.out.
func (s *Slot) pad(bytes int, now time.Duration, out *wire.Sender) {
	src := s.source.Load()
	if src == nil || s.ids.TWCC == 0 {
		return
	}
	if !s.plays(src.Codec()) {
		return
	}
	f := &s.send[src.Codec()]
	if !f.hasRTX {
		return
	}
	timestamp, _ := s.rewriter.TimestampAt(now)
	const most = 255
	for ; bytes > most/2; bytes -= most {
		h := forward.Outgoing{
			Timestamp: timestamp, SSRC: s.rtx.SSRC, Sequence: s.rtxSeq, PayloadType: f.rtx,
			TWCC: s.Owner.twcc, HasTWCC: true, Padded: true,
		}
		s.rtxSeq++
		s.seal(&s.rtx, &h, nil, most, now, out)
	}
}
