//go:build cgo && bsd && !avcodec

package sound

import "veche/media/codec"

// AAC and G726 are only in FFmpeg.
var decoders = map[codec.Codec]openDecoder{
	codec.Opus: openOpusDecoder,
	codec.PCMU: openG711Decoder,
	codec.PCMA: openG711Decoder,
	codec.G722: openG722Decoder,
	codec.L16:  openL16Decoder,
}

var encoders = map[codec.Codec]openEncoder{
	codec.Opus: openOpusEncoder,
	codec.PCMU: openG711Encoder,
	codec.PCMA: openG711Encoder,
	codec.G722: openG722Encoder,
}
