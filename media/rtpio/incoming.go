package rtpio

import (
	"sync"
	"time"

	"veche/media/codec"
	"veche/media/forward"
	"veche/media/wire"
)

// incoming is what a stream knows of what comes to it. It calls nobody: numbers in,
// numbers out, under its lock.
type incoming struct {
	mu      sync.Mutex
	on      bool // to the sink
	nack    bool
	formats [128]Format

	secure bool         // only what opens is taken
	opener *wire.Opener // nil as long as there are no keys
	// controlOpener is the same, but for DTLS on two sockets.
	controlOpener *wire.Opener
	associations  [2]*association // of RTP and RTCP
	sealed        map[uint32]*wire.InStream

	latch   latch
	told    wire.Addr // where RTCP is, by SDP
	control wire.Addr // where it is as was learned

	begun     bool
	ssrc      uint32
	rival     rival
	restarted rival // numbers of ssrc that are far from those before
	gaps      forward.Gaps
	presses   presses

	clock     forward.SourceClock
	publisher forward.PublisherClock

	header forward.Header
	last   time.Duration // when a packet came
	counts counts
}

// rival is what may become the stream.
type rival struct {
	is   bool
	ssrc uint32
	next uint16
}

// counts of packets since the beginning.
type counts struct {
	packets              uint64 // of all kinds that were taken
	strangers, forgeries uint64 // from elsewhere; that did not open
	broken, unknown      uint64 // no RTP; of no format that was agreed
	double               uint64
}

const (
	// comfortNoise is static (RFC 3389 section 4). The mixer has its own.
	comfortNoise = 13
	// maxSealed bounds the SSRCs of one key: their replay windows are never forgotten.
	maxSealed = 64
	// restartStep: numbers so far behind are a new beginning, not late packets.
	restartStep = 1000
)

var noExtensions forward.Extensions

// found says what a packet was.
type found struct {
	packet  bool // for the sink
	key     byte // pressed; 0: none
	moved   bool // the far end is elsewhere
	missing bool // packets are missing and may be asked for
}

// take takes in an RTP packet, which it opens in place.
func (in *incoming) take(b []byte, from wire.Addr, now time.Duration, p *Packet) (f found) {
	in.mu.Lock()
	defer in.mu.Unlock()
	h := &in.header
	if h.Parse(b, &noExtensions) != nil {
		in.counts.broken++
		return f
	}
	b, proved, ok := in.open(b)
	if !ok {
		in.counts.forgeries++
		return f
	}
	if h.Trim(b) != nil {
		in.counts.broken++
		return f
	}
	if ok, f.moved = in.admit(from, proved, now); !ok {
		in.counts.strangers++
		return f
	}
	in.last = now
	in.counts.packets++
	in.sort(b[h.Payload:h.End], now, p, &f)
	return f
}

// open opens SRTP. proved tells of a packet that is newer than all before.
func (in *incoming) open(b []byte) (_ []byte, proved, ok bool) {
	if !in.secure {
		return b, false, true
	}
	h := &in.header
	st := in.sealed[h.SSRC]
	if in.opener == nil || st == nil && len(in.sealed) >= maxSealed {
		return nil, false, false
	}
	first := st == nil
	if first {
		st = &wire.InStream{}
	}
	proved = st.Highest(h.Sequence)
	n, err := in.opener.RTP(st, b, h.Payload)
	if err != nil {
		return nil, false, false
	}
	if first { // once for each SSRC
		in.sealed[h.SSRC] = st
	}
	return b[:n], proved, true
}

func (in *incoming) agreed() bool {
	f := &in.formats[in.header.PayloadType]
	return f.Codec != codec.None || f.Event || in.header.PayloadType == comfortNoise
}

func (in *incoming) admit(from wire.Addr, proved bool, now time.Duration) (ok, moved bool) {
	if !in.agreed() && from != in.latch.remote {
		return false, false
	}
	h := &in.header
	ahead := h.Sequence - in.gaps.Newest()
	return in.latch.admit(origin{
		from: from, header: h, proved: proved,
		goesOn: in.begun && h.SSRC == in.ssrc && ahead > 0 && ahead < rebindStep,
	}, now)
}

// sort finds out what the payload is.
func (in *incoming) sort(payload []byte, now time.Duration, p *Packet, f *found) {
	h := &in.header
	format := &in.formats[h.PayloadType]
	if format.Event { // by some gateways under an SSRC of its own
		if key, ok := in.presses.take(h.Timestamp, payload, now); ok && in.on {
			f.key = key
		}
		if in.begun && h.SSRC == in.ssrc {
			in.gaps.Recovered(h.Sequence, now)
		}
		return
	}
	if !in.selects(format) {
		return
	}
	if !in.number(format, now) {
		in.counts.double++
		return
	}
	f.missing = in.nack && in.gaps.Missing()
	if format.Codec == codec.None && h.PayloadType != comfortNoise {
		in.counts.unknown++
	}
	if !in.on || format.Codec == codec.None || len(payload) == 0 {
		return
	}
	f.packet = true
	*p = Packet{
		Codec: format.Codec, Marker: h.Marker, Sequence: h.Sequence, Timestamp: h.Timestamp,
		SSRC: h.SSRC, Payload: payload, Arrival: now,
	}
}

// selects tells whether the packet is of the present SSRC. Another one takes its place
// with two packets in sequence between which the present one was silent: a far end that
// was transferred, or has begun anew.
func (in *incoming) selects(f *Format) bool {
	h := &in.header
	switch {
	case !in.begun, in.rival.was(h) && h.SSRC != in.ssrc:
		in.adopt(f)
	case h.SSRC != in.ssrc:
		in.rival = rivalOf(h)
		return false
	}
	in.rival.is = false
	return true
}

func rivalOf(h *forward.Header) rival { return rival{true, h.SSRC, h.Sequence + 1} }

func (r *rival) was(h *forward.Header) bool {
	return r.is && r.ssrc == h.SSRC && r.next == h.Sequence
}

// adopt makes the packet the first of the stream.
func (in *incoming) adopt(f *Format) {
	in.begun, in.ssrc = true, in.header.SSRC
	in.gaps = forward.Gaps{ClockRate: f.clock()}
	in.clock = forward.SourceClock{ClockRate: f.clock()}
	in.rival.is, in.restarted.is = false, false
}

// number takes note of the sequence number; false if the packet has come before. Two
// that are far behind, one after the other, begin anew (RFC 3550 appendix A.1).
func (in *incoming) number(f *Format, now time.Duration) bool {
	h := &in.header
	if f.Codec == codec.None {
		_, fresh := in.gaps.Recovered(h.Sequence, now) // its clock is unknown
		return fresh
	}
	if c := f.clock(); c != in.gaps.ClockRate {
		in.gaps.ClockRate, in.clock = c, forward.SourceClock{ClockRate: c}
	}
	behind := int16(in.gaps.Newest() - h.Sequence)
	if _, fresh := in.gaps.Received(h.Sequence, h.Timestamp, now); fresh || behind < restartStep {
		return fresh
	}
	if !in.restarted.was(h) {
		in.restarted = rivalOf(h)
		return false
	}
	in.adopt(f)
	_, fresh := in.gaps.Received(h.Sequence, h.Timestamp, now)
	return fresh
}
