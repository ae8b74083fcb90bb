package yuv

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"veche/media/codec"
	"veche/media/codec/codectest"
)

// shades is a picture of soft shades and a disc.
func shades(w, h int) *codec.Picture {
	p := codec.NewPicture(w, h)
	for y := range h {
		for x := range w {
			v := 40 + 100*x/w + 60*y/h
			if dx, dy := 2*x-w, 2*y-h; dx*dx+dy*dy < h*h/2 {
				v = 220 - 80*x/w
			}
			p.Y[y*p.YStride+x] = byte(v)
		}
	}
	for y := range p.ChromaHeight() {
		for x := range p.ChromaWidth() {
			p.U[y*p.UVStride+x] = byte(80 + 90*x/p.ChromaWidth())
			p.V[y*p.UVStride+x] = byte(180 - 90*y/p.ChromaHeight())
		}
	}
	p.Time = time.Second
	return p
}

func psnr(a, b *codec.Picture) float64 {
	var sum float64
	for y := range a.Height {
		for x := range a.Width {
			d := float64(a.Y[y*a.YStride+x]) - float64(b.Y[y*b.YStride+x])
			sum += d * d
		}
	}
	for y := range a.ChromaHeight() {
		for x := range a.ChromaWidth() {
			at, bt := y*a.UVStride+x, y*b.UVStride+x
			u, v := float64(a.U[at])-float64(b.U[bt]), float64(a.V[at])-float64(b.V[bt])
			sum += u*u + v*v
		}
	}
	return 10 * math.Log10(255*255*float64(a.Width*a.Height)*1.5/max(sum, 1))
}

func TestScaledPictureIsTheSameOnlySmaller(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ sw, sh, dw, dh int }{
		{1280, 720, 640, 360},
		{640, 360, 426, 240},
		{1280, 720, 426, 240},
		{1920, 1080, 320, 180},
		{320, 180, 1280, 720},
		{641, 361, 322, 182},
		{640, 360, 640, 360},
		{33, 17, 7, 5},
	} {
		src := shades(test.sw, test.sh)
		got, want := codec.NewPicture(test.dw, test.dh), shades(test.dw, test.dh)
		var s Scaler
		if err := s.Scale(got, src); err != nil {
			t.Fatal(err)
		}
		if got.Time != src.Time {
			t.Errorf("time %v", got.Time)
		}
		limit := 30.0
		if test.dw < 20 {
			limit = 20 // hardly more than the edge of the disc
		}
		if q := psnr(got, want); q < limit {
			t.Errorf("%dx%d to %dx%d: %.1f dB", test.sw, test.sh, test.dw, test.dh, q)
		}
		plain := codec.NewPicture(test.dw, test.dh)
		scalePicture(plain, src)
		if q := psnr(got, plain); q < limit {
			t.Errorf("%dx%d to %dx%d: %.1f dB from plain Go", test.sw, test.sh, test.dw, test.dh, q)
		}
	}
}

func TestScalingStaysInsideTheWindow(t *testing.T) {
	t.Parallel()
	canvas := codec.NewPicture(640, 360)
	canvas.Fill(1, 2, 3)
	window := canvas.Window(100, 50, 200, 112)
	src := shades(1280, 720)
	part := src.Window(160, 0, 960, 720)
	var s Scaler
	if err := s.Scale(&window, &part); err != nil {
		t.Fatal(err)
	}
	for y := range canvas.Height {
		for x := range canvas.Width {
			inside := x >= 100 && x < 300 && y >= 50 && y < 162
			at, c := y*canvas.YStride+x, y/2*canvas.UVStride+x/2
			if untouched := canvas.Y[at] == 1 && canvas.U[c] == 2 && canvas.V[c] == 3; untouched == inside {
				t.Fatalf("at %d,%d: inside is %v, untouched %v", x, y, inside, untouched)
			}
		}
	}
}

func TestBrokenPicturesAreRefused(t *testing.T) {
	t.Parallel()
	good := codec.NewPicture(64, 64)
	for name, broken := range map[string]func(*codec.Picture){
		"short plane":   func(p *codec.Picture) { p.U = p.U[:10] },
		"narrow stride": func(p *codec.Picture) { p.YStride = 10 },
		"negative":      func(p *codec.Picture) { p.Height = -2 },
		"no planes":     func(p *codec.Picture) { p.Y, p.U, p.V = nil, nil, nil },
		"huge":          func(p *codec.Picture) { p.Width = 1 << 30 },
	} {
		p := codec.NewPicture(64, 64)
		broken(p)
		var s Scaler
		if s.Scale(p, good) == nil || s.Scale(good, p) == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// The fast way gives what the plain one does, up to rounding, whatever the sizes.
func TestFastScalingIsAsExactAsPlain(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	sizes := [][4]int{{640, 360, 426, 240}, {320, 180, 1280, 720}, {640, 360, 350, 200}, {16, 16, 9, 9}, {2, 2, 3, 3}, {1, 1, 50, 50}}
	for range 20 {
		w, h := 1+random.IntN(300), 1+random.IntN(200)
		sizes = append(sizes, [4]int{w, h, w/2 + 1 + random.IntN(300), h/2 + 1 + random.IntN(200)})
	}
	var s Scaler
	for _, size := range sizes {
		src := codec.NewPicture(size[0], size[1])
		for _, plane := range [][]byte{src.Y, src.U, src.V} {
			for i := range plane {
				plane[i] = byte(random.Uint32())
			}
		}
		got, want := codec.NewPicture(size[2], size[3]), codec.NewPicture(size[2], size[3])
		if !s.plans.nearest(got, src) {
			continue // another way is taken: not this processor, or nearly half
		}
		scalePicture(want, src)
		for i, plane := range [][2][]byte{{got.Y, want.Y}, {got.U, want.U}, {got.V, want.V}} {
			for at := range plane[0] {
				if d := int(plane[0][at]) - int(plane[1][at]); d < -4 || d > 4 {
					t.Fatalf("%v: plane %d at %d: %d, want %d", size, i, at, plane[0][at], plane[1][at])
				}
			}
		}
	}
}

// Stripes one sample wide, at a third of the size: every sample counts, so that
// they become grey and do not flicker.
func TestFineLinesBecomeGrey(t *testing.T) {
	t.Parallel()
	src, dst := codec.NewPicture(1280, 720), codec.NewPicture(426, 240)
	for y := range src.Height {
		for x := range src.Width {
			src.Y[y*src.YStride+x] = byte(16 + 219*(x&1))
		}
	}
	var s Scaler
	if err := s.Scale(dst, src); err != nil {
		t.Fatal(err)
	}
	for x := range dst.Width {
		if v := dst.Y[100*dst.YStride+x]; v < 115 || v > 135 {
			t.Fatalf("column %d is %d", x, v)
		}
	}
}

// BenchmarkCompose scales pictures into all windows of one of 720p, as a composed
// picture wants it.
func BenchmarkCompose(b *testing.B) {
	for _, test := range []struct{ windows, sw, sh int }{
		{4, 640, 360}, {4, 1280, 720}, {9, 640, 360}, {9, 1280, 720}, {25, 320, 180},
	} {
		b.Run(fmt.Sprintf("%dx%dp", test.windows, test.sh), func(b *testing.B) {
			canvas, src := codec.NewPicture(1280, 720), shades(test.sw, test.sh)
			side := int(math.Sqrt(float64(test.windows)))
			w, h := 1280/side&^1, 720/side&^1
			var s Scaler
			b.ReportAllocs()
			done := codectest.CPU(b, "cpu-ms/frame", time.Millisecond)
			for b.Loop() {
				for i := range test.windows {
					window := canvas.Window(i%side*w, i/side*h, w, h)
					if err := s.Scale(&window, src); err != nil {
						b.Fatal(err)
					}
				}
			}
			done()
		})
	}
}
