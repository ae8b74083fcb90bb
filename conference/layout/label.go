package layout

// Label is where the name stands in a window: a strip over its whole width, a
// twelfth of its height, within readable bounds. It is empty when names are
// hidden or the strip would take more than a third of the window.
func Label(window Rect, names NamePosition) Rect {
	h := even(min(max(window.H/12, 16), 40))
	if names == NamesHidden || window.W <= 0 || h*3 > window.H {
		return Rect{}
	}
	label := Rect{X: window.X, Y: window.Y, W: window.W, H: h}
	if names != NamesTop {
		label.Y = window.Y + window.H - h
	}
	return label
}
