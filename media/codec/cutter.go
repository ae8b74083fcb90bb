package codec

// Cutter cuts coded pictures into RTP payloads. It keeps its memory from one
// picture to the next; the zero Cutter is ready. It is not safe for concurrent use.
type Cutter struct {
	data []byte
	ends []int
	unit []byte // room for NAL units that are joined
}

// vp8Head is the payload descriptor that Cutter writes, with a picture id of 15
// bits, RFC 7741 section 4.2.
const vp8Head = 4

// Cut cuts a picture, H264 in Annex B form or a VP8 frame, into payloads of at most so
// many bytes, nearly equal in size so that they leave in one send. Those of H264 are
// of packetization mode 1 (RFC 6184 section 5.4), and of mode 0 too where no NAL unit
// is larger than most and single is true: then none are joined. id is the picture id
// of VP8, 15 bits. It returns how many there are: 0 for other codecs.
func (c *Cutter) Cut(codec Codec, picture []byte, most int, single bool, id uint16) int {
	c.data, c.ends = c.data[:0], c.ends[:0]
	switch codec {
	case VP8:
		c.vp8(picture, most, id)
	case H264:
		c.h264(picture, most, single)
	default:
	}
	return len(c.ends)
}

// At is the payload with this number, valid until the next Cut.
func (c *Cutter) At(i int) []byte {
	from := 0
	if i > 0 {
		from = c.ends[i-1]
	}
	return c.data[from:c.ends[i]:c.ends[i]]
}

// share is the size of the parts into which n bytes are cut evenly.
func share(n, most int) int {
	parts := (n + most - 1) / most
	return (n + parts - 1) / parts
}

func (c *Cutter) vp8(frame []byte, most int, id uint16) {
	if len(frame) == 0 {
		return
	}
	size := share(len(frame), most-vp8Head)
	begin := byte(0x10) // S
	for len(frame) > 0 {
		n := min(size, len(frame))
		c.data = append(c.data, 0x80|begin, 0x80, 0x80|byte(id>>8), byte(id))
		c.close(frame[:n])
		frame, begin = frame[n:], 0
	}
}

func (c *Cutter) close(rest []byte) {
	c.data = append(c.data, rest...)
	c.ends = append(c.ends, len(c.data))
}

func (c *Cutter) h264(unit []byte, most int, single bool) {
	small := c.unit[:0] // NAL units with their sizes, of one aggregation packet
	count := 0
	flush := func() {
		switch {
		case count == 1:
			c.close(small[2:])
		case count > 1:
			c.data = append(c.data, aggregated(small))
			c.close(small)
		}
		small, count = small[:0], 0
	}
	for nal := range NALs(unit) {
		if single || 1+len(small)+2+len(nal) > most {
			flush()
		}
		if len(nal) > most {
			c.fragments(nal, most)
			continue
		}
		small = append(small, byte(len(nal)>>8), byte(len(nal)))
		small = append(small, nal...)
		count++
	}
	flush()
	c.unit = small
}

// aggregated is the header of a STAP-A of these NAL units: F and NRI are the most of
// them, RFC 6184 section 5.7.
func aggregated(units []byte) byte {
	header := byte(nalSTAPA)
	for len(units) > 2 {
		n := int(units[0])<<8 | int(units[1])
		header = header&0x9f | max(header&0x60, units[2]&0x60) | units[2]&0x80
		units = units[2+n:]
	}
	return header
}

// fragments cuts one NAL unit into FU-A, RFC 6184 section 5.8.
func (c *Cutter) fragments(nal []byte, most int) {
	indicator, kind := nal[0]&0xe0|nalFUA, nal[0]&0x1f
	nal = nal[1:]
	size := share(len(nal), most-2)
	mark := byte(0x80) // S
	for len(nal) > 0 {
		n := min(size, len(nal))
		if n == len(nal) {
			mark |= 0x40 // E
		}
		c.data = append(c.data, indicator, mark|kind)
		c.close(nal[:n])
		nal, mark = nal[n:], 0
	}
}
