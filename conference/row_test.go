package conference

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"veche/conference/layout"
)

// place does what layout.Fill does, without looking at everybody for everybody.
func TestPlaceFillsAsLayoutDoes(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	types := []string{"auto", "tiles", "speaker", "priority_around", "corner", "content_right"}
	for range 20_000 {
		n := 1 + random.IntN(12)
		s := newState(Definition{ID: "1", Mode: AllOnScreen, Layout: layout.Plain(layout.Spec{Type: layout.Grid, Windows: 9})}, nil)
		var ids []ParticipantID
		for i := range n {
			m := &member{Participant: Participant{ID: ParticipantID(fmt.Sprint(i)), Name: "x", Link: Online}}
			s.members[m.ID], s.order, ids = m, append(s.order, m.ID), append(ids, m.ID)
		}
		any := func() ParticipantID { return append(ids, "", "gone")[random.IntN(n+2)] }
		viewer := s.members[ids[random.IntN(n)]]
		viewer.display = Display{
			Layout: types[random.IntN(len(types))], Windows: random.IntN(8), Page: random.IntN(4),
			Pin: any(), Self: random.IntN(2) == 0,
		}
		if c := s.members[any()]; c != nil && random.IntN(2) == 0 {
			c.Screen = true
		}
		content := s.content()
		if content == viewer.ID {
			content = ""
		}
		cast := layout.Cast[ParticipantID]{Content: content}
		for _, id := range ids {
			if id != viewer.ID || viewer.display.Self {
				cast.Ordered = append(cast.Ordered, id)
			}
		}
		if p := s.priority(viewer); p != nil {
			cast.Priority = p.ID
		}
		want := layout.Fill(s.spec(viewer, content != ""), cast, viewer.display.Page)
		got := s.viewOf(viewer, s.house())
		var people []ParticipantID
		for _, w := range got.Windows {
			if !w.Content {
				people = append(people, w.Participant)
			}
		}
		if got.Page != want.Page || got.Pages != want.Pages || got.Layout != want.Spec || fmt.Sprint(people) != fmt.Sprint(want.Windows) {
			t.Fatalf("viewer %s of %d, %+v, content %q:\ngot  %+v\nwant %+v", viewer.ID, n, viewer.display, content, got, want)
		}
	}
}

// And so it does where people are placed.
func TestPlaceFillsAroundThosePlacedAsLayoutDoes(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 20_000 {
		n := 1 + random.IntN(12)
		a := layout.Arrangement{
			Spec:   layout.Spec{Type: layout.Types()[random.IntN(len(layout.Types()))], Windows: 1 + random.IntN(8), Content: true},
			Manual: random.IntN(3) == 0,
		}
		for w := range random.IntN(a.Windows + 1) {
			if seat := random.IntN(n + 2); seat <= n { // 0 is nobody's, n is not here
				a.Seats = append(a.Seats, layout.Seat{Login: fmt.Sprint(seat)})
			} else if w > 0 && len(a.Seats) > 0 {
				a.Seats = append(a.Seats, a.Seats[0])
			}
		}
		s := newState(Definition{ID: "1", Mode: AllOnScreen}, nil)
		s.rearrange(layout.Arrangements{Arrangement: a})
		cast := layout.Cast[ParticipantID]{}
		for i := range n {
			id := ParticipantID(fmt.Sprint(i + 1))
			s.members[id] = &member{Participant: Participant{ID: id, Login: string(id), Name: "x", Link: Online}}
			s.order, cast.Ordered = append(s.order, id), append(cast.Ordered, id)
		}
		viewer := s.members[s.order[random.IntN(n)]]
		viewer.display = Display{Windows: layout.MaxWindows, Page: random.IntN(4), Self: true}
		if c := s.members[s.order[random.IntN(n)]]; c != viewer && random.IntN(2) == 0 {
			c.Screen = true
			cast.Content = c.ID
		}
		s.active = s.order[random.IntN(n)]
		if p := s.priority(viewer); p != nil {
			cast.Priority = p.ID
		}
		cast.Placed = layout.Seated(&a, func(seat layout.Seat) (ParticipantID, bool) {
			m := s.members[ParticipantID(seat.Login)]
			if m == nil {
				return "", false
			}
			return m.ID, true
		})
		want := layout.Fill(s.spec(viewer, cast.Content != ""), cast, viewer.display.Page)
		got := s.viewOf(viewer, s.house())
		var people []ParticipantID
		for _, w := range got.Windows {
			if !w.Content {
				people = append(people, w.Participant)
			}
		}
		if got.Page != want.Page || got.Pages != want.Pages || got.Layout != want.Spec || fmt.Sprint(people) != fmt.Sprint(want.Windows) {
			t.Fatalf("viewer %s of %d, %+v, content %q:\ngot  %+v\nwant %+v", viewer.ID, n, a, cast.Content, got, want)
		}
	}
}
