//go:build cgo && bsd && !avcodec

package video

import (
	"veche/media/codec"
	"veche/media/codec/internal/openh264"
)

// H265 and MJPEG are only in FFmpeg.
var decoders = map[codec.Codec]openDecoder{
	codec.VP8:  openVPX,
	codec.VP9:  openVPX,
	codec.AV1:  openAOM,
	codec.H264: openOpenH264,
}

func openOpenH264(codec.Codec, int) (decoding, error) { return opened(openh264.OpenDecoder()) }
