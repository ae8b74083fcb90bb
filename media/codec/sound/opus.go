//go:build cgo && (avcodec || bsd)

package sound

import (
	"veche/media/codec/internal/malloc"
	"veche/media/codec/internal/opus"
)

// prepare is called before a coder is opened.
func prepare() { malloc.Tune() }

type opusDecoding struct{ *opus.Decoder }

func (d opusDecoding) Decode(pcm []int16, packet []byte) (samples, rate int, err error) {
	n, err := d.Decoder.Decode(pcm, packet)
	return n, 48000, err
}

func openOpusEncoder(cfg EncoderConfig) (encoding, error) {
	e, err := opus.OpenEncoder(opus.Settings{
		Channels: cfg.Channels, BitRate: cfg.BitRate, Voice: cfg.Voice, FEC: cfg.FEC, DTX: cfg.DTX,
	})
	if err != nil {
		return nil, err
	}
	return e, nil
}

func openOpusDecoder(cfg DecoderConfig) (decoding, error) {
	d, err := opus.OpenDecoder(cfg.Channels)
	if err != nil {
		return nil, err
	}
	return opusDecoding{d}, nil
}
