package compose

import (
	"image"

	"veche/conference/layout"
)

// drawSlate fills the canvas with a slate: the emblem, a line, what is to be known
// beside it, and the title of the conference.
func (c *Composer) drawSlate() {
	fill(c.brush.canvas, layout.Rect{W: c.size.W, H: c.size.H}, toInk(ground))
	unit := float64(c.size.H) / 720
	img := image.NewRGBA(image.Rect(0, 0, c.size.W*9/10&^1, int(420*unit)&^1))
	middle := img.Bounds().Dx() / 2
	at := func(v float64) int { return int(v * unit) }

	side := 112 * unit
	drawEmblem(img, float64(middle)-side/2, 0, side)

	said := wordsOf(c.scene.Language).slates[min(c.scene.Slate, SlateEnded)]
	line := func(s string, letter, top, bottom float64, size image.Rectangle, colour image.Image) {
		pixels := max(at(letter), 9)
		s = c.wardrobe.letters.fit(c.wardrobe.letters.readable(s), pixels, size.Dx())
		c.wardrobe.letters.writeCentred(img, s, middle, at(top), at(bottom), pixels, colour.At(0, 0))
	}
	all := img.Bounds()
	line(said[0], 46, 156, 216, all, image.NewUniform(text))
	line(said[1], 26, 226, 272, all, image.NewUniform(text2))
	if c.scene.Title != "" {
		paint(img, box(float64(middle)-24*unit, 304*unit, 48*unit, max(3*unit, 2), 1), surface3)
		line(c.scene.Title, 26, 330, 376, all, image.NewUniform(text2))
	}
	s := newSprite(img)
	whole := layout.Rect{W: c.size.W, H: c.size.H}
	s.draw(c.brush.canvas, (c.size.W-s.w)/2&^1, at(170)&^1, whole)

	if c.scene.Recording {
		m := measure(whole, c.size)
		if s := c.wardrobe.plate(iconRecord(), danger, wordsOf(c.scene.Language).recording, m, c.size.W/2); s != nil {
			s.draw(c.brush.canvas, c.size.W-s.w-m.margin, m.margin, whole)
		}
	}
}
