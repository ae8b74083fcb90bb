package layout

import (
	"fmt"
	"strings"
	"testing"
)

func TestFill(t *testing.T) {
	seven := strings.Fields("a b c d e f g")
	at := func(window int, id string) Placed[string] { return Placed[string]{window, id} }
	grid := func(n int) Spec { return Spec{Type: Grid, Windows: n} }
	priority := func(n int) Spec { return Spec{Type: PriorityRight, Windows: n} }

	for name, c := range map[string]struct {
		s    Spec
		cast Cast[string]
		page int
		want string // content: windows (page/pages); "-" is an empty window
	}{
		"I4 in order of joining":           {grid(9), Cast[string]{Ordered: seven}, 0, ": a b c d e f g (0/1)"},
		"first page":                       {grid(4), Cast[string]{Ordered: seven}, 0, ": a b c d (0/2)"},
		"second page":                      {grid(4), Cast[string]{Ordered: seven}, 1, ": e f g (1/2)"},
		"a page too far shows the last":    {grid(4), Cast[string]{Ordered: seven}, 9, ": e f g (1/2)"},
		"a page before the first":          {grid(4), Cast[string]{Ordered: seven}, -1, ": a b c d (0/2)"},
		"nobody is one empty page":         {grid(4), Cast[string]{}, 0, ": (0/1)"},
		"no window at all":                 {grid(0), Cast[string]{Ordered: seven}, 3, ": (0/1)"},
		"a grid has no priority window":    {grid(4), Cast[string]{Ordered: seven, Priority: "g"}, 0, ": a b c d (0/2)"},
		"speaker first":                    {priority(4), Cast[string]{Ordered: seven, Priority: "c"}, 0, ": c a b d (0/2)"},
		"speaker stays on every page":      {priority(4), Cast[string]{Ordered: seven, Priority: "c"}, 1, ": c e f g (1/2)"},
		"nobody speaks: the first":         {priority(4), Cast[string]{Ordered: seven}, 0, ": a b c d (0/2)"},
		"the speaker has left":             {priority(4), Cast[string]{Ordered: seven, Priority: "x"}, 0, ": a b c d (0/2)"},
		"alone with priority":              {priority(4), Cast[string]{Ordered: seven[:1], Priority: "a"}, 0, ": a (0/1)"},
		"priority, nobody there":           {priority(4), Cast[string]{Priority: "a"}, 0, ": (0/1)"},
		"placed by hand":                   {grid(4), Cast[string]{Ordered: seven, Placed: []Placed[string]{at(2, "a")}}, 0, ": b c a d (0/2)"},
		"placed stay on every page":        {grid(4), Cast[string]{Ordered: seven, Placed: []Placed[string]{at(2, "a")}}, 1, ": e f a g (1/2)"},
		"placed behind the others":         {grid(9), Cast[string]{Ordered: seven[:2], Placed: []Placed[string]{at(5, "a")}}, 0, ": b - - - - a (0/1)"},
		"placed and not here":              {grid(4), Cast[string]{Ordered: seven[:3], Placed: []Placed[string]{at(0, "x")}}, 0, ": a b c (0/1)"},
		"kept empty":                       {grid(4), Cast[string]{Ordered: seven[:3], Placed: []Placed[string]{at(0, "")}}, 0, ": - a b c (0/1)"},
		"kept empty at the end":            {grid(4), Cast[string]{Ordered: seven[:1], Placed: []Placed[string]{at(3, "")}}, 0, ": a - - - (0/1)"},
		"placed twice, the first counts":   {grid(4), Cast[string]{Ordered: seven[:3], Placed: []Placed[string]{at(1, "c"), at(0, "c")}}, 0, ": a c b (0/1)"},
		"two for one window":               {grid(4), Cast[string]{Ordered: seven[:3], Placed: []Placed[string]{at(0, "c"), at(0, "b")}}, 0, ": c a b (0/1)"},
		"placed outside":                   {grid(4), Cast[string]{Ordered: seven[:2], Placed: []Placed[string]{at(4, "b"), at(-1, "b")}}, 0, ": a b (0/1)"},
		"placed before speaking":           {priority(4), Cast[string]{Ordered: seven, Priority: "c", Placed: []Placed[string]{at(0, "d")}}, 0, ": d a b c (0/2)"},
		"speaker placed elsewhere":         {priority(4), Cast[string]{Ordered: seven, Priority: "c", Placed: []Placed[string]{at(3, "c")}}, 0, ": a b d c (0/3)"},
		"all by hand: one page":            {grid(2), Cast[string]{Ordered: seven, Placed: []Placed[string]{at(0, "f"), at(1, "g")}}, 1, ": f g (0/1)"},
		"somebody twice in order":          {grid(4), Cast[string]{Ordered: []string{"a", "b", "a", ""}}, 0, ": a b (0/1)"},
		"content with people beside":       {Spec{Type: ContentRight, Windows: 3}, Cast[string]{Ordered: seven, Content: "S"}, 0, "S: a b c (0/3)"},
		"no content: a grid":               {Spec{Type: ContentRight, Windows: 3}, Cast[string]{Ordered: seven}, 0, ": a b c (0/3)"},
		"content without a place":          {grid(4), Cast[string]{Ordered: seven, Content: "S"}, 0, ": a b c d (0/2)"},
		"content in its place":             {Spec{Type: Grid, Windows: 4, Content: true}, Cast[string]{Ordered: seven, Content: "S"}, 0, "S: a b c d (0/2)"},
		"corner":                           {Spec{Type: Corner, Windows: 9}, Cast[string]{Ordered: seven, Priority: "b"}, 0, ": b a (0/6)"},
		"corner under content":             {Spec{Type: Corner, Windows: 9, Content: true}, Cast[string]{Ordered: seven, Priority: "b", Content: "S"}, 0, "S: b (0/1)"},
		"I8 content and a priority window": {Spec{Type: PriorityRight, Windows: 3, Content: true}, Cast[string]{Ordered: seven, Priority: "g", Content: "S"}, 0, "S: g a b (0/3)"},
	} {
		t.Run(name, func(t *testing.T) {
			f := Fill(c.s, c.cast, c.page)
			got := f.Content + ":"
			for _, id := range f.Windows {
				if id == "" {
					id = "-"
				}
				got += " " + id
			}
			got += fmt.Sprintf(" (%d/%d)", f.Page, f.Pages)
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			windows := len(Arrange(f.Spec, Size{1280, 720}, len(f.Windows)))
			if want := len(f.Windows); f.Spec.Content && windows != want+1 || !f.Spec.Content && windows != want {
				t.Errorf("%d windows arranged for %d people", windows, want)
			}
		})
	}
}

// Over all pages everybody is shown, and nobody twice on one.
func FuzzFill(f *testing.F) {
	f.Add(uint8(1), uint8(4), uint8(9), uint8(3), []byte{0, 2, 3, 1})
	f.Add(uint8(0), uint8(9), uint8(60), uint8(0), []byte{8, 0, 8, 1, 2, 200})
	f.Fuzz(func(t *testing.T, ty, windows, people, speaker uint8, placed []byte) {
		s := Spec{Type: Types()[int(ty)%len(Types())], Windows: int(windows) % 60, Content: ty&0x80 != 0}
		c := Cast[int]{Priority: int(speaker), Content: int(speaker & 1)}
		for i := range int(people) {
			c.Ordered = append(c.Ordered, i+1)
		}
		for i := 0; i+1 < len(placed); i += 2 {
			c.Placed = append(c.Placed, Placed[int]{int(placed[i]), int(placed[i+1])})
		}
		shown := make(map[int]bool)
		pages := Fill(s, c, 0).Pages
		for page := range pages {
			got := Fill(s, c, page)
			if got.Pages != pages || got.Page != page || len(got.Windows) > Capacity(got.Spec) {
				t.Fatalf("page %d of %d: %+v", page, pages, got)
			}
			here := make(map[int]bool)
			for _, id := range got.Windows {
				if id != 0 && here[id] {
					t.Fatalf("%d twice on page %d: %+v", id, page, got)
				}
				if id < 0 || id > int(people) {
					t.Fatalf("%d is not here", id)
				}
				here[id], shown[id] = true, true
			}
		}
		delete(shown, 0)
		if pages > 1 && len(shown) != int(people) {
			t.Fatalf("%d of %d shown on %d pages", len(shown), people, pages)
		}
	})
}

func TestStep(t *testing.T) {
	for _, c := range [][2]int{{-1, 4}, {0, 4}, {4, 4}, {5, 9}, {9, 9}, {10, 16}, {17, 25}, {26, 49}, {49, 49}, {50, 49}} {
		if got := Step(c[0]); got != c[1] {
			t.Errorf("Step(%d): got %d, want %d", c[0], got, c[1])
		}
	}
}
