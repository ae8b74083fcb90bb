package camera

import (
	"bytes"

	"veche/media/codec"
)

// NAL unit types, ITU-T H.264 table 7-1 and RFC 6184 table 1.
const (
	h264IDR   = 5
	h264SPS   = 7
	h264STAPA = 24
	h264FUA   = 28
)

// NAL unit types, ITU-T H.265 table 7-1 and RFC 7798 section 4.4.
const (
	h265SPS = 33
	h265AP  = 48
	h265FU  = 49
)

// startCode begins a NAL unit, ITU-T H.264 annex B.
var startCode = []byte{0, 0, 0, 1}

// pictureMost is how large a picture may be, in bytes.
const pictureMost = 4 << 20

// nalKind is in what H.264 and H.265 differ here.
type nalKind struct {
	header              int // its length
	kind                func(nal []byte) byte
	aggregate, fragment byte
	lastPacket          byte // types from aggregate to it are of packets, not of NAL units
	// fragmentHeader is the header of the NAL unit that a fragment is of, as long as header
	// says; rest is what follows, and first and last tell whether it begins and ends the unit.
	fragmentHeader func(payload []byte) (header [2]byte, rest []byte, first, last bool)
	// slice: it is of a picture; key: of one that can be decoded by itself.
	slice func(kind byte) (slice, key bool)
}

// h264 is RFC 6184.
var h264 = nalKind{
	header:    1,
	kind:      func(nal []byte) byte { return nal[0] & 0x1f },
	aggregate: h264STAPA, fragment: h264FUA, lastPacket: 29,
	fragmentHeader: func(b []byte) (header [2]byte, rest []byte, first, last bool) {
		return [2]byte{b[0]&0xe0 | b[1]&0x1f}, b[2:], b[1]&0x80 != 0, b[1]&0x40 != 0
	},
	slice: func(kind byte) (slice, key bool) { return kind >= 1 && kind <= h264IDR, kind == h264IDR },
}

// h265Kind is RFC 7798.
var h265Kind = nalKind{
	header:    2,
	kind:      func(nal []byte) byte { return nal[0] >> 1 & 0x3f },
	aggregate: h265AP, fragment: h265FU, lastPacket: 50,
	fragmentHeader: func(b []byte) (header [2]byte, rest []byte, first, last bool) {
		return [2]byte{b[0]&0x81 | b[2]&0x3f<<1, b[1]}, b[3:], b[2]&0x80 != 0, b[2]&0x40 != 0
	},
	slice: func(kind byte) (slice, key bool) { return kind < 32, kind >= 16 && kind <= 21 },
}

// nals is the unpacker of H.264 and H.265: it puts access units together, in Annex B
// form. A picture of which something is missing is left out.
type nals struct {
	*nalKind
	numbered bool // NAL units carry decoding order numbers (RFC 7798 section 4.4)

	unit      []byte // as far as it has come; its memory is kept
	head      [2]byte
	timestamp uint32
	open      bool // a fragment of a NAL unit has come, not its last
	pictured  bool // there is a slice
	key       bool
	damaged   bool // something is missing
	suspect   bool // the beginning may be missing
}

func newNALs(k *nalKind) *nals { return &nals{nalKind: k} }

func (n *nals) unpack(p *packet, out func([]byte, uint32, bool)) {
	if p.lost {
		n.damaged = n.damaged || n.pictured || n.open
		n.open, n.suspect = false, true
	}
	if p.timestamp != n.timestamp {
		if n.complete() { // some cameras do not set the marker
			n.flush(out)
			n.suspect = n.suspect || p.lost
		}
		n.timestamp = p.timestamp
	}
	n.payload(p.payload)
	if p.marker && n.complete() {
		n.flush(out)
	}
}

// payload takes what a packet carries: one NAL unit, several, or a part of one.
func (n *nals) payload(b []byte) {
	if len(b) <= n.header {
		return
	}
	switch kind := n.kind(b); {
	case bytes.HasPrefix(b, startCode) || bytes.HasPrefix(b, startCode[1:]):
		for nal := range codec.NALs(b) { // some send Annex B as it is
			n.add(nal)
		}
	case kind == n.aggregate:
		n.several(b[n.header:])
	case kind == n.fragment:
		n.part(b)
	case kind > n.aggregate && kind <= n.lastPacket: // interleaved, or PACI: nobody sends them
	default:
		if n.numbered {
			b = append(b[:n.header:n.header], b[min(n.header+2, len(b)):]...)
		}
		n.add(b)
	}
}

// several takes an aggregation packet, RFC 6184 section 5.7.1 and RFC 7798 section 4.4.2.
func (n *nals) several(b []byte) {
	for first := true; ; first = false {
		if n.numbered {
			skip := 1
			if first {
				skip = 2
			}
			b = b[min(skip, len(b)):]
		}
		if len(b) < 2 {
			return
		}
		size := int(b[0])<<8 | int(b[1])
		if b = b[2:]; size == 0 || size > len(b) {
			return
		}
		n.add(b[:size])
		b = b[size:]
	}
}

// part takes a fragmentation unit, RFC 6184 section 5.8 and RFC 7798 section 4.4.3.
func (n *nals) part(b []byte) {
	if len(b) < n.header+1 {
		return
	}
	header, rest, first, last := n.fragmentHeader(b)
	switch {
	case first:
		if n.numbered {
			rest = rest[min(2, len(rest)):]
		}
		n.head = header
		n.begin(n.head[:n.header], rest)
	case n.open:
		n.append(rest)
	default: // its beginning is missing
		n.pictured, n.damaged = true, true
	}
	n.open = !last && (first || n.open)
}

// add takes a whole NAL unit.
func (n *nals) add(nal []byte) {
	if len(nal) < n.header {
		return
	}
	n.open = false
	n.begin(nal[:n.header], nal[n.header:])
}

// begin takes the beginning of a NAL unit.
func (n *nals) begin(header, rest []byte) {
	slice, key := n.slice(n.kind(header))
	if slice {
		// The first bit is first_mb_in_slice = 0, or first_slice_segment_in_pic_flag.
		beginning := len(rest) > 0 && rest[0]&0x80 != 0
		n.damaged = n.damaged || n.suspect && !n.pictured && !beginning
		n.pictured, n.key = true, n.key || key
	}
	n.append(startCode)
	n.append(header)
	n.append(rest)
}

func (n *nals) append(b []byte) {
	if len(n.unit)+len(b) > pictureMost {
		n.unit, n.damaged, n.pictured = n.unit[:0], true, true
		return
	}
	n.unit = append(n.unit, b...)
}

// complete tells whether there is a picture, so that what follows is the next. Parameter
// sets alone wait for theirs. Some cameras hide slices behind start codes within another
// NAL unit.
func (n *nals) complete() bool {
	if n.pictured || len(n.unit) == 0 {
		return n.pictured
	}
	for nal := range codec.NALs(n.unit) {
		if len(nal) > n.header {
			slice, key := n.slice(n.kind(nal))
			n.pictured, n.key = n.pictured || slice, n.key || key
		}
	}
	return n.pictured
}

func (n *nals) flush(out func([]byte, uint32, bool)) {
	if !n.damaged {
		out(bytes.Clone(n.unit), n.timestamp, n.key)
	}
	n.unit = n.unit[:0]
	n.open, n.pictured, n.key, n.damaged, n.suspect = false, false, false, false, false
}
