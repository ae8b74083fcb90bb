package codec

// AV1Header is the aggregation header, "RTP Payload Format For AV1" (AOM, v1.0)
// section 4.4.
type AV1Header struct {
	// Continues (Z): the first element goes on with an OBU of the packet before.
	Continues bool
	// Unfinished (Y): the last element goes on in the next packet.
	Unfinished bool
	// Elements (W): number of OBU elements, 0 when each has its length.
	Elements uint8
	// Sequence (N): first packet of a coded video sequence, a key frame.
	Sequence bool
}

// ParseAV1 reads the aggregation header; false if the payload is too short or
// contradicts itself (a coded video sequence cannot begin with a continuation).
func ParseAV1(payload []byte) (AV1Header, bool) {
	if len(payload) < 2 {
		return AV1Header{}, false
	}
	b := payload[0]
	h := AV1Header{
		Continues:  b&0x80 != 0,
		Unfinished: b&0x40 != 0,
		Elements:   b >> 4 & 3,
		Sequence:   b&0x08 != 0,
	}
	if h.Sequence && h.Continues {
		return AV1Header{}, false
	}
	return h, true
}

const (
	obuSequenceHeader    = 1
	obuTemporalDelimiter = 2
)

// inspectAV1 takes every packet without a continuation for the start of a
// frame: that is too often for frames whose OBUs are spread over packets
// exactly, which nobody here relies on.
func inspectAV1(payload []byte, f *Frame) {
	h, ok := ParseAV1(payload)
	if !ok {
		return
	}
	f.Start = !h.Continues
	if !h.Sequence {
		return
	}
	// A coded video sequence begins with a sequence header, perhaps behind a
	// temporal delimiter. Verify it: N alone is one bit of a foreign encoder.
	rest := payload[1:]
	for i := 1; len(rest) > 0 && i <= 2; i++ {
		element := rest
		if h.Elements == 0 || i < int(h.Elements) {
			size, n := leb128(rest)
			if n == 0 || size > len(rest)-n {
				return
			}
			element, rest = rest[n:n+size], rest[n+size:]
		} else {
			rest = nil
		}
		if len(element) == 0 {
			return
		}
		switch element[0] >> 3 & 15 {
		case obuTemporalDelimiter:
			continue
		case obuSequenceHeader:
			f.Key = true
			f.Width, f.Height = av1SequenceSize(element)
		}
		return
	}
}

// leb128 reads a length, AV1 specification section 4.10.5; n is how many bytes
// it took, 0 if it is broken.
func leb128(b []byte) (v, n int) {
	for i := 0; i < len(b) && i < 4; i++ { // 2^28 is beyond any packet
		v |= int(b[i]&0x7f) << (7 * i)
		if b[i]&0x80 == 0 {
			return v, i + 1
		}
	}
	return 0, 0
}

// av1SequenceSize reads the largest frame size from a sequence header OBU, AV1
// specification section 5.5; zeros if it is cut short.
func av1SequenceSize(obu []byte) (width, height uint16) {
	header := 1
	if obu[0]&0x04 != 0 { // extension
		header++
	}
	if len(obu) <= header {
		return 0, 0
	}
	if obu[0]&0x02 != 0 { // has its own size
		_, n := leb128(obu[header:])
		if n == 0 {
			return 0, 0
		}
		header += n
	}
	r := Bits{Data: obu[min(header, len(obu)):]}
	r.Read(4)         // seq_profile, still_picture
	if r.Bit() == 1 { // reduced_still_picture_header
		r.Read(5)
	} else {
		skipAV1OperatingPoints(&r)
	}
	widthBits := int(r.Read(4)) + 1
	heightBits := int(r.Read(4)) + 1
	width = uint16(r.Read(widthBits)) + 1
	height = uint16(r.Read(heightBits)) + 1
	if r.Short {
		return 0, 0
	}
	return width, height
}

// skipAV1OperatingPoints passes over timing information and operating points.
func skipAV1OperatingPoints(r *Bits) {
	model, delayBits := false, 0
	if r.Bit() == 1 { // timing_info_present_flag
		r.Read(32)
		r.Read(32)
		if r.Bit() == 1 { // equal_picture_interval
			r.UE()
		}
		if model = r.Bit() == 1; model {
			delayBits = int(r.Read(5)) + 1
			r.Read(32)
			r.Read(10)
		}
	}
	initial := r.Bit() == 1
	for range r.Read(5) + 1 {
		r.Read(12)
		if r.Read(5) > 7 {
			r.Bit() // tier
		}
		if model && r.Bit() == 1 {
			r.Read(delayBits)
			r.Read(delayBits)
			r.Bit() // low delay
		}
		if initial && r.Bit() == 1 {
			r.Read(4)
		}
	}
}
