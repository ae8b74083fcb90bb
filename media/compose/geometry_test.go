package compose

import (
	"fmt"
	"testing"

	"veche/conference"
	"veche/conference/layout"
	"veche/media/codec"
)

// TestColoursStandInTheRectanglesOfTheLayout: each source has one colour, and the
// edges of that colour lie within two pixels of conference/layout's (issue 3).
func TestColoursStandInTheRectanglesOfTheLayout(t *testing.T) {
	t.Parallel()
	formats := []Format{{}, {Lines: 360}, {Narrow: true}}
	for _, kind := range layout.Types() {
		for _, n := range []int{1, 2, 3, 4, 5, 6, 8, 9, 12, 16, 25, 36, 49} {
			for i, content := range []bool{false, true} {
				spec := layout.Spec{Type: kind, Windows: n, Content: content}
				t.Run(fmt.Sprintf("%s %d content %v", kind, n, content), func(t *testing.T) {
					t.Parallel()
					checkColours(t, formats[(n+i)%len(formats)], spec, n)
				})
			}
		}
	}
}

func checkColours(t *testing.T, f Format, spec layout.Spec, n int) {
	t.Helper()
	s := newStage(t, f)
	v := view(spec, n)
	v.Layout.Names = layout.NamesHidden
	size := f.Size()
	people := len(v.Windows)
	for i, w := range v.Windows {
		shape := layout.Size{W: 640, H: 360}
		if w.Content {
			people--
		}
		s.gallery.set(w.Participant, w.Source, plainly(shape.W, shape.H, hues(i)))
	}
	s.c.Show(Scene{View: v})
	s.tick()
	rects := layout.Arrange(v.Layout, size, people)
	for i, r := range rects {
		if r.W < 16 || r.H < 16 {
			continue
		}
		want := toInk(hues(i))
		if v.Layout.Type == layout.Corner && i == 0 {
			continue // another lies on it
		}
		middle := r
		if v.Windows[i].Content {
			middle = inside(layout.Size{W: 640, H: 360}, layout.Size{W: r.W, H: r.H})
			middle.X, middle.Y = middle.X+r.X, middle.Y+r.Y
		}
		left, right := run(s.c.Picture(), want, r.X+r.W/2, r.Y+r.H/2, 1, 0)
		top, bottom := run(s.c.Picture(), want, r.X+r.W/2, r.Y+r.H/2, 0, 1)
		for edge, d := range map[string]int{
			"left": left - middle.X, "right": middle.X + middle.W - 1 - right,
			"top": top - middle.Y, "bottom": middle.Y + middle.H - 1 - bottom,
		} {
			if limit := 2; d < 0 || d > limit+boolean(v.Windows[i].Content)*2 {
				t.Errorf("window %d, %v: its %s edge is %d pixels inside", i, r, edge, d)
			}
		}
	}
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// run is how far a colour reaches from a point both ways.
func run(p *codec.Picture, c ink, x, y, dx, dy int) (from, to int) {
	same := func(x, y int) bool {
		if x < 0 || y < 0 || x >= p.Width || y >= p.Height {
			return false
		}
		return near(p.Y[y*p.YStride+x], c.y, 8) && near(p.U[y/2*p.UVStride+x/2], c.u, 8)
	}
	if !same(x, y) {
		return -1000, -1000
	}
	a, b := 0, 0
	for same(x-(a+1)*dx, y-(a+1)*dy) {
		a++
	}
	for same(x+(b+1)*dx, y+(b+1)*dy) {
		b++
	}
	return (x-a)*dx + (y-a)*dy, (x+b)*dx + (y+b)*dy
}

func near(a, b byte, by int) bool { return max(int(a), int(b))-min(int(a), int(b)) <= by }

func TestCamerasAreCutWithoutCuttingFaces(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		picture, window layout.Size
		whole           bool
		part, at        layout.Rect
	}{
		"the same shape":                    {layout.Size{W: 640, H: 360}, layout.Size{W: 320, H: 180}, false, layout.Rect{W: 640, H: 360}, layout.Rect{W: 320, H: 180}},
		"nearly the same shape":             {layout.Size{W: 640, H: 360}, layout.Size{W: 426, H: 240}, false, layout.Rect{W: 640, H: 360}, layout.Rect{W: 426, H: 240}},
		"wide in narrow: the sides equally": {layout.Size{W: 640, H: 360}, layout.Size{W: 320, H: 240}, false, layout.Rect{X: 80, W: 480, H: 360}, layout.Rect{W: 320, H: 240}},
		"narrow in wide: mostly the bottom": {layout.Size{W: 640, H: 480}, layout.Size{W: 640, H: 360}, false, layout.Rect{Y: 24, W: 640, H: 360}, layout.Rect{W: 640, H: 360}},
		"a telephone held upright fits":     {layout.Size{W: 360, H: 640}, layout.Size{W: 640, H: 360}, false, layout.Rect{W: 360, H: 640}, layout.Rect{X: 218, W: 202, H: 360}},
		"content is never cut":              {layout.Size{W: 1600, H: 1200}, layout.Size{W: 640, H: 360}, true, layout.Rect{W: 1600, H: 1200}, layout.Rect{X: 80, W: 480, H: 360}},
	} {
		part, at := place(test.picture, test.window, test.whole)
		if part != test.part || at != test.at {
			t.Errorf("%s: got %v at %v, want %v at %v", name, part, at, test.part, test.at)
		}
	}
}

func FuzzPlaceAndClip(f *testing.F) {
	f.Add(640, 360, 426, 240, 2, 2, 400, 200, false)
	f.Add(1, 1, 2, 2, 0, 0, 2, 2, true)
	f.Fuzz(func(t *testing.T, pw, ph, ww, wh, fx, fy, fw, fh int, whole bool) {
		bound := func(v, most int) int { return min(max(v, 0), most) }
		picture := layout.Size{W: bound(pw, 8192) + 1, H: bound(ph, 8192) + 1}
		window := layout.Size{W: bound(ww, 4096)&^1 + 2, H: bound(wh, 4096)&^1 + 2}
		part, at := place(picture, window, whole)
		frame := layout.Rect{X: bound(fx, 4096) &^ 1, Y: bound(fy, 4096) &^ 1, W: bound(fw, 4096) &^ 1, H: bound(fh, 4096) &^ 1}
		part, at, ok := clip(part, at, frame)
		if !ok {
			return
		}
		if part.X|part.Y|at.X|at.Y&1 != 0 && (part.X&1 != 0 || part.Y&1 != 0 || at.X&1 != 0 || at.Y&1 != 0) {
			t.Errorf("odd corners: %v at %v", part, at)
		}
		if part.W <= 0 || part.H <= 0 || part.X < 0 || part.Y < 0 || part.X+part.W > picture.W || part.Y+part.H > picture.H {
			t.Errorf("part %v of %v", part, picture)
		}
		if at.X < 0 || at.Y < 0 || at.X+at.W > window.W || at.Y+at.H > window.H {
			t.Errorf("at %v in %v", at, window)
		}
	})
}

// differences are the edges of the part in which two pictures differ.
func differences(a, b *codec.Picture) (r layout.Rect) {
	left, top, right, bottom := a.Width, a.Height, -1, -1
	for y := range a.Height {
		for x := range a.Width {
			c := y/2*a.UVStride + x/2
			if a.Y[y*a.YStride+x] != b.Y[y*b.YStride+x] || a.U[c] != b.U[c] || a.V[c] != b.V[c] {
				left, right = min(left, x), max(right, x)
				top, bottom = min(top, y), max(bottom, y)
			}
		}
	}
	return layout.Rect{X: left, Y: top, W: right - left + 1, H: bottom - top + 1}
}

func within2(r, outer layout.Rect) bool {
	return r.X >= outer.X && r.Y >= outer.Y && r.X+r.W <= outer.X+outer.W && r.Y+r.H <= outer.Y+outer.H
}

func snapshot(p *codec.Picture) *codec.Picture {
	c := codec.NewPicture(p.Width, p.Height)
	c.CopyFrom(p)
	return c
}

func TestOnlyTheWindowThatChangedIsDrawn(t *testing.T) {
	t.Parallel()
	s := newStage(t, Format{})
	s.people(9, 640, 360)
	v := view(layout.Spec{Type: layout.Grid, Windows: 9}, 9)
	s.c.Show(Scene{View: v, People: map[conference.ParticipantID]Person{"p5": {Muted: true, Hand: true, Speaking: true}}})
	s.settle()
	rects := layout.Arrange(v.Layout, s.c.size, 9)
	for i := range 9 {
		before, drawn := snapshot(s.c.Picture()), s.c.Stats().Drawn
		s.gallery.set(person(i), conference.Camera, portrait(640, 360, i+20))
		s.tick()
		if got := s.c.Stats().Drawn - drawn; got != 1 {
			t.Errorf("window %d: %d windows were drawn", i, got)
		}
		d := differences(before, s.c.Picture())
		if d.Empty() || !within2(d, rects[i]) {
			t.Errorf("window %d, %v: pixels changed in %v", i, rects[i], d)
		}
	}
}

// TestNamesStandInTheirStrips compares pictures with and without names.
func TestNamesStandInTheirStrips(t *testing.T) {
	t.Parallel()
	for _, position := range []layout.NamePosition{layout.NamesTop, layout.NamesBottom, ""} {
		for _, n := range []int{1, 4, 9, 16, 25} {
			s := newStage(t, Format{})
			v := view(layout.Spec{Type: layout.Grid, Windows: n, Names: layout.NamesHidden}, n)
			for i := range n {
				s.gallery.set(person(i), conference.Camera, plainly(640, 360, hues(i)))
			}
			s.c.Show(Scene{View: v})
			s.settle()
			without := snapshot(s.c.Picture())
			v.Layout.Names = position
			s.c.Show(Scene{View: v})
			s.settle()
			for i, r := range layout.Arrange(v.Layout, s.c.size, n) {
				strip := layout.Label(r, position)
				a, b := without.Window(r.X, r.Y, r.W, r.H), s.c.Picture().Window(r.X, r.Y, r.W, r.H)
				d := differences(&a, &b)
				d.X, d.Y = d.X+r.X, d.Y+r.Y
				if d.Empty() {
					t.Errorf("names %q, window %d of %d: no name", position, i, n)
				} else if !within2(d, strip) {
					t.Errorf("names %q, window %d of %d: the name stands in %v, its strip is %v", position, i, n, d, strip)
				}
			}
		}
	}
}

// G9: who was placed is in his rectangle, whatever windows before it are kept empty.
func TestThePlacedOneStandsInHisRectangle(t *testing.T) {
	t.Parallel()
	s := newStage(t, Format{})
	v := view(layout.Spec{Type: layout.Grid, Windows: 4, Names: layout.NamesBottom}, 4)
	one := v.Windows[2]
	for i := range v.Windows {
		if i != 2 {
			v.Windows[i] = conference.Window{Source: conference.Camera, Label: []string{"Anna", "", "", "Boris"}[i]}
		}
	}
	s.gallery.set(one.Participant, one.Source, plainly(640, 360, hues(2)))
	s.c.Show(Scene{View: v})
	s.tick()
	for i, r := range layout.Arrange(v.Layout, Format{}.Size(), 4) {
		left, right := run(s.c.Picture(), toInk(hues(2)), r.X+r.W/2, r.Y+r.H/2, 1, 0)
		if is := left <= r.X+2 && right >= r.X+r.W-3; is != (i == 2) {
			t.Errorf("window %d, %v: its colour is from %d to %d", i, r, left, right)
		}
	}
	// One who comes into a kept window changes nothing else.
	v.Windows = append([]conference.Window{}, v.Windows...)
	v.Windows[0].Participant = "late"
	s.gallery.set("late", conference.Camera, plainly(640, 360, hues(5)))
	s.c.Show(Scene{View: v})
	for range 30 {
		s.tick()
	}
	rects := layout.Arrange(v.Layout, Format{}.Size(), 4)
	for i, hue := range map[int]int{0: 5, 2: 2} {
		r := rects[i]
		if left, right := run(s.c.Picture(), toInk(hues(hue)), r.X+r.W/2, r.Y+r.H/2, 1, 0); left > r.X+2 || right < r.X+r.W-3 {
			t.Errorf("window %d, %v: its colour is from %d to %d", i, r, left, right)
		}
	}
}
