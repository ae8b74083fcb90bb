package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/schedule"
	"veche/conference/template"
	"veche/signaling/api"
)

func TestMakeAndChangeTemplate(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	var v api.TemplateView
	anna.want(201, "POST", "/templates", m{"name": " Weekly ", "settings": m{
		"mode": "managed_selector", "maxSpeakers": 7, "pin": "new", "cid": "my-room", "invited": []m{{"login": "boris"}, {"dial": "rtsp://admin:12345@192.168.1.100/"}},
	}}, &v)
	if v.ID == "" || v.Name != "Weekly" || v.Owner != "anna" || v.Revision != 1 || v.Settings.Name != "Weekly" || v.Settings.MaxSpeakers != 7 ||
		v.Settings.PIN == "" || v.Settings.CID != "" || v.Settings.Guests != conference.AllowGuestsAll() || v.Settings.OwnerName != "ANNA" {
		t.Errorf("got %+v", v)
	}
	at := "/templates/" + string(v.ID)
	res, raw := anna.do("GET", at, nil)
	if res.Header.Get("ETag") != `"1"` || strings.Contains(string(raw), "12345") || strings.Contains(string(raw), `"cid"`) || strings.Contains(string(raw), "0001-01-01") {
		t.Errorf("ETag %q: %s", res.Header.Get("ETag"), raw)
	}
	anna.refused(422, "revision_needed", "PATCH", at, m{"name": "X"})
	anna.want(200, "PATCH", at, m{"revision": 1, "name": "Daily", "settings": m{"invited": v.Settings.Invited, "pin": nil, "micOff": true}}, &v)
	if v.Name != "Daily" || v.Settings.Name != "Weekly" || v.Settings.PIN != "" || !v.Settings.MicOff || v.Settings.MaxSpeakers != 7 || v.Revision != 2 {
		t.Errorf("got %+v", v)
	}
	stored, err := s.store.Template(t.Context(), "anna", v.ID)
	must(t, err)
	if len(stored.Settings.Invited) != 2 || stored.Settings.Invited[1].Dial != "rtsp://admin:12345@192.168.1.100/" {
		t.Errorf("the camera lost its password: %+v", stored.Settings.Invited)
	}
	anna.refused(409, "changed_meanwhile", "PATCH", at, m{"revision": 1, "name": "X"})
	anna.with("If-Match", `"2"`).want(200, "PATCH", at, m{"name": "X"}, nil)
	for _, in := range []m{
		{},
		{"name": strings.Repeat("x", 201)},
		{"name": "x", "settings": m{"mode": "chaos"}},
		{"name": "x", "settings": m{"template": "y"}},
		{"name": "x", "settings": m{"saveAsTemplate": true}},
		{"name": "x", "settings": m{"maxParticipants": 501}},
	} {
		anna.want(422, "POST", "/templates", in, nil)
	}
	anna.want(204, "DELETE", at, nil, nil)
	anna.refused(404, "template_unknown", "GET", at, nil)
}

// P3: templates of others are answered like those that do not exist.
func TestTemplatesAreOnesOwn(t *testing.T) {
	s := newServer(t)
	var v api.TemplateView
	s.as("anna").want(201, "POST", "/templates", m{"name": "Mine"}, &v)
	for _, login := range []string{"boris", "admin"} {
		c := s.as(login)
		for _, id := range []string{string(v.ID), "NOSUCHTEMPLATE"} {
			c.refused(404, "template_unknown", "GET", "/templates/"+id, nil)
			c.refused(404, "template_unknown", "PATCH", "/templates/"+id, m{"revision": 1, "name": "X"})
			c.refused(404, "template_unknown", "DELETE", "/templates/"+id, nil)
			c.refused(404, "template_unknown", "POST", "/conferences", m{"name": "X", "template": id})
		}
		var all struct{ Total int }
		c.want(200, "GET", "/templates", nil, &all)
		if all.Total != 0 {
			t.Errorf("%s sees %d", login, all.Total)
		}
	}
	client{s: s}.refused(401, "sign_in_needed", "GET", "/templates", nil)
}

func TestListTemplates(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	for i := range 5 {
		anna.want(201, "POST", "/templates", m{"name": fmt.Sprintf("Template %d", 5-i)}, nil)
	}
	var page struct {
		Items []api.TemplateView
		Next  string
		Total int
	}
	anna.want(200, "GET", "/templates?limit=3", nil, &page)
	if page.Total != 5 || len(page.Items) != 3 || page.Items[0].Name != "Template 1" || page.Next == "" {
		t.Errorf("got %+v", page)
	}
	anna.want(200, "GET", "/templates?limit=3&cursor="+page.Next, nil, &page)
	if len(page.Items) != 2 || page.Next != "" {
		t.Errorf("got %+v", page)
	}
	anna.want(200, "GET", "/templates?q=PLATE+4", nil, &page)
	if page.Total != 1 {
		t.Errorf("got %+v", page)
	}
}

// G6, G26: from a conference, and to others.
func TestConferencesAndTemplatesMakeEachOther(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	var first, second api.Conference
	anna.want(201, "POST", "/conferences", m{
		"name": "Webinar", "access": "public", "mode": "managed_selector", "pin": "756910", "guestLimit": 9, "location": "Hall",
		"invited": []m{{"login": "boris", "moderator": true}}, "saveAsTemplate": "Our webinar",
	}, &first)
	var found struct{ Items []api.TemplateView }
	anna.want(200, "GET", "/templates", nil, &found)
	if len(found.Items) != 1 || found.Items[0].Name != "Our webinar" || found.Items[0].Settings.Name != "Webinar" {
		t.Fatalf("got %+v", found)
	}
	anna.want(201, "POST", "/conferences", m{"template": found.Items[0].ID, "location": "Room 2"}, &second)
	if second.Name != "Webinar" || second.Location != "Room 2" || second.PIN != "756910" || second.GuestLimit != 9 || second.Access != conference.Public ||
		second.CID == first.CID || second.ID == first.ID || second.Revision != 1 || len(second.Invited) != 1 || !second.Mine {
		t.Errorf("got %+v", second)
	}
	var v api.TemplateView
	for _, name := range []string{string(second.CID), string(second.ID)} {
		anna.want(201, "POST", "/templates", m{"from": name}, &v)
		if v.Name != "Webinar" || v.Settings.Location != "Room 2" || v.Settings.PIN != "756910" {
			t.Errorf("got %+v", v)
		}
	}
	s.add("clara")
	s.as("boris").refused(403, "not_owner", "POST", "/templates", m{"from": second.CID})
	s.as("clara").refused(404, "conference_unknown", "POST", "/templates", m{"from": second.CID})
	anna.want(201, "POST", "/conferences", m{"name": "Plain", "saveAsTemplate": false}, nil)
	anna.want(201, "POST", "/conferences", m{"name": "Kept", "saveAsTemplate": true}, nil)
	anna.want(422, "POST", "/conferences", m{"name": "Never", "saveAsTemplate": strings.Repeat("x", 201)}, nil)
	anna.want(422, "PATCH", "/conferences/"+string(second.CID), m{"revision": 1, "saveAsTemplate": true}, nil)
	var all struct{ Total int }
	anna.want(200, "GET", "/templates?q=kept", nil, &all)
	if all.Total != 1 {
		t.Errorf("%d", all.Total)
	}
	anna.want(200, "GET", "/conferences?q=never", nil, &all)
	if all.Total != 0 {
		t.Error("the conference was made without its template")
	}
}

// G26: the registration goes from a webinar into the template, through its editing, and
// into the webinar that is made from it, but the closing time stays behind.
func TestTemplatesKeepTheRegistration(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	first := webinar(t, anna, time.Hour, m{"closing": "by_date", "closesAt": time.Now().Add(time.Minute), "closeWhenFull": true, "closed": true})
	var v api.TemplateView
	anna.want(201, "POST", "/templates", m{"from": first.CID}, &v)
	at := "/templates/" + string(v.ID)
	anna.want(200, "PATCH", at, m{"revision": 1, "name": "Again", "settings": m{"location": "Hall", "pin": "756910"}}, &v)
	kept := v.Settings.Registration
	if !kept.On || !kept.UsersTakePart || !kept.CloseWhenFull || kept.Closed || kept.Closing != "" || !kept.ClosesAt.IsZero() || len(kept.Fields) != 4 || kept.Fields[3].Label != "Shoe size" {
		t.Errorf("got %+v", kept)
	}

	var room, second api.Conference
	anna.want(201, "POST", "/conferences", m{"template": v.ID}, &room)
	if room.Registration.On || room.PIN != "756910" || room.Schedule != nil {
		t.Errorf("a room: got %+v", room.Definition)
	}
	start := schedule.LocalAt(time.Now().UTC().Add(time.Hour)).String()
	planned := m{"series": []m{{"start": start, "zone": "UTC", "minutes": 60}}}
	anna.want(201, "POST", "/conferences", m{"template": v.ID, "schedule": planned}, &second)
	got := second.Registration
	if !got.On || !got.UsersTakePart || !got.CloseWhenFull || got.Closing != schedule.ClosesAtStart || !got.ClosesAt.IsZero() || second.PIN != "" || second.Location != "Hall" ||
		!slices.Equal(got.Fields, first.Registration.Fields) {
		t.Errorf("got %+v", got)
	}
	client{s: s}.want(201, "POST", "/conferences/"+string(second.CID)+"/registrations", answers("greta@example.org"), nil)
	anna.want(201, "POST", "/conferences", m{"template": v.ID, "schedule": planned, "registration": m{"on": false}}, &second)
	if second.Registration.On {
		t.Error("it cannot be switched off")
	}

	anna.refused(422, "registration_label", "PATCH", at, m{"revision": v.Revision, "settings": m{"registration": m{"fields": []m{{"label": ""}}}}})
	anna.want(200, "PATCH", at, m{"revision": v.Revision, "settings": m{"registration": m{"fields": []m{{"key": "phone"}}}}}, &v)
	if len(v.Settings.Registration.Fields) != 3 || v.Settings.Registration.Fields[0].Key != "first_name" {
		t.Errorf("got %+v", v.Settings.Registration)
	}
	anna.want(200, "PATCH", at, m{"revision": v.Revision, "settings": m{"access": "internal"}}, &v)
	if v.Settings.Registration.On {
		t.Error("an internal conference has registration")
	}
}

func TestTemplatesHaveTheirLimits(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	for range template.Most {
		anna.want(201, "POST", "/templates", m{"name": "x"}, nil)
	}
	anna.refused(409, "too_many_templates", "POST", "/templates", m{"name": "x"})
	anna.refused(409, "too_many_templates", "POST", "/conferences", m{"name": "x", "saveAsTemplate": true})
	s.as("admin").want(200, "PATCH", "/users/boris", m{"rights": []string{"call"}}, nil)
	s.as("boris").refused(403, "no_right", "POST", "/templates", m{"name": "x"}) // E3
	s.as("boris").refused(403, "no_right", "GET", "/me/room", nil)
}

// ND5: one for each person, for as long as the account exists.
func TestPersonalRoom(t *testing.T) {
	s := newServer(t)
	admin, anna := s.as("admin"), s.as("anna")
	admin.want(200, "PATCH", "/settings", m{"limits": m{"conferencesPerUser": 1}}, nil)
	var room, again api.Conference
	anna.want(200, "GET", "/me/room", nil, &room)
	anna.want(200, "GET", "/me/room", nil, &again)
	if room.ID == "" || again.ID != room.ID || room.Name != "ANNA" || len(room.CID) != 10 || !room.Personal || !room.WaitForOwner || !room.Mine {
		t.Errorf("got %+v, then %+v", room, again)
	}
	anna.want(201, "POST", "/conferences", m{"name": "Counted"}, nil)
	anna.refused(409, "too_many_conferences", "POST", "/conferences", m{"name": "One more"})
	at := "/conferences/" + string(room.CID)
	anna.want(200, "PATCH", at, m{"revision": 1, "name": "At Anna's", "cid": "anna"}, &room)
	if room.Name != "At Anna's" || room.CID != "anna" || !room.Personal {
		t.Errorf("got %+v", room)
	}
	anna.refused(409, "personal_room", "DELETE", "/conferences/anna", nil)
	admin.refused(409, "personal_room", "DELETE", "/conferences/anna", nil)
	admin.refused(409, "personal_room", "PATCH", "/conferences/anna", m{"revision": 2, "owner": "boris"})
	admin.want(204, "DELETE", "/users/anna", nil, nil)
	admin.refused(404, "conference_unknown", "GET", "/conferences/anna", nil)
	var all struct{ Total int }
	admin.want(200, "GET", "/conferences", nil, &all)
	if all.Total != 1 { // the counted one
		t.Errorf("%d are passed on", all.Total)
	}
}
