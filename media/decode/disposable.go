package decode

import "veche/media/codec"

// disposer tells of the frames of a stream, each in its turn, whether no later one
// needs it: such a frame may be left out when a newer one is at hand.
type disposer struct {
	codec  codec.Codec
	deltas [8]int32 // of VP8's loop filter, as they stand
	reader boolReader
}

// disposable is false where it cannot be read off the frame.
func (d *disposer) disposable(unit []byte) bool {
	switch d.codec {
	case codec.VP8:
		return d.disposableVP8(unit)
	case codec.H264:
		return disposableH264(unit)
	default:
		return false
	}
}

// disposableH264: slices alone, all with nal_ref_idc 0 (ITU-T H.264 section 7.4.1).
func disposableH264(unit []byte) bool {
	slices := 0
	for i := 0; i+3 < len(unit); i++ {
		if unit[i] != 0 || unit[i+1] != 0 || unit[i+2] != 1 {
			continue
		}
		header := unit[i+3]
		switch kind := header & 0x1f; {
		case kind >= 1 && kind <= 5:
			if header&0x60 != 0 {
				return false
			}
			slices++
		case kind != 6 && kind != 9: // SEI messages and delimiters hold nothing that lasts
			return false
		}
		i += 3
	}
	return slices > 0
}

// disposableVP8 reads the header of a frame (RFC 6386 sections 9.3 to 9.11 and
// 19.2): it must leave all buffers, probabilities and settings as they were. The
// upper temporal layers of browsers are so; they tell the deltas of the loop filter
// again with every frame, so it is looked at whether these change.
func (d *disposer) disposableVP8(unit []byte) bool {
	if len(unit) < 12 {
		return false
	}
	key := unit[0]&1 == 0
	r := &d.reader
	r.begin(unit[3:])
	if key {
		r.begin(unit[10:])
		r.number(2) // colour space, clamping
		d.deltas = [8]int32{}
	}
	lasting := r.bit() && r.segmentation()
	r.number(1 + 6 + 3) // loop filter
	if r.both() {
		for i := range d.deltas {
			if r.bit() {
				delta := r.signed(6)
				lasting = lasting || delta != d.deltas[i]
				d.deltas[i] = delta
			}
		}
	}
	if key || lasting || r.short {
		return false
	}
	r.number(2 + 7) // partitions, quantizer
	for range 5 {
		if r.bit() {
			r.signed(4)
		}
	}
	golden, alternate := r.bit(), r.bit()
	if golden || alternate || r.number(2) != 0 || r.number(2) != 0 {
		return false
	}
	r.number(2) // sign biases, told with every frame
	probabilities, last := r.bit(), r.bit()
	return !probabilities && !last && !r.short
}

// segmentation reads what is told of segments, and whether that lasts.
func (r *boolReader) segmentation() (lasting bool) {
	toMap, features := r.bit(), r.bit()
	if features {
		r.bit()
		for i := range 8 {
			if r.bit() {
				r.signed(7 - i/4) // quantizers, then filter levels
			}
		}
	}
	if toMap {
		for range 3 {
			if r.bit() {
				r.number(8)
			}
		}
	}
	return toMap || features
}

// boolReader is the decoder of RFC 6386 section 7.3, for even odds.
type boolReader struct {
	rest         []byte
	value, span  uint32
	shifts       int
	short        bool
	bytesMissing int
}

func (r *boolReader) begin(data []byte) {
	*r = boolReader{rest: data, span: 255}
	r.value = r.next()<<8 | r.next()
}

func (r *boolReader) next() uint32 {
	if len(r.rest) == 0 {
		r.bytesMissing++
		r.short = r.bytesMissing > 2 // the last bits stand before the end of what was shifted in
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return uint32(b)
}

func (r *boolReader) bit() bool {
	split := 1 + (r.span-1)>>1
	one := r.value >= split<<8
	if one {
		r.span -= split
		r.value -= split << 8
	} else {
		r.span = split
	}
	for r.span < 128 {
		r.value <<= 1
		r.span <<= 1
		if r.shifts++; r.shifts == 8 {
			r.shifts = 0
			r.value |= r.next()
		}
	}
	return one
}

// both tells of two flags, of which the second is there only if the first is set.
func (r *boolReader) both() bool {
	if !r.bit() {
		return false
	}
	return r.bit()
}

func (r *boolReader) number(bits int) (v uint32) {
	for range bits {
		v <<= 1
		if r.bit() {
			v |= 1
		}
	}
	return v
}

// signed is a number with its sign behind it.
func (r *boolReader) signed(bits int) int32 {
	v := int32(r.number(bits))
	if r.bit() {
		return -v
	}
	return v
}
