//go:build cgo && (avcodec || bsd)

package openh264

/*
#include <stdlib.h>
#include <string.h>
#include <wels/codec_api.h>

typedef struct {
	ISVCDecoder *svc;
	unsigned char *plane[3];
	SBufferInfo info;
} decoder;

static void close_decoder(decoder *d) {
	if (d->svc) {
		(*d->svc)->Uninitialize(d->svc);
		WelsDestroyDecoder(d->svc);
	}
	free(d);
}

static decoder *open_decoder(void) {
	int quiet = WELS_LOG_QUIET;
	SDecodingParam p;
	decoder *d = calloc(1, sizeof *d);
	if (!d)
		return NULL;
	if (WelsCreateDecoder(&d->svc) != 0)
		goto failed;
	(*d->svc)->SetOption(d->svc, DECODER_OPTION_TRACE_LEVEL, &quiet);
	memset(&p, 0, sizeof p);
	p.uiTargetDqLayer = 255;
	p.eEcActiveIdc = ERROR_CON_SLICE_COPY;
	p.sVideoProperty.eVideoBsType = VIDEO_BITSTREAM_AVC;
	if ((*d->svc)->Initialize(d->svc, &p) != 0)
		goto failed;
	return d;
failed:
	close_decoder(d);
	return NULL;
}

static int decode(decoder *d, const void *data, int size, unsigned long long time) {
	memset(&d->info, 0, sizeof d->info);
	memset(d->plane, 0, sizeof d->plane);
	d->info.uiInBsTimeStamp = time;
	return (*d->svc)->DecodeFrameNoDelay(d->svc, data, size, d->plane, &d->info);
}

static int flush(decoder *d) {
	int left = 0, end = 1;
	memset(&d->info, 0, sizeof d->info);
	memset(d->plane, 0, sizeof d->plane);
	(*d->svc)->SetOption(d->svc, DECODER_OPTION_END_OF_STREAM, &end);
	(*d->svc)->GetOption(d->svc, DECODER_OPTION_NUM_OF_FRAMES_REMAINING_IN_BUFFER, &left);
	return left > 0 ? (*d->svc)->FlushFrame(d->svc, d->plane, &d->info) : 0;
}

static const SSysMEMBuffer *format(const decoder *d) { return &d->info.UsrData.sSystemBuffer; }
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

// Decoder decodes whole access units of baseline exactly, main and high without
// B pictures one picture late, with them only nearly, and interlaced ones not at all.
// It patches up what is lost.
type Decoder struct {
	c         *C.decoder
	converter i420.Converter
}

// OpenDecoder opens a decoder.
func OpenDecoder() (*Decoder, error) {
	c := C.open_decoder()
	if c == nil {
		return nil, errors.New("openh264: cannot open a decoder")
	}
	return &Decoder{c: c}, nil
}

// Close frees the decoder.
func (d *Decoder) Close() { C.close_decoder(d.c) }

// Decode takes one access unit and fills out if a picture has become ready.
func (d *Decoder) Decode(unit []byte, at time.Duration, out *codec.Picture) (bool, error) {
	code := C.decode(d.c, unsafe.Pointer(unsafe.SliceData(unit)), C.int(len(unit)), C.ulonglong(at))
	return d.picture(code, out)
}

// Flush fills out with the next of the pictures that are held back.
func (d *Decoder) Flush(out *codec.Picture) (bool, error) { return d.picture(C.flush(d.c), out) }

func (d *Decoder) picture(code C.int, out *codec.Picture) (bool, error) {
	var damaged error
	if code != C.dsErrorFree && code != C.dsFramePending {
		damaged = fmt.Errorf("openh264: state %#x: %w", int(code), codec.ErrDamaged)
	}
	if d.c.info.iBufferStatus != 1 || d.c.plane[0] == nil {
		return false, damaged
	}
	format := C.format(d.c)
	f := i420.Frame{Width: int(format.iWidth), Height: int(format.iHeight), Depth: 8}
	for i := range f.Planes {
		f.Planes[i], f.Strides[i] = unsafe.Pointer(d.c.plane[i]), int(format.iStride[min(i, 1)])
	}
	out.Time = time.Duration(d.c.info.uiOutYuvTimeStamp)
	if err := d.converter.View(&f, out); err != nil {
		return false, fmt.Errorf("openh264: %w", err)
	}
	return true, damaged
}
