package compose

import (
	"bytes"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/camera"
)

var cameraStates = []camera.State{
	camera.Connecting, camera.NoSignal, camera.WrongPassword, camera.Unreachable, camera.NotFound, camera.Unsupported,
	camera.Barred, camera.Failed,
}

func TestWhatIsSaidOfCameras(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 22, 12, 4, 5, 0, time.FixedZone("", 3*60*60))
	for _, test := range []struct {
		language string
		status   *camera.Status
		now      time.Time
		want     string
	}{
		{"en", &camera.Status{State: camera.NoSignal, Since: noon}, noon.Add(time.Hour), "No signal since 12:04"},
		{"ru", &camera.Status{State: camera.NoSignal, Since: noon}, noon.Add(time.Hour), "Нет сигнала с 12:04"},
		{"ru", &camera.Status{State: camera.Unreachable, Since: noon}, noon.Add(24 * time.Hour), "Камера недоступна с 22.11, 12:04"},
		{"en", &camera.Status{State: camera.NoSignal, Since: noon}, noon.Add(time.Hour).UTC(), "No signal since 12:04"},
		{"en", &camera.Status{State: camera.WrongPassword, Since: noon}, noon, "Wrong name or password"},
		{"en", &camera.Status{State: camera.NoSignal}, noon, "No signal"},
		{"en", &camera.Status{State: "of tomorrow"}, noon, "Something is wrong"},
		{"en", &camera.Status{State: camera.Live, Since: noon}, noon, ""},
		{"en", nil, noon, ""},
	} {
		n, got := NoticeOf(test.status, test.now), ""
		if n.shown() {
			got = n.words(wordsOf(test.language))
		}
		if got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

// Each state has its words in each language, which can be written and fit into a quarter
// of the smallest picture.
func TestEveryStateOfACameraHasWords(t *testing.T) {
	t.Parallel()
	letters := newLettering()
	for language, w := range languages {
		for _, s := range cameraStates {
			for _, since := range []string{"", "31.12, 23:59"} {
				said := Notice{s, since}.words(w)
				if w.cameras[s].plain == "" || letters.readable(said) != said {
					t.Errorf("%s: %s: %q", language, s, said)
				}
				if width := letters.width(said, 10); width > 240*9/10 {
					t.Errorf("%s: %q is too long", language, said)
				}
			}
		}
	}
}

func TestACameraWithoutASignalShowsItsStateAndNoPicture(t *testing.T) {
	t.Parallel()
	s := newStage(t, Format{Lines: 360})
	s.gallery.set("p1", conference.Camera, plainly(640, 360, hues(1)))
	drawn := func(n Notice, language string) []byte {
		s.c.Show(Scene{View: grid(1), Language: language, People: map[conference.ParticipantID]Person{"p1": {Camera: n}}})
		s.settle()
		return bytes.Clone(s.c.Picture().Y)
	}
	live := drawn(Notice{}, "en")
	gone := drawn(Notice{camera.NoSignal, "12:04"}, "en")
	p := s.c.Picture()
	if !near(gone[40*p.YStride+40], toInk(surface).y, 2) {
		t.Error("the last picture stays")
	}
	if bytes.Equal(gone, drawn(Notice{camera.NoSignal, "12:05"}, "en")) || bytes.Equal(gone, drawn(Notice{camera.NoSignal, "12:04"}, "ru")) {
		t.Error("it is not seen since when, or not in the language of the conference")
	}
	if !bytes.Equal(live, drawn(Notice{}, "en")) {
		t.Error("the picture is not there after the camera has come back")
	}
}
