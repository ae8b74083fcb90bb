package rtpio

import (
	"encoding/binary"
	"iter"
)

// This file reads and writes RTCP. What comes is read here, field by field, since a
// packet that a device has got wrong must not cost us those beside it; what is sent is
// written by pion/rtcp where it knows the type.

// Types and formats of RTCP: RFC 3550 section 12.1, RFC 4585 section 6.1, RFC 5104
// section 4.
const (
	typeOldFIR = 192 // RFC 2032 section 5.2.1; old room systems send it

	typeSR    = 200
	typeRR    = 201
	typeBYE   = 203
	typeRTPFB = 205
	typePSFB  = 206

	formatNACK  = 1
	formatTMMBR = 3
	formatTMMBN = 4

	formatPLI = 1
	formatFIR = 4
	formatAFB = 15 // application layer feedback, of which REMB is one
)

// record is one packet of a compound one.
type record struct {
	kind   uint8
	count  uint8 // or format
	sender uint32
	body   []byte // behind the sender's SSRC
}

// records walks a compound packet until it makes no sense any more.
func records(b []byte) iter.Seq[record] {
	return func(yield func(record) bool) {
		for len(b) >= 8 && b[0]>>6 == 2 {
			size := 4 * (int(binary.BigEndian.Uint16(b[2:])) + 1)
			if size > len(b) || size < 8 {
				return
			}
			end := size
			if b[0]&0x20 != 0 { // padding, of the last one
				end -= int(b[size-1])
			}
			if end < 8 {
				return
			}
			r := record{kind: b[1], count: b[0] & 0x1f, sender: binary.BigEndian.Uint32(b[4:]), body: b[8:end]}
			if !yield(r) {
				return
			}
			b = b[size:]
		}
	}
}

// media is the SSRC that feedback is about.
func (r *record) media() uint32 {
	if len(r.body) < 4 {
		return 0
	}
	return binary.BigEndian.Uint32(r.body)
}

// entries of feedback that has them, behind the media's SSRC.
func (r *record) entries(size int) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for b := r.body[min(4, len(r.body)):]; len(b) >= size; b = b[size:] {
			if !yield(b[:size]) {
				return
			}
		}
	}
}

const reportSize = 24

// reportOn finds the reception report on one SSRC, in a sender or receiver report.
func (r *record) reportOn(ssrc uint32) ([]byte, bool) {
	b := r.body
	if r.kind == typeSR {
		b = b[min(senderInfo, len(b)):]
	}
	for range r.count {
		if len(b) < reportSize {
			break
		}
		if binary.BigEndian.Uint32(b) == ssrc {
			return b[:reportSize], true
		}
		b = b[reportSize:]
	}
	return nil, false
}

const senderInfo = 20

// about tells whether a packet speaks of our SSRC.
func (r *record) about(ssrc uint32) bool {
	switch r.kind {
	case typeSR, typeRR:
		_, ok := r.reportOn(ssrc)
		return ok
	case typeRTPFB, typePSFB:
		return r.media() == ssrc || r.names(ssrc)
	default:
		return false
	}
}

// names tells whether an entry of FIR or TMMBR is for our SSRC.
func (r *record) names(ssrc uint32) bool {
	if (r.kind != typePSFB || r.count != formatFIR) && (r.kind != typeRTPFB || r.count != formatTMMBR) {
		return false
	}
	for e := range r.entries(8) {
		if binary.BigEndian.Uint32(e) == ssrc {
			return true
		}
	}
	return false
}

// maxBitRate reads an entry of TMMBR: bits per second, and the bytes of headers that
// each packet has beside (RFC 5104 section 4.2.1.1).
func maxBitRate(entry []byte) (bits, overhead int) {
	word := binary.BigEndian.Uint32(entry[4:])
	return saturated(uint64(word>>9&0x1ffff), word>>26), int(word & 0x1ff)
}

// saturated is mantissa times 2^exponent, at most 1 Gbit/s.
func saturated(mantissa uint64, exponent uint32) int {
	const most = 1_000_000_000
	if mantissa == 0 {
		return 0
	}
	if exponent > 30 {
		return most
	}
	return int(min(mantissa<<exponent, most))
}

// appendMaxBitRate writes such an entry.
func appendMaxBitRate(dst []byte, ssrc uint32, bits, overhead int) []byte {
	exponent := uint32(0)
	for ; bits > 0x1ffff; bits >>= 1 {
		exponent++
	}
	dst = binary.BigEndian.AppendUint32(dst, ssrc)
	return binary.BigEndian.AppendUint32(dst, exponent<<26|uint32(bits)<<9|uint32(min(overhead, 0x1ff)))
}

// estimated reads REMB (draft-alvestrand-rmcat-remb-03 section 2.2).
func estimated(r *record) (bits int, ok bool) {
	if len(r.body) < 12 || string(r.body[4:8]) != "REMB" {
		return 0, false
	}
	word := binary.BigEndian.Uint32(r.body[8:])
	return saturated(uint64(word&0x3ffff), word>>18&0x3f), true
}
