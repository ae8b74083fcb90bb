package brand

// Shades are what is drawn with one colour in one scheme; the names are those of the
// tokens of the pages (webui/src/styles/tokens.css).
type Shades struct {
	Accent Colour // text and lines on a ground, grounds of buttons
	Hover  Colour // Accent under the pointer
	Text   Colour // on Accent and Hover
	Soft   Colour // a ground for Accent
}

// readable is the contrast of text to its ground (WCAG 2.2, 1.4.3, AA).
const readable = 4.5

var (
	black = Colour{}
	white = Colour{255, 255, 255}
)

// grounds are those of a scheme on which the accent stands, from tokens.css; a test
// compares.
type grounds struct {
	away   Colour // to which a colour goes to become readable
	all    []Colour
	soften float64 // how much of the accent is in Soft
}

// surface is the ground, among all, that most stands on.
const surface = 1

var (
	lightGrounds = grounds{black, []Colour{{0xf6, 0xf5, 0xf2}, white, {0xef, 0xed, 0xe8}, {0xe4, 0xe1, 0xda}}, 0.13}
	darkGrounds  = grounds{white, []Colour{{0x15, 0x17, 0x1b}, {0x1e, 0x21, 0x26}, {0x28, 0x2c, 0x32}, {0x34, 0x39, 0x40}}, 0.16}
)

// Light are the shades of c on light grounds.
func Light(c Colour) Shades {
	s := lightGrounds.fit(c)
	s.Text = white
	s.Hover = s.Accent.towards(black, 0.3)
	if s.Accent.luminance() < 0.02 { // darker is not to be seen
		s.Hover = s.Accent.towards(white, 0.07)
	}
	return s
}

// Dark are the shades of c on dark grounds.
func Dark(c Colour) Shades {
	s := darkGrounds.fit(c)
	s.Text = s.Accent.towards(black, 0.97)
	s.Hover = s.Accent.towards(white, 0.3)
	if s.Accent.luminance() > 0.8 { // lighter is not to be seen
		s.Hover = s.Accent.towards(black, 0.2)
	}
	return s
}

// fit changes c no more than it must to be readable everywhere.
func (g *grounds) fit(c Colour) Shades {
	const steps = 256
	var s Shades
	for i := range steps + 1 {
		s.Accent = c.towards(g.away, float64(i)/steps)
		s.Soft = s.Accent.over(g.all[surface], g.soften)
		if g.readable(&s) {
			break
		}
	}
	return s
}

func (g *grounds) readable(s *Shades) bool {
	for _, ground := range g.all {
		if Contrast(s.Accent, ground) < readable {
			return false
		}
	}
	return Contrast(s.Accent, s.Soft) >= readable
}
