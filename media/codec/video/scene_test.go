//go:build cgo && (avcodec || bsd)

package video

import (
	"math"
	"testing"

	"veche/media/codec"
	"veche/media/codec/scene"
)

// scenes are the first pictures of the scene.
func scenes(w, h, n int) []*codec.Picture {
	all := make([]*codec.Picture, n)
	for i := range all {
		all[i] = codec.NewPicture(w, h)
		scene.Draw(all[i], i)
	}
	return all
}

// psnr of all planes in dB; 100 for equal pictures.
func psnr(t testing.TB, a, b *codec.Picture) float64 {
	t.Helper()
	if a.Width != b.Width || a.Height != b.Height {
		t.Fatalf("pictures of %dx%d and %dx%d", a.Width, a.Height, b.Width, b.Height)
	}
	sum := squares(a.Y, a.YStride, b.Y, b.YStride, a.Width, a.Height) +
		squares(a.U, a.UVStride, b.U, b.UVStride, a.ChromaWidth(), a.ChromaHeight()) +
		squares(a.V, a.UVStride, b.V, b.UVStride, a.ChromaWidth(), a.ChromaHeight())
	if sum == 0 {
		return 100
	}
	n := a.Width*a.Height + 2*a.ChromaWidth()*a.ChromaHeight()
	return 10 * math.Log10(255*255*float64(n)/float64(sum))
}

func squares(a []byte, aStride int, b []byte, bStride, w, h int) (sum int) {
	for y := range h {
		ra, rb := a[y*aStride:y*aStride+w], b[y*bStride:y*bStride+w]
		for x := range ra {
			d := int(ra[x]) - int(rb[x])
			sum += d * d
		}
	}
	return sum
}

// kept is a copy that outlives the decoder's picture.
func kept(p *codec.Picture) *codec.Picture {
	c := codec.NewPicture(p.Width, p.Height)
	c.CopyFrom(p)
	return c
}
