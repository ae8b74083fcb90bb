package compose

import "veche/conference/layout"

// This file says which part of a picture comes into a window.
//
// A camera fills its window: what sticks out is cut, to the sides equally, and of
// the height little at the top, where faces are, and the rest at the bottom. Where
// that would cost more than mostCut, a face could be lost, and the whole picture
// is shown with bars. Content is never cut.

const (
	// mostCut, in percent of a side: 16:9 in a window of 4:3 loses 25, and so does
	// 4:3 in one of 16:9.
	mostCut = 26
	// cutAtTop is the part of what is cut of the height, in percent, that goes at
	// the top.
	cutAtTop = 20
	// alike are shapes that differ by so many percent: then nothing is cut and
	// nobody sees it.
	alike = 2
)

// place returns the part of a picture to show, and where within a window of that
// size. Both have even corners.
func place(picture, window layout.Size, whole bool) (part, at layout.Rect) {
	part = layout.Rect{W: picture.W, H: picture.H}
	at = layout.Rect{W: window.W, H: window.H}
	pw, ph := picture.W*window.H, window.W*picture.H // widths, at the same height
	switch most := max(pw, ph); {
	case most == 0, (most-min(pw, ph))*100 <= most*alike:
		return part, at
	case whole, (most-min(pw, ph))*100 > most*mostCut:
		return part, inside(picture, window)
	}
	if pw > ph { // wider than the window
		part.W = min(max(ph/window.H, 2), picture.W)
		part.X = (picture.W - part.W) / 2 &^ 1
		return part, at
	}
	part.H = min(max(pw/window.W, 2), picture.H)
	part.Y = (picture.H - part.H) * cutAtTop / 100 &^ 1
	return part, at
}

// inside is the largest place of the picture's shape in the middle of the window.
func inside(picture, window layout.Size) layout.Rect {
	w, h := window.W, picture.H*window.W/picture.W
	if h > window.H {
		w, h = picture.W*window.H/picture.H, window.H
	}
	w, h = max(w&^1, 2), max(h&^1, 2)
	return layout.Rect{X: (window.W - w) / 2 &^ 1, Y: (window.H - h) / 2 &^ 1, W: w, H: h}
}

// clip leaves of a part that stands at a place what shows inside of frame: both
// get smaller by as much, so that the scale stays. ok is false if nothing shows.
func clip(part, at, frame layout.Rect) (newPart, newAt layout.Rect, ok bool) {
	shown := intersect(at, frame)
	if shown.Empty() || at.Empty() || part.W < 2 || part.H < 2 {
		return part, at, false
	}
	if shown == at {
		return part, at, true
	}
	left := ((shown.X-at.X)*part.W + at.W/2) / at.W &^ 1
	top := ((shown.Y-at.Y)*part.H + at.H/2) / at.H &^ 1
	w := (shown.W*part.W + at.W/2) / at.W
	h := (shown.H*part.H + at.H/2) / at.H
	w, h = min(max(w, 2), part.W-left), min(max(h, 2), part.H-top)
	return layout.Rect{X: part.X + left, Y: part.Y + top, W: w, H: h}, shown, w > 0 && h > 0
}

func intersect(a, b layout.Rect) layout.Rect {
	x, y := max(a.X, b.X), max(a.Y, b.Y)
	return layout.Rect{X: x, Y: y, W: min(a.X+a.W, b.X+b.W) - x, H: min(a.Y+a.H, b.Y+b.H) - y}
}

// inset is r without a border of n pixels.
func inset(r layout.Rect, n int) layout.Rect {
	return layout.Rect{X: r.X + n, Y: r.Y + n, W: r.W - 2*n, H: r.H - 2*n}
}
