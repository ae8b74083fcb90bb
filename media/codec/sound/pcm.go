package sound

import (
	"encoding/binary"
	"io"
)

// pcmDecoding is for samples that stand by themselves, in so many bytes each.
type pcmDecoding struct {
	rate, size   int
	coded, gives int // channels
	sample       func([]byte) int16
	all          []int16
}

func newPCMDecoding(cfg DecoderConfig, size int, sample func([]byte) int16) *pcmDecoding {
	return &pcmDecoding{rate: cfg.Rate, size: size, coded: cfg.Coded, gives: cfg.Channels, sample: sample}
}

func (d *pcmDecoding) Decode(pcm []int16, packet []byte) (samples, rate int, err error) {
	n := len(packet) / (d.size * d.coded)
	if n*d.gives > len(pcm) {
		return 0, 0, io.ErrShortBuffer
	}
	to := pcm
	if d.coded != d.gives {
		if cap(d.all) < n*d.coded {
			d.all = make([]int16, n*d.coded)
		}
		to = d.all[:n*d.coded]
	}
	for i := range n * d.coded {
		to[i] = d.sample(packet[i*d.size:])
	}
	if d.coded != d.gives {
		remix(pcm, d.gives, to, d.coded)
	}
	return n, d.rate, nil
}

func (*pcmDecoding) Close() {}

// openL16Decoder is for 16 bits, the upper ones first, RFC 3551 section 4.5.11.
func openL16Decoder(cfg DecoderConfig) (decoding, error) {
	return newPCMDecoding(cfg, 2, func(b []byte) int16 { return int16(binary.BigEndian.Uint16(b)) }), nil
}
