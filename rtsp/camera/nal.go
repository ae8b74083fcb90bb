package camera

// NAL unit types, ITU-T H.264 table 7-1 and RFC 6184 table 1.
const (
	h264IDR   = 5
	h264SPS   = 7
	h264PPS   = 8
	h264STAPA = 24
	h264FUA   = 28
)

// NAL unit types, ITU-T H.265 table 7-1 and RFC 7798 section 4.4.
const (
	h265SPS = 33
	h265AP  = 48
	h265FU  = 49
)

// startCode begins a NAL unit, ITU-T H.264 annex B.
var startCode = []byte{0, 0, 0, 1}
