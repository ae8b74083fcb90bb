package codec

// NAL unit types, ITU-T H.264 table 7-1 and RFC 6184 table 1.
const (
	nalIDR   = 5
	nalSPS   = 7
	nalPPS   = 8
	nalSTAPA = 24
	nalFUA   = 28
)

// h264Detector puts together, per access unit (timestamp), what packets have
// brought. Retransmitted and reordered packets may bring the parts in any order.
type h264Detector struct {
	timestamp     uint32
	begun         bool // timestamp is valid
	sps, pps, idr bool // seen in this access unit
	told          bool // it has been reported as a key frame
	first         uint16
	width, height uint16
}

// inspect reports a key frame at the packet that completes SPS, PPS and the
// start of the IDR slice, and counts in Lead the packets from the first seen of
// the access unit. (RFC 6184 sections 5.6 to 5.8.)
func (d *h264Detector) inspect(sequence uint16, timestamp uint32, payload []byte, f *Frame) {
	if len(payload) < 2 {
		return
	}
	if !d.begun || d.timestamp != timestamp {
		if d.begun && int32(timestamp-d.timestamp) < 0 && int16(sequence-d.first) < 0 {
			return // a straggler of an older access unit
		}
		*d = h264Detector{timestamp: timestamp, begun: true, first: sequence}
		f.Start = true
	}
	if int16(sequence-d.first) < 0 {
		d.first = sequence
	}
	d.nals(payload)
	if d.told || !d.sps || !d.pps || !d.idr {
		return
	}
	d.told = true
	f.Key = true
	if lead := sequence - d.first; lead <= maxLead {
		f.Lead = uint8(lead)
	} else {
		f.Key = false // the parts lie too far apart to be one key frame's start
	}
	f.Width, f.Height = d.width, d.height
}

// maxLead bounds [Frame.Lead]. Between the parameter sets and the IDR slice stand
// at most a few SEI messages.
const maxLead = 16

func (d *h264Detector) nals(payload []byte) {
	switch kind := payload[0] & 0x1f; kind {
	case nalSTAPA:
		rest := payload[1:]
		for len(rest) > 2 {
			size := int(rest[0])<<8 | int(rest[1])
			rest = rest[2:]
			if size == 0 || size > len(rest) {
				return
			}
			d.nal(rest[0]&0x1f, rest[:size])
			rest = rest[size:]
		}
	case nalFUA:
		if payload[1]&0x80 != 0 { // S bit: the fragment with the slice's start
			d.nal(payload[1]&0x1f, nil)
		}
	default:
		d.nal(kind, payload)
	}
}

func (d *h264Detector) nal(kind byte, nal []byte) {
	switch kind {
	case nalSPS:
		if w, h, ok := spsSize(nal); ok {
			d.sps, d.width, d.height = true, w, h
		}
	case nalPPS:
		d.pps = true
	case nalIDR:
		d.idr = true
	}
}

// spsSize reads the picture size from a sequence parameter set NAL unit, ITU-T
// H.264 section 7.3.2.1.1; false if it is broken.
func spsSize(nal []byte) (width, height uint16, ok bool) {
	if len(nal) < 4 {
		return 0, 0, false
	}
	var clean [128]byte // a size stands early; scaling lists may push it back
	r := bits{data: unescape(clean[:0], nal[1:])}
	profile := r.read(8)
	r.read(16) // constraints, level
	r.ue()     // seq_parameter_set_id
	chroma := uint32(1)
	separate := false
	switch profile {
	case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135:
		chroma = r.ue()
		if chroma == 3 {
			separate = r.bit() == 1
		}
		r.ue()
		r.ue()
		r.bit()
		if r.bit() == 1 {
			skipScaling(&r, chroma)
		}
	}
	r.ue() // log2_max_frame_num_minus4
	switch r.ue() {
	case 0:
		r.ue()
	case 1:
		r.bit()
		r.se()
		r.se()
		for n := min(r.ue(), 255); n > 0; n-- {
			r.se()
		}
	}
	r.ue()
	r.bit()
	mbWidth := r.ue() + 1
	mapHeight := r.ue() + 1
	frameOnly := r.bit()
	if frameOnly == 0 {
		r.bit()
	}
	r.bit()
	var left, right, top, bottom uint32
	if r.bit() == 1 {
		left, right, top, bottom = r.ue(), r.ue(), r.ue(), r.ue()
	}
	if r.short || mbWidth > 1024 || mapHeight > 1024 || max(left, right, top, bottom) > 1<<14 {
		return 0, 0, false
	}
	cropX, cropY := uint32(1), 2-frameOnly
	if !separate {
		if chroma == 1 || chroma == 2 {
			cropX = 2
		}
		if chroma == 1 {
			cropY *= 2
		}
	}
	w := mbWidth * 16
	h := mapHeight * 16 * (2 - frameOnly)
	if cx, cy := cropX*(left+right), cropY*(top+bottom); cx < w && cy < h {
		return uint16(w - cx), uint16(h - cy), true
	}
	return 0, 0, false
}

func skipScaling(r *bits, chroma uint32) {
	lists := 8
	if chroma == 3 {
		lists = 12
	}
	for i := range lists {
		if r.bit() == 0 {
			continue
		}
		size := 16
		if i >= 6 {
			size = 64
		}
		last, next := int32(8), int32(8)
		for j := 0; j < size && !r.short; j++ {
			if next != 0 {
				next = (last + r.se() + 256) & 0xff
			}
			if next != 0 {
				last = next
			}
		}
	}
}

// unescape copies src without emulation prevention bytes, ITU-T H.264 section
// 7.4.1, as far as dst has room.
func unescape(dst, src []byte) []byte {
	zeros := 0
	for _, b := range src {
		if len(dst) == cap(dst) {
			break
		}
		if zeros >= 2 && b == 3 {
			zeros = 0
			continue
		}
		if b == 0 {
			zeros++
		} else {
			zeros = 0
		}
		dst = append(dst, b)
	}
	return dst
}
