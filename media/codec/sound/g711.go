package sound

import (
	"io"

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

type g711Decoding struct {
	companding
	channels int
}

func (d g711Decoding) Decode(pcm []int16, packet []byte) (samples, rate int, err error) {
	if len(packet)*d.channels > len(pcm) {
		return 0, 0, io.ErrShortBuffer
	}
	for i, v := range packet {
		for c := range d.channels {
			pcm[i*d.channels+c] = d.decode(v)
		}
	}
	return len(packet), 8000, nil
}

func (g711Decoding) Close() {}

func openG711Encoder(cfg EncoderConfig) (encoding, error) {
	return g711Encoding{compandingOf(cfg.Codec)}, nil
}

func openG711Decoder(cfg DecoderConfig) (decoding, error) {
	return g711Decoding{compandingOf(cfg.Codec), cfg.Channels}, nil
}
