// Package scene draws what costs a coder as much as a real camera does: for
// simulated browsers and for the tests of coders.
package scene

import (
	"math"
	"math/rand/v2"
	"time"

	"veche/media/codec"
)

// Draw draws picture n, of 25 a second, of a head-and-shoulders sort of scene: soft shades, edges
// that move, and the noise of a camera. The same n is the same picture.
func Draw(p *codec.Picture, n int) {
	w, h := p.Width, p.Height
	random := rand.New(rand.NewPCG(1, uint64(n)))
	var noise [4096]int8
	for i := range noise {
		noise[i] = int8(random.IntN(5) - 2)
	}
	cx, cy := w/2+int(float64(w)/12*math.Sin(float64(n)/15)), h/2
	for y := range h {
		row := p.Y[y*p.YStride : y*p.YStride+w]
		shift := random.IntN(len(noise))
		for x := range row {
			v := 60 + 60*x/w + 40*y/h + (x/37^y/29)&1*12
			if dx, dy := (x-cx)*3, (y-cy)*2; dx*dx+dy*dy < w*w/4 {
				v = 150 + (x-cx)*40/w + ((x-cx)/9+y/7)&1*10
			}
			row[x] = byte(v + int(noise[(x+shift)%len(noise)]))
		}
	}
	for y := range p.ChromaHeight() {
		u, v := p.U[y*p.UVStride:], p.V[y*p.UVStride:]
		for x := range p.ChromaWidth() {
			u[x], v[x] = byte(110+30*x/w), byte(150-40*y/h)
		}
	}
	p.Time = time.Duration(n) * time.Second / 25
}
