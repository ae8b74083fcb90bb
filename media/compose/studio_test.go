package compose

import (
	"slices"
	"testing"
	"time"

	"veche/media/codec/video"
)

// newStudio is a studio whose encoders are counted.
func newStudio(t *testing.T) (*Studio, *[]*fakeEncoder) {
	t.Helper()
	var encoders []*fakeEncoder
	s := NewStudio(Config{
		Pictures: newGallery(), Clock: atOnce,
		NewEncoder: func(cfg video.EncoderConfig) (Encoder, error) {
			e := &fakeEncoder{cfg: cfg}
			encoders = append(encoders, e)
			return e, nil
		},
	})
	t.Cleanup(s.Close)
	return s, &encoders
}

func wish(r Receiver, n int, f Format) Wish {
	return Wish{Receiver: r, Scene: Scene{View: grid(n)}, Format: f}
}

func TestReceiversOfTheSameViewShareAPicture(t *testing.T) {
	t.Parallel()
	s, encoders := newStudio(t)
	var wishes []Wish
	for i := range 30 {
		wishes = append(wishes, wish(Receiver(person(i)), 4, Format{}))
	}
	wishes = append(wishes, wish("low", 4, Format{Lines: 360}), wish("other", 3, Format{}))
	if err := s.Arrange(wishes); err != nil {
		t.Fatal(err)
	}
	sent := make(map[Receiver]int)
	calls := 0
	if err := s.Tick(0, func(_ int, to []Receiver, _ video.Coded) {
		calls++
		for _, r := range to {
			sent[r]++
		}
	}); err != nil {
		t.Fatal(err)
	}
	if s.Pictures() != 3 || calls != 3 || len(*encoders) != 3 {
		t.Errorf("%d pictures, %d sent, %d encoders", s.Pictures(), calls, len(*encoders))
	}
	if len(sent) != 32 {
		t.Errorf("%d receivers got a picture", len(sent))
	}
}

func TestAChangeOfTheLayoutKeepsTheStream(t *testing.T) {
	t.Parallel()
	s, encoders := newStudio(t)
	arrange := func(w ...Wish) {
		t.Helper()
		if err := s.Arrange(w); err != nil {
			t.Fatal(err)
		}
	}
	arrange(wish("a", 4, Format{}), wish("b", 4, Format{}), wish("c", 4, Format{}), wish("d", 2, Format{}))
	first := s.Composer("a")
	arrange(wish("a", 5, Format{}), wish("b", 5, Format{}), wish("c", 2, Format{}), wish("d", 2, Format{}))
	if s.Composer("a") != first || s.Composer("b") != first || s.Composer("c") == first || s.Composer("c") != s.Composer("d") {
		t.Error("the composers were not kept")
	}
	if len(*encoders) != 2 {
		t.Errorf("%d encoders were opened", len(*encoders))
	}
	arrange(wish("a", 5, Format{}))
	if s.Pictures() != 1 || !(*encoders)[1].closed || (*encoders)[0].closed {
		t.Error("what nobody receives is not closed")
	}
	arrange(wish("a", 5, Format{Lines: 360}))
	if s.Pictures() != 1 || !(*encoders)[0].closed || s.Composer("a").Format().Lines != 360 {
		t.Error("another format is another picture")
	}
	arrange()
	if s.Pictures() != 0 || s.Composer("a") != nil {
		t.Error("pictures without receivers")
	}
}

func TestWhoComesToAPictureGetsAKeyFrame(t *testing.T) {
	t.Parallel()
	s, encoders := newStudio(t)
	wishes := []Wish{wish("a", 1, Format{})}
	for n := range 60 {
		if n == 30 {
			wishes = append(wishes, wish("b", 1, Format{}))
		}
		if err := s.Arrange(wishes); err != nil {
			t.Fatal(err)
		}
		if err := s.Tick(time.Duration(n)*40*time.Millisecond, func(int, []Receiver, video.Coded) {}); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := (*encoders)[0].keys, []time.Duration{0, 30 * 40 * time.Millisecond}; !slices.Equal(got, want) {
		t.Errorf("key frames at %v, want %v", got, want)
	}
}

func TestAPictureThatCannotBeMadeLeavesTheOthers(t *testing.T) {
	t.Parallel()
	s, _ := newStudio(t)
	if err := s.Arrange([]Wish{wish("a", 1, Format{Lines: 77}), wish("b", 1, Format{})}); err == nil {
		t.Error("no error")
	}
	if s.Composer("a") != nil || s.Composer("b") == nil {
		t.Error("the wrong one was left out")
	}
}

func TestOneWindowOverAllIsUntouched(t *testing.T) {
	t.Parallel()
	for n := range 3 {
		v := grid(n)
		if w, ok := Untouched(&v); ok != (n == 1) || ok && w.Participant != "p1" {
			t.Errorf("%d windows: %v, %v", n, w, ok)
		}
	}
}

func TestMorePicturesThanMayBeAreSharedOut(t *testing.T) {
	t.Parallel()
	s, _ := newStudio(t)
	s.cfg.MostPictures = 3
	recording := wish("recording", 9, Format{HardCuts: true})
	recording.Own = true
	wishes := []Wish{
		wish("a", 1, Format{}), wish("b", 2, Format{}), wish("c", 3, Format{}), wish("d", 3, Format{}), wish("e", 4, Format{}),
		wish("small", 2, Format{Lines: 360}), recording,
	}
	if err := s.Arrange(wishes); err != nil {
		t.Fatal(err)
	}
	common := s.Number("c")
	for r, want := range map[Receiver]bool{"a": false, "b": true, "d": true, "e": true, "small": false, "recording": false} {
		if got := s.Number(r) == common; s.Number(r) == 0 || got != want {
			t.Errorf("%s receives picture %d, that of most is %d, want it: %v", r, s.Number(r), common, want)
		}
	}
	if s.Pictures() != 4 { // the small format has none to share
		t.Errorf("%d pictures", s.Pictures())
	}
}
