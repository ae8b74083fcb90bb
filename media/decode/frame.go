package decode

import (
	"veche/media/codec"
)

// This file takes the payloads of a frame apart and puts them together as
// decoders want them: RFC 7741 for VP8, RFC 9628 for VP9, RFC 6184 for H264, the
// AOM document for AV1.

// joiner appends the payload of the next packet of a frame to unit; false if it
// cannot be right.
type joiner func(unit, payload []byte, j *joining) ([]byte, bool)

// joining is what is known of the frame so far.
type joining struct {
	open  bool // the last NAL unit or OBU goes on in the next packet
	start int  // where an OBU that is open begins
}

var joiners = map[codec.Codec]joiner{
	codec.VP8: joinVP8, codec.VP9: joinVP9, codec.H264: joinH264, codec.AV1: joinAV1,
}

func joinVP8(unit, payload []byte, _ *joining) ([]byte, bool) {
	d, ok := codec.ParseVP8(payload)
	if !ok || d.Start != (len(unit) == 0) {
		return unit, false
	}
	return append(unit, payload[d.Size:]...), true
}

func joinVP9(unit, payload []byte, _ *joining) ([]byte, bool) {
	d, ok := codec.ParseVP9(payload)
	if !ok || len(unit) == 0 && !d.Start {
		return unit, false
	}
	return append(unit, payload[d.Size:]...), true
}

var startCode = []byte{0, 0, 0, 1}

const (
	nalSTAPA = 24
	nalFUA   = 28
)

// joinH264 writes NAL units behind start codes. (RFC 6184 sections 5.6 to 5.8.)
func joinH264(unit, payload []byte, j *joining) ([]byte, bool) {
	if len(payload) < 2 {
		return unit, false
	}
	kind := payload[0] & 0x1f
	if j.open && kind != nalFUA {
		return unit, false
	}
	switch {
	case kind == nalSTAPA:
		for rest := payload[1:]; len(rest) > 0; {
			if len(rest) < 3 {
				return unit, false
			}
			size := int(rest[0])<<8 | int(rest[1])
			if size == 0 || size > len(rest)-2 {
				return unit, false
			}
			unit = append(append(unit, startCode...), rest[2:2+size]...)
			rest = rest[2+size:]
		}
		return unit, true
	case kind == nalFUA:
		first, last := payload[1]&0x80 != 0, payload[1]&0x40 != 0
		if first == j.open || len(payload) < 3 {
			return unit, false
		}
		if first {
			unit = append(append(unit, startCode...), payload[0]&0xe0|payload[1]&0x1f)
		}
		j.open = !last
		return append(unit, payload[2:]...), true
	case kind >= 1 && kind < nalSTAPA:
		return append(append(unit, startCode...), payload...), true
	}
	return unit, false // interleaved packets are never agreed on
}

// joinAV1 gives every OBU a size, as decoders want it. (AOM "RTP Payload Format
// For AV1" section 4.4.)
func joinAV1(unit, payload []byte, j *joining) ([]byte, bool) {
	h, ok := codec.ParseAV1(payload)
	if !ok || h.Continues != j.open {
		return unit, false
	}
	rest := payload[1:]
	for n := 1; len(rest) > 0; n++ {
		element := rest
		if h.Elements == 0 || n < int(h.Elements) {
			size, used := leb128(rest)
			if used == 0 || size > len(rest)-used {
				return unit, false
			}
			element, rest = rest[used:used+size], rest[used+size:]
		} else {
			rest = nil
		}
		if !j.open {
			j.start = len(unit)
		}
		unit = append(unit, element...)
		if j.open = len(rest) == 0 && h.Unfinished; j.open {
			break
		}
		if unit, ok = closeOBU(unit, j.start); !ok {
			return unit, false
		}
	}
	return unit, true
}

// closeOBU puts the size into the OBU that begins at start and is complete.
func closeOBU(unit []byte, start int) ([]byte, bool) {
	obu := unit[start:]
	if len(obu) == 0 || obu[0]&0x80 != 0 {
		return unit, len(obu) == 0
	}
	if obu[0]&0x02 != 0 {
		return unit, true // it has one
	}
	header := 1
	if obu[0]&0x04 != 0 {
		header = 2
	}
	if len(obu) < header {
		return unit, false
	}
	var size [5]byte
	n, rest := 0, len(obu)-header
	for {
		size[n] = byte(rest & 0x7f)
		rest >>= 7
		n++
		if rest == 0 || n == len(size) {
			break
		}
		size[n-1] |= 0x80
	}
	unit = append(unit, size[:n]...) // room
	copy(unit[start+header+n:], unit[start+header:len(unit)-n])
	copy(unit[start+header:], size[:n])
	unit[start] |= 0x02
	return unit, true
}

// leb128 reads a length, AV1 specification section 4.10.5; n is 0 if it is broken.
func leb128(b []byte) (v, n int) {
	for i := 0; i < len(b) && i < 4; i++ {
		v |= int(b[i]&0x7f) << (7 * i)
		if b[i]&0x80 == 0 {
			return v, i + 1
		}
	}
	return 0, 0
}
