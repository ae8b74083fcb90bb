package layout

import "testing"

func TestArrange(t *testing.T) {
	hd, sd, phone := Size{1280, 720}, Size{640, 480}, Size{360, 640}
	for name, c := range map[string]struct {
		s      Spec
		canvas Size
		n      int
		want   []Rect
	}{
		"one window is the canvas": {Spec{Type: Grid, Windows: 9}, hd, 1, []Rect{{0, 0, 1280, 720}}},
		"two side by side, cut to 4:3": {Spec{Type: Grid, Windows: 9}, hd, 2, []Rect{
			{0, 120, 640, 480}, {640, 120, 640, 480},
		}},
		"two on a telephone, one above the other": {Spec{Type: Grid, Windows: 9}, phone, 2, []Rect{
			{0, 0, 360, 320}, {0, 320, 360, 320},
		}},
		"three: the last row stands in the middle": {Spec{Type: Grid, Windows: 9}, hd, 3, []Rect{
			{0, 0, 640, 360}, {640, 0, 640, 360}, {320, 360, 640, 360},
		}},
		"four fill 16:9": {Spec{Type: Grid, Windows: 4}, hd, 4, []Rect{
			{0, 0, 640, 360}, {640, 0, 640, 360}, {0, 360, 640, 360}, {640, 360, 640, 360},
		}},
		"four fill 4:3": {Spec{Type: Grid, Windows: 4}, sd, 4, []Rect{
			{0, 0, 320, 240}, {320, 0, 320, 240}, {0, 240, 320, 240}, {320, 240, 320, 240},
		}},
		"no more than the layout has": {Spec{Type: Grid, Windows: 1}, hd, 30, []Rect{{0, 0, 1280, 720}}},
		"one large, four at its right": {Spec{Type: PriorityRight, Windows: 9}, hd, 5, []Rect{
			{0, 0, 960, 720}, {960, 0, 320, 180}, {960, 180, 320, 180}, {960, 360, 320, 180}, {960, 540, 320, 180},
		}},
		"one large, four below": {Spec{Type: PriorityBottom, Windows: 9}, hd, 5, []Rect{
			{160, 0, 960, 540}, {0, 540, 320, 180}, {320, 540, 320, 180}, {640, 540, 320, 180}, {960, 540, 320, 180},
		}},
		"1+5": {Spec{Type: PriorityAround, Windows: 6}, Size{960, 540}, 6, []Rect{
			{0, 0, 640, 360},
			{640, 0, 320, 180},
			{640, 180, 320, 180},
			{0, 360, 320, 180},
			{320, 360, 320, 180},
			{640, 360, 320, 180},
		}},
		"content with two people beside": {Spec{Type: ContentRight, Windows: 4}, hd, 2, []Rect{
			{0, 0, 960, 720}, {960, 120, 320, 240}, {960, 360, 320, 240},
		}},
		"content with one person below": {Spec{Type: ContentBottom, Windows: 4}, hd, 1, []Rect{
			{0, 0, 1280, 540}, {480, 540, 320, 180},
		}},
		"content with the speaker beside": {Spec{Type: PriorityAround, Windows: 9, Content: true}, hd, 1, []Rect{
			{0, 0, 960, 720}, {960, 240, 320, 240},
		}},
		"one other does not go around": {Spec{Type: PriorityAround, Windows: 9}, hd, 2, []Rect{
			{0, 0, 960, 720}, {960, 240, 320, 240},
		}},
		"content alone": {Spec{Type: ContentBottom, Windows: 4}, hd, 0, []Rect{{0, 0, 1280, 720}}},
		"content on a telephone": {Spec{Type: Grid, Windows: 4, Content: true}, phone, 1, []Rect{
			{0, 0, 360, 270}, {0, 270, 360, 370},
		}},
		"corner": {Spec{Type: Corner, Windows: 4}, hd, 4, []Rect{
			{0, 0, 1280, 720}, {928, 522, 320, 180},
		}},
		"corner, content under somebody": {Spec{Type: Corner, Windows: 4, Content: true}, hd, 4, []Rect{
			{0, 0, 1280, 720}, {928, 522, 320, 180},
		}},
		"nobody":                 {Spec{Type: Grid, Windows: 4}, hd, 0, []Rect{}},
		"no canvas":              {Spec{Type: Grid, Windows: 4}, Size{}, 2, []Rect{{}, {}}},
		"a type from the future": {Spec{Type: "x", Windows: 4}, hd, 1, []Rect{{0, 0, 1280, 720}}},
	} {
		t.Run(name, func(t *testing.T) {
			got := Arrange(c.s, c.canvas, c.n)
			if len(got) != len(c.want) {
				t.Fatalf("got %v, want %v", got, c.want)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("window %d: got %v, want %v", i, got[i], c.want[i])
				}
			}
		})
	}
}

// Full grids leave no gap on a 16:9 canvas that divides well.
func TestFullGridsFillTheCanvas(t *testing.T) {
	for side := 1; side <= 7; side++ {
		covered := 0
		for _, r := range Arrange(Spec{Type: Grid, Windows: 49}, Size{840 * 16, 840 * 9}, side*side) {
			covered += r.W * r.H
		}
		if want := 840 * 16 * 840 * 9; covered != want {
			t.Errorf("%d windows: %d of %d pixels covered", side*side, covered, want)
		}
	}
}

// width16x9 is how wide a camera's picture can be in r.
func width16x9(r Rect) int { return min(r.W, r.H*16/9) }

func TestMoreWindowsAreNeverLarger(t *testing.T) {
	for _, c := range sumCanvases {
		canvas := Size{c[0], c[1]}
		last := 1 << 20
		for n := 1; n <= MaxWindows; n++ {
			got := width16x9(Arrange(Spec{Type: Grid, Windows: MaxWindows}, canvas, n)[0])
			if got > last+4 { // sizes are rounded down to even ones
				t.Errorf("%v: %d wide in a grid of %d, %d in one of %d", canvas, last, n-1, got, n)
			}
			last = got
		}
	}
}

func TestPriorityWindowIsLargest(t *testing.T) {
	for _, c := range goldenCanvases {
		for _, ty := range []Type{PriorityRight, PriorityBottom, PriorityAround} {
			for n := 2; n <= MaxWindows; n++ {
				windows := Arrange(Spec{Type: ty, Windows: MaxWindows}, Size{c[0], c[1]}, n)
				for i, r := range windows[1:] {
					if r.W*r.H >= windows[0].W*windows[0].H {
						t.Errorf("%v %s: window %d of %d is as large as the first", c, ty, i+1, n)
					}
				}
			}
		}
	}
}

func TestWindowsShowSomethingUpTo49(t *testing.T) {
	for _, c := range [][2]int{{1280, 720}, {640, 360}, {640, 480}, {360, 640}} {
		for _, ty := range Types() {
			for _, content := range []bool{false, true} {
				for _, r := range Arrange(Spec{Type: ty, Windows: 49, Content: content}, Size{c[0], c[1]}, 49) {
					if r.W < 24 || r.H < 16 {
						t.Errorf("%v %s, content %v: a window of %dx%d", c, ty, content, r.W, r.H)
					}
				}
			}
		}
	}
}

// check states what is true of every arrangement.
func check(t *testing.T, s Spec, canvas Size, n int) {
	t.Helper()
	windows := Arrange(s, canvas, n)
	want := min(max(n, 0), Capacity(s))
	if s.Content || s.Type.ForContent() {
		want++
	}
	if len(windows) != want {
		t.Fatalf("%+v %v: %d windows for %d, want %d", s, canvas, len(windows), n, want)
	}
	for i, r := range windows {
		if r.X%2 != 0 || r.Y%2 != 0 || r.W%2 != 0 || r.H%2 != 0 {
			t.Fatalf("%+v %v, %d: window %d is odd: %v", s, canvas, n, i, r)
		}
		if r.X < 0 || r.Y < 0 || r.W < 0 || r.H < 0 || r.X+r.W > max(canvas.W, 0) || r.Y+r.H > max(canvas.H, 0) {
			t.Fatalf("%+v %v, %d: window %d is outside: %v", s, canvas, n, i, r)
		}
		for j, o := range windows[:i] {
			if s.Type != Corner && overlap(r, o) {
				t.Fatalf("%+v %v, %d: windows %d and %d overlap: %v %v", s, canvas, n, j, i, o, r)
			}
		}
		for _, names := range []NamePosition{NamesTop, NamesBottom, NamesHidden} {
			l := Label(r, names)
			if l != (Rect{}) && (l.X != r.X || l.W != r.W || l.Y < r.Y || l.Y+l.H > r.Y+r.H || l.H%2 != 0) {
				t.Fatalf("label %v of %v", l, r)
			}
		}
	}
}

func overlap(a, b Rect) bool {
	return !a.Empty() && !b.Empty() && a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H
}

func TestArrangeOnEveryCanvas(t *testing.T) {
	for _, c := range sumCanvases {
		for _, ty := range Types() {
			for n := -1; n <= MaxWindows+1; n++ {
				check(t, Spec{Type: ty, Windows: MaxWindows}, Size{c[0], c[1]}, n)
				check(t, Spec{Type: ty, Windows: MaxWindows, Content: true}, Size{c[0], c[1]}, n)
			}
		}
	}
}

func FuzzArrange(f *testing.F) {
	f.Add(uint8(0), 9, false, 1280, 720, 5)
	f.Add(uint8(3), 121, true, 360, 640, 121) // lesson 40
	f.Add(uint8(6), -1, true, 1, 1<<40, -3)
	f.Fuzz(func(t *testing.T, ty uint8, windows int, content bool, w, h, n int) {
		types := append(Types(), "", "x")
		check(t, Spec{Type: types[int(ty)%len(types)], Windows: windows, Content: content}, Size{w, h}, n)
	})
}

func TestValidate(t *testing.T) {
	for _, s := range []Spec{
		{Type: Grid},
		{Type: Grid, Windows: 1},
		{Type: Grid, Windows: 49, Names: NamesTop},
		{Type: Corner, Windows: 2, Content: true, Names: NamesHidden},
	} {
		if err := s.Validate(); err != nil {
			t.Errorf("%+v: %v", s, err)
		}
	}
	for _, s := range []Spec{
		{},
		{Type: Grid, Windows: 50},
		{Type: Grid, Windows: -1},
		{Type: Grid, Windows: 121}, // lesson 40
		{Type: "mosaic", Windows: 4},
		{Type: Grid, Windows: 4, Names: "left"},
	} {
		if s.Validate() == nil {
			t.Errorf("%+v is valid", s)
		}
	}
}
