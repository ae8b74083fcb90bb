package compose

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"os"
	"testing"

	"veche/conference"
	"veche/conference/camera"
	"veche/conference/layout"
	"veche/media/codec"
)

// portrait draws somebody in front of a wall: something like a camera's picture.
func portrait(w, h, who int) *codec.Picture {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	wall := hsl(float64(who*67%360), 0.25, 0.55)
	for y := range h {
		for x := range w {
			f := 0.75 + 0.35*math.Sin(float64(x)/float64(w)*2.2+float64(who))*float64(h-y/2)/float64(h)
			img.SetRGBA(x, y, color.RGBA{clamp(float64(wall.R) * f), clamp(float64(wall.G) * f), clamp(float64(wall.B) * f), 255})
		}
	}
	u := float64(min(w, h))
	cx := float64(w)/2 + float64(who%3-1)*u*0.08
	skin := hsl(float64(18+who*5%14), 0.45, 0.45+0.06*float64(who%5))
	paint(img, box(cx-u*0.36, u*0.70, u*0.72, u*0.8, u*0.2), hsl(float64(who*131%360), 0.4, 0.35))
	paint(img, box(cx-u*0.07, u*0.52, u*0.14, u*0.3, u*0.05), hsl(20, 0.4, 0.42))
	paint(img, disc(cx, u*0.34, u*0.21), hsl(float64(who*29%50), 0.5, 0.18))
	paint(img, box(cx-u*0.16, u*0.2, u*0.32, u*0.42, u*0.16), skin)
	for _, side := range []float64{-1, 1} {
		paint(img, disc(cx+side*u*0.065, u*0.38, u*0.018), color.RGBA{30, 25, 25, 255})
	}
	paint(img, line(cx-u*0.05, u*0.5, cx+u*0.05, u*0.5, u*0.014), color.RGBA{130, 60, 60, 255})
	p := codec.NewPicture(w, h)
	newSprite(img).draw(p, 0, 0, layout.Rect{W: w, H: h})
	return p
}

// slides draws a page of a talk.
func slides(w, h int) *codec.Picture {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.RGBA{250, 250, 248, 255}), image.Point{}, draw.Src)
	l := newLettering()
	u := h / 20
	l.write(img, "Итоги года: 1 284 встречи", 2*u, 2*u, 4*u, u*3/2, color.RGBA{20, 30, 60, 255})
	for i := range 5 {
		paint(img, box(float64(2*u+i*5*u), float64(h-2*u-(i+2)*2*u), float64(3*u), float64((i+2)*2*u), 4), hues(i))
		l.write(img, fmt.Sprintf("%d. Quarter", i+1), 2*u+i*5*u, h-2*u, h-u, u*2/3, color.RGBA{60, 60, 60, 255})
	}
	p := codec.NewPicture(w, h)
	newSprite(img).draw(p, 0, 0, layout.Rect{W: w, H: h})
	return p
}

func (s *stage) people(n, w, h int) {
	if os.Getenv("VECHE_PICTURES") == "" {
		w, h = w/8, h/8 // nobody looks
	}
	for i := range n {
		s.gallery.set(person(i), conference.Camera, portrait(w, h, i))
	}
	s.gallery.set("c", conference.Screen, slides(w*3, h*3))
}

// TestPicturesToLookAt draws what people see; with VECHE_PICTURES=folder it can be
// looked at.
func TestPicturesToLookAt(t *testing.T) {
	t.Parallel()
	marked := map[conference.ParticipantID]Person{
		"p1": {Speaking: true}, "p2": {Muted: true}, "p3": {Muted: true, Hand: true},
		"p4": {CameraOff: true}, "p5": {CameraOff: true, Muted: true}, "p6": {Away: true}, "p8": {CameraOff: true, Avatar: toRGB(portrait(128, 128, 3))},
		"p9": {Camera: Notice{camera.NoSignal, "12:04"}},
	}
	for name, test := range map[string]struct {
		format Format
		spec   layout.Spec
		people int
	}{
		"grid-4":          {Format{}, layout.Spec{Type: layout.Grid, Windows: 4}, 4},
		"grid-9":          {Format{}, layout.Spec{Type: layout.Grid, Windows: 9}, 9},
		"grid-25":         {Format{}, layout.Spec{Type: layout.Grid, Windows: 25}, 25},
		"grid-49":         {Format{Lines: 1080}, layout.Spec{Type: layout.Grid, Windows: 49}, 49},
		"grid-3-top":      {Format{}, layout.Spec{Type: layout.Grid, Windows: 9, Names: layout.NamesTop}, 3},
		"one":             {Format{}, layout.Spec{Type: layout.Grid, Windows: 1}, 1},
		"around-8":        {Format{}, layout.Spec{Type: layout.PriorityAround, Windows: 8}, 8},
		"right-5":         {Format{}, layout.Spec{Type: layout.PriorityRight, Windows: 5}, 5},
		"bottom-6-hidden": {Format{}, layout.Spec{Type: layout.PriorityBottom, Windows: 6, Names: layout.NamesHidden}, 6},
		"content-right-6": {Format{}, layout.Spec{Type: layout.ContentRight, Windows: 6, Content: true}, 6},
		"content-bottom":  {Format{Narrow: true}, layout.Spec{Type: layout.ContentBottom, Windows: 4, Content: true}, 4},
		"corner":          {Format{Lines: 360}, layout.Spec{Type: layout.Corner, Windows: 2}, 2},
		"narrow-4":        {Format{Narrow: true, Lines: 360}, layout.Spec{Type: layout.Grid, Windows: 4}, 4},
	} {
		s := newStage(t, test.format)
		s.people(test.people, 640, 360)
		delete(s.gallery.pictures, source{"p7", conference.Camera})
		s.c.Show(Scene{View: view(test.spec, test.people), People: marked, Recording: true, Language: "ru"})
		s.tick()
		s.show(name)
	}
	for name, scene := range map[string]Scene{
		"slate-alone":     {Slate: SlateAlone, Title: "Планёрка отдела закупок"},
		"slate-waiting":   {Slate: SlateWaiting, Language: "ru", Title: "Планёрка отдела закупок"},
		"slate-number":    {Slate: SlateNumber, Language: "ru", Detail: "2697881968"},
		"slate-wrong":     {Slate: SlateWrongNumber, Detail: "12345678901234567890"},
		"slate-pin":       {Slate: SlatePIN, Detail: "******", Title: "Планёрка отдела закупок"},
		"slate-calling":   {Slate: SlateCalling, Language: "ru", Detail: "Щукин Ёжиков-Объездчиков из отдела закупок"},
		"slate-refused":   {Slate: SlateRefused, Language: "ru"},
		"slate-recording": {Slate: SlateRecording, Language: "ru", Recording: true},
	} {
		for _, narrow := range []bool{false, true} {
			s := newStage(t, Format{Narrow: narrow})
			s.c.Show(scene)
			s.tick()
			s.show(fmt.Sprintf("%s-%t", name, narrow))
		}
	}

	s := newStage(t, Format{})
	s.people(6, 640, 360)
	s.c.Show(Scene{View: view(layout.Spec{Type: layout.Grid, Windows: 9}, 4), People: marked})
	s.settle()
	s.c.Show(Scene{View: view(layout.Spec{Type: layout.ContentRight, Windows: 5, Content: true}, 5), People: marked})
	for i := range 9 {
		s.tick()
		s.show(fmt.Sprintf("motion-%d", i))
	}
}
