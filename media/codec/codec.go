// Package codec knows the codecs: their names, what their RTP payloads say, and
// the [Picture] that all coders of pictures share. The coders themselves are in
// the packages below it: video, sound, and yuv for scaling.
//
// This package is pure, it is what the forwarding path needs of codecs: bytes
// in, numbers out, no cgo. A [Detector] stands behind each published layer and
// turns every packet into a [Frame]: where a frame begins, and whether it is a
// key frame that a decoder can start from. All subscribers of the layer share
// that result. What bites: an H264 key frame is known only at the packet that
// completes it (parameter sets and the IDR slice come in separate packets of one
// timestamp), so [Frame.Lead] says how many packets before it belong to it.
package codec

import "strings"

// Codec is one of the codecs we know. The zero Codec is none.
type Codec uint8

// The codecs: first those that browsers publish, then those of devices and cameras.
const (
	None Codec = iota
	Opus
	VP8
	H264
	VP9
	AV1

	H265
	MJPEG
	PCMU
	PCMA
	G722
	G726 // 32 kbit/s, where nothing else is said
	AAC
	L16
)

var names = [...]string{
	None: "", Opus: "opus", VP8: "VP8", H264: "H264", VP9: "VP9", AV1: "AV1",
	H265: "H265", MJPEG: "JPEG", PCMU: "PCMU", PCMA: "PCMA", G722: "G722", G726: "G726-32",
	AAC: "MPEG4-GENERIC", L16: "L16",
}

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

// Web tells whether browsers publish c. Others must be transcoded for them.
func (c Codec) Web() bool { return c >= Opus && c <= AV1 }

// Video tells whether c carries pictures.
func (c Codec) Video() bool { return c >= VP8 && c <= MJPEG }

// ClockRate is the RTP clock in Hz; 0 where each stream has its own (AAC, L16).
func (c Codec) ClockRate() uint32 {
	switch c {
	case None, AAC, L16:
		return 0
	case Opus:
		return 48000
	case PCMU, PCMA, G722, G726: // that of G722 is a mistake for ever, RFC 3551 section 4.5.2
		return 8000
	default:
		return 90000
	}
}
