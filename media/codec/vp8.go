package codec

// VP8Descriptor is the VP8 payload descriptor, RFC 7741 section 4.2.
type VP8Descriptor struct {
	// Size of the descriptor in bytes; 0 when the payload is not VP8 or broken.
	Size uint8
	// PictureIDBits is 0 (absent), 7 or 15.
	PictureIDBits uint8
	// HasTL0 and HasTID tell whether the fields are there.
	HasTL0, HasTID bool
	// Start: S bit and partition 0, the first packet of a frame.
	Start bool
	// TL0 is TL0PICIDX, the running number of temporal base layer frames.
	TL0 uint8
	// TID is the temporal layer, 0 to 3; LayerSync is the Y bit.
	TID       uint8
	LayerSync bool
	// PictureID is the running number of the frame.
	PictureID uint16
}

// ParseVP8 reads the descriptor at the start of a payload; false if it is cut
// short or has no frame data behind it.
func ParseVP8(payload []byte) (VP8Descriptor, bool) {
	var d VP8Descriptor
	if len(payload) < 2 {
		return d, false
	}
	b := payload[0]
	d.Start = b&0x10 != 0 && b&0x07 == 0
	at := 1
	if b&0x80 != 0 { // X
		x := payload[1]
		at = 2
		if x&0x80 != 0 { // I
			if at >= len(payload) {
				return VP8Descriptor{}, false
			}
			d.PictureIDBits = 7
			d.PictureID = uint16(payload[at] & 0x7f)
			if payload[at]&0x80 != 0 {
				if at+1 >= len(payload) {
					return VP8Descriptor{}, false
				}
				d.PictureIDBits = 15
				d.PictureID = d.PictureID<<8 | uint16(payload[at+1])
				at++
			}
			at++
		}
		if x&0x40 != 0 { // L
			if at >= len(payload) {
				return VP8Descriptor{}, false
			}
			d.HasTL0 = true
			d.TL0 = payload[at]
			at++
		}
		if x&0x30 != 0 { // T or K
			if at >= len(payload) {
				return VP8Descriptor{}, false
			}
			if x&0x20 != 0 {
				d.HasTID = true
				d.TID = payload[at] >> 6
				d.LayerSync = payload[at]&0x20 != 0
			}
			at++
		}
	}
	if at >= len(payload) {
		return VP8Descriptor{}, false
	}
	d.Size = uint8(at)
	return d, true
}

// Patch writes another picture id and TL0PICIDX into the payload from which d
// was parsed (or a copy of it), in the widths it has. Fields that are absent
// stay absent.
func (d VP8Descriptor) Patch(payload []byte, pictureID uint16, tl0 uint8) {
	if d.Size == 0 || len(payload) < int(d.Size) {
		return
	}
	at := 2
	switch d.PictureIDBits {
	case 7:
		payload[at] = byte(pictureID & 0x7f)
		at++
	case 15:
		payload[at] = 0x80 | byte(pictureID>>8)
		payload[at+1] = byte(pictureID)
		at += 2
	}
	if d.HasTL0 {
		payload[at] = tl0
	}
}

func inspectVP8(payload []byte, f *Frame) {
	d, ok := ParseVP8(payload)
	if !ok {
		return
	}
	f.VP8 = d
	f.Start = d.Start
	if !d.Start {
		return
	}
	f.Key, f.Width, f.Height = vp8KeyHeader(payload[d.Size:])
}

// vp8KeyHeader reads the size from the start of a key frame: the P bit is 0 there,
// and the start code and the size are in bytes 3 to 9. (RFC 7741 section 4.3 and
// RFC 6386 section 9.1.)
func vp8KeyHeader(h []byte) (key bool, width, height uint16) {
	if len(h) < 10 || h[0]&0x01 != 0 || h[3] != 0x9d || h[4] != 0x01 || h[5] != 0x2a {
		return false, 0, 0
	}
	return true, (uint16(h[7])<<8 | uint16(h[6])) & 0x3fff, (uint16(h[9])<<8 | uint16(h[8])) & 0x3fff
}
