package compose

import (
	"time"

	"veche/conference/layout"
)

// motionTakes is how long windows take to their new places.
const motionTakes = 300 * time.Millisecond

// along is where a window stands when part, of 1, of the time is over: quick at
// first, slow at the end.
func along(from, to layout.Rect, part float64) layout.Rect {
	rest := 1 - min(max(part, 0), 1)
	done := 1 - rest*rest*rest
	between := func(a, b int) int { return int(float64(a)+float64(b-a)*done+0.5) &^ 1 }
	return layout.Rect{X: between(from.X, to.X), Y: between(from.Y, to.Y), W: between(from.W, to.W), H: between(from.H, to.H)}
}

// smaller is where a new window begins to grow.
func smaller(r layout.Rect) layout.Rect {
	w, h := r.W/2&^1, r.H/2&^1
	return layout.Rect{X: r.X + (r.W-w)/2&^1, Y: r.Y + (r.H-h)/2&^1, W: w, H: h}
}
