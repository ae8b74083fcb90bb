package compose

import (
	"image"
	"image/color"

	"veche/conference/layout"
)

// Slate is a picture for when nobody is in it.
type Slate uint8

// The slates of a conference.
const (
	SlateAlone     Slate = iota // the receiver is the only one here
	SlateWaiting                // for the moderator to let people in
	SlateOthers                 // for others to come, as a stream shows it before it begins
	SlateRecording              // as a recording shows it
	SlateEnded

	// The slates of a call outside of conferences.

	SlateConnecting
	SlateNumber      // asks for the number of a conference; Detail is what has been typed
	SlateWrongNumber // asks again
	SlatePIN         // asks for the PIN; Detail has as many letters as have been typed
	SlateWrongPIN    // asks again
	SlateTooManyAttempts
	SlateNotStarted
	SlateRefused
	SlateLocked
	SlateFull
	SlateRemoved
	SlateCalling // Detail is who is called, as it is for the four below
	SlateNoAnswer
	SlateBusy
	SlateDeclined
	SlateUnreachable
	SlateFault
	SlateGoodbye

	slates // how many there are
)

// known is s, or the first one in place of what is none.
func (s Slate) known() Slate {
	if s >= slates {
		return SlateAlone
	}
	return s
}

// typed tells whether the receiver is to type something, and whether it is a secret.
func (s Slate) typed() (field, secret bool) {
	switch s {
	case SlateNumber, SlateWrongNumber:
		return true, false
	case SlatePIN, SlateWrongPIN:
		return true, true
	}
	return false, false
}

// lettersOfLine is the colour of the line: what went wrong stands out.
func (s Slate) lettersOfLine() color.RGBA {
	switch s {
	case SlateWrongNumber, SlateWrongPIN, SlateTooManyAttempts:
		return warn
	}
	return text
}

// drawSlate fills the canvas with a slate: the emblem, a line, what is to be known
// beside it, what is typed or who is called, and the title of the conference.
func (c *Composer) drawSlate() {
	fill(c.brush.canvas, layout.Rect{W: c.size.W, H: c.size.H}, toInk(ground))
	unit := float64(c.size.H) / 720
	slate := c.scene.Slate.known()
	said := wordsOf(c.scene.Language).slates[slate]
	p := poster{
		img:  image.NewRGBA(image.Rect(0, 0, c.size.W*9/10&^1, int(500*unit)&^1)),
		unit: unit, letters: c.wardrobe.letters,
	}
	p.emblem(112)
	p.line(said[0], 52, 152, 216, slate.lettersOfLine())
	p.line(said[1], 34, 226, 274, text2)
	next := p.detail(slate, c.scene.Detail, said[1] != "")
	if c.scene.Title != "" {
		p.rule(next)
		p.line(c.scene.Title, 30, next+24, next+74, text2)
	}
	s := newSprite(p.img)
	whole := layout.Rect{W: c.size.W, H: c.size.H}
	s.draw(c.brush.canvas, (c.size.W-s.w)/2&^1, int(150*unit)&^1, whole)

	if c.scene.Recording {
		m := measure(whole, c.size)
		if s := c.wardrobe.plate(iconRecord(), danger, wordsOf(c.scene.Language).recording, m, c.size.W/2); s != nil {
			s.draw(c.brush.canvas, c.size.W-s.w-m.margin, m.margin, whole)
		}
	}
}

// poster is what stands in the middle of a slate. Its lengths are those of a picture of
// 720 lines.
type poster struct {
	img     *image.RGBA
	unit    float64
	letters *lettering
}

func (p *poster) middle() int { return p.img.Bounds().Dx() / 2 }

func (p *poster) at(v float64) int { return int(v * p.unit) }

func (p *poster) emblem(side float64) {
	side *= p.unit
	drawEmblem(p.img, float64(p.middle())-side/2, 0, side)
}

// leastLetters is how much smaller letters may become so that a line fits.
const leastLetters = 0.6

// line writes s, in smaller letters if it would be too wide, shortened if even those are.
func (p *poster) line(s string, letter, top, bottom float64, c color.RGBA) {
	s = p.letters.readable(s)
	pixels, least := max(p.at(letter), 9), max(p.at(letter*leastLetters), 9)
	for pixels > least && p.letters.width(s, pixels) > p.img.Bounds().Dx() {
		pixels--
	}
	s = p.letters.fit(s, pixels, p.img.Bounds().Dx())
	p.letters.writeCentred(p.img, s, p.middle(), p.at(top), p.at(bottom), pixels, c)
}

// rule is the short line above the title.
func (p *poster) rule(top float64) {
	paint(p.img, box(float64(p.middle())-24*p.unit, top*p.unit, 48*p.unit, max(3*p.unit, 2), 1), surface3)
}

// detail writes what is typed, or who is called, below the two lines, or the one if there
// is nothing noted in the other. It gives where there is room below it.
func (p *poster) detail(s Slate, detail string, noted bool) (below float64) {
	field, secret := s.typed()
	switch {
	case field:
		p.field(detail, secret)
		return 402
	case detail != "" && s.names() && noted:
		p.line(detail, 40, 284, 344, text)
		return 366
	case detail != "" && s.names():
		p.line(detail, 40, 230, 290, text)
	}
	return 304
}

// names tells whether the slate speaks of somebody.
func (s Slate) names() bool { return s >= SlateCalling && s <= SlateUnreachable }

// field is the box for what is typed: the last digits of it, of a secret only how many
// they are.
func (p *poster) field(typed string, secret bool) {
	const top, height, most = 294, 84, 16
	typed = typed[max(len(typed)-most, 0):]
	pixels := max(p.at(56), 9)
	width := max(460*p.unit, float64(p.letters.width(typed, pixels))+60*p.unit)
	left := float64(p.middle()) - width/2
	paint(p.img, box(left, top*p.unit, width, height*p.unit, 14*p.unit), surface)
	paint(p.img, rim(box(left+1, top*p.unit+1, width-2, height*p.unit-2, 13*p.unit), max(3*p.unit, 2)), surface3)
	if !secret {
		p.letters.writeCentred(p.img, p.letters.readable(typed), p.middle(), p.at(top), p.at(top+height), pixels, text)
		return
	}
	const apart = 26
	for i := range typed {
		x := float64(p.middle()) + (float64(i)-float64(len(typed)-1)/2)*apart*p.unit
		paint(p.img, disc(x, (top+height/2)*p.unit, 8*p.unit), text)
	}
}
