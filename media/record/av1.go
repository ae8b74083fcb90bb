package record

import (
	"slices"

	"veche/media/codec"
)

// OBU types, section 6.2.2 of the AV1 specification.
const (
	obuSequence  = 1
	obuDelimiter = 2
	obuPadding   = 15
)

// av1 is the intake of an AV1 track: temporal units of OBUs with sizes. A unit
// with a sequence header is a key frame, as real encoders make them.
type av1 struct {
	sequence      []byte // the OBU, header and all
	width, height uint16
	config        [3]byte // of av1C, behind the version
}

func (a *av1) take(dst, unit []byte) (sample []byte, key bool, err error) {
	from := len(dst)
	for len(unit) > 0 {
		payload, size := obu(unit)
		if size == 0 {
			return dst[:from], false, errNoPicture
		}
		kind := unit[0] >> 3 & 15
		if kind == obuSequence {
			if key = a.learn(unit[:size], payload); !key {
				return dst[:from], false, errNoPicture
			}
		}
		if kind != obuDelimiter && kind != obuPadding {
			dst = append(dst, unit[:size]...)
		}
		unit = unit[size:]
	}
	if len(dst) == from {
		return dst, false, errNoPicture
	}
	return dst, key, nil
}

// obu splits the first OBU off; a size of 0 says that it is broken or does not
// tell its size.
func obu(b []byte) (payload []byte, size int) {
	at := 1
	if b[0]&4 != 0 {
		at++
	}
	if b[0]&2 == 0 || b[0]&0x80 != 0 {
		return nil, 0
	}
	length := 0
	for shift := 0; ; shift += 7 {
		if at >= len(b) || shift > 28 {
			return nil, 0
		}
		length |= int(b[at]&0x7f) << shift
		at++
		if b[at-1]&0x80 == 0 {
			break
		}
	}
	if length > len(b)-at {
		return nil, 0
	}
	return b[at : at+length], at + length
}

func (a *av1) learn(whole, payload []byte) bool {
	if a.width != 0 {
		return true
	}
	if !a.parse(payload) {
		a.width = 0
		return false
	}
	a.sequence = slices.Clone(whole)
	return true
}

// parse reads a sequence header, section 5.5 of the AV1 specification.
func (a *av1) parse(payload []byte) bool {
	r := codec.Bits{Data: payload}
	profile := r.Read(3)
	r.Bit() // still_picture
	reduced := r.Bit() == 1
	var level, tier uint32
	if reduced {
		level = r.Read(5)
	} else {
		level, tier = operatingPoints(&r)
	}
	across, down := int(r.Read(4))+1, int(r.Read(4))+1
	width, height := r.Read(across)+1, r.Read(down)+1
	if !reduced && r.Bit() == 1 { // frame_id_numbers_present_flag
		r.Read(7)
	}
	r.Read(3)
	if !reduced {
		skipTools(&r)
	}
	r.Read(3)
	colour := colourConfig(&r, profile)
	if r.Short || width > 0xffff || height > 0xffff {
		return false
	}
	a.width, a.height = uint16(width), uint16(height)
	a.config = [3]byte{uint8(profile<<5 | level), uint8(tier<<7) | colour, 0}
	return true
}

func operatingPoints(r *codec.Bits) (level, tier uint32) {
	decoderModel, delay := false, 0
	if r.Bit() == 1 { // timing_info_present_flag
		r.Read(32)
		r.Read(32)
		if r.Bit() == 1 {
			r.UE()
		}
		if decoderModel = r.Bit() == 1; decoderModel {
			delay = int(r.Read(5)) + 1
			r.Read(32)
			r.Read(10)
		}
	}
	initialDelay := r.Bit() == 1
	for i, n := uint32(0), r.Read(5); i <= n; i++ {
		r.Read(12)
		l, t := r.Read(5), uint32(0)
		if l > 7 {
			t = r.Bit()
		}
		if decoderModel && r.Bit() == 1 {
			r.Read(delay)
			r.Read(delay)
			r.Bit()
		}
		if initialDelay && r.Bit() == 1 {
			r.Read(4)
		}
		if i == 0 {
			level, tier = l, t
		}
	}
	return level, tier
}

func skipTools(r *codec.Bits) {
	r.Read(4)
	orderHint := r.Bit() == 1
	if orderHint {
		r.Read(2)
	}
	screen := uint32(2) // seq_choose_screen_content_tools
	if r.Bit() == 0 {
		screen = r.Bit()
	}
	if screen > 0 && r.Bit() == 0 {
		r.Bit()
	}
	if orderHint {
		r.Read(3)
	}
}

// colourConfig gives high_bitdepth, twelve_bit, monochrome, the subsampling and
// chroma_sample_position as av1C has them.
func colourConfig(r *codec.Bits, profile uint32) uint8 {
	high := r.Bit()
	twelve := uint32(0)
	if profile == 2 && high == 1 {
		twelve = r.Bit()
	}
	mono := uint32(0)
	if profile != 1 {
		mono = r.Bit()
	}
	primaries, transfer, matrix := uint32(2), uint32(2), uint32(2)
	if r.Bit() == 1 {
		primaries, transfer, matrix = r.Read(8), r.Read(8), r.Read(8)
	}
	x, y, position := uint32(1), uint32(1), uint32(0)
	switch {
	case mono == 1:
		r.Bit()
	case primaries == 1 && transfer == 13 && matrix == 0: // sRGB
		x, y = 0, 0
	default:
		r.Bit()
		switch {
		case profile == 1:
			x, y = 0, 0
		case profile == 2 && twelve == 1:
			if x, y = r.Bit(), 0; x == 1 {
				y = r.Bit()
			}
		case profile == 2:
			y = 0
		}
		if x == 1 && y == 1 {
			position = r.Read(2)
		}
	}
	return uint8(high<<6 | twelve<<5 | mono<<4 | x<<3 | y<<2 | position)
}

func (a *av1) size() (width, height uint16) { return a.width, a.height }

// entry is the sample entry of the "AV1 Codec ISO Media File Format Binding".
func (a *av1) entry() []byte {
	var w boxes
	w.visual("av01", a.width, a.height, func() {
		w.box("av1C", func() {
			w.u8(0x81)
			w.raw(a.config[:])
			w.raw(a.sequence)
		})
	})
	return w.b
}
