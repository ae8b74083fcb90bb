// Package still makes small pictures to look at of the key pictures of streams.
package still

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"

	"golang.org/x/image/draw"

	"veche/media/codec"
	"veche/media/codec/video"
	"veche/media/codec/yuv"
)

const quality = 80

// ErrNoPicture says that nothing to be seen came of it.
var ErrNoPicture = errors.New("still: no picture")

// JPEG decodes unit, a key picture with its parameter sets, and encodes it anew, no wider
// than width. What a build cannot decode gives an error of [codec.ErrNotBuilt].
func JPEG(c codec.Codec, unit []byte, width int) ([]byte, error) {
	if c == codec.MJPEG {
		return again(unit, width)
	}
	decoder, err := video.NewDecoder(video.DecoderConfig{Codec: c})
	if err != nil {
		return nil, err
	}
	defer decoder.Close()
	picture, err := decoder.Decode(unit, 0)
	if picture == nil && err == nil {
		picture, err = decoder.Flush() // it waits for its order
	}
	if picture == nil {
		return nil, errors.Join(ErrNoPicture, err)
	}
	w, h := within(picture.Width, picture.Height, width)
	small := codec.NewPicture(w, h)
	if err := new(yuv.Scaler).Scale(small, picture); err != nil {
		return nil, err
	}
	return encode(fullRange(small))
}

// again decodes a JPEG file without C, and encodes it anew: nothing of what a camera sent
// is served as it is.
func again(file []byte, width int) ([]byte, error) {
	cfg, err := jpeg.DecodeConfig(bytes.NewReader(file))
	if err != nil || cfg.Width < 1 || cfg.Height < 1 || cfg.Width*cfg.Height > video.DefaultMaxPixels {
		return nil, ErrNoPicture
	}
	from, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoPicture, err)
	}
	w, h := within(cfg.Width, cfg.Height, width)
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.ApproxBiLinear.Scale(to, to.Bounds(), from, from.Bounds(), draw.Src, nil)
	return encode(to)
}

// within is a size of the same shape, no wider than most.
func within(width, height, most int) (w, h int) {
	if width <= most {
		return width, height
	}
	return most, max(1, (height*most+width/2)/width)
}

// fullRange is p as JPEG has it: black is 0 and white 255 (JFIF 1.02), where video has 16
// and 235 (BT.601).
func fullRange(p *codec.Picture) *image.YCbCr {
	stretch(p.Y, 16, 219)
	for _, plane := range [][]byte{p.U, p.V} {
		for i, v := range plane {
			plane[i] = clamp((int(v)-128)*255/224 + 128)
		}
	}
	return &image.YCbCr{
		Y: p.Y, Cb: p.U, Cr: p.V, YStride: p.YStride, CStride: p.UVStride,
		SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: image.Rect(0, 0, p.Width, p.Height),
	}
}

func stretch(plane []byte, low, span int) {
	for i, v := range plane {
		plane[i] = clamp((int(v) - low) * 255 / span)
	}
}

func clamp(v int) byte { return byte(max(0, min(255, v))) }

func encode(img image.Image) ([]byte, error) {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("still: %w", err)
	}
	return out.Bytes(), nil
}
