package peer

import (
	"time"

	"veche/media/codec"
	"veche/media/forward"
	"veche/media/wire"
)

// stream is one SSRC that a peer sends.
type stream struct {
	wire.InStream
	layer *Layer // nil as long as it is not known what it belongs to
	rtx   bool   // repairs layer
}

// arrival is an opened packet on its way to the slots.
type arrival struct {
	layer   *Layer
	packet  forward.Packet
	payload []byte
	codec   codec.Codec
	level   uint8
	voice   bool
	leveled bool
	padded  bool // payload ends with padding; see even
}

const (
	maxStreams = 64   // SSRCs of one peer at a time
	maxSSRCs   = 4096 // of one peer over its life: each new one costs the others something
	maxEarly   = 32   // packets kept that come before the keys
)

// receive opens what p sent and leaves media in w.media and feedback in
// w.feedback. It returns how many packets opened.
func (p *Peer) receive(w *worker, packets []wire.Packet) (opened int) {
	p.in.Lock()
	defer p.in.Unlock()
	if p.opener == nil {
		p.keepEarly(packets)
		return 0
	}
	if len(p.early) > 0 {
		early := p.early
		p.early = nil
		for _, data := range early {
			p.receiveOne(w, data)
		}
	}
	for i := range packets {
		if p.receiveOne(w, packets[i].Data) {
			opened++
		}
	}
	if opened > 0 {
		p.heardNow(w.now)
	}
	return opened
}

// keepEarly keeps packets that overtake the end of our side of the handshake.
func (p *Peer) keepEarly(packets []wire.Packet) {
	for i := range packets {
		if len(p.early) >= maxEarly {
			return
		}
		p.early = append(p.early, append([]byte(nil), packets[i].Data...))
	}
}

func (p *Peer) receiveOne(w *worker, data []byte) bool {
	if wire.Classify(data) == wire.RTCP {
		plain, err := p.opener.RTCP(data)
		if err != nil {
			return false
		}
		p.takeReports(w, plain)
		return true
	}
	return p.receiveMedia(w, data)
}

func (p *Peer) receiveMedia(w *worker, data []byte) bool {
	var h forward.Header
	if h.Parse(data, &p.ids) != nil {
		return false
	}
	s := p.streams[h.SSRC]
	known := s != nil
	if !known {
		if p.ssrcs >= maxSSRCs || len(p.streams) >= maxStreams && !p.evict() {
			return false
		}
		s = &stream{}
	}
	n, err := p.opener.RTP(&s.InStream, data, h.Payload)
	if err != nil {
		return false
	}
	data = data[:n]
	if !known {
		p.streams[h.SSRC] = s
		p.ssrcs++
	}
	if h.HasTWCC {
		p.arrivals.Received(h.TWCC, w.now)
	}
	if s.layer == nil && !p.bind(s, &h) {
		return true
	}
	if h.Trim(data) != nil {
		return true
	}
	p.media(w, s, &h, data)
	return true
}

// media takes in an opened packet of a known stream.
func (p *Peer) media(w *worker, s *stream, h *forward.Header, data []byte) {
	l := s.layer
	if s.rtx {
		var err error
		if data, err = forward.UnwrapRTX(data, h, l.ssrc.Load(), p.formats.repairs(h.PayloadType)); err != nil {
			return // padding
		}
	}
	c := p.formats.receive[h.PayloadType].codec
	if c == codec.None {
		return
	}
	var fresh bool
	if s.rtx {
		_, fresh = l.gaps.Recovered(h.Sequence, w.now)
	} else {
		_, fresh = l.gaps.Received(h.Sequence, h.Timestamp, w.now)
	}
	if !fresh {
		return
	}
	src := l.source
	payload := data[h.Payload:h.End]
	first := src.seen.Load() == 0 || l.seen.Load() == 0 || src.codec.Load() != uint32(c)
	src.seen.Store(int64(w.now))
	l.seen.Store(int64(w.now))
	if first {
		src.codec.Store(uint32(c))
		p.board.wake(p)
	}
	l.bytes.Add(uint64(len(data)))
	frame := l.detector.Inspect(c, h.Sequence, h.Timestamp, payload)
	if frame.Width != 0 {
		l.size.Store(uint32(frame.Width)<<16 | uint32(frame.Height))
	}
	if frame.Key && c.Video() {
		l.mends()
	}
	if c == codec.Opus {
		src.hear(h, payload, w.now)
	}
	if !src.open.Load() {
		return
	}
	for i := range src.taps {
		if t := src.taps[i].Load(); t != nil {
			w.tapped = TapPacket{
				Layer: int(l.index), SSRC: l.ssrc.Load(), Codec: c, Sequence: h.Sequence, Timestamp: h.Timestamp,
				Marker: h.Marker, Payload: payload,
			}
			(*t).Packet(&w.tapped, w.now)
		}
	}
	if c.Video() {
		l.keep(h, c, &frame, data, w.now)
	}
	w.media = append(w.media, arrival{
		layer: l,
		packet: forward.Packet{
			Feed: forward.Feed{Source: src.ID, Layer: l.index}, Sequence: h.Sequence, Timestamp: h.Timestamp,
			Marker: h.Marker, Empty: len(payload) == 0, Newest: l.gaps.Newest(), Frame: frame,
		},
		payload: payload, codec: c, level: h.Level, voice: h.Voice, leveled: h.HasLevel,
	})
}

// hear takes in the loudness. Without the header extension a packet longer than
// what DTX and silence make counts as a quiet voice.
func (s *Source) hear(h *forward.Header, payload []byte, now time.Duration) {
	level := h.Level
	if !h.HasLevel {
		const quiet, silent, shortest = 45, 127, 12
		level = silent
		if len(payload) > shortest {
			level = quiet
		}
	}
	s.voice.Heard(level, now)
}

// A ring entry is the payload behind recordHead bytes: timestamp, marker, codec.
// It is made in place, over the end of the header, which is not needed any more.
const recordHead = 6

func (l *Layer) keep(h *forward.Header, c codec.Codec, frame *codec.Frame, data []byte, now time.Duration) {
	l.record(data[h.Payload-recordHead:h.End], h.Sequence, h.Timestamp, h.Marker, c, frame, now)
}

// bind finds out what a new SSRC belongs to: by mid and rid, by the SSRCs of the
// offer, or because only one m-line can carry its payload type.
func (p *Peer) bind(s *stream, h *forward.Header) bool {
	f := p.formats.receive[h.PayloadType]
	rtx := f.codec == codec.None && p.formats.isRTX(h.PayloadType)
	if f.codec == codec.None && !rtx {
		return false
	}
	if rtx {
		f = p.formats.receive[p.formats.repairs(h.PayloadType)]
	}
	src, index := p.sourceOf(h, f.codec)
	if src == nil || src.Video() != f.codec.Video() {
		return false
	}
	l := src.layers[index].Load()
	if l == nil {
		if rtx {
			return false // nothing to repair yet
		}
		l = src.layer(index, f.codec)
	}
	s.layer, s.rtx = l, rtx
	if !rtx {
		if old := l.ssrc.Swap(h.SSRC); old != 0 && old != h.SSRC {
			// The publisher began anew, as after an encoder restart.
			l.gaps = forward.Gaps{ClockRate: l.gaps.ClockRate}
			l.forget()
			p.retire(old)
		}
		p.board.mu.Lock()
		p.board.bySSRC[h.SSRC] = p
		p.board.mu.Unlock()
	}
	return true
}

// retire takes an SSRC from its layer. It stays known as long as there is room:
// forgotten at once, its old packets would open again.
func (p *Peer) retire(ssrc uint32) {
	if s := p.streams[ssrc]; s != nil {
		s.layer = nil
	}
	p.board.forget(p, nil, nil, []uint32{ssrc})
}

// evict forgets one SSRC that belongs to nothing; false if there is none.
func (p *Peer) evict() bool {
	for ssrc, s := range p.streams {
		if s.layer == nil {
			delete(p.streams, ssrc)
			p.board.forget(p, nil, nil, []uint32{ssrc})
			return true
		}
	}
	return false
}

// sourceOf finds source and layer of a header.
func (p *Peer) sourceOf(h *forward.Header, c codec.Codec) (*Source, int) {
	if known, ok := p.offered[h.SSRC]; ok {
		return known, 0
	}
	src := p.bySourceMID[string(h.MID)]
	if len(h.MID) == 0 {
		src = p.onlySource(c)
	}
	if src == nil {
		return nil, 0
	}
	rid := h.RID
	if len(h.RepairedRID) > 0 {
		rid = h.RepairedRID
	}
	rids := p.rids[src.MID]
	if len(rids) == 0 {
		return src, 0
	}
	for i, r := range rids {
		if r == string(rid) {
			return src, i
		}
	}
	return nil, 0 // simulcast, and this packet does not say which
}

// onlySource is the only one that can bring c, or nil.
func (p *Peer) onlySource(c codec.Codec) (only *Source) {
	for _, src := range p.bySourceMID {
		if src.Video() != c.Video() {
			continue
		}
		if only != nil {
			return nil
		}
		only = src
	}
	return only
}
