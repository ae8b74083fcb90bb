package conference

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"veche/conference/access"
	"veche/conference/dial"
	"veche/conference/layout"
)

// This file is who has which window of which viewer: layout.Arrangements name people
// of the invited list, and here it is seen who of them is inside.

// known is whom the arrangements of d can name: the owner and the invited.
func (d *Definition) known() map[layout.Seat]string {
	names := make(map[layout.Seat]string, len(d.Invited)+1)
	for i := range d.Invited {
		v := &d.Invited[i]
		name := v.Name
		if name == "" {
			name = v.Login // addresses are not for everybody to read
		}
		names[v.seat()] = name
	}
	if d.Owner != "" {
		names[layout.Seat{Login: d.Owner}] = cmp.Or(names[layout.Seat{Login: d.Owner}], d.Owner)
	}
	return names
}

// seat is how arrangements name i.
func (i *Invited) seat() layout.Seat {
	return layout.Seat{Login: i.Login, EMail: i.EMail, Dial: i.Dial}
}

// forgetSeats takes those out of the arrangements who are not on the list any more.
func (d *Definition) forgetSeats() {
	if !d.Layout.Named() {
		return
	}
	known := d.known()
	d.Layout = d.Layout.Keep(func(s layout.Seat) bool { _, is := known[s]; return is })
}

// ShowLayout is the layout of d as people see it: cameras without name and password.
func (d *Definition) ShowLayout() layout.Arrangements {
	if !d.Layout.Named() {
		return d.Layout
	}
	shown := ShowInvited(d.Invited)
	return d.Layout.Map(func(s layout.Seat) layout.Seat {
		for i := range shown {
			if s.Dial != "" && shown[i].Kept > 0 && d.Invited[i].Dial == s.Dial {
				s.Dial, s.Kept = shown[i].Dial, shown[i].Kept
			}
		}
		return s
	})
}

// KeepLayout is given, the layout that somebody saves, with what [Definition.ShowLayout]
// left out of the list that was stored before.
func KeepLayout(given layout.Arrangements, before []Invited) layout.Arrangements {
	if !given.Named() {
		return given
	}
	shown := ShowInvited(before)
	return given.Map(func(s layout.Seat) layout.Seat {
		if at := keptAt(&Invited{Dial: s.Dial, Kept: s.Kept}, shown); s.Dial != "" && at >= 0 {
			s.Dial = before[at].Dial
		}
		s.Kept = 0
		return s
	})
}

// rearrange makes l the layout of this run: every way to change it comes here. The
// caller has checked it, and tells of it.
func (s *state) rearrange(l layout.Arrangements) {
	s.layouts = l.Map(canonical)
	s.seatNames = make(map[layout.Seat]string)
	if !l.Named() {
		return
	}
	for seat, name := range s.def.known() {
		s.seatNames[canonical(seat)] = name
	}
	s.seatNames[layout.Seat{Login: s.def.Owner}] = s.ownerName
}

// canonical is a seat as members are compared with it.
func canonical(s layout.Seat) layout.Seat {
	s.EMail = strings.ToLower(s.EMail)
	if t, err := dial.Parse(s.Dial, dial.Options{}); s.Dial != "" && err == nil {
		s.Dial = t.String()
	}
	return s
}

// sameLayout tells whether two layouts are the same.
func sameLayout(a, b *layout.Arrangements) bool { return reflect.DeepEqual(a, b) }

// seatsOf are the ways in which m may be named, without those it has not.
func (s *state) seatsOf(m *member) (all []layout.Seat) {
	if m.Login != "" {
		all = append(all, layout.Seat{Login: m.Login})
	}
	if m.EMail != "" {
		all = append(all, layout.Seat{EMail: strings.ToLower(m.EMail)})
	}
	if k := s.callByID(m.Call); k != nil && m.Call != "" {
		all = append(all, layout.Seat{Dial: k.target.String()})
	}
	return all
}

// assign finds out who of the members sits where, and sees which arrangement.
func (s *state) assign(h *house) {
	if !s.layouts.Named() {
		for _, m := range h.all {
			m.arranged = s.layoutFor(m.Kind)
		}
		return
	}
	own := make(map[layout.Seat]*layout.Arrangement, len(s.layouts.Individual))
	for i := range s.layouts.Individual {
		own[s.layouts.Individual[i].Of] = &s.layouts.Individual[i].Arrangement
	}
	h.inside = make(map[layout.Seat]*member, len(h.people))
	for _, m := range h.all {
		m.arranged = s.layoutFor(m.Kind)
		for _, seat := range s.seatsOf(m) {
			if a := own[seat]; a != nil {
				m.arranged = a
			}
			if h.inside[seat] == nil && !m.Watches { // of several pages of one person the first
				h.inside[seat] = m
			}
		}
	}
}

// layoutFor is the arrangement for those who are connected in one way; "" is nobody
// in particular, as in a recording.
func (s *state) layoutFor(kind access.Kind) *layout.Arrangement {
	other := s.layouts.Browsers
	if kind.Terminal() {
		other = s.layouts.Terminals
	}
	if other == nil || kind == "" {
		return &s.layouts.Arrangement
	}
	return other
}

// arrangement is the one that viewer sees as long as he chooses nothing else. In the
// lesson and the auto selector there is none (F6).
func (s *state) arrangement(viewer *member) *layout.Arrangement {
	switch {
	case s.mode.fixesLayout():
		return &layout.Arrangement{Spec: layout.Spec{Names: s.layouts.Names}}
	case viewer.arranged != nil:
		return viewer.arranged
	}
	return &s.layouts.Arrangement
}

// follows tells whether viewer sees what is arranged rather than what he has chosen.
func (s *state) follows(viewer *member) bool {
	return viewer.display.auto() || s.bound(viewer)
}

// bound tells whether viewer may not choose (G9).
func (s *state) bound(viewer *member) bool {
	return s.layouts.Fixed && !s.mode.fixesLayout() && !viewer.leads() && !viewer.Watches
}

// auto tells whether d leaves the layout to the conference.
func (d *Display) auto() bool { return d.Layout == "" || d.Layout == "auto" }

var errLayoutForbidden = &Error{Denied, "layout_forbidden", "The moderators have set one layout for everybody.", "layout"}

// occupant is who or what is in a window: somebody inside, or the name of whom it is
// kept for.
type occupant struct {
	id   ParticipantID
	name string // of somebody who is not inside
}

// seated says who has which window of a before the others fill the rest, as those in
// people see it.
func (s *state) seated(a *layout.Arrangement, h *house, people *row) []layout.Placed[occupant] {
	return layout.Seated(a, func(seat layout.Seat) (occupant, bool) {
		if m := h.inside[seat]; m != nil && m.at[people.which] >= 0 {
			return occupant{id: m.ID}, true
		}
		return occupant{name: s.seatNames[seat]}, false
	})
}

// foremost is who is given the first window above all: by the spotlight, or the
// viewer's own pin; nil if nobody is.
func (s *state) foremost(viewer *member) *member {
	for _, id := range []ParticipantID{s.spotlight, viewer.display.Pin} {
		if m := s.members[id]; s.mayStandFirst(viewer, m) {
			return m
		}
	}
	return nil
}

// placeSeated is place where people have windows of their own. A page that holds fewer
// windows than are arranged shows these in their order, on several pages.
func (s *state) placeSeated(v *View, viewer *member, h *house, a *layout.Arrangement, people *row) {
	whole := v.Layout
	whole.Windows = a.Windows
	placed := s.seated(a, h, people)
	if m := s.foremost(viewer); m != nil && v.Layout.Type.Priority() {
		placed = layout.Foremost(placed, occupant{id: m.ID})
	}
	placed = slices.DeleteFunc(placed, func(p layout.Placed[occupant]) bool { return p.Window >= layout.Capacity(whole) })
	if !viewer.display.Self && !slices.ContainsFunc(placed, func(p layout.Placed[occupant]) bool { return p.ID.id == viewer.ID }) {
		people.leaveOut(viewer)
	}
	for _, p := range placed {
		if m := s.members[p.ID.id]; m != nil {
			people.leaveOut(m)
		}
	}
	first := func() {
		if !v.Layout.Type.Priority() || slices.ContainsFunc(placed, func(p layout.Placed[occupant]) bool { return p.Window == 0 }) {
			return
		}
		if m := s.firstOf(viewer, people); m != nil {
			placed = append(placed, layout.Placed[occupant]{Window: 0, ID: occupant{id: m.ID}})
			people.leaveOut(m)
		}
	}
	first()
	if layout.Capacity(v.Layout) < layout.Capacity(whole) {
		s.pageThrough(v, placed, layout.Capacity(whole), people, viewer.display.Page, !a.Manual)
		return
	}
	s.fillAround(v, placed, layout.Capacity(whole), people, viewer.display.Page)
}

// firstOf is who gets a priority window that nobody has: who speaks, else the first.
func (s *state) firstOf(viewer *member, people *row) *member {
	if m := s.priority(viewer); m != nil && people.has(m) {
		return m
	}
	if people.len() > 0 {
		return people.get(0)
	}
	return nil
}

// fillAround leaves those placed in their windows on every page and fills the rest.
func (s *state) fillAround(v *View, placed []layout.Placed[occupant], windows int, people *row, page int) {
	kept := make([]*occupant, windows)
	for i := range placed {
		kept[placed[i].Window] = &placed[i].ID
	}
	free := windows - len(placed)
	v.Pages = 1
	if free > 0 {
		v.Pages = max((people.len()+free-1)/free, 1)
	}
	v.Page = min(page, v.Pages-1)
	next := v.Page * free
	last := -1 // window that is needed
	all := make([]Window, windows)
	for w := range all {
		switch {
		case kept[w] != nil:
			all[w], last = s.window(*kept[w]), w
		case next < people.len():
			all[w], last = s.window(occupant{id: people.get(next).ID}), w
			next++
		default:
			all[w] = s.window(occupant{})
		}
	}
	s.prioritize(v, all[:last+1])
}

// pageThrough shows those placed, and who else there is, in the order of the windows. A
// priority window stays on every page.
func (s *state) pageThrough(v *View, placed []layout.Placed[occupant], windows int, people *row, page int, others bool) {
	kept := make(map[int]occupant, len(placed))
	for _, p := range placed {
		kept[p.Window] = p.ID
	}
	head := make([]occupant, 0, windows)
	taken := 0
	for w := range windows {
		if o, is := kept[w]; is {
			head = append(head, o)
		} else if taken < people.len() {
			head = append(head, occupant{id: people.get(taken).ID})
			taken++
		}
	}
	total := len(head)
	if others {
		total += people.len() - taken
	}
	at := func(i int) occupant {
		if i < len(head) {
			return head[i]
		}
		return occupant{id: people.get(taken + i - len(head)).ID}
	}
	room, lead := layout.Capacity(v.Layout), 0
	if v.Layout.Type.Priority() && total > 0 {
		lead = 1
	}
	v.Pages = 1
	if room > lead {
		v.Pages = max((total-lead+room-lead-1)/(room-lead), 1)
	}
	v.Page = min(page, v.Pages-1)
	all := make([]Window, 0, room)
	for i := range min(lead, total) {
		all = append(all, s.window(at(i)))
	}
	begin := lead + v.Page*(room-lead)
	for i := begin; i < min(begin+room-lead, total); i++ {
		all = append(all, s.window(at(i)))
	}
	s.prioritize(v, all)
}

func (s *state) window(o occupant) Window {
	w := Window{Participant: o.id, Source: Camera, Label: o.name}
	if m := s.members[o.id]; m != nil {
		w.Label = m.Name
	}
	return w
}

// prioritize adds the people's windows to v, the first of them as the layout has it.
func (s *state) prioritize(v *View, all []Window) {
	if len(all) > 0 {
		all[0].Priority = v.Layout.Type.Priority()
	}
	v.Windows = append(v.Windows, all...)
}
