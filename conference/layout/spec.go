// Package layout is the geometry of every picture: which windows it has, where
// they stand, who is in which. Browsers draw by it, the compositor and the
// recorder paint by it, so all functions are pure, on integers, and copied in
// TypeScript (webui/src/layout); testdata/golden.json holds the two together.
//
// The words: a [Spec] is a layout as chosen by people, a canvas the [Size] of
// the picture, a window a [Rect] of it. [Arrange] places windows on a canvas,
// [Fill] places people in windows.
//
// Windows stand on even coordinates and have even sizes, as pictures with
// halved colour planes (I420) need. They share edges; whoever draws wants gaps
// draws them inside.
package layout

import (
	"fmt"
	"slices"
)

// MaxWindows bounds every layout, the content window not counted: 49x49 of F1.
// A layout of 121 windows has crashed a conference server (lesson 40).
const MaxWindows = 49

// Type says how windows share the canvas.
type Type string

const (
	// Grid: all windows of one size.
	Grid Type = "grid"

	// One window large, the first; the name says where the others stand.
	PriorityRight  Type = "priority_right"
	PriorityBottom Type = "priority_bottom"
	PriorityAround Type = "priority_around" // right and below: 1+5, 1+7, …

	// Content large, people beside or below it in a grid.
	ContentRight  Type = "content_right"
	ContentBottom Type = "content_bottom"

	// Corner: one window over the whole canvas and a small one in its lower
	// right corner. The only type whose windows overlap.
	Corner Type = "corner"
)

// Types lists all types in the order they are offered.
func Types() []Type {
	return []Type{Grid, PriorityRight, PriorityBottom, PriorityAround, ContentRight, ContentBottom, Corner}
}

// Priority reports whether the first of the people's windows stands out.
func (t Type) Priority() bool {
	switch t {
	case PriorityRight, PriorityBottom, PriorityAround, Corner:
		return true
	}
	return false
}

// ForContent reports whether t is about content in the first place.
func (t Type) ForContent() bool { return t == ContentRight || t == ContentBottom }

// NamePosition says where names stand in their windows (I7). Empty is bottom.
type NamePosition string

const (
	NamesBottom NamePosition = "bottom"
	NamesTop    NamePosition = "top"
	NamesHidden NamePosition = "hidden"
)

// Spec is a layout as people choose it (G9, I7).
type Spec struct {
	Type    Type         `json:"type"`
	Windows int          `json:"windows"` // for people, 1 to MaxWindows; 0: as many as there is room for
	Content bool         `json:"content"` // one more window, for content
	Names   NamePosition `json:"names"`
}

// Validate reports a layout that cannot be drawn. Whatever comes from outside
// goes through it; Arrange and Fill bound what they get all the same.
func (s Spec) Validate() error {
	if !slices.Contains(Types(), s.Type) {
		return fmt.Errorf("layout: no such type %q", s.Type)
	}
	if s.Windows < 0 || s.Windows > MaxWindows {
		return fmt.Errorf("layout: %d windows, want 0 to %d", s.Windows, MaxWindows)
	}
	switch s.Names {
	case "", NamesBottom, NamesTop, NamesHidden:
		return nil
	}
	return fmt.Errorf("layout: no such position of names %q", s.Names)
}

// WithContent returns the layout to draw at this moment. While content is shown
// in a layout with a place for it, that is s with the place; else the place is
// folded away, and the layouts about content become grids. Content is not shown
// in a layout without a place for it.
func (s Spec) WithContent(shown bool) Spec {
	place := s.Content || s.Type.ForContent()
	s.Content = place && shown
	if s.Type.ForContent() && !shown {
		s.Type = Grid
	}
	return s
}

// Capacity is how many people s shows at once.
func Capacity(s Spec) int {
	n := min(max(s.Windows, 0), MaxWindows)
	if s.Type != Corner {
		return n
	}
	if s.Content {
		return min(n, 1) // the content has the canvas
	}
	return min(n, 2)
}
