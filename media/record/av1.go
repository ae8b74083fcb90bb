package record

import "slices"

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
	r := bits{data: payload}
	profile := r.read(3)
	r.bit() // still_picture
	reduced := r.bit() == 1
	var level, tier uint32
	if reduced {
		level = r.read(5)
	} else {
		level, tier = operatingPoints(&r)
	}
	across, down := int(r.read(4))+1, int(r.read(4))+1
	width, height := r.read(across)+1, r.read(down)+1
	if !reduced && r.bit() == 1 { // frame_id_numbers_present_flag
		r.read(7)
	}
	r.read(3)
	if !reduced {
		skipTools(&r)
	}
	r.read(3)
	colour := colourConfig(&r, profile)
	if r.short || width > 0xffff || height > 0xffff {
		return false
	}
	a.width, a.height = uint16(width), uint16(height)
	a.config = [3]byte{uint8(profile<<5 | level), uint8(tier<<7) | colour, 0}
	return true
}

func operatingPoints(r *bits) (level, tier uint32) {
	decoderModel, delay := false, 0
	if r.bit() == 1 { // timing_info_present_flag
		r.read(32)
		r.read(32)
		if r.bit() == 1 {
			r.ue()
		}
		if decoderModel = r.bit() == 1; decoderModel {
			delay = int(r.read(5)) + 1
			r.read(32)
			r.read(10)
		}
	}
	initialDelay := r.bit() == 1
	for i, n := uint32(0), r.read(5); i <= n; i++ {
		r.read(12)
		l, t := r.read(5), uint32(0)
		if l > 7 {
			t = r.bit()
		}
		if decoderModel && r.bit() == 1 {
			r.read(delay)
			r.read(delay)
			r.bit()
		}
		if initialDelay && r.bit() == 1 {
			r.read(4)
		}
		if i == 0 {
			level, tier = l, t
		}
	}
	return level, tier
}

func skipTools(r *bits) {
	r.read(4)
	orderHint := r.bit() == 1
	if orderHint {
		r.read(2)
	}
	screen := uint32(2) // seq_choose_screen_content_tools
	if r.bit() == 0 {
		screen = r.bit()
	}
	if screen > 0 && r.bit() == 0 {
		r.bit()
	}
	if orderHint {
		r.read(3)
	}
}

// colourConfig gives high_bitdepth, twelve_bit, monochrome, the subsampling and
// chroma_sample_position as av1C has them.
func colourConfig(r *bits, profile uint32) uint8 {
	high := r.bit()
	twelve := uint32(0)
	if profile == 2 && high == 1 {
		twelve = r.bit()
	}
	mono := uint32(0)
	if profile != 1 {
		mono = r.bit()
	}
	primaries, transfer, matrix := uint32(2), uint32(2), uint32(2)
	if r.bit() == 1 {
		primaries, transfer, matrix = r.read(8), r.read(8), r.read(8)
	}
	x, y, position := uint32(1), uint32(1), uint32(0)
	switch {
	case mono == 1:
		r.bit()
	case primaries == 1 && transfer == 13 && matrix == 0: // sRGB
		x, y = 0, 0
	default:
		r.bit()
		switch {
		case profile == 1:
			x, y = 0, 0
		case profile == 2 && twelve == 1:
			if x, y = r.bit(), 0; x == 1 {
				y = r.bit()
			}
		case profile == 2:
			y = 0
		}
		if x == 1 && y == 1 {
			position = r.read(2)
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
