package mix

import (
	"cmp"
	"slices"
	"strconv"
)

// arranged is who is mixed for whom. It is made anew when something changes, and
// keeps the blends that stay.
type arranged struct {
	totals  map[string]*total // by the sources in it
	decoded []*Source
	blends  int
	fading  bool // this tick fades from what was before
}

// wish is what one leg is to hear, in the two ways in which it can be made.
type wish struct {
	leg         *Leg
	exact, most []*Source // without and with those that are not heard
	names       [2]string
}

// arrange finds the totals that serve the legs best: whatever is wanted by most, be it
// less the leg's own. Legs whose blend is another one fade over to it in this tick.
func (a *arranged) arrange(sources []*Source, legs []*Leg, comfort float32) {
	wishes := make([]wish, len(legs))
	wanted := make(map[string]int)
	for i, l := range legs {
		w := wishOf(l, sources)
		wishes[i] = w
		wanted[w.names[0]]++
		if w.names[1] != w.names[0] {
			wanted[w.names[1]]++
		}
	}
	before := a.totals
	a.totals = make(map[string]*total)
	playing := make(map[*Source]bool)
	a.blends = 0
	for i := range wishes {
		w := &wishes[i]
		name, set, but := w.names[0], w.exact, []*Source(nil)
		if wanted[w.names[1]] > wanted[name] {
			name, set, but = w.names[1], w.most, less(w.most, w.exact)
		}
		of := a.totals[name]
		if of == nil {
			if of = before[name]; of == nil {
				of = &total{sources: set}
			}
			a.totals[name] = of
		}
		a.give(w.leg, of, but, comfort, playing)
	}
	a.forget(legs)
	for _, s := range sources {
		if s.metered {
			playing[s] = true
		}
	}
	a.decode(playing)
}

// give makes the leg hear what it is to hear.
func (a *arranged) give(l *Leg, of *total, but []*Source, comfort float32, playing map[*Source]bool) {
	var b *blend
	for _, have := range of.blends {
		if have.band == l.band && have.plain == l.plain && slices.Equal(have.but, but) {
			b = have
		}
	}
	if b == nil {
		b = newBlend(of, but, l.band, l.plain, comfort)
		if l.blend != nil {
			b.follow(l.blend)
		}
		of.blends = append(of.blends, b)
	}
	if l.blend != b {
		l.before, l.blend = l.blend, b
	}
	for _, s := range of.sources {
		playing[s] = true
	}
	if l.before != nil {
		for _, s := range l.before.of.sources {
			playing[s] = true
		}
	}
}

// forget removes blends that nobody hears any more.
func (a *arranged) forget(legs []*Leg) {
	heard := make(map[*blend]bool)
	for _, l := range legs {
		heard[l.blend] = true
	}
	a.blends = len(heard)
	for _, t := range a.totals {
		t.blends = slices.DeleteFunc(t.blends, func(b *blend) bool { return !heard[b] })
	}
}

// settle is for the tick after a change: what was faded out is not decoded any more.
func (a *arranged) settle() {
	playing := make(map[*Source]bool)
	for _, t := range a.totals {
		for _, s := range t.sources {
			playing[s] = true
		}
	}
	for _, s := range a.decoded {
		if s.metered && !s.closed {
			playing[s] = true
		}
	}
	a.decode(playing)
}

// decode makes these the sources that are decoded.
func (a *arranged) decode(playing map[*Source]bool) {
	for _, s := range a.decoded {
		if !playing[s] {
			s.want(false)
		}
	}
	a.decoded = a.decoded[:0:0]
	for s := range playing {
		s.want(true)
		a.decoded = append(a.decoded, s)
	}
	slices.SortFunc(a.decoded, byNumber)
}

// wishOf reads the hearing of a leg.
func wishOf(l *Leg, sources []*Source) wish {
	heard := sources
	if !l.hearing.All {
		heard = l.hearing.Only
	}
	w := wish{leg: l}
	for _, s := range heard {
		if !s.muted && !s.closed {
			w.most = append(w.most, s)
		}
	}
	for _, s := range w.most {
		if !slices.Contains(l.hearing.But, s) {
			w.exact = append(w.exact, s)
		}
	}
	// Who is told whom to hear without itself may still share with those who hear it.
	for _, s := range l.hearing.But {
		if !s.muted && !s.closed {
			w.most = append(w.most, s)
		}
	}
	w.exact, w.most = inOrder(w.exact), inOrder(w.most)
	w.names = [2]string{nameOf(w.exact), nameOf(w.most)}
	return w
}

func inOrder(set []*Source) []*Source {
	slices.SortFunc(set, byNumber)
	return slices.Compact(set)
}

func byNumber(a, b *Source) int { return cmp.Compare(a.number, b.number) }

func nameOf(set []*Source) string {
	name := make([]byte, 0, 4*len(set))
	for _, s := range set {
		name = strconv.AppendInt(name, int64(s.number), 36)
		name = append(name, ' ')
	}
	return string(name)
}

// less is a without what is in b; both are in order.
func less(a, b []*Source) (rest []*Source) {
	for _, s := range a {
		if _, found := slices.BinarySearchFunc(b, s, byNumber); !found {
			rest = append(rest, s)
		}
	}
	return rest
}
