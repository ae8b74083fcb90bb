package brand

import (
	"os"
	"regexp"
	"testing"
)

func TestColoursAreRead(t *testing.T) {
	for in, want := range map[string]string{
		"#a34a14": "#a34a14", "A34A14": "#a34a14", " #0f8 ": "#00ff88", "#000": "#000000",
		"": "", "#12345": "", "#1234567": "", "red": "", "#12 456": "", "#+12345": "", "##12345": "", "url(x)": "",
	} {
		got := ""
		if c, ok := ParseColour(in); ok {
			got = c.String()
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestContrastIsThatOfTheGuidelines(t *testing.T) {
	grey := Colour{0x77, 0x77, 0x77} // the well-known one that just fails on white
	if got := Contrast(black, white); got != 21 {
		t.Errorf("black on white: %v", got)
	}
	if got := Contrast(grey, white); got < 4.47 || got > 4.49 {
		t.Errorf("#777 on white: %v", got)
	}
}

func TestTextOfEveryAccentIsReadable(t *testing.T) {
	for r := 0; r <= 255; r += 15 {
		for g := 0; g <= 255; g += 15 {
			for b := 0; b <= 255; b += 15 {
				c := Colour{uint8(r), uint8(g), uint8(b)}
				check(t, c, "light", Light(c), &lightGrounds)
				check(t, c, "dark", Dark(c), &darkGrounds)
			}
		}
	}
}

func check(t *testing.T, c Colour, scheme string, s Shades, g *grounds) {
	t.Helper()
	pairs := [][2]Colour{{s.Text, s.Accent}, {s.Text, s.Hover}, {s.Accent, s.Soft}}
	for _, ground := range g.all {
		pairs = append(pairs, [2]Colour{s.Accent, ground})
	}
	for _, p := range pairs {
		if got := Contrast(p[0], p[1]); got < readable {
			t.Errorf("%v, %s: %v on %v has %.2f", c, scheme, p[0], p[1], got)
		}
	}
	if s.Hover == s.Accent {
		t.Errorf("%v, %s: nothing changes under the pointer", c, scheme)
	}
}

func TestAColourThatIsReadableStaysAsItIs(t *testing.T) {
	navy, pale := Colour{0x1d, 0x3f, 0x8a}, Colour{0xff, 0xd0, 0x80}
	if got := Light(navy).Accent; got != navy {
		t.Errorf("navy on light: %v", got)
	}
	if got := Dark(pale).Accent; got != pale {
		t.Errorf("pale on dark: %v", got)
	}
}

// The grounds stand in two places, since the pages are styled without a server.
func TestTheGroundsAreThoseOfThePages(t *testing.T) {
	css, err := os.ReadFile("../../webui/src/styles/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"ground", "surface", "surface-2", "surface-3"} {
		m := regexp.MustCompile(`--` + name + `: light-dark\((#\w+), (#\w+)\)`).FindSubmatch(css)
		if m == nil {
			t.Fatalf("no --%s in tokens.css", name)
		}
		if light, dark := lightGrounds.all[i].String(), darkGrounds.all[i].String(); light != string(m[1]) || dark != string(m[2]) {
			t.Errorf("--%s is %s and %s, here %s and %s", name, m[1], m[2], light, dark)
		}
	}
}

func FuzzParseColour(f *testing.F) {
	for _, s := range []string{"#a34a14", "fff", "#", "#ＦＦＦ", "é12345"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, ok := ParseColour(s)
		if !ok {
			return
		}
		if again, ok := ParseColour(c.String()); !ok || again != c {
			t.Errorf("%q is %v, which is read as %v", s, c, again)
		}
	})
}
