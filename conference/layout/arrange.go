package layout

// Size of a canvas in pixels.
type Size struct {
	W int `json:"w"`
	H int `json:"h"`
}

// Rect is a window: its upper left corner and its size, in pixels.
type Rect struct {
	X int `json:"x"`
	Y int `json:"y"`
	W int `json:"w"`
	H int `json:"h"`
}

// Empty reports whether there is nothing to draw in r.
func (r Rect) Empty() bool { return r.W <= 0 || r.H <= 0 }

// maxCanvas bounds width and height, so that no product overflows.
const maxCanvas = 1 << 14

// Arrange places n people's windows of s on the canvas, at most Capacity(s).
// With s.Content, which the types about content imply, the content window comes
// first and is counted extra. The people's windows follow, the priority window
// in front, then left to right and top to bottom (I4).
//
// On a canvas too small for it a window is empty, and still counted.
func Arrange(s Spec, canvas Size, n int) []Rect {
	s.Content = s.Content || s.Type.ForContent()
	n = min(max(n, 0), Capacity(s))
	area := Rect{W: even(min(max(canvas.W, 0), maxCanvas)), H: even(min(max(canvas.H, 0), maxCanvas))}
	p := painter{tall: area.H > area.W}
	if !s.Content && n == 1 {
		return []Rect{area}
	}
	if !s.Content {
		return p.people(s.Type, area, n)
	}
	if n == 0 {
		return []Rect{area}
	}
	if s.Type == Corner {
		return []Rect{area, corner(area)}
	}
	below := s.Type == ContentBottom || s.Type != ContentRight && p.tall
	content, rest := split(area, below, n, area.W*3/4)
	return append([]Rect{content}, p.people(beside(s.Type, rest), rest, n)...)
}

// beside is how the people next to content stand in what is left for them: a
// priority window keeps its rank, the others on the side where there is room.
func beside(t Type, rest Rect) Type {
	if t.Priority() {
		return roomy(rest)
	}
	return Grid
}

// roomy is the layout with a priority window that suits the shape of area.
func roomy(area Rect) Type {
	if area.H > area.W {
		return PriorityBottom
	}
	return PriorityRight
}

// painter knows the one thing that all windows of a canvas go by.
type painter struct {
	tall bool // higher than wide, as a telephone is held
}

func (p painter) people(t Type, area Rect, n int) []Rect {
	if n == 0 {
		return []Rect{}
	}
	if t == PriorityAround && n <= 3 {
		t = roomy(area) // two others do not go around anything
	}
	switch t {
	case PriorityRight, PriorityBottom:
		if n == 1 {
			return []Rect{p.shaped(area)}
		}
		first, rest := split(area, t == PriorityBottom, n-1, p.highest(area.W))
		return append([]Rect{p.shaped(first)}, p.grid(rest, n-1)...)
	case PriorityAround:
		return around(area, n)
	case Corner: // of two; one alone and content have been dealt with
		return []Rect{area, corner(area)}
	}
	return p.grid(area, n)
}

// grid places n windows of one size, as large as 16:9 windows can be, packed in
// the middle of area, a last row that is not full in the middle too.
func (p painter) grid(area Rect, n int) []Rect {
	columns := columns(area, n)
	rows := (n + columns - 1) / columns
	w, h := p.shape(area.W/columns, area.H/rows)
	top := area.Y + even((area.H-rows*h)/2)
	windows := make([]Rect, 0, n)
	for row := range rows {
		inRow := min(columns, n-row*columns)
		left := area.X + even((area.W-inRow*w)/2)
		for i := range inRow {
			windows = append(windows, Rect{X: left + i*w, Y: top + row*h, W: w, H: h})
		}
	}
	return windows
}

// columns is the number of columns with which 16:9 windows are largest; among
// equals the one that leaves fewer gaps, then the larger.
func columns(area Rect, n int) int {
	best, bestWidth, bestGaps := 1, -1, 0
	for c := 1; c <= n; c++ {
		rows := (n + c - 1) / c
		width := min(area.W/c, area.H/rows*16/9)
		gaps := c*rows - n
		if width > bestWidth || width == bestWidth && gaps <= bestGaps {
			best, bestWidth, bestGaps = c, width, gaps
		}
	}
	return best
}

// shape is the size of a window in a cell: never wider than 16:9, never higher
// than highest allows. Between these a camera's picture fills the window and
// loses little.
func (p painter) shape(w, h int) (int, int) {
	switch {
	case w*9 > h*16:
		w = h * 16 / 9
	case h > p.highest(w):
		h = p.highest(w)
	}
	return even(w), even(h)
}

// highest is the greatest height for a person's window of width w: 4:3, or 3:4
// on a tall canvas.
func (p painter) highest(w int) int {
	if p.tall {
		return w * 4 / 3
	}
	return w * 3 / 4
}

// shaped is the window in the middle of area.
func (p painter) shaped(area Rect) Rect {
	w, h := p.shape(area.W, area.H)
	return Rect{X: area.X + even((area.W-w)/2), Y: area.Y + even((area.H-h)/2), W: w, H: h}
}

// split divides area into a large part and the rest for so many windows, right
// of it or below. The large part is not made wider than 2:1, nor, with the rest
// below, higher than highest: what it cannot use is the others'.
func split(area Rect, below bool, others, highest int) (large, rest Rect) {
	large, rest = area, area
	if below {
		large.H = even(min(area.H-share(area.H, others), highest))
		rest.Y += large.H
		rest.H -= large.H
		return large, rest
	}
	large.W = even(min(area.W-share(area.W, others), area.H*2))
	rest.X += large.W
	rest.W -= large.W
	return large, rest
}

// share of a length that so many windows get beside a large one: with a quarter
// four 16:9 windows fill the side of a 16:9 canvas, with a third twelve do.
func share(length, others int) int {
	switch {
	case others <= 4:
		return length / 4
	case others <= 12:
		return length / 3
	}
	return length * 2 / 5
}

// around places a large window in the upper left corner of a square raster and
// the others right of it and below.
func around(area Rect, n int) []Rect {
	side, large := raster(n - 1)
	w, h := even(area.W/side), even(area.H/side)
	left := area.X + even((area.W-side*w)/2)
	top := area.Y + even((area.H-side*h)/2)
	windows := append(make([]Rect, 0, n), Rect{X: left, Y: top, W: large * w, H: large * h})
	for row := range side {
		for column := range side {
			if len(windows) == n {
				return windows
			}
			if row >= large || column >= large {
				windows = append(windows, Rect{X: left + column*w, Y: top + row*h, W: w, H: h})
			}
		}
	}
	return windows
}

// raster returns the cells on a side of the raster that holds so many windows
// around a large one, and the cells on a side of that.
func raster(others int) (side, large int) {
	switch {
	case others <= 5:
		return 3, 2
	case others <= 7:
		return 4, 3
	case others <= 9:
		return 5, 4
	case others <= 16:
		return 5, 3
	case others <= 20:
		return 6, 4
	case others <= 24:
		return 7, 5
	case others <= 33:
		return 7, 4
	}
	return 8, 4 // 48
}

// corner is the small picture in the lower right: a quarter of each length, a
// fortieth away from the edges.
func corner(area Rect) Rect {
	w, h := even(area.W/4), even(area.H/4)
	return Rect{
		X: area.X + area.W - w - even(area.W/40),
		Y: area.Y + area.H - h - even(area.H/40),
		W: w, H: h,
	}
}

// even rounds down to an even number; v is not negative.
func even(v int) int { return v - v%2 }
