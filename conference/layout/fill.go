package layout

import "slices"

// Cast is who could be in the picture. The zero ID stands for nobody.
type Cast[ID comparable] struct {
	// Ordered: everybody who may be shown, in order of joining (I4).
	Ordered []ID

	// Priority is for the priority window of types that have one: the
	// spotlighted, else the pinned, else the active speaker. The caller chooses;
	// nobody means the first of Ordered.
	Priority ID

	// Placed: windows that a moderator or the viewer filled by hand.
	Placed []Placed[ID]

	// Content is the source shown in the content window, if there is one.
	Content ID
}

// Placed puts somebody into a window, counted from 0 among the people's
// windows. Nobody keeps the window empty; somebody who is not in Ordered leaves
// it to the others until he comes.
type Placed[ID comparable] struct {
	Window int `json:"window"`
	ID     ID  `json:"id"`
}

// Filled is who is in which window of one page.
type Filled[ID comparable] struct {
	// Spec is the layout to arrange: the one given, with the place for content
	// open or folded away.
	Spec Spec

	// Content is in the content window; nobody when Spec.Content is false.
	Content ID

	// Windows: who is in which of the people's windows; nobody where one is
	// empty. Its length is the n for Arrange.
	Windows []ID

	// Page shown, from 0, of Pages, at least 1.
	Page  int
	Pages int
}

// Fill says who is in which window of a layout. Whoever is placed by hand, and
// the priority window, stand on every page; the other windows take the rest in
// order, page by page. Nobody stands in two windows. A page beyond the last
// shows the last.
func Fill[ID comparable](s Spec, c Cast[ID], page int) Filled[ID] {
	var nobody ID
	s = s.WithContent(c.Content != nobody)
	f := filling[ID]{windows: make([]ID, Capacity(s)), kept: make([]bool, Capacity(s)), seen: make(map[ID]bool)}
	f.place(c)
	if s.Type.Priority() {
		f.prioritize(c)
	}
	rest := f.rest(c.Ordered)
	page, pages := f.spread(rest, page)
	filled := Filled[ID]{Spec: s, Windows: f.windows[:f.used()], Page: page, Pages: pages}
	if s.Content {
		filled.Content = c.Content
	}
	return filled
}

// filling is a page in the making.
type filling[ID comparable] struct {
	windows []ID
	kept    []bool      // the same on every page
	seen    map[ID]bool // has a window on every page
}

// place puts those into their windows who were placed by hand and are here.
func (f *filling[ID]) place(c Cast[ID]) {
	var nobody ID
	here := make(map[ID]bool, len(c.Ordered))
	for _, id := range c.Ordered {
		here[id] = true
	}
	for _, p := range c.Placed {
		if p.Window < 0 || p.Window >= len(f.windows) || f.kept[p.Window] {
			continue
		}
		if p.ID != nobody && (!here[p.ID] || f.seen[p.ID]) {
			continue
		}
		f.keep(p.Window, p.ID)
	}
}

// prioritize fills the first window, unless that was done by hand.
func (f *filling[ID]) prioritize(c Cast[ID]) {
	if len(f.windows) == 0 || f.kept[0] {
		return
	}
	rest := f.rest(c.Ordered)
	switch {
	case slices.Contains(rest, c.Priority):
		f.keep(0, c.Priority)
	case len(rest) > 0:
		f.keep(0, rest[0])
	}
}

func (f *filling[ID]) keep(window int, id ID) {
	var nobody ID
	f.windows[window], f.kept[window] = id, true
	if id != nobody {
		f.seen[id] = true
	}
}

// rest is who has no window yet, each once.
func (f *filling[ID]) rest(ordered []ID) []ID {
	var nobody ID
	rest := make([]ID, 0, len(ordered))
	twice := make(map[ID]bool, len(ordered))
	for _, id := range ordered {
		if id != nobody && !f.seen[id] && !twice[id] {
			twice[id] = true
			rest = append(rest, id)
		}
	}
	return rest
}

// spread fills the free windows with one page of the rest.
func (f *filling[ID]) spread(rest []ID, page int) (shown, pages int) {
	free := 0
	for _, kept := range f.kept {
		if !kept {
			free++
		}
	}
	if free == 0 {
		return 0, 1
	}
	pages = max((len(rest)+free-1)/free, 1)
	shown = min(max(page, 0), pages-1)
	rest = rest[shown*free:]
	for i := range f.windows {
		if !f.kept[i] && len(rest) > 0 {
			f.windows[i], rest = rest[0], rest[1:]
		}
	}
	return shown, pages
}

// used is how many windows are needed: empty ones at the end are not, unless
// they were left empty by hand.
func (f *filling[ID]) used() int {
	var nobody ID
	n := len(f.windows)
	for n > 0 && f.windows[n-1] == nobody && !f.kept[n-1] {
		n--
	}
	return n
}
