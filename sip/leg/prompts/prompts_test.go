package prompts

import (
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestEveryPromptIsWhole(t *testing.T) {
	t.Parallel()
	fileName := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	names := Names()
	for i, n := range names {
		if !fileName.MatchString(string(n)) {
			t.Errorf("%q is no name of a file", n)
		}
		if slices.Contains(names[:i], n) {
			t.Errorf("%s is there twice", n)
		}
		for _, language := range Languages() {
			if Text(language, n) == "" {
				t.Errorf("%s says nothing in %s", n, language)
			}
		}
		if Text("de", n) != Text("en", n) {
			t.Errorf("%s is not English in German", n)
		}
	}
	if Text("en", "no-such") != "" {
		t.Error("an unknown prompt says something")
	}
}

// TestVoices measures the voices of this build: they are loud enough and not too loud,
// begin and end at once, and are no longer than people listen.
func TestVoices(t *testing.T) {
	t.Parallel()
	for _, language := range Languages() {
		if !Voices(language) {
			t.Skip("built without voices: make voices")
		}
		for _, n := range Names() {
			pcm := voice(language, n)
			if pcm == nil {
				t.Errorf("%s/%s is missing: make voices", language, n)
				continue
			}
			if db := 20 * math.Log10(loudness(pcm)/32768); db < -24 || db > -18 {
				t.Errorf("%s/%s has %.1f dBFS", language, n, db)
			}
			if edges, d := len(pcm)-len(trim(pcm)), length(pcm); edges > Rate/100 || d < 400*time.Millisecond || d > 8*time.Second {
				t.Errorf("%s/%s takes %v, %d samples of it silent", language, n, d, edges)
			}
		}
	}
}

// TestTheDocumentNamesEveryPrompt: administrators name their files after it.
func TestTheDocumentNamesEveryPrompt(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("../../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range Names() {
		if !strings.Contains(string(document), "`"+string(n)+"`") {
			t.Errorf("docs/operations.md does not name %s", n)
		}
	}
}

func length(pcm []int16) time.Duration { return time.Duration(len(pcm)) * time.Second / Rate }

func TestCuesAreHeardAndDoNotClick(t *testing.T) {
	t.Parallel()
	for c := range tones {
		pcm := cue(c).sound()
		if l := loudness(pcm); l < 0.05*32768 || l > 0.15*32768 {
			t.Errorf("cue %d has a level of %.0f", c, l)
		}
		if at := steepest(pcm); at > 2000 {
			t.Errorf("cue %d has a step of %d", c, at)
		}
	}
}

// steepest is the largest step from one sample to the next, and from and to silence.
func steepest(pcm []int16) int {
	most, last := 0, 0
	for _, v := range append(slices.Clone(pcm), 0) {
		most, last = max(most, max(int(v)-last, last-int(v))), int(v)
	}
	return most
}

func TestFinishTrimsAndLevels(t *testing.T) {
	t.Parallel()
	pcm := make([]int16, 3*Rate)
	for i := Rate; i < 2*Rate; i++ {
		pcm[i] = int16(500 * math.Sin(float64(i)*2*math.Pi*400/Rate))
	}
	file, err := Finish(writeWAV(pcm))
	if err != nil {
		t.Fatal(err)
	}
	w, err := readWAV(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := length(w.pcm); d < time.Second || d > 1100*time.Millisecond {
		t.Errorf("%v are left of a second", d)
	}
	if db := 20 * math.Log10(loudness(w.pcm)/32768); db < -21 || db > -19 {
		t.Errorf("it has %.1f dBFS", db)
	}
	if _, err := Finish(writeWAV(make([]int16, Rate))); err == nil {
		t.Error("silence is taken for a voice")
	}
}
