//go:build cgo && (avcodec || bsd)

// Package aom has the decoder for AV1, by libaom.
package aom

/*
#cgo CFLAGS: -O2
#cgo LDFLAGS: -l:libaom.a -lm -lpthread
#include <stdlib.h>
#include <aom/aom_decoder.h>
#include <aom/aomdx.h>

static aom_codec_ctx_t *open_decoder(void) {
	aom_codec_ctx_t *d = calloc(1, sizeof *d);
	aom_codec_dec_cfg_t cfg = {.threads = 1, .allow_lowbitdepth = 1};
	if (d && aom_codec_dec_init(d, aom_codec_av1_dx(), &cfg, 0) != AOM_CODEC_OK) {
		free(d);
		return NULL;
	}
	return d;
}

static void close_decoder(aom_codec_ctx_t *d) {
	aom_codec_destroy(d);
	free(d);
}

// decode gives libaom's error, and in *out the last picture to be shown, or NULL.
static int decode(aom_codec_ctx_t *d, const void *data, size_t size, aom_image_t **out, int *damaged) {
	aom_codec_iter_t iter = NULL;
	int err = aom_codec_decode(d, data, size, NULL);
	*out = NULL;
	for (aom_image_t *i; (i = aom_codec_get_frame(d, &iter)) != NULL;)
		*out = i;
	*damaged = 0;
	if (*out && aom_codec_control(d, AOMD_GET_FRAME_CORRUPTED, damaged) != AOM_CODEC_OK)
		*damaged = 0;
	return err;
}

static int full_range(const aom_image_t *i) { return i->range == AOM_CR_FULL_RANGE; }
*/
import "C"

import (
	"errors"
	"fmt"
	"time"
	"unsafe"

	"veche/media/codec"
	"veche/media/codec/internal/i420"
)

// Decoder decodes whole temporal units of AV1.
type Decoder struct {
	c         *C.aom_codec_ctx_t
	maxPixels int
	converter i420.Converter
	image     *C.aom_image_t // what a call gives back
	damaged   C.int
}

// OpenDecoder opens a decoder.
func OpenDecoder(maxPixels int) (*Decoder, error) {
	c := C.open_decoder()
	if c == nil {
		return nil, errors.New("aom: cannot open a decoder")
	}
	return &Decoder{c: c, maxPixels: maxPixels}, nil
}

// Close frees the decoder.
func (d *Decoder) Close() { C.close_decoder(d.c) }

// Decode takes one temporal unit and fills out with what it shows.
func (d *Decoder) Decode(unit []byte, at time.Duration, out *codec.Picture) (bool, error) {
	code := C.decode(d.c, unsafe.Pointer(unsafe.SliceData(unit)), C.size_t(len(unit)), &d.image, &d.damaged)
	image := d.image
	if image == nil {
		if code != 0 {
			return false, fmt.Errorf("aom: error %d: %w", int(code), codec.ErrDamaged)
		}
		return false, nil
	}
	f := i420.Frame{
		Width: int(image.d_w), Height: int(image.d_h),
		Depth: int(image.bit_depth), FullRange: C.full_range(image) != 0,
	}
	switch {
	case image.monochrome != 0:
		f.Chroma = i420.C400
	case image.x_chroma_shift == 1 && image.y_chroma_shift == 1:
		f.Chroma = i420.C420
	case image.x_chroma_shift == 1:
		f.Chroma = i420.C422
	default:
		f.Chroma = i420.C444
	}
	if f.Width*f.Height > d.maxPixels {
		return false, fmt.Errorf("aom: %dx%d: %w", f.Width, f.Height, codec.ErrTooLarge)
	}
	if f.Depth == 8 && image.fmt&C.AOM_IMG_FMT_HIGHBITDEPTH != 0 {
		return false, fmt.Errorf("aom: 8 bits in two bytes: %w", codec.ErrUnsupported)
	}
	for i := range f.Planes {
		f.Planes[i], f.Strides[i] = unsafe.Pointer(image.planes[i]), int(image.stride[i])
	}
	out.Time = at
	if err := d.converter.View(&f, out); err != nil {
		return false, fmt.Errorf("aom: %w", err)
	}
	if code != 0 || d.damaged != 0 {
		return true, codec.ErrDamaged
	}
	return true, nil
}

// Flush has nothing: every temporal unit shows its picture at once.
func (d *Decoder) Flush(*codec.Picture) (bool, error) { return false, nil }
