package api_test

import (
	"strings"
	"testing"

	"veche/conference/account"
	"veche/conference/conferencetest"
	"veche/signaling/api"
)

// F7, ND1: calls are placed by login, dial string, or contact.
func TestCallsBetweenPeople(t *testing.T) {
	s := newServer(t, func(s *server) { s.outside = &conferencetest.Outside{} })
	anna := s.as("anna")
	var c api.PlacedCall
	page := &conferencetest.Page{}
	defer s.directory.Listen("boris", page)()
	for _, in := range []m{{"login": " Boris"}, {"dial": "boris"}, {"contact": "person:boris"}, {"login": "boris", "meeting": true, "title": "Budget"}} {
		anna.want(201, "POST", "/calls", in, &c)
		if c.CID == "" || !strings.HasSuffix(c.URL, "/c/"+string(c.CID)) || c.Called.Login != "boris" || c.Called.State != "ringing" {
			t.Errorf("%v: got %+v", in, c)
		}
	}
	if rings := page.Rings(); len(rings) != 4 || rings[0].From.Name != "ANNA" {
		t.Errorf("got %+v", rings)
	}
	// A contact is called by what is secret, too, and nobody sees it.
	var kept api.ContactView
	anna.want(201, "POST", "/contacts", m{"name": "Boardroom", "dial": "#sip:@192.0.2.7;4711"}, &kept)
	anna.want(201, "POST", "/calls", m{"contact": kept.ID}, &c)
	if c.Called.Name != "Boardroom" || c.Called.Dial != "#sip:@192.0.2.7;…" {
		t.Errorf("got %+v", c.Called)
	}
	if order := s.outside.Last(t); order.Target.PostDial != ";4711" || order.From != "ANNA" {
		t.Errorf("got %+v", order)
	}
	anna.want(201, "POST", "/calls", m{"dial": `\c\6916197055`}, &c)
	if c.CID != "6916197055" || c.Called != nil {
		t.Errorf("got %+v", c)
	}
	var mail api.ContactView
	anna.want(201, "POST", "/contacts", m{"name": "Mail only", "email": "a@b.example"}, &mail)
	anna.refused(422, "contact_mail_only", "POST", "/calls", m{"contact": mail.ID})
	anna.refused(422, "invalid", "POST", "/calls", m{})
	anna.refused(404, "user_unknown", "POST", "/calls", m{"login": "nobody"})
	anna.refused(422, "call_self", "POST", "/calls", m{"login": "anna"})
	boris := s.as("boris")
	boris.refused(404, "contact_unknown", "POST", "/calls", m{"contact": kept.ID}) // another's (P3)
	s.as("admin").want(200, "PATCH", "/users/boris", m{"rights": []account.Right{account.AddressBook}}, nil)
	boris.refused(403, "no_right_call", "POST", "/calls", m{"login": "anna"})
	boris.refused(403, "no_right_create", "POST", "/calls", m{"login": "anna", "meeting": true})
}
