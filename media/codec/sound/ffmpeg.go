//go:build cgo && avcodec

package sound

import (
	"io"

	"veche/media/codec/internal/avcodec"
)

// ffmpegDecoding gives the channels that are wanted of those that a stream has.
type ffmpegDecoding struct {
	*avcodec.SoundDecoder
	channels int
	all      [8 * 2048]int16 // as many channels, and a long frame of AAC with its upper band
}

func (d *ffmpegDecoding) Decode(pcm []int16, packet []byte) (samples, rate int, err error) {
	n, channels, rate, err := d.SoundDecoder.Decode(d.all[:], packet)
	if err != nil {
		return 0, 0, err
	}
	if n*d.channels > len(pcm) {
		return 0, 0, io.ErrShortBuffer
	}
	remix(pcm, d.channels, d.all[:n*channels], channels)
	return n, rate, nil
}

func openFFmpegDecoder(cfg DecoderConfig) (decoding, error) {
	d, err := avcodec.OpenSound(avcodec.SoundSettings{
		Codec: cfg.Codec, Configuration: cfg.Configuration, Rate: cfg.Rate, Bits: cfg.Bits, AAL2: cfg.AAL2,
	})
	if err != nil {
		return nil, err
	}
	return &ffmpegDecoding{SoundDecoder: d, channels: cfg.Channels}, nil
}

func openAACEncoder(cfg EncoderConfig) (encoding, error) {
	e, err := avcodec.OpenAAC(cfg.Rate, cfg.Channels, cfg.BitRate)
	if err != nil {
		return nil, err
	}
	return e, nil
}
