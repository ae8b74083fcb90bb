package camera

import (
	"slices"

	"github.com/bluenviron/mediacommon/v2/pkg/codecs/h265"

	"veche/media/codec"
)

// withSets is a key picture with parameter sets in front of it. sets are those of the
// description.
func withSets(c codec.Codec, unit []byte, sets [][]byte) []byte {
	if c == codec.MJPEG || len(sets) == 0 {
		return unit
	}
	for nal := range codec.NALs(unit) {
		if c == codec.H264 && nal[0]&0x1f == h264SPS || c == codec.H265 && nal[0]>>1&0x3f == h265SPS {
			return unit
		}
	}
	return append(annexB(sets), unit...)
}

// pictureSize is what a key picture says of its size; zeros where it says nothing.
func pictureSize(c codec.Codec, unit []byte) (width, height int) {
	switch c {
	case codec.MJPEG:
		return jpegSize(unit)
	case codec.H265:
		return h265Size(unit)
	default:
		return codec.UnitSize(c, unit)
	}
}

// h265Size is that of the first sequence parameter set.
func h265Size(unit []byte) (width, height int) {
	for nal := range codec.NALs(unit) {
		var sps h265.SPS
		if nal[0]>>1&0x3f == h265SPS && sps.Unmarshal(nal) == nil {
			return sps.Width(), sps.Height()
		}
	}
	return 0, 0
}

// jpegSize looks for a frame header, ITU-T T.81 section B.2.2.
func jpegSize(file []byte) (width, height int) {
	for at := 2; at+9 <= len(file) && file[at] == 0xff; {
		marker, length := file[at+1], int(file[at+2])<<8|int(file[at+3])
		if marker >= 0xc0 && marker <= 0xc2 {
			return int(file[at+7])<<8 | int(file[at+8]), int(file[at+5])<<8 | int(file[at+6])
		}
		if marker == 0xda || length < 2 {
			break
		}
		at += 2 + length
	}
	return 0, 0
}

// annexB is NAL units behind start codes.
func annexB(nals [][]byte) []byte {
	var b []byte
	for _, nal := range nals {
		b = append(append(b, startCode...), nal...)
	}
	return slices.Clip(b)
}
