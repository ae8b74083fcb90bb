// Package codec reads RTP payloads: which codec, where a frame begins, and
// whether it is a key frame that a decoder can start from.
//
// It is pure and allocates nothing: bytes in, numbers out. A [Detector] stands
// behind each published layer and turns every packet into a [Frame]; all
// subscribers of the layer share that result. What bites: an H264 key frame is
// known only at the packet that completes it (parameter sets and the IDR slice
// come in separate packets of one timestamp), so [Frame.Lead] says how many
// packets before it belong to it.
package codec

import "strings"

// Codec is one of the codecs that browsers publish. The zero Codec is none.
type Codec uint8

// The codecs.
const (
	None Codec = iota
	Opus
	VP8
	H264
	VP9
	AV1
)

var names = [...]string{None: "", Opus: "opus", VP8: "VP8", H264: "H264", VP9: "VP9", AV1: "AV1"}

// String is the encoding name as in SDP's rtpmap.
func (c Codec) String() string {
	if int(c) < len(names) {
		return names[c]
	}
	return ""
}

// Named finds the codec of an encoding name of SDP's rtpmap, in any case; None
// if it is not one of ours.
func Named(encoding string) Codec {
	for c := Opus; int(c) < len(names); c++ {
		if strings.EqualFold(encoding, names[c]) {
			return c
		}
	}
	return None
}

// Video tells whether c carries pictures.
func (c Codec) Video() bool { return c >= VP8 && c <= AV1 }

// ClockRate is the RTP clock in Hz.
func (c Codec) ClockRate() uint32 {
	switch c {
	case None:
		return 0
	case Opus:
		return 48000
	default:
		return 90000
	}
}
