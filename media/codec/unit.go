package codec

import "bytes"

// UnitSize is the largest picture size that the headers of one access unit
// announce: sequence parameter sets of H264 and H265, frame headers of JPEG, key frames of VP8 and VP9, sequence
// headers of AV1. Zeros where it says none. A decoder asks before it hands a
// stranger's numbers to a library that makes room for them.
func UnitSize(c Codec, unit []byte) (width, height int) {
	var w, h uint16
	switch c {
	case VP8:
		_, w, h = vp8KeyHeader(unit)
	case VP9:
		_, w, h = vp9KeyHeader(unit)
	case H264:
		return h264UnitSize(unit)
	case AV1:
		return av1UnitSize(unit)
	case H265:
		return h265UnitSize(unit)
	case MJPEG:
		return jpegSize(unit)
	case None, Opus, PCMU, PCMA, G722, G726, AAC, L16:
	}
	return int(w), int(h)
}

var startCode = []byte{0, 0, 1}

// h264UnitSize looks at every NAL unit behind a start code, ITU-T H.264 annex B.
func h264UnitSize(unit []byte) (width, height int) {
	for {
		at := bytes.Index(unit, startCode)
		if at < 0 || at+4 > len(unit) {
			return width, height
		}
		unit = unit[at+3:]
		if unit[0]&0x1f != nalSPS {
			continue
		}
		if s, ok := ParseSPS(unit); ok && int(s.Width)*int(s.Height) > width*height {
			width, height = int(s.Width), int(s.Height)
		}
	}
}

// av1UnitSize looks at every OBU, AV1 specification section 5.3; all but the last
// have a size.
func av1UnitSize(unit []byte) (width, height int) {
	for len(unit) > 1 {
		header := 1
		if unit[0]&0x04 != 0 {
			header++
		}
		end := len(unit)
		if unit[0]&0x02 != 0 {
			size, n := leb128(unit[min(header, len(unit)):])
			if n == 0 || size > len(unit)-header-n {
				return width, height
			}
			end = header + n + size
		}
		if unit[0]>>3&15 == obuSequenceHeader {
			if w, h := av1SequenceSize(unit[:end]); int(w)*int(h) > width*height {
				width, height = int(w), int(h)
			}
		}
		unit = unit[end:]
	}
	return width, height
}
