package compose

import (
	_ "embed"
	"fmt"
	"image"
	"image/color"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// The font of the pages, Inter: Latin, Cyrillic and Greek. SIL Open Font License.
//
//go:embed font/Inter-Medium.otf
var inter []byte

var parsed = sync.OnceValue(func() *opentype.Font {
	f, err := opentype.Parse(inter)
	if err != nil {
		panic(fmt.Sprintf("compose: the font that is built in: %v", err))
	}
	return f
})

// lettering writes in one font of several sizes. It is not safe for concurrent use.
type lettering struct {
	faces  map[int]font.Face
	buffer sfnt.Buffer
}

func newLettering() *lettering { return &lettering{faces: make(map[int]font.Face)} }

// face is the font at a height of so many pixels.
func (l *lettering) face(pixels int) font.Face {
	if f, ok := l.faces[pixels]; ok {
		return f
	}
	f, err := opentype.NewFace(parsed(), &opentype.FaceOptions{Size: float64(pixels), DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(fmt.Sprintf("compose: a font of %d pixels: %v", pixels, err)) // only for options that make no sense
	}
	l.faces[pixels] = unkerned{f}
	return l.faces[pixels]
}

// unkerned ignores the pairs of the font: golang.org/x/image reads those of Inter
// wrong and lets letters overlap.
type unkerned struct{ font.Face }

func (unkerned) Kern(rune, rune) fixed.Int26_6 { return 0 }

// readable leaves out what the font cannot show and nobody misses (emoji, control
// characters, marks); a letter that it lacks stays, as the box that says so.
// What is too long for any window is cut.
func (l *lettering) readable(s string) string {
	const longest = 200
	var b strings.Builder
	letters := 0
	for _, r := range s {
		if letters >= longest {
			break
		}
		if unicode.IsSpace(r) {
			r = ' '
		}
		if r == utf8.RuneError || unicode.IsControl(r) {
			continue
		}
		if g, err := parsed().GlyphIndex(&l.buffer, r); (err != nil || g == 0) && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		b.WriteRune(r)
		letters++
	}
	return strings.TrimSpace(b.String())
}

func (l *lettering) width(s string, pixels int) int {
	return font.MeasureString(l.face(pixels), s).Ceil()
}

// fit shortens s with an ellipsis so that it is at most so wide; "" if nothing fits.
func (l *lettering) fit(s string, pixels, width int) string {
	if l.width(s, pixels) <= width {
		return s
	}
	for len(s) > 0 {
		_, n := utf8.DecodeLastRuneInString(s)
		s = strings.TrimRight(s[:len(s)-n], " ")
		if t := s + "…"; s != "" && l.width(t, pixels) <= width {
			return t
		}
	}
	return ""
}

// write draws s, its left end at x, its capitals in the middle of the rows from
// top to bottom.
func (l *lettering) write(img *image.RGBA, s string, x, top, bottom, pixels int, c color.Color) {
	f := l.face(pixels)
	capital := f.Metrics().CapHeight
	baseline := fixed.I(top+bottom)/2 + capital/2
	d := font.Drawer{Dst: img, Src: image.NewUniform(c), Face: f, Dot: fixed.Point26_6{X: fixed.I(x), Y: (baseline + 32) &^ 63}}
	d.DrawString(s)
}

// writeCentred draws s with its middle at x.
func (l *lettering) writeCentred(img *image.RGBA, s string, x, top, bottom, pixels int, c color.Color) {
	l.write(img, s, x-l.width(s, pixels)/2, top, bottom, pixels, c)
}
