package sound

import (
	"io"

	"veche/media/codec/internal/g722"
)

type g722Encoding struct{ *g722.Encoder }

func (e g722Encoding) Encode(dst []byte, pcm []int16) ([]byte, error) {
	return e.Encoder.Encode(dst, pcm), nil
}

func (g722Encoding) Close() {}

// Delay is that of the filters of both ends.
func (g722Encoding) Delay() int { return 22 }

type g722Decoding struct {
	*g722.Decoder
	channels int
}

func (d g722Decoding) Decode(pcm []int16, packet []byte) (samples, rate int, err error) {
	if len(packet)*2*d.channels > len(pcm) {
		return 0, 0, io.ErrShortBuffer
	}
	n := d.Decoder.Decode(pcm, packet)
	if d.channels == 2 {
		spread(pcm, n)
	}
	return n, 16000, nil
}

func (d g722Decoding) Follow(pcm []int16) {
	if d.channels == 1 {
		d.Decoder.Follow(pcm)
		return
	}
	var left [MaxSamples]int16
	n := len(pcm) / 2
	for i := range n {
		left[i] = pcm[2*i]
	}
	d.Decoder.Follow(left[:n])
}

func (g722Decoding) Close() {}

func openG722Encoder(EncoderConfig) (encoding, error) { return g722Encoding{g722.NewEncoder()}, nil }

func openG722Decoder(cfg DecoderConfig) (decoding, error) {
	return g722Decoding{g722.NewDecoder(), cfg.Channels}, nil
}

// spread makes stereo of n samples of mono, in place.
func spread(pcm []int16, n int) {
	for i := n - 1; i >= 0; i-- {
		pcm[2*i], pcm[2*i+1] = pcm[i], pcm[i]
	}
}
