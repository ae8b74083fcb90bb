package api_test

import (
	"fmt"
	"testing"
	"time"

	"veche/conference"
	"veche/signaling/api"
)

func TestMakeAndChangeConference(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{"name": " Weekly ", "pin": "new"}, &c)
	if c.Name != "Weekly" || len(c.CID) != 10 || len(c.ID) != 16 || len(c.PIN) < 4 || !c.HasPIN || c.Revision != 1 ||
		c.Access != conference.Internal || c.Mode != conference.AllOnScreen || c.URL != s.http.URL+"/c/"+string(c.CID) ||
		!c.Mine || !c.CanManage || c.Running || c.OwnerName != "ANNA" || c.Guests != conference.AllowGuestsAll() {
		t.Errorf("got %+v", c)
	}
	at := "/conferences/" + string(c.CID)
	res, _ := anna.do("GET", at, nil)
	if res.Header.Get("ETag") != `"1"` {
		t.Errorf("ETag %q", res.Header.Get("ETag"))
	}
	anna.refused(422, "revision_needed", "PATCH", at, m{"name": "X"})
	anna.with("If-Match", `"1"`).want(200, "PATCH", at, m{"location": "Room 1"}, &c)
	anna.refused(409, "changed_meanwhile", "PATCH", at, m{"revision": 1, "name": "X"})
	anna.want(200, "PATCH", at, m{"revision": 2, "pin": nil, "cid": "My-Room", "guests": m{"sendFiles": false}}, &c)
	if c.PIN != "" || c.HasPIN || c.CID != "My-Room" || c.Location != "Room 1" || c.Guests.SendFiles || !c.Guests.SendAudio || c.Revision != 3 {
		t.Errorf("got %+v", c)
	}
	anna.refused(404, "conference_unknown", "GET", at, nil) // K4
	anna.want(200, "GET", "/conferences/my-room", nil, nil)
	anna.want(200, "GET", "/conferences/"+string(c.ID), nil, nil)
	anna.refused(409, "cid_taken", "POST", "/conferences", m{"name": "X", "cid": "MY-ROOM"})
	anna.want(204, "DELETE", "/conferences/my-room", nil, nil)
	anna.refused(404, "conference_unknown", "GET", "/conferences/my-room", nil)
	anna.refused(409, "cid_taken", "POST", "/conferences", m{"name": "X", "cid": "my-room"}) // P2
}

func TestRulesOfConferences(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	for _, c := range []struct {
		field string
		in    m
	}{
		{"name", m{}},
		{"name", m{"name": "  "}},
		{"cid", m{"cid": "abc"}},                                             // P2
		{"cid", m{"cid": "with space"}},                                      //
		{"pin", m{"pin": "12"}},                                              // G11
		{"pin", m{"pin": "12 34"}},                                           //
		{"access", m{"access": "secret"}},                                    // G2
		{"mode", m{"mode": "chaos"}},                                         // F1-F4
		{"maxSpeakers", m{"maxSpeakers": 50}},                                // F5
		{"waitingCategory", m{"waitingCategory": "only_guests"}},             // H7
		{"waitingCategory", m{"waitingCategory": "some"}},                    //
		{"joinUninvited", m{"access": "public", "joinUninvited": true}},      // G12
		{"guestLimit", m{"guestLimit": 5}},                                   // G16
		{"guestLimit", m{"access": "public", "guestLimit": -1}},              //
		{"maxParticipants", m{"maxParticipants": 501}},                       // P1
		{"maxParticipants", m{"maxParticipants": -1}},                        //
		{"invited", m{"invited": []m{{"email": "x@example.org"}}}},           // G7
		{"invited", m{"invited": []m{{"login": "boris", "dial": "#sip:1"}}}}, //
		{"nonsense", m{"nonsense": 1}},                                       //
	} {
		if c.field != "name" {
			c.in["name"] = "Room"
		}
		var p struct{ Code, Field string }
		anna.want(422, "POST", "/conferences", c.in, &p)
		if p.Field != c.field {
			t.Errorf("%v: field %q, want %q", c.in, p.Field, c.field)
		}
	}
}

func TestChangingTheAccessTypeMovesWhatHangsOnIt(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{
		"name": "Room", "access": "public", "guestLimit": 5, "waitingRoom": true, "waitingCategory": "only_guests",
	}, &c)
	at := "/conferences/" + string(c.ID)
	anna.want(200, "PATCH", at, m{"revision": 1, "access": "internal", "joinUninvited": true}, &c)
	if c.GuestLimit != 0 || c.WaitingCategory != "unplanned_and_guests" || !c.JoinUninvited {
		t.Errorf("internal: %+v", c)
	}
	anna.want(200, "PATCH", at, m{"revision": 2, "access": "public"}, &c)
	if c.JoinUninvited {
		t.Errorf("public: %+v", c)
	}
}

func TestWhoSeesAndChangesAConference(t *testing.T) {
	s := newServer(t)
	s.add("clara")
	anna, boris, clara, admin := s.as("anna"), s.as("boris"), s.as("clara"), s.as("admin")
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{
		"name": "Room", "pin": "4711", "invited": []m{{"login": " Boris ", "moderator": true}, {"login": "dora"}, {"login": "boris"}},
	}, &c)
	if len(c.Invited) != 2 || c.Invited[0].Login != "boris" || !c.Invited[0].Moderator {
		t.Errorf("invited %+v", c.Invited)
	}
	at := "/conferences/" + string(c.CID)

	var seen api.Conference
	boris.want(200, "GET", at, nil, &seen)
	if seen.PIN != "" || !seen.HasPIN || len(seen.Invited) != 1 || seen.CanManage || seen.Mine {
		t.Errorf("invited: %+v", seen)
	}
	boris.refused(403, "not_owner", "PATCH", at, m{"revision": 1, "name": "Mine"})
	boris.refused(403, "not_owner", "DELETE", at, nil)
	boris.refused(403, "not_owner", "GET", at+"/events", nil)

	for _, method := range []string{"GET", "DELETE"} { // P3: as for one that does not exist
		clara.refused(404, "conference_unknown", method, at, nil)
		clara.refused(404, "conference_unknown", method, "/conferences/9999999999", nil)
	}
	clara.refused(404, "conference_unknown", "PATCH", at, m{"revision": 1, "name": "Mine"})
	clara.refused(404, "conference_unknown", "POST", at+"/start", nil)
	clara.refused(404, "conference_unknown", "GET", at+"/live", nil)

	admin.want(200, "GET", at, nil, &seen)
	if seen.PIN != "4711" || !seen.CanManage || seen.Mine {
		t.Errorf("administrator: %+v", seen)
	}
	anna.refused(403, "not_administrator", "PATCH", at, m{"revision": 1, "owner": "boris"})
	admin.refused(404, "user_unknown", "PATCH", at, m{"revision": 1, "owner": "nobody"})
	admin.want(200, "PATCH", at, m{"revision": 1, "owner": "Clara"}, nil)
	anna.refused(404, "conference_unknown", "GET", at, nil)
	clara.want(204, "DELETE", at, nil, nil)
}

func TestRightToCreate(t *testing.T) {
	s := newServer(t)
	admin := s.as("admin")
	admin.want(200, "PATCH", "/users/anna", m{"rights": []string{"call"}}, nil)
	s.as("anna").refused(403, "no_right", "POST", "/conferences", m{"name": "Room"}) // E3
	admin.want(200, "PATCH", "/settings", m{"limits": m{"conferencesPerUser": 2}}, nil)
	boris := s.as("boris")
	for range 2 {
		boris.want(201, "POST", "/conferences", m{"name": "Room"}, nil)
		admin.want(201, "POST", "/conferences", m{"name": "Room", "invited": []m{{"login": "boris"}}}, nil)
	}
	boris.refused(409, "too_many_conferences", "POST", "/conferences", m{"name": "Room"})
}

func TestListsOfConferences(t *testing.T) {
	s := newServer(t)
	anna, admin := s.as("anna"), s.as("admin")
	for i := range 5 {
		anna.want(201, "POST", "/conferences", m{"name": fmt.Sprintf("Room %d", i)}, nil)
	}
	var c api.Conference
	admin.want(201, "POST", "/conferences", m{"name": "With Anna", "invited": []m{{"login": "anna"}}}, &c)
	type page struct {
		Items []api.Conference
		Next  string
		Total int
	}
	var got page
	anna.want(200, "GET", "/conferences?limit=4", nil, &got)
	if got.Total != 6 || len(got.Items) != 4 || got.Items[0].Name != "With Anna" || got.Items[0].Mine || got.Next == "" {
		t.Errorf("got %+v", got)
	}
	next := got.Next
	got = page{}
	anna.want(200, "GET", "/conferences?limit=4&cursor="+next, nil, &got)
	if len(got.Items) != 2 || got.Next != "" {
		t.Errorf("second page: %+v", got)
	}
	got = page{}
	anna.want(200, "GET", "/conferences?q=room+3", nil, &got)
	if got.Total != 1 {
		t.Errorf("search: %+v", got)
	}
	anna.want(200, "GET", "/conferences?updated_since="+time.Now().Add(time.Hour).UTC().Format(time.RFC3339), nil, &got)
	if got.Total != 0 || got.Items == nil {
		t.Errorf("since: %+v", got)
	}
	admin.want(200, "GET", "/conferences", nil, &got)
	if got.Total != 1 {
		t.Errorf("administrator's own: %d", got.Total)
	}
	admin.want(200, "GET", "/conferences?all=true", nil, &got)
	if got.Total != 6 {
		t.Errorf("all: %d", got.Total)
	}
}
