package compose

import (
	"image"
	"image/color"
	"math"
)

// This file draws the few shapes that marks and plates are made of, with soft
// edges. They are drawn once and kept as sprites, so plain arithmetic for each
// pixel is fast enough.

// distance of a point from a shape, in pixels: negative inside.
type distance func(x, y float64) float64

// paint colours what is inside of a shape, pixels on its edge in part.
func paint(img *image.RGBA, d distance, c color.Color) {
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += block {
		for x := b.Min.X; x < b.Max.X; x += block {
			if d(float64(x)+block/2, float64(y)+block/2) > block {
				continue // nothing of the shape is near
			}
			paintBlock(img, image.Rect(x, y, x+block, y+block).Intersect(b), d, c)
		}
	}
}

// block is the side of what is looked at together.
const block = 8

func paintBlock(img *image.RGBA, b image.Rectangle, d distance, c color.Color) {
	cr, cg, cb, ca := c.RGBA()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			cover := min(max(0.5-d(float64(x)+0.5, float64(y)+0.5), 0), 1)
			if cover == 0 {
				continue
			}
			part := uint32(cover*256 + 0.5)
			p := img.Pix[img.PixOffset(x, y):][:4]
			stay := 65535 - ca*part/256
			for i, v := range [4]uint32{cr, cg, cb, ca} {
				p[i] = byte((uint32(p[i])*257*(stay>>1)/32767 + v*part/256) >> 8)
			}
		}
	}
}

// box is a rectangle with round corners.
func box(left, top, w, h, radius float64) distance {
	cx, cy := left+w/2, top+h/2
	return func(x, y float64) float64 {
		dx, dy := math.Abs(x-cx)-w/2+radius, math.Abs(y-cy)-h/2+radius
		return math.Hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - radius
	}
}

func disc(cx, cy, radius float64) distance {
	return func(x, y float64) float64 { return math.Hypot(x-cx, y-cy) - radius }
}

// line is a stroke with round ends.
func line(x0, y0, x1, y1, width float64) distance {
	dx, dy := x1-x0, y1-y0
	length := dx*dx + dy*dy
	return func(x, y float64) float64 {
		t := 0.0
		if length > 0 {
			t = min(max(((x-x0)*dx+(y-y0)*dy)/length, 0), 1)
		}
		return math.Hypot(x-x0-t*dx, y-y0-t*dy) - width/2
	}
}

// strokes are lines from point to point.
func strokes(width float64, points ...[2]float64) distance {
	parts := make([]distance, 0, len(points))
	for i := 1; i < len(points); i++ {
		parts = append(parts, line(points[i-1][0], points[i-1][1], points[i][0], points[i][1], width))
	}
	return union(parts...)
}

// rim is a stroke along the edge of a shape.
func rim(d distance, width float64) distance {
	return func(x, y float64) float64 { return math.Abs(d(x, y)) - width/2 }
}

func union(parts ...distance) distance {
	return func(x, y float64) float64 {
		nearest := math.Inf(1)
		for _, d := range parts {
			nearest = min(nearest, d(x, y))
		}
		return nearest
	}
}

// without is a with b cut out.
func without(a, b distance) distance {
	return func(x, y float64) float64 { return max(a(x, y), -b(x, y)) }
}

func both(a, b distance) distance {
	return func(x, y float64) float64 { return max(a(x, y), b(x, y)) }
}

// within places a shape that is drawn on a square of 24 into one of size pixels.
func within(d distance, left, top, size float64) distance {
	scale := size / 24
	return func(x, y float64) float64 { return d((x-left)/scale, (y-top)/scale) * scale }
}
