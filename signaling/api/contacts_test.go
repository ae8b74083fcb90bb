package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"veche/conference/account"
	"veche/conference/camera/book"
	"veche/conference/conferencetest"
	"veche/conference/contact"
	"veche/signaling/api"
)

type contactPage struct {
	Items []api.ContactView
	Next  string
	Total int
}

func (p contactPage) names() []string {
	var names []string
	for _, c := range p.Items {
		names = append(names, string(c.Source)+" "+c.Name)
	}
	return names
}

// D13, E1: the own book beside the server's, whose entries others only read.
func TestAddressBook(t *testing.T) {
	s := newServer(t, func(s *server) { s.outside = &conferencetest.Outside{} })
	anna, boris, admin := s.as("anna"), s.as("boris"), s.as("admin")
	_, err := s.store.CreateCamera(t.Context(), book.Entry{Name: "Door", Address: "rtsp://a:secret@10.0.0.1/1"})
	must(t, err)
	var own, ours api.ContactView
	anna.want(201, "POST", "/contacts", m{"name": "Boris at home", "dial": "#tel:13478783263,4711"}, &own)
	admin.want(201, "POST", "/admin/contacts", m{"name": "Reception", "login": "Boris"}, &ours)
	if own.Source != api.OwnContact || own.Kind != "tel" || own.Dial != "#tel:13478783263,…" || !own.Editable {
		t.Errorf("got %+v", own)
	}
	if ours.Source != api.ServerContact || ours.Kind != "user" || ours.Login != "boris" || ours.State != "offline" {
		t.Errorf("got %+v", ours)
	}
	all := []string{"own Boris at home", "server Reception", "person ADMIN", "person ANNA", "person BORIS", "camera Door"}
	var page contactPage
	anna.want(200, "GET", "/contacts", nil, &page)
	if got := page.names(); !slices.Equal(got, all) || page.Total != len(all) || page.Next != "" {
		t.Errorf("got %q of %d, next %q", got, page.Total, page.Next)
	}
	for limit := 1; limit <= len(all); limit++ {
		var got []string
		for cursor, n := "", 0; n == 0 || cursor != ""; n++ {
			page = contactPage{}
			anna.want(200, "GET", fmt.Sprintf("/contacts?limit=%d&cursor=%s", limit, cursor), nil, &page)
			got, cursor = append(got, page.names()...), page.Next
			if page.Total != len(all) || n > len(all) {
				t.Fatalf("got %+v", page)
			}
		}
		if !slices.Equal(got, all) {
			t.Errorf("by %d: got %q", limit, got)
		}
	}
	anna.want(200, "GET", "/contacts?q=bOris", nil, &page)
	if got := page.names(); !slices.Equal(got, []string{"own Boris at home", "server Reception", "person BORIS"}) {
		t.Errorf("got %q", got)
	}
	anna.want(200, "GET", "/contacts?source=server", nil, &page)
	if page.Total != 1 || page.Items[0].Editable {
		t.Errorf("got %+v", page)
	}
	// What was left out of the dial string stays when it comes back.
	anna.want(200, "PATCH", "/contacts/"+own.ID, m{"name": "Boris", "dial": own.Dial, "revision": own.Revision}, &own)
	kept, err := s.store.Contacts(t.Context(), contact.Query{Owner: "anna"})
	must(t, err)
	if len(kept.Contacts) != 1 || kept.Contacts[0].Dial != "#tel:13478783263,4711" || own.Name != "Boris" {
		t.Errorf("got %+v", kept)
	}
	// Others know nothing of it (P3).
	for _, id := range []string{own.ID, "nothing"} {
		boris.refused(404, "contact_unknown", "GET", "/contacts/"+id, nil)
		boris.refused(404, "contact_unknown", "PATCH", "/contacts/"+id, m{"name": "x"})
		boris.refused(404, "contact_unknown", "DELETE", "/contacts/"+id, nil)
		admin.refused(404, "contact_unknown", "PATCH", "/admin/contacts/"+id, m{"name": "x"})
	}
	anna.refused(404, "contact_unknown", "PATCH", "/contacts/"+ours.ID, m{"name": "x"})
	anna.refused(403, "not_administrator", "PATCH", "/admin/contacts/"+ours.ID, m{"name": "x"})
	anna.refused(422, "user_unknown", "POST", "/contacts", m{"name": "x", "login": "nobody"})
	anna.want(200, "GET", "/contacts/person:boris", nil, &own)
	if own.Source != api.PersonContact || own.Name != "BORIS" {
		t.Errorf("got %+v", own)
	}
	anna.refused(404, "contact_unknown", "GET", "/contacts/person:nobody", nil)
}

// E1 off: the book of the server is read, and nothing is written.
func TestAddressBookWithoutTheRight(t *testing.T) {
	s := newServer(t)
	boris := s.as("boris")
	s.as("admin").want(200, "PATCH", "/users/boris", m{"rights": []account.Right{account.Call}}, nil)
	var ours api.ContactView
	s.as("admin").want(201, "POST", "/admin/contacts", m{"name": "Reception", "dial": "#sip:8001"}, &ours)
	for _, c := range []struct{ method, path string }{
		{"POST", "/contacts"},
		{"PATCH", "/contacts/x"},
		{"DELETE", "/contacts/x"},
		{"POST", "/contact-groups"},
		{"PATCH", "/contact-groups/x"},
		{"DELETE", "/contact-groups/x"},
	} {
		boris.refused(403, "no_right_book", c.method, c.path, m{"name": "x"})
	}
	var page contactPage
	boris.want(200, "GET", "/contacts?source=server", nil, &page)
	if len(page.Items) != 1 || page.Items[0].Dial != "#sip:8001" {
		t.Errorf("got %+v", page)
	}
}

func TestContactGroups(t *testing.T) {
	s := newServer(t)
	anna, boris, admin := s.as("anna"), s.as("boris"), s.as("admin")
	var own, ours api.ContactGroup
	anna.want(201, "POST", "/contact-groups", m{"name": "Friends"}, &own)
	admin.want(201, "POST", "/admin/contact-groups", m{"name": "Branches", "order": 2}, &ours)
	var c api.ContactView
	anna.want(201, "POST", "/contacts", m{"name": "Boris", "login": "boris", "groups": []string{string(own.ID)}}, &c)
	anna.refused(422, "group_unknown", "POST", "/contacts", m{"name": "x", "login": "boris", "groups": []string{string(ours.ID)}})
	var page contactPage
	anna.want(200, "GET", "/contacts?group="+string(own.ID), nil, &page)
	if got := page.names(); !slices.Equal(got, []string{"own Boris"}) {
		t.Errorf("got %q", got)
	}
	var groups struct{ Items []api.ContactGroup }
	anna.want(200, "GET", "/contact-groups", nil, &groups)
	if !slices.Equal(groups.Items, []api.ContactGroup{own, ours}) {
		t.Errorf("got %+v", groups)
	}
	boris.refused(404, "group_unknown", "PATCH", "/contact-groups/"+string(own.ID), m{"name": "x"})
	boris.refused(404, "group_unknown", "DELETE", "/contact-groups/"+string(own.ID), nil)
	anna.want(200, "PATCH", "/contact-groups/"+string(own.ID), m{"name": "Old friends"}, &own)
	if own.Name != "Old friends" {
		t.Errorf("got %+v", own)
	}
	anna.want(204, "DELETE", "/contact-groups/"+string(own.ID), nil, nil)
	anna.want(200, "GET", "/contacts/"+c.ID, nil, &c)
	if len(c.Groups) != 0 {
		t.Errorf("got %+v", c)
	}
}

// Where people are not listed they are found by their login only.
func TestPeopleAreNotListedWhereTheAdministratorSaysSo(t *testing.T) {
	s := newServer(t)
	admin, anna := s.as("admin"), s.as("anna")
	admin.want(200, "PATCH", "/settings", m{"people": m{"listAll": false}}, nil)
	var page contactPage
	anna.want(200, "GET", "/contacts", nil, &page)
	if page.Total != 0 {
		t.Errorf("got %+v", page)
	}
	var people struct{ Items []api.PersonView }
	for q, want := range map[string]int{"": 0, "bor": 0, "Boris": 1} {
		anna.want(200, "GET", "/people?q="+q, nil, &people)
		if len(people.Items) != want {
			t.Errorf("%q: got %+v", q, people)
		}
	}
	admin.want(200, "GET", "/contacts", nil, &page)
	if got := strings.Join(page.names(), ", "); got != "person ADMIN, person ANNA, person BORIS" {
		t.Errorf("got %q", got)
	}
}
