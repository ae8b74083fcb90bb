//go:build cgo && avcodec

package sound

import "veche/media/codec"

var decoders = map[codec.Codec]openDecoder{
	codec.Opus: openOpusDecoder,
	codec.PCMU: openG711Decoder,
	codec.PCMA: openG711Decoder,
	codec.G722: openG722Decoder,
	codec.L16:  openL16Decoder,
	codec.G726: openFFmpegDecoder,
	codec.AAC:  openFFmpegDecoder,
}

var encoders = map[codec.Codec]openEncoder{
	codec.Opus: openOpusEncoder,
	codec.PCMU: openG711Encoder,
	codec.PCMA: openG711Encoder,
	codec.G722: openG722Encoder,
	codec.AAC:  openAACEncoder,
}
