package compose

import (
	"image"

	"golang.org/x/image/vector"
)

// drawEmblem draws the bell of webui/src/ui/bell.svg on its ground, its upper left
// corner at x, y.
func drawEmblem(img *image.RGBA, x, y, side float64) {
	paint(img, box(x, y, side, side, side/4), emblem)
	r := vector.NewRasterizer(img.Bounds().Dx(), img.Bounds().Dy())
	p := path{r: r, x: x, y: y, scale: side / 32}
	p.move(16, 5.2)
	p.cubic(17.05, 5.2, 17.9, 6.05, 17.9, 7.1)
	p.line(17.9, 7.6)
	p.cubic(21.4, 8.4, 23.6, 11.3, 23.8, 15.3)
	p.cubic(24, 19.1, 24.6, 20.6, 25.8, 21.7)
	p.cubic(26.7, 22.5, 26.3, 23.8, 25, 23.8)
	p.line(7, 23.8)
	p.cubic(5.7, 23.8, 5.3, 22.5, 6.2, 21.7)
	p.cubic(7.4, 20.6, 8, 19.1, 8.2, 15.3)
	p.cubic(8.4, 11.3, 10.6, 8.4, 14.1, 7.6)
	p.line(14.1, 7.1)
	p.cubic(14.1, 6.05, 14.95, 5.2, 16, 5.2)
	r.ClosePath()
	p.move(12.9, 25)
	p.line(19.1, 25)
	p.cubic(19.1, 26.7, 17.7, 28.1, 16, 28.1)
	p.cubic(14.3, 28.1, 12.9, 26.7, 12.9, 25)
	r.ClosePath()
	r.Draw(img, img.Bounds(), image.NewUniform(white), image.Point{})
}

// path places the numbers of a drawing on an image.
type path struct {
	r           *vector.Rasterizer
	x, y, scale float64
}

func (p *path) at(x, y float64) (px, py float32) {
	return float32(p.x + x*p.scale), float32(p.y + y*p.scale)
}

func (p *path) move(x, y float64) { p.r.MoveTo(p.at(x, y)) }

func (p *path) line(x, y float64) { p.r.LineTo(p.at(x, y)) }

func (p *path) cubic(ax, ay, bx, by, x, y float64) {
	a0, a1 := p.at(ax, ay)
	b0, b1 := p.at(bx, by)
	e0, e1 := p.at(x, y)
	p.r.CubeTo(a0, a1, b0, b1, e0, e1)
}
