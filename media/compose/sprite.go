package compose

import (
	"image"

	"veche/conference/layout"
	"veche/media/codec"
)

// sprite is a small picture with transparency, in I420: rendered once, laid over
// the composed picture often. Its values are multiplied with its alpha, so that
// laying it over takes one multiplication for each sample.
type sprite struct {
	w, h int // even
	// What is added to the picture, and how much of that stays, of 255; the chroma
	// planes have a quarter of the samples.
	y, u, v             []byte
	keepLuma, keepColor []byte
}

// newSprite converts what was drawn. An odd last row or column is left out.
func newSprite(img *image.RGBA) *sprite {
	b := img.Bounds()
	s := &sprite{w: b.Dx() &^ 1, h: b.Dy() &^ 1}
	quarter := s.w / 2 * s.h / 2
	memory := make([]byte, 2*s.w*s.h+3*quarter)
	cut := func(n int) (part []byte) {
		part, memory = memory[:n:n], memory[n:]
		return part
	}
	s.y, s.keepLuma = cut(s.w*s.h), cut(s.w*s.h)
	s.u, s.v, s.keepColor = cut(quarter), cut(quarter), cut(quarter)
	for y := 0; y < s.h; y += 2 {
		for x := 0; x < s.w; x += 2 {
			var sum [4]int
			for i := range 4 {
				px, py := x+i&1, y+i>>1
				p := img.Pix[img.PixOffset(b.Min.X+px, b.Min.Y+py):][:4]
				r, g, bl, a := int(p[0]), int(p[1]), int(p[2]), int(p[3])
				s.y[py*s.w+px], _, _ = matrix(r, g, bl, a)
				s.keepLuma[py*s.w+px] = byte(255 - a)
				sum[0], sum[1], sum[2], sum[3] = sum[0]+r, sum[1]+g, sum[2]+bl, sum[3]+a
			}
			at := y/2*(s.w/2) + x/2
			a := (sum[3] + 2) / 4
			_, s.u[at], s.v[at] = matrix((sum[0]+2)/4, (sum[1]+2)/4, (sum[2]+2)/4, a)
			s.keepColor[at] = byte(255 - a)
		}
	}
	return s
}

// draw lays s over dst with its corner at x, y, which are even and may be outside;
// only what is inside of clip is touched.
func (s *sprite) draw(dst *codec.Picture, x, y int, clip layout.Rect) {
	left, top := max(x, clip.X, 0), max(y, clip.Y, 0)
	right := min(x+s.w, clip.X+clip.W, dst.Width&^1)
	bottom := min(y+s.h, clip.Y+clip.H, dst.Height&^1)
	if left >= right || top >= bottom {
		return
	}
	lay(dst.Y[top*dst.YStride+left:], dst.YStride, s.y, s.keepLuma, (top-y)*s.w+left-x, s.w, right-left, bottom-top)
	at := (top-y)/2*(s.w/2) + (left-x)/2
	w, h := (right-left)/2, (bottom-top)/2
	lay(dst.U[top/2*dst.UVStride+left/2:], dst.UVStride, s.u, s.keepColor, at, s.w/2, w, h)
	lay(dst.V[top/2*dst.UVStride+left/2:], dst.UVStride, s.v, s.keepColor, at, s.w/2, w, h)
}

// lay does one plane: what stays of dst, and src on top. With 255 a sample stays
// exactly what it was.
func lay(dst []byte, stride int, src, keep []byte, at, srcStride, w, h int) {
	for range h {
		row, add, stay := dst[:w], src[at:at+w], keep[at:at+w]
		for i, k := range stay {
			row[i] = byte((uint32(row[i])*uint32(k)+255)>>8) + add[i]
		}
		at += srcStride
		if len(dst) < stride {
			return
		}
		dst = dst[stride:]
	}
}

// fill makes a part of dst one colour. Odd edges are rounded down.
func fill(dst *codec.Picture, r layout.Rect, c ink) {
	left, top := max(r.X, 0)&^1, max(r.Y, 0)&^1
	w, h := min(r.X+r.W, dst.Width)&^1-left, min(r.Y+r.H, dst.Height)&^1-top
	if w <= 0 || h <= 0 {
		return
	}
	part := dst.Window(left, top, w, h)
	part.Fill(c.y, c.u, c.v)
}
