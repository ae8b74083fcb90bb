//go:build !(cgo && (avcodec || bsd))

package sound

import "veche/media/codec"

var decoders = map[codec.Codec]openDecoder{
	codec.PCMU: openG711Decoder,
	codec.PCMA: openG711Decoder,
	codec.G722: openG722Decoder,
	codec.L16:  openL16Decoder,
}

var encoders = map[codec.Codec]openEncoder{
	codec.PCMU: openG711Encoder,
	codec.PCMA: openG711Encoder,
	codec.G722: openG722Encoder,
}

// prepare has nothing to do: no coder of this build holds memory of C.
func prepare() {}
