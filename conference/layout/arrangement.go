package layout

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Arrangements are all that is set of the pictures of one conference (G8): the default
// for everybody, others by how people are connected, and those of single people. In
// JSON the default stands at the top, as a [Spec] alone did before.
type Arrangements struct {
	Arrangement

	Browsers  *Arrangement `json:"browsers,omitempty"`  // nil: as the default
	Terminals *Arrangement `json:"terminals,omitempty"` // SIP, H.323 and readers of the stream; nil: as the default

	Individual []Individual `json:"individual,omitempty"`

	// Fixed: people who do not lead cannot choose another layout for themselves (G9).
	Fixed bool `json:"fixed,omitempty"`
}

// Plain is one layout for everybody, which is filled by itself.
func Plain(s Spec) Arrangements { return Arrangements{Arrangement: Arrangement{Spec: s}} }

// Arrangement is a layout with people in its windows.
type Arrangement struct {
	Spec

	// Seats are the people's windows from the first; the zero Seat, and every window
	// beyond the last Seat, is filled by itself (I4).
	Seats []Seat `json:"seats,omitempty"`

	// Manual: nothing is filled by itself. A window is kept for whom it belongs to: while
	// he is not there it is shown empty with his name, and one that belongs to nobody is
	// empty. Otherwise the others have such windows in order of joining until he comes.
	Manual bool `json:"manual,omitempty"`
}

// Seat names somebody on the invited list, or the owner, by the one way in which he is
// known there. The zero Seat is nobody's.
type Seat struct {
	Login string `json:"login,omitempty"`
	EMail string `json:"email,omitempty"`
	Dial  string `json:"dial,omitempty"`
	// Kept is the place, from 1, on the invited list of an entry whose Dial was left out
	// in part; it comes back with it. It is not stored.
	Kept int `json:"kept,omitempty"`
}

// Individual is the arrangement that one person sees.
type Individual struct {
	Of Seat `json:"of"`
	Arrangement
}

// MaxIndividual bounds the people with an arrangement of their own.
const MaxIndividual = 100

// Placed tells whether people are placed, rather than all windows filled by themselves.
func (a *Arrangement) Placed() bool { return a.Manual || len(a.Seats) > 0 }

// all lists every arrangement of a.
func (a *Arrangements) all() []*Arrangement {
	list := []*Arrangement{&a.Arrangement}
	for _, other := range []*Arrangement{a.Browsers, a.Terminals} {
		if other != nil {
			list = append(list, other)
		}
	}
	for i := range a.Individual {
		list = append(list, &a.Individual[i].Arrangement)
	}
	return list
}

// Map is a copy of a with every seat as fn makes it, those that say whose an
// arrangement is, too.
func (a Arrangements) Map(fn func(Seat) Seat) Arrangements {
	if a.Browsers != nil {
		browsers := *a.Browsers
		a.Browsers = &browsers
	}
	if a.Terminals != nil {
		terminals := *a.Terminals
		a.Terminals = &terminals
	}
	a.Individual = slices.Clone(a.Individual)
	for _, one := range a.all() {
		one.Seats = slices.Clone(one.Seats)
		for i, s := range one.Seats {
			one.Seats[i] = fn(s)
		}
	}
	for i := range a.Individual {
		a.Individual[i].Of = fn(a.Individual[i].Of)
	}
	return a
}

// Keep is a copy of a without whom known does not know: their windows are nobody's,
// and the arrangements that were theirs are gone. Seats of nobody at the end are left
// out.
func (a Arrangements) Keep(known func(Seat) bool) Arrangements {
	a = a.Map(func(s Seat) Seat {
		if s != (Seat{}) && s.one() && !known(s) { // what is no name of anybody is for Validate to tell
			return Seat{}
		}
		return s
	})
	a.Individual = slices.DeleteFunc(a.Individual, func(i Individual) bool { return i.Of == Seat{} })
	if len(a.Individual) == 0 {
		a.Individual = nil
	}
	for _, one := range a.all() {
		for n := len(one.Seats); n > 0 && one.Seats[n-1] == (Seat{}); n-- {
			one.Seats = one.Seats[:n-1]
		}
		if len(one.Seats) == 0 {
			one.Seats = nil
		}
	}
	return a
}

// Named tells whether any seat of a is somebody's, or an arrangement is.
func (a *Arrangements) Named() bool {
	return len(a.Individual) > 0 || slices.ContainsFunc(a.all(), func(one *Arrangement) bool { return len(one.Seats) > 0 })
}

var (
	errNoNumber   = errors.New("layout: who has a window needs a number of windows")
	errTwice      = errors.New("layout: somebody stands in two windows")
	errIndividual = errors.New("layout: somebody has two layouts of his own, or nobody has one")
	errSeat       = errors.New("layout: a window is somebody's by one of login, e-mail and dial string")
)

// Validate reports arrangements that cannot be shown.
func (a *Arrangements) Validate() error {
	if len(a.Individual) > MaxIndividual {
		return fmt.Errorf("layout: %d people with a layout of their own, at most %d", len(a.Individual), MaxIndividual)
	}
	of := make(map[Seat]bool, len(a.Individual))
	for i := range a.Individual {
		who := a.Individual[i].Of
		if who == (Seat{}) || of[who] || !who.one() {
			return errIndividual
		}
		of[who] = true
	}
	for _, one := range a.all() {
		if err := one.Validate(); err != nil {
			return err
		}
	}
	return nil
}

// Validate reports an arrangement that cannot be shown.
func (a *Arrangement) Validate() error {
	if err := a.Spec.Validate(); err != nil {
		return err
	}
	if a.Placed() && a.Windows == 0 {
		return errNoNumber
	}
	if len(a.Seats) > a.Windows {
		return fmt.Errorf("layout: %d people in %d windows", len(a.Seats), a.Windows)
	}
	sits := make(map[Seat]bool, len(a.Seats))
	for _, s := range a.Seats {
		switch {
		case s == Seat{}:
		case !s.one():
			return errSeat
		case sits[s]:
			return errTwice
		}
		sits[s] = true
	}
	return nil
}

// one tells whether s names somebody in one way.
func (s Seat) one() bool {
	return len(strings.Join([]string{s.Login, s.EMail, s.Dial}, "")) == max(len(s.Login), len(s.EMail), len(s.Dial))
}

// Seated says who has which window of a at this moment, for [Cast.Placed]. here is who
// sits there, and whether he is inside; of who is not, what a window is to have that is
// kept for him.
func Seated[ID comparable](a *Arrangement, here func(Seat) (id ID, inside bool)) []Placed[ID] {
	var nobody ID
	var placed []Placed[ID]
	for w := range min(a.Windows, MaxWindows) {
		id, inside := nobody, false
		if w < len(a.Seats) && a.Seats[w] != (Seat{}) {
			id, inside = here(a.Seats[w])
		}
		if inside && slices.ContainsFunc(placed, func(p Placed[ID]) bool { return p.ID == id }) {
			id, inside = nobody, false // named in two ways, the first counts
		}
		if inside || a.Manual {
			placed = append(placed, Placed[ID]{w, id})
		}
	}
	return placed
}

// Foremost gives the first window to id: the one who had it has the window that was
// id's, or none.
func Foremost[ID comparable](placed []Placed[ID], id ID) []Placed[ID] {
	placed = slices.Clone(placed)
	first := slices.IndexFunc(placed, func(p Placed[ID]) bool { return p.Window == 0 })
	was := slices.IndexFunc(placed, func(p Placed[ID]) bool { return p.ID == id })
	switch {
	case first < 0 && was < 0:
		return slices.Insert(placed, 0, Placed[ID]{0, id})
	case first < 0:
		placed[was].Window = 0
	case was < 0:
		placed[first].ID = id
	default:
		placed[first].ID, placed[was].ID = id, placed[first].ID
	}
	return placed
}
