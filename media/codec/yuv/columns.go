//go:build cgo && (avcodec || bsd)

package yuv

/*
#include "columns.h"
*/
import "C"

import "veche/media/codec"

// libyuv takes two columns at a time when the sizes have no simple ratio, as in
// most windows of a composed picture. What is here takes eight, four times as fast.

var columnsPossible = C.columns_possible() != 0

// columns is how the rows of one width become those of another.
type columns struct {
	from, to int
	groups   []C.column_group // nil: cannot be done
}

func newColumns(from, to int) columns {
	c := columns{from: from, to: to}
	groups := make([]C.column_group, (to+7)/8)
	for i := range groups {
		g := &groups[i]
		for j := range 8 {
			first, second, part := between(min(8*i+j, to-1), to, from)
			if j == 0 {
				g.at = C.int32_t(first)
			}
			if second-int(g.at) > 15 {
				return c
			}
			parts := (part + 2) / 4
			g.pick[2*j], g.pick[2*j+1] = C.uint8_t(first-int(g.at)), C.uint8_t(second-int(g.at))
			g.weigh[2*j], g.weigh[2*j+1] = C.int8_t(64-parts), C.int8_t(parts)
		}
	}
	c.groups = groups
	return c
}

// plans are those of the last sizes, luma and chroma.
type plans [2]columns

func (p *plans) of(i, from, to int) *columns {
	if c := &p[i]; c.from != from || c.to != to {
		*c = newColumns(from, to)
	}
	return &p[i]
}

// nearest scales over the nearest four samples; false if it cannot.
func (p *plans) nearest(dst, src *codec.Picture) bool {
	if !columnsPossible {
		return false
	}
	luma, chroma := p.of(0, src.Width, dst.Width), p.of(1, src.ChromaWidth(), dst.ChromaWidth())
	if luma.groups == nil || chroma.groups == nil {
		return false
	}
	scaleByColumns(luma, dst.Y, dst.YStride, dst.Height, src.Y, src.YStride, src.Height)
	scaleByColumns(chroma, dst.U, dst.UVStride, dst.ChromaHeight(), src.U, src.UVStride, src.ChromaHeight())
	scaleByColumns(chroma, dst.V, dst.UVStride, dst.ChromaHeight(), src.V, src.UVStride, src.ChromaHeight())
	return true
}

func scaleByColumns(c *columns, dst []byte, dstStride, dh int, src []byte, srcStride, sh int) {
	C.scale_columns((*C.uint8_t)(&src[0]), C.int(srcStride), C.int(c.from), C.int(sh),
		(*C.uint8_t)(&dst[0]), C.int(dstStride), C.int(c.to), C.int(dh), &c.groups[0])
}
