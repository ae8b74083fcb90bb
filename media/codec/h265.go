package codec

// NAL unit types, ITU-T H.265 table 7-1.
const (
	h265FirstIRAP = 16
	h265LastIRAP  = 23
	h265LastSlice = 31
	h265VPS       = 32
	h265SPS       = 33
	h265PPS       = 34
)

// H265Kind is what a NAL unit of H.265 is for who forwards it.
type H265Kind uint8

// The kinds: all others are of no matter to who begins to decode.
const (
	H265Other H265Kind = iota
	H265Slice          // of a picture that needs others
	H265Key            // of a picture from which a decoder can begin (IRAP)
	H265VideoSet
	H265SequenceSet
	H265PictureSet
)

// KindOfH265 looks at the header of a NAL unit, ITU-T H.265 section 7.3.1.2.
func KindOfH265(nal []byte) H265Kind {
	if len(nal) < 3 {
		return H265Other
	}
	switch kind := nal[0] >> 1 & 0x3f; {
	case kind >= h265FirstIRAP && kind <= h265LastIRAP:
		return H265Key
	case kind <= h265LastSlice:
		return H265Slice
	case kind == h265VPS:
		return H265VideoSet
	case kind == h265SPS:
		return H265SequenceSet
	case kind == h265PPS:
		return H265PictureSet
	}
	return H265Other
}

// H265Size is the size of the pictures of a sequence parameter set, cropped; false if it
// is broken. (ITU-T H.265 section 7.3.2.2.)
func H265Size(nal []byte) (width, height int, ok bool) {
	if KindOfH265(nal) != H265SequenceSet {
		return 0, 0, false
	}
	var clean [256]byte
	r := Bits{Data: unescape(clean[:0], nal[2:])}
	r.Read(4)
	layers := r.Read(3)
	r.Bit()
	skipH265Profile(&r, int(layers))
	r.UE() // sps_seq_parameter_set_id
	chroma := r.UE()
	separate := chroma == 3 && r.Bit() == 1
	w, h := r.UE(), r.UE()
	var left, right, top, bottom uint32
	if r.Bit() == 1 {
		left, right, top, bottom = r.UE(), r.UE(), r.UE(), r.UE()
	}
	if r.Short || chroma > 3 || w > 1<<14 || h > 1<<14 || max(left, right, top, bottom) > 1<<14 {
		return 0, 0, false
	}
	cropX, cropY := uint32(1), uint32(1)
	if !separate && (chroma == 1 || chroma == 2) {
		cropX = 2
	}
	if !separate && chroma == 1 {
		cropY = 2
	}
	cx, cy := cropX*(left+right), cropY*(top+bottom)
	if cx >= w || cy >= h {
		return 0, 0, false
	}
	return int(w - cx), int(h - cy), true
}

// skipH265Profile passes over profile_tier_level, section 7.3.3, of so many sub-layers
// beside the highest one.
func skipH265Profile(r *Bits, layers int) {
	const profile, level = 88, 8
	r.At += profile + level
	var present [8]uint32
	for i := range layers {
		present[i] = r.Read(2)
	}
	if layers > 0 {
		r.At += 2 * (8 - layers)
	}
	for i := range layers {
		if present[i]&2 != 0 {
			r.At += profile
		}
		if present[i]&1 != 0 {
			r.At += level
		}
	}
}

// h265UnitSize looks at every sequence parameter set.
func h265UnitSize(unit []byte) (width, height int) {
	for nal := range NALs(unit) {
		switch KindOfH265(nal) {
		case H265SequenceSet:
			if w, h, ok := H265Size(nal); ok && w*h > width*height {
				width, height = w, h
			}
		case H265Slice, H265Key:
			return width, height // sets stand in front
		case H265Other, H265VideoSet, H265PictureSet:
		}
	}
	return width, height
}
