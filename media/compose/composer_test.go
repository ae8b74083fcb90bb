package compose

import (
	"errors"
	"image/color"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/layout"
	"veche/media/codec"
	"veche/media/codec/video"
)

func grid(n int) conference.View { return view(layout.Spec{Type: layout.Grid, Windows: max(n, 1)}, n) }

func TestNothingChangedNothingIsEncoded(t *testing.T) {
	t.Parallel()
	s := newStage(t, Format{})
	s.people(4, 640, 360)
	s.c.Show(Scene{View: grid(4)})
	s.settle()
	s.now += stallsAfter // the cameras are marked once
	s.settle()
	drawn := s.c.Stats().Drawn
	began, before := s.now, len(s.encoder.times)
	for s.now < began+10*time.Second {
		s.tick()
	}
	if got := len(s.encoder.times) - before; got > 11 {
		t.Errorf("%d pictures in ten seconds in which nothing changed, want one a second", got)
	}
	if s.c.Stats().Drawn != drawn {
		t.Error("windows were drawn")
	}
}

func TestAnEqualSceneChangesNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t, Format{})
	s.people(4, 640, 360)
	scene := Scene{View: grid(4), People: map[conference.ParticipantID]Person{"p1": {Muted: true}}}
	s.c.Show(scene)
	s.settle()
	drawn, encoded := s.c.Stats().Drawn, len(s.encoder.times)
	s.c.Show(scene)
	s.tick()
	if s.c.Stats().Drawn != drawn || len(s.encoder.times) != encoded {
		t.Error("an equal scene was drawn or encoded")
	}
}

func TestKeyFramesComeOnRequestAtABoundedRate(t *testing.T) {
	t.Parallel()
	s := newStage(t, Format{})
	s.people(1, 640, 360)
	s.c.Show(Scene{View: grid(1)})
	s.settle()
	for range 50 { // two seconds, somebody asks all the time
		s.c.RequestKey()
		s.tick()
	}
	if got := len(s.encoder.keys); got < 4 || got > 6 {
		t.Errorf("%d key frames: %v", got, s.encoder.keys)
	}
	for i := 1; i < len(s.encoder.keys); i++ {
		if d := s.encoder.keys[i] - s.encoder.keys[i-1]; d < keyInterval {
			t.Errorf("key frames %v apart", d)
		}
	}
}

func TestAKeyFrameComesThoughNothingChanges(t *testing.T) {
	t.Parallel()
	s := newStage(t, Format{})
	s.people(1, 640, 360)
	s.c.Show(Scene{View: grid(1)})
	s.settle()
	s.now += keyInterval // since the first one
	s.tick()
	s.c.RequestKey()
	if coded := s.tick(); !coded.Key {
		t.Error("no key frame with the next tick")
	}
	if coded := s.tick(); len(coded.Data) > 0 {
		t.Error("a request was answered twice")
	}
}

// Who asked while a key frame was encoded never got one: it went out before he was there.
func TestARequestDuringAKeyFrameIsForTheNextOne(t *testing.T) {
	t.Parallel()
	s := newStage(t, Format{})
	s.people(1, 640, 360)
	s.c.Show(Scene{View: grid(1)})
	s.encoder.during = s.c.RequestKey
	for range 50 {
		s.tick()
	}
	if got := s.encoder.keys; len(got) != 2 || got[1]-got[0] < keyInterval {
		t.Errorf("key frames at %v", got)
	}
}

func TestTicksAreLeftOutUnderOverload(t *testing.T) {
	t.Parallel()
	s := newStage(t, Format{})
	s.people(1, 640, 360)
	s.c.Show(Scene{View: grid(1)})
	run := func(took time.Duration) (encoded uint64) {
		s.took = took
		before := s.c.Stats().Encoded
		for i := range 250 { // ten seconds
			s.gallery.set("p1", conference.Camera, plainly(64, 36, hues(i)))
			s.tick()
		}
		return s.c.Stats().Encoded - before
	}
	if got := run(10 * time.Millisecond); got != 250 {
		t.Errorf("%d pictures of 250, though there is time", got)
	}
	if got := run(70 * time.Millisecond); got < 75 || got > 125 {
		t.Errorf("%d pictures in 10 s that take 70 ms each: want no more than 80 %% of the time", got)
	}
	if got := run(10 * time.Millisecond); got < 240 {
		t.Errorf("%d pictures of 250 after an overload", got)
	}
}

func TestWindowsGlideToTheirPlaces(t *testing.T) {
	t.Parallel()
	for _, hard := range []bool{false, true} {
		s := newStage(t, Format{HardCuts: hard})
		for i := range 5 {
			s.gallery.set(person(i), conference.Camera, plainly(640, 360, hues(i)))
		}
		s.c.Show(Scene{View: grid(1)})
		s.settle()
		s.c.Show(Scene{View: grid(5)})
		seen := make(map[layout.Rect]bool)
		for range 12 {
			s.tick()
			seen[s.c.panes[0].at] = true
		}
		if glides := len(seen) > 4; glides == hard {
			t.Errorf("hard cuts %v: the first window stood in %d places", hard, len(seen))
		}
		fresh := newStage(t, Format{HardCuts: true})
		fresh.gallery = s.gallery
		fresh.c.brush.pictures = s.gallery
		fresh.c.Show(Scene{View: grid(5)})
		fresh.tick()
		if d := differences(s.c.Picture(), fresh.c.Picture()); !d.Empty() {
			t.Errorf("after the change the picture is another than one that began so, in %v", d)
		}
	}
}

func TestTheFrameOfTheSpeakerStaysForASecond(t *testing.T) {
	t.Parallel()
	s := newStage(t, Format{})
	s.people(4, 640, 360)
	speaking := Scene{View: grid(4), People: map[conference.ParticipantID]Person{"p1": {Speaking: true}}}
	silent := Scene{View: grid(4)}
	s.c.Show(silent)
	s.settle()
	framed := func() bool {
		p, i := s.c.Picture(), toInk(good)
		return p.Y[100*p.YStride+4] == i.y && p.U[50*p.UVStride+2] == i.u
	}
	s.c.Show(speaking)
	s.tick()
	if !framed() {
		t.Fatal("no frame at once")
	}
	s.c.Show(silent)
	for range 24 {
		s.tick()
		if !framed() {
			t.Fatal("the frame went within a second")
		}
	}
	for range 3 {
		s.tick()
	}
	if framed() {
		t.Error("the frame stays")
	}
}

func TestWithoutACameraTheFaceIsShown(t *testing.T) {
	t.Parallel()
	s := newStage(t, Format{})
	s.gallery.set("p1", conference.Camera, plainly(640, 360, hues(1)))
	s.c.Show(Scene{View: grid(1), People: map[conference.ParticipantID]Person{"p1": {CameraOff: true}}})
	s.tick()
	ground := toInk(colourOf(names[0]))
	p := s.c.Picture()
	if at := 360*p.YStride + 640 - 120; !near(p.Y[at], ground.y, 2) {
		t.Errorf("the disc of the initials is %d, want %d", p.Y[at], ground.y)
	}
	if s.gallery.asked[source{"p1", conference.Camera}] != (layout.Size{}) {
		t.Error("a camera that is off was decoded")
	}
	s.c.Show(Scene{View: grid(1)})
	s.tick()
	if want := toInk(hues(1)); !near(p.Y[360*p.YStride+640-120], want.y, 2) {
		t.Error("the camera is not shown after it came on")
	}
}

func TestACameraThatStopsIsMarked(t *testing.T) {
	t.Parallel()
	s := newStage(t, Format{})
	s.gallery.set("p1", conference.Camera, plainly(640, 360, hues(0)))
	s.gallery.set("c", conference.Screen, plainly(640, 360, hues(1)))
	s.c.Show(Scene{View: view(layout.Spec{Type: layout.ContentRight, Windows: 1, Content: true}, 1)})
	s.settle()
	before := snapshot(s.c.Picture())
	s.now += stallsAfter
	s.tick()
	d := differences(before, s.c.Picture())
	if window := s.c.panes[1].rect; d.Empty() || !within2(d, window) || d.H > 40 {
		t.Errorf("the camera in %v has stopped, and pixels changed in %v", window, d)
	}
	s.gallery.set("p1", conference.Camera, plainly(640, 360, hues(0)))
	s.tick()
	if d := differences(before, s.c.Picture()); !d.Empty() {
		t.Errorf("it goes on, and %v is different", d)
	}
}

func TestASourceIsAskedInTheSizeOfItsWindow(t *testing.T) {
	t.Parallel()
	s := newStage(t, Format{})
	s.c.Show(Scene{View: grid(9)})
	s.tick()
	if got := s.gallery.asked[source{"p3", conference.Camera}]; got != (layout.Size{W: 426, H: 240}) {
		t.Errorf("asked for %v", got)
	}
}

func TestSlatesAreDrawnOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t, Format{})
	s.c.Show(Scene{Slate: SlateWaiting, Title: "Планёрка"})
	s.settle()
	encoded := len(s.encoder.times)
	s.c.Show(Scene{Slate: SlateWaiting, Title: "Планёрка"})
	if s.tick(); len(s.encoder.times) != encoded {
		t.Error("an equal slate was encoded")
	}
	before := snapshot(s.c.Picture())
	s.c.Show(Scene{Slate: SlateWaiting, Title: "Планёрка", Language: "ru"})
	if s.tick(); differences(before, s.c.Picture()).Empty() {
		t.Error("the slate has not changed its language")
	}
}

func TestTheMarkOfRecordingStandsInTheUpperRight(t *testing.T) {
	t.Parallel()
	for n := range 17 {
		s := newStage(t, Format{HardCuts: true})
		for i := range n {
			s.gallery.set(person(i), conference.Camera, plainly(640, 360, hues(i)))
		}
		s.c.Show(Scene{View: grid(n)})
		s.settle()
		before := snapshot(s.c.Picture())
		s.c.Show(Scene{View: grid(n), Recording: true})
		s.settle()
		d := differences(before, s.c.Picture())
		if d.Empty() || d.X < 640 || d.Y > 280 || d.H > 48 {
			t.Errorf("%d people: the mark of recording stands in %v", n, d)
		}
	}
}

// failing is an encoder that fails sometimes.
type failing struct {
	fakeEncoder
	fails bool
}

func (f *failing) Encode(dst []byte, p *codec.Picture) (video.Coded, error) {
	if f.fails {
		return video.Coded{}, errors.New("no")
	}
	return f.fakeEncoder.Encode(dst, p)
}

func TestAfterAFailureTheNextTickTriesAgain(t *testing.T) {
	t.Parallel()
	e := &failing{fails: true}
	c, err := New(Config{
		Pictures: newGallery(), NewEncoder: func(video.EncoderConfig) (Encoder, error) { return e, nil }, Clock: atOnce,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.Show(Scene{View: grid(1)})
	if _, err := c.Tick(0); err == nil {
		t.Error("the failure was kept quiet")
	}
	e.fails = false
	if coded, err := c.Tick(40 * time.Millisecond); err != nil || !coded.Key {
		t.Errorf("got %v, %v", coded, err)
	}
}

func TestTicksMakeNoGarbage(t *testing.T) {
	s := newStage(t, Format{})
	s.people(9, 640, 360)
	around := view(layout.Spec{Type: layout.PriorityAround, Windows: 8}, 8)
	s.c.Show(Scene{View: around, People: map[conference.ParticipantID]Person{"p1": {Speaking: true}, "p2": {Muted: true, Hand: true}}})
	s.settle()
	s.encoder.times = make([]time.Duration, 0, 1000)
	other := portrait(640, 360, 9)
	s.tick()
	if n := testing.AllocsPerRun(50, func() {
		for _, e := range s.gallery.pictures {
			e.version, e.picture = exhibits.Add(1), other
		}
		s.tick()
	}); n > 0 {
		t.Errorf("%v allocations for a tick", n)
	}
}

func TestFormatsThatCannotBeHadAreRefused(t *testing.T) {
	t.Parallel()
	for _, f := range []Format{{Lines: 100}, {FPS: 1000}, {FPS: -1}} {
		if _, err := New(Config{Format: f, NewEncoder: func(video.EncoderConfig) (Encoder, error) { return &fakeEncoder{}, nil }}); err == nil {
			t.Errorf("%+v was taken", f)
		}
	}
}

func TestBitRatesFollowSizeAndRate(t *testing.T) {
	t.Parallel()
	last := 0
	for _, f := range []Format{{Lines: 360, FPS: 15}, {Lines: 360}, {Lines: 720, FPS: 15}, {}, {FPS: 30}, {Lines: 1080}} {
		f, err := f.withDefaults()
		if err != nil {
			t.Fatal(err)
		}
		if f.BitRate <= last {
			t.Errorf("%+v: not more than %d", f, last)
		}
		last = f.BitRate
	}
}

func TestInitialsAndColoursAreThoseOfThePages(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Анна Каренина": "АК", "anna": "A", " Jean  Luc Picard ": "JP", "": "?", "щукин": "Щ",
	} {
		if got := initials(name); got != want {
			t.Errorf("initials(%q) is %q, want %q", name, got, want)
		}
	}
	// hueOf('Анна') of webui/src/ui/initials.ts is 232.
	if got, want := colourOf("Анна"), hsl(232, 0.38, 0.36); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := hsl(0, 1, 0.5); got != (color.RGBA{255, 0, 0, 255}) {
		t.Errorf("red is %v", got)
	}
}
