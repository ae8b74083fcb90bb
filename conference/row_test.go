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
		s := newState(Definition{ID: "1", Mode: AllOnScreen, Layout: layout.Spec{Type: layout.Grid, Windows: 9}}, nil)
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
