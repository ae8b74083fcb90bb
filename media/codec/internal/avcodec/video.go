//go:build cgo && avcodec

// Package avcodec has the decoders and the encoder that we take from FFmpeg, and
// no others: H264 of any profile, H265, VP8, JPEG pictures, AAC, G726. With them the
// program comes under the GPL, see docs/dependencies.md; the build tag avcodec
// switches them on.
package avcodec

/*
#cgo CFLAGS: -O2
#cgo LDFLAGS: -l:libavcodec.a -l:libavutil.a -lm -lpthread
#include "video.h"
*/
import "C"

import (
	"fmt"
	"time"
	"unsafe"

	"veche/media/codec"
	"veche/media/codec/internal/i420"
)

// VideoDecoder decodes whole access units. It is exact where the stream is whole.
type VideoDecoder struct {
	c         *C.video_decoder
	converter i420.Converter
	frame     C.video_frame // what a call gives back
	ending    bool
}

var videoKinds = map[codec.Codec]C.int{codec.H264: C.VIDEO_H264, codec.H265: C.VIDEO_H265, codec.MJPEG: C.VIDEO_MJPEG, codec.VP8: C.VIDEO_VP8}

// OpenVideo opens a decoder for H264, H265, VP8 or MJPEG.
func OpenVideo(c codec.Codec, maxPixels int) (*VideoDecoder, error) {
	kind, ok := videoKinds[c]
	if !ok {
		return nil, codec.ErrNotBuilt
	}
	d := C.video_open(kind, C.int64_t(maxPixels))
	if d == nil {
		return nil, fmt.Errorf("avcodec: cannot open %v", c)
	}
	return &VideoDecoder{c: d}, nil
}

// Close frees the decoder.
func (d *VideoDecoder) Close() { C.video_close(d.c) }

// Decode takes one access unit and fills out if a picture has become ready.
func (d *VideoDecoder) Decode(unit []byte, at time.Duration, out *codec.Picture) (bool, error) {
	if d.ending {
		C.video_reset(d.c)
		d.ending = false
	}
	if code := C.video_send(d.c, unsafe.Pointer(unsafe.SliceData(unit)), C.int(len(unit)), C.int64_t(at)); code < 0 {
		return false, failure(code)
	}
	return d.receive(out)
}

// Flush fills out with the next of the pictures that are held back for their order.
func (d *VideoDecoder) Flush(out *codec.Picture) (bool, error) {
	if !d.ending {
		d.ending = true
		C.video_send(d.c, nil, 0, 0)
	}
	return d.receive(out)
}

func (d *VideoDecoder) receive(out *codec.Picture) (bool, error) {
	switch code := C.video_receive(d.c, &d.frame); {
	case code == 0:
		return false, nil
	case code < 0:
		return false, failure(code)
	}
	f := &d.frame
	frame := i420.Frame{
		Width: int(f.width), Height: int(f.height),
		Chroma: i420.Chroma(f.chroma), Depth: int(f.depth), FullRange: f.full_range != 0,
	}
	for i := range frame.Planes {
		frame.Planes[i], frame.Strides[i] = unsafe.Pointer(f.plane[i]), int(f.stride[i])
	}
	out.Time = time.Duration(f.time)
	if err := d.converter.View(&frame, out); err != nil {
		return false, fmt.Errorf("avcodec: %w", err)
	}
	if f.damaged != 0 {
		return true, codec.ErrDamaged
	}
	return true, nil
}

func failure(code C.int) error {
	return fmt.Errorf("avcodec: error %d: %w", int(code), codec.ErrDamaged)
}
