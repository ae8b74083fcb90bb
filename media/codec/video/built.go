//go:build cgo && (avcodec || bsd)

package video

import (
	"veche/media/codec"
	"veche/media/codec/internal/aom"
	"veche/media/codec/internal/malloc"
	"veche/media/codec/internal/openh264"
	"veche/media/codec/internal/vpx"
)

var encoders = map[codec.Codec]openEncoder{
	codec.H264: encodeOpenH264,
	codec.VP8:  encodeVPX,
}

// prepare is called before a coder is opened.
func prepare() { malloc.Tune() }

func openVPX(c codec.Codec, maxPixels int) (decoding, error) {
	return opened(vpx.OpenDecoder(c, maxPixels))
}

func openAOM(_ codec.Codec, maxPixels int) (decoding, error) {
	return opened(aom.OpenDecoder(maxPixels))
}

// opened keeps a nil decoder from becoming a decoding that is not nil.
func opened[D decoding](d D, err error) (decoding, error) {
	if err != nil {
		return nil, err
	}
	return d, nil
}

func encodeOpenH264(cfg EncoderConfig) (encoding, error) {
	e, err := openh264.OpenEncoder(openh264.Settings{
		Width: cfg.Width, Height: cfg.Height, FPS: cfg.FrameRate, BitRate: cfg.BitRate,
		Main: cfg.Profile == Main, Screen: cfg.Screen, MaxSlice: cfg.MaxSlice, Level: cfg.Level, Finest: cfg.Finest,
	})
	if err != nil {
		return nil, err
	}
	return e, nil
}

func encodeVPX(cfg EncoderConfig) (encoding, error) {
	e, err := vpx.OpenEncoder(cfg.Width, cfg.Height, cfg.FrameRate, cfg.BitRate, cfg.Screen)
	if err != nil {
		return nil, err
	}
	return e, nil
}
