//go:build cgo && (avcodec || bsd)

package video

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"veche/media/codec"
)

// scene draws picture n of a head-and-shoulders sort of scene: soft shades, a few
// edges that move, and the noise of a camera.
func scene(p *codec.Picture, n int) {
	w, h := p.Width, p.Height
	random := rand.New(rand.NewPCG(1, uint64(n)))
	var noise [4096]int8
	for i := range noise {
		noise[i] = int8(random.IntN(5) - 2)
	}
	cx, cy := w/2+int(float64(w)/12*math.Sin(float64(n)/15)), h/2
	for y := range h {
		row := p.Y[y*p.YStride : y*p.YStride+w]
		shift := random.IntN(len(noise))
		for x := range row {
			v := 60 + 60*x/w + 40*y/h + (x/37^y/29)&1*12
			if dx, dy := (x-cx)*3, (y-cy)*2; dx*dx+dy*dy < w*w/4 {
				v = 150 + (x-cx)*40/w + ((x-cx)/9+y/7)&1*10
			}
			row[x] = byte(v + int(noise[(x+shift)%len(noise)]))
		}
	}
	for y := range p.ChromaHeight() {
		u, v := p.U[y*p.UVStride:], p.V[y*p.UVStride:]
		for x := range p.ChromaWidth() {
			u[x], v[x] = byte(110+30*x/w), byte(150-40*y/h)
		}
	}
	p.Time = time.Duration(n) * time.Second / 25
}

// scenes are the first pictures of the scene.
func scenes(w, h, n int) []*codec.Picture {
	all := make([]*codec.Picture, n)
	for i := range all {
		all[i] = codec.NewPicture(w, h)
		scene(all[i], i)
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
