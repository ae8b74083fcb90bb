package api_test

import (
	"testing"

	"veche/conference"
	"veche/conference/conferencetest"
	"veche/signaling/api"
)

// G7: contacts are invited by their ids; what is secret in a dial string neither
// comes from the page nor goes to it, and is dialled.
func TestContactsAreInvited(t *testing.T) {
	s := newServer(t, func(s *server) { s.outside = &conferencetest.Outside{} })
	anna, boris := s.as("anna"), s.as("boris")
	var room, mail, friend api.ContactView
	s.as("admin").want(201, "POST", "/admin/contacts", m{"name": "Boardroom", "dial": "#sip:@10.0.0.7;4711"}, &room)
	anna.want(201, "POST", "/contacts", m{"name": "Guest", "email": "guest@example.org"}, &mail)
	anna.want(201, "POST", "/contacts", m{"name": "Boris at work", "login": "boris"}, &friend)
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{
		"name": "Room", "access": "public",
		"invited": []m{
			{"contact": room.ID, "dial": room.Dial},
			{"contact": mail.ID},
			{"contact": friend.ID, "moderator": true},
			{"contact": "person:boris", "name": "Boris"},
		},
		"layout": m{"type": "grid", "windows": 2, "content": true, "names": "bottom", "seats": []m{{"dial": room.Dial}}},
	}, &c)
	want := []conference.Invited{
		{Dial: "#sip:@10.0.0.7;…", Name: "Boardroom", Kept: 1},
		{EMail: "guest@example.org", Name: "Guest"},
		{Login: "boris", Name: "Boris at work", Moderator: true},
	}
	same(t, c.Invited, want)
	if len(c.Layout.Seats) != 1 || c.Layout.Seats[0].Kept != 1 {
		t.Errorf("got %+v", c.Layout.Seats)
	}
	at := "/conferences/" + string(c.CID)
	anna.want(200, "PATCH", at, m{"revision": c.Revision, "invited": c.Invited, "name": "Renamed"}, &c)
	same(t, c.Invited, want)
	anna.want(200, "POST", at+"/start", nil, nil)
	if order := s.outside.Last(t); order.Target.PostDial != ";4711" {
		t.Errorf("got %+v", order)
	}
	boris.refused(422, "contact_unknown", "POST", "/conferences", m{"name": "x", "invited": []m{{"contact": mail.ID}}}) // another's (P3)
	anna.refused(422, "invalid", "POST", "/conferences", m{"name": "x", "invited": []m{{"contact": mail.ID}}})          // internal

	// During the conference, by REST.
	var k api.Called
	var phone api.ContactView
	anna.want(201, "POST", "/contacts", m{"name": "Phone", "dial": "#sip:501@10.0.0.8,99"}, &phone)
	anna.want(202, "POST", at+"/live/participants", m{"contact": phone.ID}, &k)
	if k.Name != "Phone" || k.Dial != "#sip:501@10.0.0.8,…" || s.outside.Last(t).Target.PostDial != ",99" {
		t.Errorf("got %+v", k)
	}
	anna.refused(422, "contact_mail_only", "POST", at+"/live/participants", m{"contact": mail.ID})
	anna.refused(404, "contact_unknown", "POST", at+"/live/participants", m{"contact": "x"})
}

// same compares lists but for since when the entries stand there.
func same(t *testing.T, got, want []conference.Invited) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for n := range got {
		i := got[n]
		i.Added = want[n].Added
		if i != want[n] {
			t.Errorf("got %+v, want %+v", i, want[n])
		}
	}
}
