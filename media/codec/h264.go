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
		if s, ok := ParseSPS(nal); ok {
			d.sps, d.width, d.height = true, s.Width, s.Height
		}
	case nalPPS:
		d.pps = true
	case nalIDR:
		d.idr = true
	}
}

// SPS is what an H.264 sequence parameter set tells.
type SPS struct {
	Width, Height uint16 // cropped
	// High: a profile that tells chroma_format_idc and the bit depths minus 8, which
	// are 4:2:0 and 0 otherwise.
	High                 bool
	Chroma, Luma, Colour uint8
	// Fields: pictures may be interlaced.
	Fields bool
	// Reorder is how many pictures may come before one that is shown before them; 0 where
	// it is not said, section E.2.1.
	Reorder uint8
}

// ParseSPS reads a sequence parameter set NAL unit, ITU-T H.264 section 7.3.2.1.1;
// false if it is broken.
func ParseSPS(nal []byte) (s SPS, ok bool) {
	if len(nal) < 4 {
		return s, false
	}
	var clean [512]byte // what we read stands early; scaling lists may push it back
	r := Bits{Data: unescape(clean[:0], nal[1:])}
	profile := r.Read(8)
	r.Read(16) // constraints, level
	r.UE()     // seq_parameter_set_id
	chroma, separate := uint32(1), false
	switch profile {
	case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135:
		chroma = r.UE()
		if chroma == 3 {
			separate = r.Bit() == 1
		}
		s.High, s.Chroma, s.Luma, s.Colour = true, uint8(chroma&3), uint8(r.UE()&7), uint8(r.UE()&7)
		r.Bit()
		if r.Bit() == 1 {
			skipScaling(&r, chroma)
		}
	}
	r.UE() // log2_max_frame_num_minus4
	skipOrderCount(&r)
	r.UE()
	r.Bit()
	across, down := r.UE()+1, r.UE()+1
	frames := r.Bit() // frame_mbs_only_flag
	if frames == 0 {
		r.Bit()
	}
	s.Fields = frames == 0
	r.Bit()
	var left, right, top, bottom uint32
	if r.Bit() == 1 {
		left, right, top, bottom = r.UE(), r.UE(), r.UE(), r.UE()
	}
	if r.Short || across > 1024 || down > 1024 || max(left, right, top, bottom) > 1<<14 {
		return s, false
	}
	cropX, cropY := uint32(1), 2-frames
	if !separate && (chroma == 1 || chroma == 2) {
		cropX = 2
	}
	if !separate && chroma == 1 {
		cropY *= 2
	}
	w, h := across*16, down*16*(2-frames)
	cx, cy := cropX*(left+right), cropY*(top+bottom)
	if cx >= w || cy >= h {
		return s, false
	}
	s.Width, s.Height = uint16(w-cx), uint16(h-cy)
	s.Reorder = reorderDepth(&r)
	return s, true
}

// reorderDepth reads max_num_reorder_frames out of the VUI, ITU-T H.264 section E.1.1.
func reorderDepth(r *Bits) uint8 {
	if r.Bit() == 0 {
		return 0
	}
	if r.Bit() == 1 && r.Read(8) == 255 { // aspect ratio
		r.Read(32)
	}
	if r.Bit() == 1 { // overscan
		r.Bit()
	}
	if r.Bit() == 1 { // video signal type
		r.Read(4)
		if r.Bit() == 1 {
			r.Read(24)
		}
	}
	if r.Bit() == 1 { // where chroma is sampled
		r.UE()
		r.UE()
	}
	if r.Bit() == 1 { // timing
		r.Read(32)
		r.Read(32)
		r.Bit()
	}
	nal := skipHRD(r)
	if vcl := skipHRD(r); nal || vcl {
		r.Bit()
	}
	r.Bit() // pic_struct_present_flag
	if r.Bit() == 0 {
		return 0
	}
	r.Bit()
	for range 4 {
		r.UE()
	}
	depth := r.UE()
	if r.Short || depth > 16 {
		return 0
	}
	return uint8(depth)
}

// skipHRD passes over hrd_parameters and the flag before it, section E.1.2.
func skipHRD(r *Bits) bool {
	if r.Bit() == 0 {
		return false
	}
	n := min(r.UE()+1, 32)
	r.Read(8)
	for range n {
		r.UE()
		r.UE()
		r.Bit()
	}
	r.Read(20)
	return true
}

// Slice is what the header of an H.264 slice says first.
type Slice uint8

// The kinds of slices, ITU-T H.264 table 7-6: those of B pictures may come in another
// order than they are shown.
const (
	SliceP Slice = iota
	SliceB
	SliceI
)

// ParseSlice reads the kind of a slice NAL unit, ITU-T H.264 section 7.3.3; false if it
// is broken, or no slice that has one.
func ParseSlice(nal []byte) (Slice, bool) {
	if len(nal) < 2 {
		return 0, false
	}
	if kind := nal[0] & 0x1f; kind != 1 && kind != 2 && kind != nalIDR {
		return 0, false
	}
	var clean [16]byte
	r := Bits{Data: unescape(clean[:0], nal[1:])}
	r.UE() // first_mb_in_slice
	kind := r.UE()
	if r.Short || kind > 9 {
		return 0, false
	}
	switch kind % 5 {
	case 1:
		return SliceB, true
	case 2, 4:
		return SliceI, true
	default:
		return SliceP, true
	}
}

func skipOrderCount(r *Bits) {
	switch r.UE() {
	case 0:
		r.UE()
	case 1:
		r.Bit()
		r.SE()
		r.SE()
		for n := min(r.UE(), 255); n > 0 && !r.Short; n-- {
			r.SE()
		}
	}
}

func skipScaling(r *Bits, chroma uint32) {
	lists := 8
	if chroma == 3 {
		lists = 12
	}
	for i := range lists {
		if r.Bit() == 0 {
			continue
		}
		size := 16
		if i >= 6 {
			size = 64
		}
		last, next := int32(8), int32(8)
		for j := 0; j < size && !r.Short; j++ {
			if next != 0 {
				next = (last + r.SE() + 256) & 0xff
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
