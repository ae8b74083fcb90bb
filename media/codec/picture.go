package codec

import (
	"fmt"
	"image"
	"time"
)

// Picture is one picture in I420: 8 bits, limited range (16 to 235), chroma of
// half the size both ways, rounded up. It is what decoders give, what is scaled
// and composed, and what encoders take.
//
// The planes may be larger than the picture and may be windows into those of a
// larger one. Those that a decoder gave live in memory of the decoder: see there
// how long.
type Picture struct {
	Width, Height int // pixels
	Y, U, V       []byte
	// YStride and UVStride are the bytes from one row to the next. U and V have the same.
	YStride, UVStride int
	// Time is where the picture stands in its stream. Decoders and encoders hand it
	// through; only differences mean something.
	Time time.Duration
}

// rowAlignment suits the widest vector loads of the libraries below.
const rowAlignment = 64

// NewPicture makes a picture with its memory. It is black.
func NewPicture(width, height int) *Picture {
	if width <= 0 || height <= 0 {
		panic(fmt.Sprintf("codec: a picture of %dx%d", width, height))
	}
	p := &Picture{
		Width: width, Height: height,
		YStride:  alignRow(width),
		UVStride: alignRow((width + 1) / 2),
	}
	luma, chroma := p.YStride*height, p.UVStride*((height+1)/2)
	memory := make([]byte, luma+2*chroma)
	p.Y = memory[:luma:luma]
	p.U = memory[luma : luma+chroma : luma+chroma]
	p.V = memory[luma+chroma:]
	p.Fill(16, 128, 128)
	return p
}

func alignRow(n int) int { return (n + rowAlignment - 1) &^ (rowAlignment - 1) }

// ChromaWidth is the width of the planes U and V.
func (p *Picture) ChromaWidth() int { return (p.Width + 1) / 2 }

// ChromaHeight is the height of the planes U and V.
func (p *Picture) ChromaHeight() int { return (p.Height + 1) / 2 }

// Check says what is wrong with a picture: planes too short for its size. The
// libraries below write where it points, so all that take a picture ask first.
func (p *Picture) Check() error {
	switch {
	case p.Width <= 0 || p.Height <= 0 || p.Width > maxSide || p.Height > maxSide:
		return fmt.Errorf("codec: a picture of %dx%d", p.Width, p.Height)
	case !fits(p.Y, p.YStride, p.Width, p.Height),
		!fits(p.U, p.UVStride, p.ChromaWidth(), p.ChromaHeight()),
		!fits(p.V, p.UVStride, p.ChromaWidth(), p.ChromaHeight()):
		return fmt.Errorf("codec: planes of %d, %d and %d bytes, strides %d and %d, for %dx%d",
			len(p.Y), len(p.U), len(p.V), p.YStride, p.UVStride, p.Width, p.Height)
	}
	return nil
}

// maxSide keeps products of sides and strides far from overflow.
const maxSide = 1 << 14

func fits(plane []byte, stride, width, height int) bool {
	return stride >= width && stride <= 1<<20 && len(plane) >= stride*(height-1)+width
}

// Fill makes the whole picture one colour.
func (p *Picture) Fill(y, u, v byte) {
	fillPlane(p.Y, p.YStride, p.Width, p.Height, y)
	fillPlane(p.U, p.UVStride, p.ChromaWidth(), p.ChromaHeight(), u)
	fillPlane(p.V, p.UVStride, p.ChromaWidth(), p.ChromaHeight(), v)
}

func fillPlane(plane []byte, stride, width, height int, value byte) {
	first := plane[:width]
	for i := range first {
		first[i] = value
	}
	for y := 1; y < height; y++ {
		copy(plane[y*stride:y*stride+width], first)
	}
}

// CopyFrom copies a picture of the same size, with its time.
func (p *Picture) CopyFrom(src *Picture) {
	if p.Width != src.Width || p.Height != src.Height {
		panic(fmt.Sprintf("codec: copying %dx%d into %dx%d", src.Width, src.Height, p.Width, p.Height))
	}
	copyPlane(p.Y, p.YStride, src.Y, src.YStride, p.Width, p.Height)
	copyPlane(p.U, p.UVStride, src.U, src.UVStride, p.ChromaWidth(), p.ChromaHeight())
	copyPlane(p.V, p.UVStride, src.V, src.UVStride, p.ChromaWidth(), p.ChromaHeight())
	p.Time = src.Time
}

func copyPlane(dst []byte, dstStride int, src []byte, srcStride, width, height int) {
	for y := range height {
		copy(dst[y*dstStride:y*dstStride+width], src[y*srcStride:])
	}
}

// Window is the part of p with these edges; it shares the memory. Left and top
// are rounded down to even, as chroma wants it. The part must lie inside.
func (p *Picture) Window(left, top, width, height int) Picture {
	left, top = left&^1, top&^1
	if left < 0 || top < 0 || width <= 0 || height <= 0 || left+width > p.Width || top+height > p.Height {
		panic(fmt.Sprintf("codec: window %d,%d %dx%d of a picture of %dx%d", left, top, width, height, p.Width, p.Height))
	}
	w := *p
	w.Width, w.Height = width, height
	w.Y = p.Y[top*p.YStride+left:]
	w.U = p.U[top/2*p.UVStride+left/2:]
	w.V = p.V[top/2*p.UVStride+left/2:]
	return w
}

// Image is the picture for the standard library; it shares the memory.
// (The standard library takes the values for full range: a little paler.)
func (p *Picture) Image() *image.YCbCr {
	return &image.YCbCr{
		Y: p.Y, Cb: p.U, Cr: p.V,
		YStride: p.YStride, CStride: p.UVStride,
		SubsampleRatio: image.YCbCrSubsampleRatio420,
		Rect:           image.Rect(0, 0, p.Width, p.Height),
	}
}
