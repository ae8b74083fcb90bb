package codec

// Frame says what one packet is within its frame.
type Frame struct {
	// Start: the packet is the first of a frame (for H264: of an access unit).
	Start bool
	// Key: with this packet a verified key frame is at hand, and a decoder may
	// be switched to this layer here. For VP8, VP9 and AV1 this is its first
	// packet. For H264 it is the first packet of the IDR slice, parameter sets
	// having come in it or just before; [Frame.Lead] counts those. Every Opus
	// packet is one.
	Key bool
	// Lead is how many packets (sequence numbers) before this one belong to the
	// same key frame and must be sent first. Only with Key.
	Lead uint8
	// Width and Height of the picture in pixels where the packet says so, else 0.
	Width, Height uint16
	// VP8 is the payload descriptor; zero for other codecs.
	VP8 VP8Descriptor
}

// Detector inspects the packets of one published layer. The zero Detector is
// ready. It is not safe for concurrent use.
type Detector struct {
	h264 h264Detector
}

// Inspect says what the packet with this sequence number, timestamp and
// payload (without padding) is. Broken payloads give a zero Frame.
func (d *Detector) Inspect(c Codec, sequence uint16, timestamp uint32, payload []byte) Frame {
	var f Frame
	switch c {
	case None:
	case Opus:
		f.Start = len(payload) > 0
		f.Key = f.Start
	case VP8:
		inspectVP8(payload, &f)
	case VP9:
		inspectVP9(payload, &f)
	case H264:
		d.h264.inspect(sequence, timestamp, payload, &f)
	case AV1:
		inspectAV1(payload, &f)
	case H265, MJPEG, PCMU, PCMA, G722, G726, AAC: // never forwarded packet by packet
	}
	return f
}

// KeyFrame tells of one payload alone whether a key frame begins in it. H264
// answers only for packets that carry parameter sets and the IDR slice together;
// use a [Detector] for those that spread them.
func KeyFrame(c Codec, payload []byte) bool {
	var d Detector
	return d.Inspect(c, 0, 0, payload).Key
}
