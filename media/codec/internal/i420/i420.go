//go:build cgo && (avcodec || bsd)

// Package i420 turns what the decoders' libraries give into the one kind of
// picture that we have: 8 bits, chroma halved both ways, limited range. What is
// so already is only pointed at.
package i420

/*
#cgo CFLAGS: -O3
#cgo LDFLAGS: -l:libyuv.a -l:libstdc++.a -lm -lpthread
#include <stddef.h>
#include <stdint.h>
#include <libyuv.h>

// plane8 makes 8 bits of samples of 9 to 16 bits in two bytes each.
static void plane8(const void *src, int stride, uint8_t *dst, int dst_stride, int depth, int w, int h) {
	Convert16To8Plane(src, stride / 2, dst, dst_stride, 1 << (24 - depth), w, h);
}

// limit_luma and limit_chroma squeeze full range into limited range, in place:
// 0..255 to 16..235 and 16..240.
static void limit_luma(uint8_t *p, int stride, int w, int h) {
	for (; h > 0; h--, p += stride)
		for (int x = 0; x < w; x++)
			p[x] = (uint16_t)(p[x] * 220 + 128) / 256 + 16;
}

static void limit_chroma(uint8_t *p, int stride, int w, int h) {
	for (; h > 0; h--, p += stride)
		for (int x = 0; x < w; x++)
			p[x] = (uint16_t)(p[x] * 225 + 4096) / 256;
}
*/
import "C"

import (
	"fmt"
	"unsafe"

	"veche/media/codec"
)

// Chroma is how the chroma planes are sampled.
type Chroma int

// Half both ways, half across, whole, and none at all.
const (
	C420 Chroma = iota
	C422
	C444
	C400
)

// Frame is a picture in memory of a library. Strides are in bytes; samples of
// more than 8 bits take two, little-endian.
type Frame struct {
	Width, Height int
	Planes        [3]unsafe.Pointer
	Strides       [3]int
	Chroma        Chroma
	Depth         int
	FullRange     bool
}

// Converter keeps the buffers of conversion. The zero Converter is ready.
type Converter struct {
	out *codec.Picture
	low *plain // 8 bits, still with the chroma of the source
}

// plain are three planes of the same size.
type plain struct {
	stride, height int
	planes         [3][]byte
}

// View lets out point at f as I420: at the library's memory where it can, else
// at buffers of c. Both last until the library's next picture. The time of out
// is left alone.
func (c *Converter) View(f *Frame, out *codec.Picture) error {
	time := out.Time
	defer func() { out.Time = time }()
	if f.Chroma < C420 || f.Chroma > C400 || f.Depth < 8 || f.Depth > 16 {
		return fmt.Errorf("chroma %d of %d bits: %w", f.Chroma, f.Depth, codec.ErrUnsupported)
	}
	for i, p := range f.Planes {
		if (p == nil || f.Strides[i] <= 0) && (i == 0 || f.Chroma != C400) {
			return fmt.Errorf("plane %d with stride %d: %w", i, f.Strides[i], codec.ErrUnsupported)
		}
	}
	if f.Chroma == C420 && f.Depth == 8 && !f.FullRange && f.Strides[1] == f.Strides[2] {
		point(f, out)
		return nil
	}
	if c.out == nil || c.out.Width != f.Width || c.out.Height != f.Height {
		c.out = codec.NewPicture(f.Width, f.Height)
	}
	src := *f
	if f.Depth > 8 {
		c.lower(&src)
	}
	c.subsample(&src)
	if f.FullRange {
		c.limit()
	}
	*out = *c.out
	return nil
}

func point(f *Frame, out *codec.Picture) {
	*out = codec.Picture{Width: f.Width, Height: f.Height, YStride: f.Strides[0], UVStride: f.Strides[1]}
	out.Y = memory(f.Planes[0], out.YStride, out.Width, out.Height)
	out.U = memory(f.Planes[1], out.UVStride, out.ChromaWidth(), out.ChromaHeight())
	out.V = memory(f.Planes[2], out.UVStride, out.ChromaWidth(), out.ChromaHeight())
}

func memory(p unsafe.Pointer, stride, width, height int) []byte {
	return unsafe.Slice((*byte)(p), stride*(height-1)+width)
}

// lower makes 8 bits of deeper samples, and lets f point there.
func (c *Converter) lower(f *Frame) {
	stride := (f.Width + 63) &^ 63
	if c.low == nil || c.low.stride != stride || c.low.height != f.Height {
		c.low = &plain{stride: stride, height: f.Height}
		for i := range c.low.planes {
			c.low.planes[i] = make([]byte, stride*f.Height)
		}
	}
	for i := range f.Planes {
		w, h := f.planeSize(i)
		if w == 0 {
			continue
		}
		dst := unsafe.Pointer(&c.low.planes[i][0])
		C.plane8(f.Planes[i], C.int(f.Strides[i]), (*C.uint8_t)(dst), C.int(stride), C.int(f.Depth), C.int(w), C.int(h))
		f.Planes[i], f.Strides[i] = dst, stride
	}
}

func (f *Frame) planeSize(i int) (width, height int) {
	switch {
	case i == 0 || f.Chroma == C444:
		return f.Width, f.Height
	case f.Chroma == C422:
		return (f.Width + 1) / 2, f.Height
	case f.Chroma == C420:
		return (f.Width + 1) / 2, (f.Height + 1) / 2
	}
	return 0, 0
}

// subsample copies 8-bit samples into the output.
func (c *Converter) subsample(f *Frame) {
	o := c.out
	y, u, v := (*C.uint8_t)(&o.Y[0]), (*C.uint8_t)(&o.U[0]), (*C.uint8_t)(&o.V[0])
	ys, cs, w, h := C.int(o.YStride), C.int(o.UVStride), C.int(f.Width), C.int(f.Height)
	sy, su, sv := (*C.uint8_t)(f.Planes[0]), (*C.uint8_t)(f.Planes[1]), (*C.uint8_t)(f.Planes[2])
	ss := [3]C.int{C.int(f.Strides[0]), C.int(f.Strides[1]), C.int(f.Strides[2])}
	switch f.Chroma {
	case C420:
		C.I420Copy(sy, ss[0], su, ss[1], sv, ss[2], y, ys, u, cs, v, cs, w, h)
	case C422:
		C.I422ToI420(sy, ss[0], su, ss[1], sv, ss[2], y, ys, u, cs, v, cs, w, h)
	case C444:
		C.I444ToI420(sy, ss[0], su, ss[1], sv, ss[2], y, ys, u, cs, v, cs, w, h)
	case C400:
		C.I400ToI420(sy, ss[0], y, ys, u, cs, v, cs, w, h)
	}
}

func (c *Converter) limit() {
	o := c.out
	cw, ch := C.int(o.ChromaWidth()), C.int(o.ChromaHeight())
	C.limit_luma((*C.uint8_t)(&o.Y[0]), C.int(o.YStride), C.int(o.Width), C.int(o.Height))
	C.limit_chroma((*C.uint8_t)(&o.U[0]), C.int(o.UVStride), cw, ch)
	C.limit_chroma((*C.uint8_t)(&o.V[0]), C.int(o.UVStride), cw, ch)
}
