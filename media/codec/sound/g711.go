package sound

import (
	"github.com/zaf/g711"

	"veche/media/codec"
)

// companding is G711: a byte for a sample.
type companding struct {
	encode func(int16) uint8
	decode func(uint8) int16
}

func compandingOf(c codec.Codec) companding {
	if c == codec.PCMA {
		return companding{g711.EncodeAlawFrame, g711.DecodeAlawFrame}
	}
	return companding{g711.EncodeUlawFrame, g711.DecodeUlawFrame}
}

type g711Encoding struct{ companding }

func (e g711Encoding) Encode(dst []byte, pcm []int16) ([]byte, error) {
	for _, v := range pcm {
		dst = append(dst, e.encode(v))
	}
	return dst, nil
}

func (g711Encoding) Close() {}

func openG711Encoder(cfg EncoderConfig) (encoding, error) {
	return g711Encoding{compandingOf(cfg.Codec)}, nil
}

func openG711Decoder(cfg DecoderConfig) (decoding, error) {
	expand := compandingOf(cfg.Codec).decode
	return newPCMDecoding(cfg, 1, func(b []byte) int16 { return expand(b[0]) }), nil
}
