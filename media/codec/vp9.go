package codec

// VP9Descriptor is what we need of the VP9 payload descriptor, RFC 9628
// section 4.2.
type VP9Descriptor struct {
	// Size of the descriptor in bytes; 0 when broken.
	Size uint16
	// Start is the B bit, first packet of a layer frame; End is the E bit.
	Start, End bool
	// Inter is the P bit: predicted from earlier pictures.
	Inter bool
	// TID and SID are the temporal and the spatial layer, 0 when not told.
	TID, SID uint8
}

// ParseVP9 reads the descriptor at the start of a payload; false if it is cut
// short or has no frame data behind it.
func ParseVP9(payload []byte) (VP9Descriptor, bool) {
	r := bits{data: payload}
	picture := r.bit() == 1
	inter := r.bit() == 1
	layers := r.bit() == 1
	flexible := r.bit() == 1
	start := r.bit() == 1
	end := r.bit() == 1
	structure := r.bit() == 1
	r.bit() // Z
	d := VP9Descriptor{Start: start, End: end, Inter: inter}
	if picture {
		if r.bit() == 1 {
			r.read(15)
		} else {
			r.read(7)
		}
	}
	if layers {
		d.TID = uint8(r.read(3))
		r.bit() // U
		d.SID = uint8(r.read(3))
		r.bit() // D
		if !flexible {
			r.read(8) // TL0PICIDX
		}
	}
	if flexible && inter {
		for range 3 { // at most three P_DIFF
			r.read(7)
			if r.bit() == 0 {
				break
			}
		}
	}
	if structure {
		skipVP9Structure(&r)
	}
	if r.short || r.at/8 >= len(payload) {
		return VP9Descriptor{}, false
	}
	d.Size = uint16(r.at / 8)
	return d, true
}

// skipVP9Structure passes over the scalability structure, RFC 9628 section 4.2.1.
func skipVP9Structure(r *bits) {
	spatial := int(r.read(3)) + 1
	sizes := r.bit() == 1
	group := r.bit() == 1
	r.read(3)
	if sizes {
		for range spatial {
			r.read(32)
		}
	}
	if !group {
		return
	}
	for range r.read(8) {
		r.read(4) // TID and U
		references := int(r.read(2))
		r.read(2)
		for range references {
			r.read(8)
		}
		if r.short {
			return
		}
	}
}

func inspectVP9(payload []byte, f *Frame) {
	d, ok := ParseVP9(payload)
	if !ok {
		return
	}
	f.Start = d.Start && d.SID == 0
	if !f.Start || d.Inter {
		return
	}
	f.Key, f.Width, f.Height = vp9KeyHeader(payload[d.Size:])
}

// vp9KeyHeader verifies that an uncompressed header (VP9 bitstream
// specification, section 6.2) is that of a key frame, and reads its size.
func vp9KeyHeader(header []byte) (key bool, width, height uint16) {
	r := bits{data: header}
	if r.read(2) != 2 { // frame_marker
		return false, 0, 0
	}
	profile := r.bit() | r.bit()<<1
	if profile == 3 {
		r.bit()
	}
	if r.read(2) != 0 { // show_existing_frame, frame_type
		return false, 0, 0
	}
	r.read(2) // show_frame, error_resilient_mode
	if r.read(24) != 0x498342 || r.short {
		return false, 0, 0
	}
	if profile >= 2 {
		r.bit() // bit depth
	}
	const srgb = 7
	switch space := r.read(3); {
	case space != srgb:
		r.bit() // color_range
		if profile == 1 || profile == 3 {
			r.read(3)
		}
	case profile == 1 || profile == 3:
		r.bit()
	default:
		return false, 0, 0 // not allowed in profiles 0 and 2
	}
	width = uint16(r.read(16)) + 1
	height = uint16(r.read(16)) + 1
	if r.short {
		return true, 0, 0
	}
	return true, width, height
}
