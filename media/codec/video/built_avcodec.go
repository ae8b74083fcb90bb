//go:build cgo && avcodec

package video

import (
	"veche/media/codec"
	"veche/media/codec/internal/avcodec"
)

// H264 is FFmpeg's: exact for every profile, and CABAC costs less than half of what
// OpenH264 takes. VP8 is: a tenth of a composed meeting less than with libvpx.
var decoders = map[codec.Codec]openDecoder{
	codec.VP8:   openAVCodec,
	codec.VP9:   openVPX,
	codec.AV1:   openAOM,
	codec.H264:  openAVCodec,
	codec.H265:  openAVCodec,
	codec.MJPEG: openAVCodec,
}

func openAVCodec(c codec.Codec, maxPixels int) (decoding, error) {
	return opened(avcodec.OpenVideo(c, maxPixels))
}
