package compose

import (
	"fmt"
	"image/color"
	"os"
	"regexp"
	"testing"
)

// TestColoursAreThoseOfThePages reads the tokens of the dark scheme.
func TestColoursAreThoseOfThePages(t *testing.T) {
	t.Parallel()
	css, err := os.ReadFile("../../webui/src/styles/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	for token, got := range map[string]color.RGBA{
		"ground": ground, "surface": surface, "surface-3": surface3, "text": text, "text-2": text2,
		"good": good, "warn": warn, "danger": danger,
	} {
		m := regexp.MustCompile(`--` + token + `: light-dark\(#[0-9a-f]+, (#[0-9a-f]+)\)`).FindSubmatch(css)
		if m == nil {
			t.Errorf("no token %s", token)
			continue
		}
		if hex := fmt.Sprintf("#%02x%02x%02x", got.R, got.G, got.B); hex != string(m[1]) {
			t.Errorf("%s is %s, the pages have %s", token, hex, m[1])
		}
	}
}

func TestColoursGoThereAndBack(t *testing.T) {
	t.Parallel()
	for i := range 30 {
		c := hues(i)
		back := toRGB(plainly(2, 2, c)).RGBAAt(0, 0)
		for _, d := range []int{int(back.R) - int(c.R), int(back.G) - int(c.G), int(back.B) - int(c.B)} {
			if d < -4 || d > 4 {
				t.Errorf("%v came back as %v", c, back)
			}
		}
	}
}
