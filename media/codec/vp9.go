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
	r := Bits{Data: payload}
	picture := r.Bit() == 1
	inter := r.Bit() == 1
	layers := r.Bit() == 1
	flexible := r.Bit() == 1
	start := r.Bit() == 1
	end := r.Bit() == 1
	structure := r.Bit() == 1
	r.Bit() // Z
	d := VP9Descriptor{Start: start, End: end, Inter: inter}
	if picture {
		if r.Bit() == 1 {
			r.Read(15)
		} else {
			r.Read(7)
		}
	}
	if layers {
		d.TID = uint8(r.Read(3))
		r.Bit() // U
		d.SID = uint8(r.Read(3))
		r.Bit() // D
		if !flexible {
			r.Read(8) // TL0PICIDX
		}
	}
	if flexible && inter {
		for range 3 { // at most three P_DIFF
			r.Read(7)
			if r.Bit() == 0 {
				break
			}
		}
	}
	if structure {
		skipVP9Structure(&r)
	}
	if r.Short || r.At/8 >= len(payload) {
		return VP9Descriptor{}, false
	}
	d.Size = uint16(r.At / 8)
	return d, true
}

// skipVP9Structure passes over the scalability structure, RFC 9628 section 4.2.1.
func skipVP9Structure(r *Bits) {
	spatial := int(r.Read(3)) + 1
	sizes := r.Bit() == 1
	group := r.Bit() == 1
	r.Read(3)
	if sizes {
		for range spatial {
			r.Read(32)
		}
	}
	if !group {
		return
	}
	for range r.Read(8) {
		r.Read(4) // TID and U
		references := int(r.Read(2))
		r.Read(2)
		for range references {
			r.Read(8)
		}
		if r.Short {
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
	r := Bits{Data: header}
	if r.Read(2) != 2 { // frame_marker
		return false, 0, 0
	}
	profile := r.Bit() | r.Bit()<<1
	if profile == 3 {
		r.Bit()
	}
	if r.Read(2) != 0 { // show_existing_frame, frame_type
		return false, 0, 0
	}
	r.Read(2) // show_frame, error_resilient_mode
	if r.Read(24) != 0x498342 || r.Short {
		return false, 0, 0
	}
	if profile >= 2 {
		r.Bit() // bit depth
	}
	const srgb = 7
	switch space := r.Read(3); {
	case space != srgb:
		r.Bit() // color_range
		if profile == 1 || profile == 3 {
			r.Read(3)
		}
	case profile == 1 || profile == 3:
		r.Bit()
	default:
		return false, 0, 0 // not allowed in profiles 0 and 2
	}
	width = uint16(r.Read(16)) + 1
	height = uint16(r.Read(16)) + 1
	if r.Short {
		return true, 0, 0
	}
	return true, width, height
}
