package api_test

import (
	"strings"
	"testing"

	"veche/conference/layout"
	"veche/signaling/api"
)

// G8, G9: people are placed into windows by what they are called on the invited list.
func TestPeopleArePlacedInWindows(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	camera := "rtsp://admin:12345@192.168.1.100/"
	grid := func(seats ...m) m {
		return m{"type": "grid", "windows": 4, "content": true, "names": "top", "seats": seats}
	}
	whole := grid(m{"login": " Boris "}, m{}, m{"dial": camera}, m{"login": "anna"})
	whole["fixed"] = true
	whole["terminals"] = grid(m{"login": "anna"})
	whole["individual"] = []m{{"of": m{"login": "boris"}, "type": "corner", "windows": 2, "content": false, "names": "", "manual": true}}
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{
		"name": "Room", "invited": []m{{"login": "boris"}, {"dial": camera}}, "layout": whole,
	}, &c)
	if l := c.Layout; !l.Fixed || len(l.Seats) != 4 || l.Seats[0].Login != "boris" || l.Seats[1] != (layout.Seat{}) || l.Seats[2].Kept != 2 ||
		l.Terminals == nil || l.Browsers != nil || len(l.Individual) != 1 || !l.Individual[0].Manual || l.Individual[0].Of.Login != "boris" {
		t.Errorf("got %+v", c.Layout)
	}
	at := "/conferences/" + string(c.CID)
	if _, raw := anna.do("GET", at, nil); strings.Contains(string(raw), "12345") {
		t.Error("the camera's password is shown")
	}
	c.Layout.Windows = 6
	anna.want(200, "PATCH", at, m{"revision": 1, "layout": c.Layout, "invited": c.Invited}, &c)
	stored, err := s.store.Definition(t.Context(), string(c.ID))
	must(t, err)
	if stored.Layout.Seats[2].Dial != camera || stored.Layout.Seats[2].Kept != 0 || stored.Layout.Windows != 6 {
		t.Errorf("stored %+v", stored.Layout)
	}
	var seen api.Conference // names of others are not for everybody
	s.as("boris").want(200, "GET", at, nil, &seen)
	if seen.Layout.Named() || seen.Layout.Windows != 6 || !seen.Layout.Fixed {
		t.Errorf("boris sees %+v", seen.Layout)
	}
	anna.want(200, "PATCH", at, m{"revision": 2, "invited": []m{}}, &c)
	if len(c.Layout.Seats) != 4 || c.Layout.Seats[0] != (layout.Seat{}) || c.Layout.Seats[3].Login != "anna" || c.Layout.Individual != nil {
		t.Errorf("who is not invited any more: %+v", c.Layout)
	}
	for name, wrong := range map[string]m{
		"twice":         grid(m{"login": "anna"}, m{"login": "anna"}),
		"too many":      {"type": "grid", "windows": 1, "content": true, "names": "", "seats": []m{{}, {"login": "anna"}}},
		"in two ways":   grid(m{"login": "anna", "email": "anna@example.org"}),
		"no such type":  {"type": "spiral", "windows": 1, "content": true, "names": ""},
		"no such names": {"type": "grid", "windows": 1, "content": true, "names": "left"},
	} {
		var p struct{ Field string }
		anna.want(422, "PATCH", at, m{"revision": 3, "layout": wrong}, &p)
		if p.Field != "layout" {
			t.Errorf("%s: field %q", name, p.Field)
		}
	}
	anna.want(200, "PATCH", at, m{"revision": 3, "layout": m{"type": "grid", "windows": 16, "content": false, "names": "bottom"}}, &c)
	if c.Layout.Named() || c.Layout.Fixed {
		t.Errorf("a layout as before: %+v", c.Layout)
	}
}
