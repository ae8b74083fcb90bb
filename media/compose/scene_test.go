package compose

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/layout"
	"veche/media/codec"
	"veche/media/codec/video"
)

// gallery is a set of pictures that stand for decoders.
type gallery struct {
	pictures map[source]*exhibit
	asked    map[source]layout.Size
}

type source struct {
	who  conference.ParticipantID
	kind conference.SourceKind
}

type exhibit struct {
	picture *codec.Picture
	version uint64
}

func newGallery() *gallery {
	return &gallery{pictures: make(map[source]*exhibit), asked: make(map[source]layout.Size)}
}

var exhibits atomic.Uint64

func (g *gallery) set(who conference.ParticipantID, kind conference.SourceKind, p *codec.Picture) {
	g.pictures[source{who, kind}] = &exhibit{p, exhibits.Add(1)}
}

func (g *gallery) Newest(who conference.ParticipantID, kind conference.SourceKind, want layout.Size, have uint64, use func(*codec.Picture)) uint64 {
	g.asked[source{who, kind}] = want
	e := g.pictures[source{who, kind}]
	if e == nil {
		return 0
	}
	if e.version != have {
		use(e.picture)
	}
	return e.version
}

// fakeEncoder counts what comes.
type fakeEncoder struct {
	cfg    video.EncoderConfig
	times  []time.Duration
	keys   []time.Duration
	key    bool
	closed bool
	during func() // what happens while a picture is encoded, once
}

func (e *fakeEncoder) Encode(dst []byte, p *codec.Picture) (video.Coded, error) {
	key := e.key || len(e.times) == 0
	e.times = append(e.times, p.Time)
	if key {
		e.keys = append(e.keys, p.Time)
	}
	e.key = false
	if during := e.during; during != nil {
		e.during = nil
		during()
	}
	return video.Coded{Data: append(dst, 1), Key: key, Time: p.Time}, nil
}

func (e *fakeEncoder) RequestKey() { e.key = true }
func (e *fakeEncoder) Close()      { e.closed = true }

// stage is a composer with its pictures, in virtual time.
type stage struct {
	t       testing.TB
	c       *Composer
	gallery *gallery
	encoder *fakeEncoder
	now     time.Duration
	took    time.Duration // what a tick is said to take
}

// atOnce is a clock by which nothing takes time, so that no tick is left out on a
// busy machine.
func atOnce() time.Duration { return 0 }

func newStage(t testing.TB, f Format) *stage {
	t.Helper()
	s := &stage{t: t, gallery: newGallery(), encoder: &fakeEncoder{}}
	reading := false
	c, err := New(Config{
		Format: f, Pictures: s.gallery,
		NewEncoder: func(cfg video.EncoderConfig) (Encoder, error) { s.encoder.cfg = cfg; return s.encoder, nil },
		Clock: func() time.Duration {
			if reading = !reading; reading {
				return 0
			}
			return s.took
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	s.c = c
	return s
}

func (s *stage) tick() video.Coded {
	s.t.Helper()
	coded, err := s.c.Tick(s.now)
	if err != nil {
		s.t.Fatal(err)
	}
	s.now += s.c.format.Tick()
	return coded
}

// settle ticks until windows stand still and nothing is encoded any more.
func (s *stage) settle() {
	s.t.Helper()
	for range 40 {
		if len(s.tick().Data) == 0 && !s.c.moving {
			return
		}
	}
	s.t.Fatal("the picture does not come to rest")
}

// view shows people 1 to n, and content of "c" where the layout has a place.
func view(spec layout.Spec, n int) conference.View {
	v := conference.View{Layout: spec, Pages: 1}
	if spec.Content || spec.Type.ForContent() {
		v.Windows = append(v.Windows, conference.Window{Participant: "c", Source: conference.Screen, Label: "Слайды", Content: true})
	}
	for i := range min(n, layout.Capacity(spec)) {
		v.Windows = append(v.Windows, conference.Window{
			Participant: person(i), Source: conference.Camera, Label: names[i%len(names)],
			Priority: i == 0 && spec.Type.Priority(),
		})
	}
	return v
}

func person(i int) conference.ParticipantID {
	return conference.ParticipantID(fmt.Sprintf("p%d", i+1))
}

var names = []string{
	"Анна Каренина", "Ivan Turgenev", "Марфа Борецкая", "Jörg Müller", "Щукин Ёжиков-Объездчиков",
	"Łukasz Żółć", "Σωκράτης", "Conference Room 3.14", "Ольга", "Dmitri Mendeleev", "Ярослав Мудрый", "Zoë",
}

// plainly is a picture of one colour.
func plainly(w, h int, c color.RGBA) *codec.Picture {
	p := codec.NewPicture(w, h)
	i := toInk(c)
	p.Fill(i.y, i.u, i.v)
	return p
}

// hues are colours that differ clearly from one another and from what we draw.
func hues(i int) color.RGBA { return hsl(float64(i*47%360), 0.75, 0.45+0.2*float64(i%3)/3) }

// toRGB converts for looking at it.
func toRGB(p *codec.Picture) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, p.Width, p.Height))
	for y := range p.Height {
		for x := range p.Width {
			c := y/2*p.UVStride + x/2
			l, u, v := 1.164*(float64(p.Y[y*p.YStride+x])-16), float64(p.U[c])-128, float64(p.V[c])-128
			img.SetRGBA(x, y, color.RGBA{clamp(l + 1.596*v), clamp(l - 0.392*u - 0.813*v), clamp(l + 2.017*u), 255})
		}
	}
	return img
}

func clamp(v float64) uint8 { return uint8(min(max(math.Round(v), 0), 255)) }

// show writes the composed picture where VECHE_PICTURES says, to be looked at.
func (s *stage) show(name string) {
	s.t.Helper()
	folder := os.Getenv("VECHE_PICTURES")
	if folder == "" {
		return
	}
	f, err := os.Create(filepath.Join(folder, name+".png"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, toRGB(s.c.Picture())); err != nil {
		s.t.Fatal(err)
	}
}
