//go:build cgo && (avcodec || bsd)

package compose

import (
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/layout"
	"veche/media/codec"
	"veche/media/codec/video"
)

// TestDamagedInputHarmsNobodyElse: one of four cameras sends what a broken or
// hostile sender does; the others' windows are as if it had not been there.
func TestDamagedInputHarmsNobodyElse(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	clean, dirty := newHouse(t, 4, 320, 180, 150_000), newHouse(t, 4, 320, 180, 150_000)
	spoilt := dirty.cameras[2]
	film := make([][]byte, len(spoilt.film))
	for i, f := range spoilt.film {
		film[i] = append([]byte(nil), f...)
		for range random.IntN(6) {
			film[i][random.IntN(len(f))] ^= byte(1 << random.IntN(8))
		}
		if random.IntN(10) == 0 {
			film[i] = film[i][:1+random.IntN(len(f))]
		}
	}
	spoilt.film = film
	a, b := newComposer(t, Format{Lines: 360}, clean, 4), newComposer(t, Format{Lines: 360}, dirty, 4)
	rects := layout.Arrange(layout.Spec{Type: layout.Grid, Windows: 4}, a.size, 4)
	for n := range 200 {
		for _, side := range []struct {
			h *house
			c *Composer
		}{{clean, a}, {dirty, b}} {
			side.h.now = time.Duration(n) * 40 * time.Millisecond
			side.h.send(n)
			side.c.rest = 0
			if _, err := side.c.Tick(side.h.now); err != nil {
				t.Fatal(err)
			}
		}
		if n%10 != 9 {
			continue
		}
		for i, r := range rects {
			x, y := a.Picture().Window(r.X, r.Y, r.W, r.H), b.Picture().Window(r.X, r.Y, r.W, r.H)
			if d := differences(&x, &y); i != 2 && !d.Empty() {
				t.Fatalf("tick %d: window %d differs in %v", n, i, d)
			}
		}
	}
}

// TestTheComposedStreamDecodesToThePicture looks at what receivers see.
func TestTheComposedStreamDecodesToThePicture(t *testing.T) {
	t.Parallel()
	for _, kind := range []codec.Codec{codec.H264, codec.VP8} {
		h := newHouse(t, 4, 320, 180, 150_000)
		c := newComposer(t, Format{Codec: kind, Lines: 360}, h, 4)
		d, err := video.NewDecoder(video.DecoderConfig{Codec: kind})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(d.Close)
		keys := 0
		for n := range 75 {
			h.now = time.Duration(n) * 40 * time.Millisecond
			h.send(n)
			if n == 40 {
				c.RequestKey()
			}
			c.rest = 0
			coded, err := c.Tick(h.now)
			if err != nil {
				t.Fatal(err)
			}
			if coded.Key {
				keys++
			}
			if len(coded.Data) == 0 {
				continue
			}
			if coded.Time != h.now {
				t.Fatalf("picture of %v at %v", coded.Time, h.now)
			}
			p, err := d.Decode(coded.Data, coded.Time)
			if err != nil || p == nil {
				t.Fatalf("%v: tick %d: %v", kind, n, err)
			}
			if n > 60 {
				if far := meanDifference(p, c.Picture()); far > 6 {
					t.Errorf("%v: tick %d: %.1f away from the picture", kind, n, far)
				}
			}
		}
		if keys != 2 {
			t.Errorf("%v: %d key frames", kind, keys)
		}
	}
}

func meanDifference(a, b *codec.Picture) float64 {
	sum := 0
	for y := range a.Height {
		for x := range a.Width {
			d := int(a.Y[y*a.YStride+x]) - int(b.Y[y*b.YStride+x])
			sum += max(d, -d)
		}
	}
	return float64(sum) / float64(a.Width*a.Height)
}

// TestComposersComeAndGo: memory and goroutines are back where they were.
func TestComposersComeAndGo(t *testing.T) {
	h := newHouse(t, 4, 320, 180, 150_000)
	round := func() {
		var all []*Composer
		for _, lines := range []int{360, 720} {
			c, err := New(Config{Format: Format{Lines: lines}, Pictures: h})
			if err != nil {
				t.Fatal(err)
			}
			c.Show(Scene{View: grid(4), People: map[conference.ParticipantID]Person{"p2": {Muted: true}}})
			all = append(all, c)
		}
		for n := range 5 {
			h.now += 40 * time.Millisecond
			h.send(n)
			for _, c := range all {
				if _, err := c.Tick(h.now); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, c := range all {
			c.Close()
		}
	}
	for range 5 {
		round()
	}
	runtime.GC()
	coders, routines, memory := video.Open(), runtime.NumGoroutine(), residentMemory(t)
	for range 40 {
		round()
	}
	runtime.GC()
	if video.Open() != coders || runtime.NumGoroutine() != routines {
		t.Errorf("%d coders and %d goroutines, before %d and %d", video.Open(), runtime.NumGoroutine(), coders, routines)
	}
	if grown := residentMemory(t) - memory; grown > 60<<20 {
		t.Errorf("%d MB more after forty composers", grown>>20)
	}
}
