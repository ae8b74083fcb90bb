package compose

import (
	"image"
	"image/color"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/image/draw"

	"veche/conference"
	"veche/conference/layout"
)

// This file renders what stands on and around the pictures of windows: names,
// marks, frames, faces. It is rendered when a fact changes, not when a picture
// comes.

// piece is a sprite and its place in a window: an offset from the left, the middle
// or the right end, so that it stays in place while the window glides.
type piece struct {
	sprite *sprite
	x, y   int
	ax, ay anchor
}

type anchor uint8

const (
	atStart anchor = iota
	atMiddle
	atEnd
)

// from is where a length begins that stands so in a window of another length.
func (a anchor) from(offset, window, length int) int {
	switch a {
	case atMiddle:
		return ((window-length)/2 + offset) &^ 1
	case atEnd:
		return window - length - offset
	case atStart:
	}
	return offset
}

// measures are the sizes in a window that follow from its own.
type measures struct {
	gap    int // to the neighbours, on each side
	radius int // of the corners
	frame  int // of who speaks
	strip  int // height of the name's strip, as [layout.Label] has it
	margin int // of plates to the window's edge
	plate  int // height of a plate
	letter int
}

// gap between windows, on the side of each: their edges lie within two pixels of
// the layout's.
const gap = 2

func measure(window layout.Rect, canvas layout.Size) measures {
	if window == (layout.Rect{W: canvas.W, H: canvas.H}) {
		m := measures{strip: stripOf(window)}
		m.plates()
		return m
	}
	m := measures{gap: gap, frame: 4, strip: stripOf(window)}
	if window.H < 200 {
		m.frame = 2
	}
	m.radius = min(max(window.H/26, 4), 12) &^ 1
	m.plates()
	return m
}

// stripOf is the height that a name has in the window, names shown or not.
func stripOf(window layout.Rect) int {
	if strip := layout.Label(window, layout.NamesBottom); !strip.Empty() {
		return strip.H
	}
	return min(16, window.H/3) &^ 1
}

func (m *measures) plates() {
	switch {
	case m.strip >= 26:
		m.margin = 6
	default:
		m.margin = 2
	}
	m.plate = m.strip - m.margin
	m.letter = max(m.plate*64/100, 10)
}

// wardrobe renders pieces, and keeps those that many windows have.
type wardrobe struct {
	letters *lettering
	corners map[cornerKey][4]*sprite
	marks   map[markKey]*sprite
}

func newWardrobe() *wardrobe {
	return &wardrobe{
		letters: newLettering(),
		corners: make(map[cornerKey][4]*sprite), marks: make(map[markKey]*sprite),
	}
}

type cornerKey struct {
	radius, frame int // no frame: 0
}

// round gives the four corners of a window, and the frame in them.
func (w *wardrobe) round(radius, frame int) []piece {
	if radius == 0 {
		return nil
	}
	key := cornerKey{radius, frame}
	four, ok := w.corners[key]
	if !ok {
		four = renderCorners(radius, frame)
		w.corners[key] = four
	}
	pieces := make([]piece, 4)
	for i := range pieces {
		pieces[i] = piece{sprite: four[i], x: gap, y: gap, ax: atStart, ay: atStart}
		if i&1 == 1 {
			pieces[i].ax = atEnd
		}
		if i&2 == 2 {
			pieces[i].ay = atEnd
		}
	}
	return pieces
}

// renderCorners draws a little window, and cuts its corners out.
func renderCorners(radius, frame int) (four [4]*sprite) {
	side := max(radius, frame)
	whole := image.NewRGBA(image.Rect(0, 0, 4*side, 4*side))
	edge := box(0, 0, float64(4*side), float64(4*side), float64(radius))
	outside := func(x, y float64) float64 { return -edge(x, y) }
	paint(whole, outside, ground)
	if frame > 0 {
		paint(whole, both(edge, func(x, y float64) float64 { return -edge(x, y) - float64(frame) }), good)
	}
	for i := range four {
		at := image.Pt(i&1*3*side, i>>1*3*side)
		four[i] = newSprite(whole.SubImage(image.Rectangle{at, at.Add(image.Pt(side, side))}).(*image.RGBA))
	}
	return four
}

type mark uint8

const (
	markHand mark = iota
	markNoVideo
)

type markKey struct {
	mark mark
	side int
}

// mark is a round plate with an icon.
func (w *wardrobe) mark(m mark, side int) *sprite {
	key := markKey{m, side}
	if s, ok := w.marks[key]; ok {
		return s
	}
	icon, c := iconHand, warn
	if m == markNoVideo {
		icon, c = iconNoVideo, text2
	}
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	size := float64(side)
	paint(img, disc(size/2, size/2, size/2), plate)
	paint(img, within(icon(), size*0.19, size*0.19, size*0.62), c)
	w.marks[key] = newSprite(img)
	return w.marks[key]
}

// label is the plate with the name and what belongs to it; nil if it would be
// empty. It is not wider than most.
func (w *wardrobe) label(window conference.Window, p Person, m measures, names layout.NamePosition, most int) *sprite {
	name := ""
	if names != layout.NamesHidden {
		name = w.letters.readable(window.Label)
	}
	var icon distance
	c := color.Color(plateText)
	switch {
	case window.Source == conference.Screen:
		icon = iconScreen()
	case p.Muted:
		icon, c = iconMuted(), mutedMark
	}
	return w.plate(icon, c, name, m, most)
}

// plate is a dark plate with an icon, words or both.
func (w *wardrobe) plate(icon distance, c color.Color, words string, m measures, most int) *sprite {
	if m.plate < 8 || icon == nil && words == "" {
		return nil
	}
	padding := max(m.plate*3/10, 4)
	side := 0
	if icon != nil {
		side = m.plate * 3 / 4
	}
	between := 0
	if icon != nil && words != "" {
		between = max(m.plate/6, 2)
	}
	words = w.letters.fit(words, m.letter, most-2*padding-side-between)
	if words == "" {
		between = 0
		if icon == nil || most < side+2*padding {
			return nil
		}
	}
	width := (2*padding + side + between + w.letters.width(words, m.letter) + 1) &^ 1
	img := image.NewRGBA(image.Rect(0, 0, width, m.plate))
	paint(img, box(0, 0, float64(width), float64(m.plate), min(float64(m.plate)/4, 7)), plate)
	if icon != nil {
		paint(img, within(icon, float64(padding), float64(m.plate-side)/2, float64(side)), c)
	}
	w.letters.write(img, words, padding+side+between, 0, m.plate, m.letter, plateText)
	return newSprite(img)
}

// face stands for a camera: the avatar, or the initials on the colour of the name.
func (w *wardrobe) face(name string, avatar image.Image, window layout.Rect) *sprite {
	side := min(max(min(window.W, window.H)*2/5, 16), 280) &^ 3
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	round := disc(float64(side)/2, float64(side)/2, float64(side)/2)
	if avatar != nil && !avatar.Bounds().Empty() {
		paint(img, round, white)
		mask := image.NewAlpha(img.Bounds())
		for i := range mask.Pix {
			mask.Pix[i] = img.Pix[4*i+3]
		}
		scaled := image.NewRGBA(img.Bounds())
		draw.CatmullRom.Scale(scaled, scaled.Bounds(), avatar, square(avatar.Bounds()), draw.Src, nil)
		clear(img.Pix)
		draw.DrawMask(img, img.Bounds(), scaled, image.Point{}, mask, image.Point{}, draw.Over)
		return newSprite(img)
	}
	paint(img, round, colourOf(name))
	w.letters.writeCentred(img, initials(w.letters.readable(name)), side/2, 0, side, side*2/5, white)
	return newSprite(img)
}

// square is the middle of a picture.
func square(r image.Rectangle) image.Rectangle {
	side := min(r.Dx(), r.Dy())
	at := r.Min.Add(image.Pt((r.Dx()-side)/2, (r.Dy()-side)/2))
	return image.Rectangle{at, at.Add(image.Pt(side, side))}
}

// initials are up to two letters, as webui/src/ui/initials.ts chooses them.
func initials(name string) string {
	var out []rune
	fields := strings.Fields(name)
	for i, word := range fields {
		if i == 0 || i == len(fields)-1 {
			r, _ := utf8.DecodeRuneInString(word)
			out = append(out, unicode.ToUpper(r))
		}
	}
	if len(out) == 0 {
		return "?"
	}
	return string(out)
}
