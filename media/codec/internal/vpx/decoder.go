//go:build cgo && (avcodec || bsd)

// Package vpx has the decoders for VP8 and VP9 and the encoder for VP8, by libvpx.
package vpx

/*
#cgo CFLAGS: -O2
#cgo LDFLAGS: -l:libvpx.a -lm -lpthread
#include <stdlib.h>
#include <vpx/vp8dx.h>
#include <vpx/vpx_decoder.h>

// A picture buffer, as VP9 decoding asks for them.
typedef struct {
	uint8_t *data;
	size_t size;
	int lent;
} buffer;

enum { BUFFERS = 16 }; // libvpx holds at most twelve

typedef struct {
	vpx_codec_ctx_t context;
	buffer buffers[BUFFERS];
	size_t max_bytes; // of a buffer
	int too_large;    // the stream has asked for more
} decoder;

// lend gives the decoder memory for a picture, within bounds: the size of a VP9
// picture may change with any frame, so looking at key frames is not enough.
static int lend(void *priv, size_t min_size, vpx_codec_frame_buffer_t *fb) {
	decoder *d = priv;
	buffer *b = NULL;
	if (min_size > d->max_bytes) {
		d->too_large = 1;
		return -1;
	}
	for (int i = 0; i < BUFFERS; i++)
		if (!d->buffers[i].lent && (!b || d->buffers[i].size >= min_size))
			b = &d->buffers[i];
	if (!b)
		return -1;
	if (b->size < min_size) {
		free(b->data);
		b->data = calloc(1, min_size); // zeros: libvpx may show what it did not write
		b->size = b->data ? min_size : 0;
		if (!b->data)
			return -1;
	}
	b->lent = 1;
	fb->data = b->data;
	fb->size = b->size;
	fb->priv = b;
	return 0;
}

static int take_back(void *priv, vpx_codec_frame_buffer_t *fb) {
	if (fb->priv)
		((buffer *)fb->priv)->lent = 0;
	fb->priv = NULL;
	return 0;
}

static void close_decoder(decoder *d) {
	vpx_codec_destroy(&d->context);
	for (int i = 0; i < BUFFERS; i++)
		free(d->buffers[i].data);
	free(d);
}

static decoder *open_decoder(int vp9, size_t max_bytes) {
	decoder *d = calloc(1, sizeof *d);
	vpx_codec_dec_cfg_t cfg = {.threads = 1};
	if (!d)
		return NULL;
	d->max_bytes = max_bytes;
	if (vpx_codec_dec_init(&d->context, vp9 ? vpx_codec_vp9_dx() : vpx_codec_vp8_dx(), &cfg, 0) != VPX_CODEC_OK) {
		free(d);
		return NULL;
	}
	if (vp9 && vpx_codec_set_frame_buffer_functions(&d->context, lend, take_back, d) != VPX_CODEC_OK) {
		close_decoder(d);
		return NULL;
	}
	return d;
}

// decode gives libvpx's error, and in *out the last picture to be shown, or NULL.
static int decode(decoder *d, const void *data, unsigned size, vpx_image_t **out, int *damaged) {
	vpx_codec_iter_t iter = NULL;
	int err = vpx_codec_decode(&d->context, data, size, NULL, 0);
	*out = NULL;
	for (vpx_image_t *i; (i = vpx_codec_get_frame(&d->context, &iter)) != NULL;)
		*out = i;
	*damaged = 0;
	if (*out && vpx_codec_control(&d->context, VP8D_GET_FRAME_CORRUPTED, damaged) != VPX_CODEC_OK)
		*damaged = 0;
	return err;
}

static int full_range(const vpx_image_t *i) { return i->range == VPX_CR_FULL_RANGE; }
*/
import "C"

import (
	"fmt"
	"time"
	"unsafe"

	"veche/media/codec"
	"veche/media/codec/internal/i420"
)

// Decoder decodes whole frames of VP8 or VP9.
type Decoder struct {
	c         *C.decoder
	codec     codec.Codec
	maxPixels int
	converter i420.Converter
	image     *C.vpx_image_t // what a call gives back
	damaged   C.int
}

// OpenDecoder opens a decoder for VP8 or VP9.
func OpenDecoder(c codec.Codec, maxPixels int) (*Decoder, error) {
	d := &Decoder{codec: c, maxPixels: maxPixels}
	return d, d.open()
}

func (d *Decoder) open() error {
	vp9 := C.int(0)
	if d.codec == codec.VP9 {
		vp9 = 1
	}
	// A deep 4:4:4 picture takes six bytes a pixel, and there are wide borders.
	if d.c = C.open_decoder(vp9, C.size_t(d.maxPixels)*8+8<<20); d.c == nil {
		return fmt.Errorf("vpx: cannot open %v", d.codec)
	}
	return nil
}

// Close frees the decoder.
func (d *Decoder) Close() {
	if d.c != nil {
		C.close_decoder(d.c)
		d.c = nil
	}
}

// Decode takes one frame (for VP9 a superframe) and fills out with what it shows.
func (d *Decoder) Decode(unit []byte, at time.Duration, out *codec.Picture) (bool, error) {
	if d.c == nil { // opening it again has failed
		if err := d.open(); err != nil {
			return false, err
		}
	}
	code := C.decode(d.c, unsafe.Pointer(unsafe.SliceData(unit)), C.uint(len(unit)), &d.image, &d.damaged)
	if d.c.too_large != 0 {
		// What it holds for a picture of that size is given back at once.
		d.Close()
		return false, fmt.Errorf("vpx: %w", codec.ErrTooLarge)
	}
	image := d.image
	if image == nil {
		if code != 0 {
			return false, fmt.Errorf("vpx: error %d: %w", int(code), codec.ErrDamaged)
		}
		return false, nil
	}
	f := i420.Frame{
		Width: int(image.d_w), Height: int(image.d_h),
		Depth: int(image.bit_depth), FullRange: C.full_range(image) != 0,
	}
	switch image.fmt {
	case C.VPX_IMG_FMT_I420, C.VPX_IMG_FMT_I42016:
		f.Chroma = i420.C420
	case C.VPX_IMG_FMT_I422, C.VPX_IMG_FMT_I42216:
		f.Chroma = i420.C422
	case C.VPX_IMG_FMT_I444, C.VPX_IMG_FMT_I44416:
		f.Chroma = i420.C444
	default:
		f.Chroma = -1
	}
	if f.Depth == 0 || d.codec == codec.VP8 {
		f.Depth = 8
	}
	for i := range f.Planes {
		f.Planes[i], f.Strides[i] = unsafe.Pointer(image.planes[i]), int(image.stride[i])
	}
	if f.Width*f.Height > d.maxPixels {
		return false, fmt.Errorf("vpx: %dx%d: %w", f.Width, f.Height, codec.ErrTooLarge)
	}
	out.Time = at
	if err := d.converter.View(&f, out); err != nil {
		return false, fmt.Errorf("vpx: %w", err)
	}
	if code != 0 || d.damaged != 0 {
		return true, codec.ErrDamaged
	}
	return true, nil
}

// Flush has nothing: every frame is shown at once.
func (d *Decoder) Flush(*codec.Picture) (bool, error) { return false, nil }
