package compose

import (
	"bytes"
	"testing"
)

// TestEverySlateSaysSomethingThatFits: in each language, on the narrowest picture,
// nothing is shortened.
func TestEverySlateSaysSomethingThatFits(t *testing.T) {
	t.Parallel()
	letters := newLettering()
	size := Format{Narrow: true}.Size()
	for language, w := range languages {
		for s := range slates {
			said := w.slates[s]
			if said[0] == "" {
				t.Errorf("%s: slate %d says nothing", language, s)
			}
			for i, letter := range []float64{52, 34} {
				if width := letters.width(said[i], int(letter*leastLetters)); width > size.W*9/10 {
					t.Errorf("%s: %q is too long", language, said[i])
				}
				if letters.readable(said[i]) != said[i] {
					t.Errorf("%s: %q cannot be written", language, said[i])
				}
			}
		}
	}
}

// TestASlateFollowsWhatIsTyped: each key is seen; of a PIN how many, not which.
func TestASlateFollowsWhatIsTyped(t *testing.T) {
	t.Parallel()
	drawn := func(s Slate, detail string) []byte {
		stage := newStage(t, Format{Lines: 360})
		stage.c.Show(Scene{Slate: s, Detail: detail})
		stage.tick()
		return stage.c.Picture().Y
	}
	if bytes.Equal(drawn(SlateNumber, "1"), drawn(SlateNumber, "2")) || bytes.Equal(drawn(SlateNumber, "1"), drawn(SlateNumber, "11")) {
		t.Error("digits that are typed are not seen")
	}
	if bytes.Equal(drawn(SlatePIN, "*"), drawn(SlatePIN, "**")) {
		t.Error("it is not seen how many digits are typed")
	}
	if !bytes.Equal(drawn(SlatePIN, "12"), drawn(SlatePIN, "77")) || !bytes.Equal(drawn(SlateWrongPIN, "12"), drawn(SlateWrongPIN, "77")) {
		t.Error("a PIN is shown")
	}
	if bytes.Equal(drawn(SlateCalling, "Анна"), drawn(SlateCalling, "Иван")) {
		t.Error("it is not seen who is called")
	}
	if !bytes.Equal(drawn(SlateAlone, ""), drawn(200, "")) {
		t.Error("an unknown slate is not the first one")
	}
}

func TestWhatIsTypedRedrawsTheSlate(t *testing.T) {
	t.Parallel()
	s := newStage(t, Format{Lines: 360})
	s.c.Show(Scene{Slate: SlateNumber})
	s.settle()
	before := bytes.Clone(s.c.Picture().Y)
	s.c.Show(Scene{Slate: SlateNumber, Detail: "4"})
	if len(s.tick().Data) == 0 || bytes.Equal(before, s.c.Picture().Y) {
		t.Error("the key is not seen")
	}
}
