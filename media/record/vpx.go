package record

import "veche/media/codec"

// This file holds the intake of VP8 and VP9: frames go into the file as they
// are, and the first key frame tells the sample entry of the "VP Codec ISO Media
// File Format Binding".

type vpx struct {
	kind          string // vp08 or vp09
	width, height uint16
	profile       uint8
	depth         uint8
	chroma        uint8 // 4:2:0, 4:2:2 and 4:4:4 are 1, 2 and 3
}

func (v *vpx) take(dst, frame []byte) (sample []byte, key bool, err error) {
	if len(frame) == 0 {
		return dst, false, errNoPicture
	}
	known := v.width != 0
	var k vpx
	if v.kind == "vp08" {
		key = k.vp8(frame)
	} else {
		key = k.vp9(frame)
	}
	if key && !known {
		k.kind = v.kind
		*v = k
	}
	return append(dst, frame...), key, nil
}

// vp8 reads the header of a key frame, RFC 6386 section 9.1.
func (v *vpx) vp8(b []byte) (key bool) {
	if len(b) < 10 || b[0]&1 != 0 || b[3] != 0x9d || b[4] != 0x01 || b[5] != 0x2a {
		return false
	}
	v.width = (uint16(b[6]) | uint16(b[7])<<8) & 0x3fff
	v.height = (uint16(b[8]) | uint16(b[9])<<8) & 0x3fff
	v.profile, v.depth, v.chroma = 0, 8, 1
	return v.width != 0 && v.height != 0
}

// vp9 reads the header of a key frame, section 6.2 of the VP9 specification.
func (v *vpx) vp9(b []byte) (key bool) {
	r := codec.Bits{Data: b}
	if r.Read(2) != 2 {
		return false
	}
	v.profile = uint8(r.Bit() | r.Bit()<<1)
	if v.profile == 3 {
		r.Bit()
	}
	if r.Read(2) != 0 { // show_existing_frame, not a key frame
		return false
	}
	r.Read(2)
	if r.Read(24) != 0x498342 {
		return false
	}
	v.depth, v.chroma = 8, 1
	if v.profile >= 2 {
		v.depth = 10 + uint8(r.Bit())*2
	}
	if space := r.Read(3); space != 7 {
		r.Bit()
		if v.profile&1 == 1 {
			if across, down := r.Bit(), r.Bit(); across == 0 {
				v.chroma = 3
			} else if down == 0 {
				v.chroma = 2
			}
			r.Bit()
		}
	} else {
		v.chroma = 3
		if v.profile&1 == 1 {
			r.Bit()
		}
	}
	width, height := r.Read(16)+1, r.Read(16)+1
	if r.Short || width > 0xffff || height > 0xffff {
		return false
	}
	v.width, v.height = uint16(width), uint16(height)
	return true
}

func (v *vpx) size() (width, height uint16) { return v.width, v.height }

func (v *vpx) entry() []byte {
	var w boxes
	w.visual(v.kind, v.width, v.height, func() {
		w.full("vpcC", 1, 0, func() {
			w.u8(v.profile)
			w.u8(vpxLevel(v.width, v.height))
			w.u8(v.depth<<4 | v.chroma<<1)
			w.raw([]byte{2, 2, 2}) // colour: unspecified
			w.u16(0)
		})
	})
	return w.b
}

// vpxLevel is the level by the size of the picture, at up to 30 frames a second.
func vpxLevel(width, height uint16) uint8 {
	switch area := int(width) * int(height); {
	case area <= 73728:
		return 20
	case area <= 245760:
		return 30
	case area <= 983040:
		return 31
	case area <= 2228224:
		return 40
	}
	return 50
}
