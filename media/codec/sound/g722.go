package sound

import (
	"io"

	"github.com/gotranspile/g722"
)

// g722Rate is the bit rate, the only one that is used in calls.
const g722Rate = 64000

type g722Encoding struct{ *g722.Encoder }

func (e g722Encoding) Encode(dst []byte, pcm []int16) ([]byte, error) {
	at := len(dst)
	dst = append(dst, make([]byte, len(pcm)/2)...)
	n := e.Encoder.Encode(dst[at:], pcm)
	return dst[:at+n], nil
}

func (g722Encoding) Close() {}

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

func (g722Decoding) Close() {}

func openG722Encoder(EncoderConfig) (encoding, error) {
	return g722Encoding{g722.NewEncoder(g722Rate, 0)}, nil
}

func openG722Decoder(cfg DecoderConfig) (decoding, error) {
	return g722Decoding{g722.NewDecoder(g722Rate, 0), cfg.Channels}, nil
}

// spread makes stereo of n samples of mono, in place.
func spread(pcm []int16, n int) {
	for i := n - 1; i >= 0; i-- {
		pcm[2*i], pcm[2*i+1] = pcm[i], pcm[i]
	}
}
