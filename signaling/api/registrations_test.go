package api_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/conferencetest"
	"veche/conference/schedule"
	"veche/signaling/api"
)

// webinar is a public conference of anna that begins after a while, with registration.
func webinar(t *testing.T, anna client, in time.Duration, change m) api.Conference {
	t.Helper()
	start := schedule.LocalAt(time.Now().UTC().Add(in)).String()
	reg := m{"on": true, "usersTakePart": true, "fields": []m{{"key": "last_name"}, {"label": "Shoe size", "required": true}}}
	maps.Copy(reg, change)
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{
		"name": "Webinar", "access": "public", "description": "All of it", "registration": reg,
		"schedule": m{"series": []m{{"start": start, "zone": "UTC", "minutes": 60}}},
	}, &c)
	return c
}

func answers(email string) m {
	return m{"answers": m{"first_name": "Greta", "last_name": "Stone", "email": email, "own1": "38"}, "language": "ru", "zone": "Europe/Moscow"}
}

type registered struct {
	Mailed bool
	Link   string
}

func secretOf(t *testing.T, link string) string {
	t.Helper()
	_, secret, ok := strings.Cut(link, "#r=")
	if !ok {
		t.Fatalf("no individual link: %q", link)
	}
	return secret
}

// A11, A12, A13: a guest registers, gets the link, and is whom it says.
func TestRegister(t *testing.T) {
	s := newServer(t)
	anna, guest := s.as("anna"), client{s: s}
	c := webinar(t, anna, time.Hour, nil)
	at := "/conferences/" + string(c.CID)

	var page api.ConferencePage
	guest.want(200, "GET", at+"/page", nil, &page)
	keys := []string{}
	for _, f := range page.Registration.Fields {
		keys = append(keys, fmt.Sprint(f.Key, f.Required))
	}
	if page.Name != "Webinar" || page.State != "planned" || page.GuestsJoin || !page.MayTakePart || page.Zone != "UTC" || page.Next == nil ||
		!page.Registration.Open || page.Registration.Closes == nil || strings.Join(keys, " ") != "first_nametrue emailtrue last_namefalse own1true" {
		t.Errorf("got %+v, %+v", page, page.Registration)
	}

	guest.refused(422, "answer_required", "POST", at+"/registrations", m{"answers": m{"first_name": "Greta", "email": "g@example.org"}})
	var first, second registered
	guest.want(201, "POST", at+"/registrations", answers("Greta@example.org"), &first)
	guest.want(201, "POST", at+"/registrations", answers("greta@EXAMPLE.org"), &second)
	if first.Mailed || second.Mailed || len(first.Link) != len(second.Link) || first.Link == second.Link {
		t.Errorf("whoever is registered already is told so: %+v, %+v", first, second)
	}
	var by api.ConferencePage
	guest.with("Veche-Registration", secretOf(t, first.Link)).want(200, "GET", at+"/page", nil, &by)
	if by.Registered == nil || by.Registered.Name != "Greta Stone" || by.Registered.EMail != "greta@example.org" {
		t.Errorf("got %+v", by.Registered)
	}
	by = api.ConferencePage{}
	guest.with("Veche-Registration", secretOf(t, second.Link)).want(200, "GET", at+"/page", nil, &by)
	if by.Registered != nil {
		t.Error("the link of somebody else was told")
	}

	var list struct {
		Items []api.RegistrantView
		Total int
	}
	anna.want(200, "GET", at+"/registrations?q=greta", nil, &list)
	if list.Total != 1 || list.Items[0].Link != first.Link || list.Items[0].Answers["own1"] != "38" || list.Items[0].Zone != "Europe/Moscow" {
		t.Fatalf("got %+v", list)
	}
	s.as("boris").refused(404, "conference_unknown", "GET", at+"/registrations", nil)
	guest.refused(401, "sign_in_needed", "GET", at+"/registrations", nil)
	anna.want(200, "GET", at, nil, &c)
	if c.Registered != 1 {
		t.Errorf("%d registered", c.Registered)
	}
	anna.want(204, "DELETE", at+"/registrations/"+string(list.Items[0].ID), nil, nil)
	by = api.ConferencePage{}
	guest.with("Veche-Registration", secretOf(t, first.Link)).want(200, "GET", at+"/page", nil, &by)
	if by.Registered != nil {
		t.Error("a link that was taken back opens the page")
	}
}

// A12: with mail the link goes to the address and to nobody else, a few times at most.
func TestLinksAreSent(t *testing.T) {
	var sent []string
	s := newServer(t, func(s *server) { s.mailed, s.url = &sent, "https://video.company.com" })
	anna, guest := s.as("anna"), client{s: s}
	c := webinar(t, anna, time.Hour, nil)
	at := "/conferences/" + string(c.CID)
	for range 10 {
		var got registered
		guest.want(201, "POST", at+"/registrations", answers("greta@example.org"), &got)
		if !got.Mailed || got.Link != "" {
			t.Errorf("got %+v", got)
		}
	}
	if len(sent) != 3 || sent[0] != sent[1] || !strings.HasPrefix(sent[0], "greta@example.org https://video.company.com/c/") {
		t.Errorf("sent %q", sent)
	}
	var added struct {
		api.RegistrantView
		Mailed bool
	}
	anna.want(201, "POST", at+"/registrations/people", answers("hans@example.org"), &added)
	if !added.Mailed || added.AddedBy != "anna" || added.Link == "" || len(sent) != 4 {
		t.Errorf("got %+v, sent %q", added, sent)
	}
	anna.want(200, "POST", at+"/registrations/"+string(added.ID)+"/link", nil, &added)
	if len(sent) != 5 || sent[4] != sent[3] {
		t.Errorf("sent %q", sent)
	}
}

// G21, G22, G23: who can register when.
func TestRegistrationCloses(t *testing.T) {
	s := newServer(t)
	anna, boris, guest := s.as("anna"), s.as("boris"), client{s: s}
	under := func(c api.Conference) string { return "/conferences/" + string(c.CID) + "/registrations" }

	begun := webinar(t, anna, -time.Minute, nil)
	guest.refused(409, "registration_started", "POST", under(begun), answers("a@b.c"))
	var page api.ConferencePage
	boris.want(200, "POST", under(begun)+"/mine", nil, &page) // A14, G23
	if page.Registered == nil || page.Registered.Name != "BORIS" {
		t.Errorf("got %+v", page)
	}
	boris.want(200, "POST", under(begun)+"/mine", nil, nil)
	anna.want(200, "GET", "/conferences/"+string(begun.CID), nil, &begun)
	if begun.Registered != 1 {
		t.Errorf("%d registered", begun.Registered)
	}
	guest.refused(401, "sign_in_needed", "POST", under(begun)+"/mine", nil)

	late := webinar(t, anna, time.Hour, m{"closing": "by_date", "closesAt": time.Now().Add(-time.Minute), "usersTakePart": false})
	guest.refused(409, "registration_date", "POST", under(late), answers("a@b.c"))
	boris.refused(403, "no_taking_part", "POST", under(late)+"/mine", nil)

	full := webinar(t, anna, time.Hour, m{"closeWhenFull": true})
	anna.want(200, "PATCH", "/conferences/"+string(full.CID), m{"revision": full.Revision, "maxParticipants": 2}, &full)
	guest.want(201, "POST", under(full), answers("a@b.c"), nil)
	guest.want(201, "POST", under(full), answers("b@b.c"), nil)
	guest.refused(409, "registration_full", "POST", under(full), answers("c@b.c"))
	guest.refused(409, "registration_full", "POST", under(full), answers("a@b.c"))
	boris.refused(409, "registration_full", "POST", under(full)+"/mine", nil)

	over := webinar(t, anna, -2*time.Hour, nil)
	guest.refused(409, "registration_over", "POST", under(over), answers("a@b.c"))
	page = api.ConferencePage{}
	guest.want(200, "GET", "/conferences/"+string(over.CID)+"/page", nil, &page)
	if page.State != "over" || page.Registration.Open || page.Registration.WhyNot != "over" {
		t.Errorf("got %+v", page)
	}
}

// G20, G24, G11: what owners set of it.
func TestRegistrationIsSet(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	c := webinar(t, anna, time.Hour, nil)
	at := "/conferences/" + string(c.CID)
	patch := func(code string, in m) {
		t.Helper()
		in["revision"] = c.Revision
		anna.refused(422, code, "PATCH", at, in)
	}
	patch("registration_fields_fixed", m{"registration": m{"fields": []m{{"key": "phone"}}}})
	patch("pin_registration", m{"pin": "new"})
	patch("registration_never", m{"registration": m{"closing": "never"}})
	patch("registration_needs_schedule", m{"schedule": nil, "registration": m{"on": true}})
	anna.refused(422, "registration_needs_schedule", "POST", "/conferences", m{"name": "Room", "access": "public", "registration": m{"on": true}})
	anna.want(200, "PATCH", at, m{"revision": c.Revision, "registration": m{"usersTakePart": false}}, &c)
	if c.Registration.UsersTakePart || !c.Registration.On || len(c.Registration.Fields) != 4 {
		t.Errorf("got %+v", c.Registration)
	}
	if want := "/widget/" + string(c.CID); !strings.Contains(c.Widget, want) || strings.Contains(c.Widget, "/c/") {
		t.Errorf("widget: %s", c.Widget)
	}
	anna.want(200, "PATCH", at, m{"revision": c.Revision, "access": "internal"}, &c) // gives way
	if c.Registration.On || c.Widget != "" {
		t.Errorf("got %+v, %q", c.Registration, c.Widget)
	}
}

// A13: the link lets in as whom it says, and the conference's end takes it away.
func TestJoinByLink(t *testing.T) {
	s := newServer(t)
	anna, guest := s.as("anna"), client{s: s}
	c := webinar(t, anna, -time.Minute, m{"closing": "at_end"})
	var got registered
	guest.want(201, "POST", "/conferences/"+string(c.CID)+"/registrations", answers("greta@example.org"), &got)
	join := func(secret string) error {
		conf, res, err := s.directory.Join(t.Context(), conferencetest.Door(c.CID), conference.JoinRequest{
			Kind: access.KindGuest, Name: "Somebody", Registration: secret, Page: &conferencetest.Page{},
		})
		if err != nil {
			return err
		}
		p, _, err := conf.Participant(t.Context(), res.Entered.You.Resume)
		if err == nil && (p.Name != "Greta Stone" || p.Kind != access.KindRegistered) {
			t.Errorf("got %+v", p)
		}
		return err
	}
	must(t, join(secretOf(t, got.Link)))
	if err := join("x"); conference.CodeOf(err) != "register_first" {
		t.Errorf("got %v", err)
	}
	other := webinar(t, anna, -time.Minute, m{"closing": "at_end"})
	_, _, err := s.directory.Join(t.Context(), conferencetest.Door(other.CID), conference.JoinRequest{
		Kind: access.KindGuest, Registration: secretOf(t, got.Link),
	})
	if conference.CodeOf(err) != "register_first" {
		t.Errorf("a link opens another conference: %v", err)
	}
	anna.want(204, "DELETE", "/conferences/"+string(c.CID), nil, nil)
	if n, err := s.store.CountRegistrants(t.Context(), c.ID); err != nil || n != 0 {
		t.Errorf("%d are left of a conference that is gone, %v", n, err)
	}
}

// One source cannot fill the disk.
func TestRegistrationsOfOneSource(t *testing.T) {
	s := newServer(t)
	c := webinar(t, s.as("anna"), time.Hour, nil)
	for n := range 61 {
		res, raw := client{s: s}.do("POST", "/conferences/"+string(c.CID)+"/registrations", answers(fmt.Sprintf("a%d@b.c", n)))
		if want := map[bool]int{true: 429, false: 201}[n == 60]; res.StatusCode != want {
			t.Fatalf("%d: got %d %s", n, res.StatusCode, raw)
		}
	}
}

// A13, G7: who is invited by e-mail comes in by a link of his own, also when he is added
// or registration is switched on later, and by none when he is off the list.
func TestInvitedByMailAreRegistered(t *testing.T) {
	s := newServer(t)
	anna, guest := s.as("anna"), client{s: s}
	c := webinar(t, anna, time.Hour, m{"on": false})
	at := "/conferences/" + string(c.CID)
	change := func(in m) {
		t.Helper()
		in["revision"] = c.Revision
		anna.want(200, "PATCH", at, in, &c)
	}
	all := func() map[string]api.RegistrantView {
		t.Helper()
		var list struct{ Items []api.RegistrantView }
		anna.want(200, "GET", at+"/registrations", nil, &list)
		found := map[string]api.RegistrantView{}
		for _, r := range list.Items {
			found[r.EMail] = r
		}
		return found
	}
	knows := func(r api.RegistrantView) bool {
		t.Helper()
		var page api.ConferencePage
		guest.with("Veche-Registration", secretOf(t, r.Link)).want(200, "GET", at+"/page", nil, &page)
		return page.Registered != nil
	}
	change(m{"invited": []m{{"email": "Greta@example.org", "name": "Greta Stone"}}})
	if len(all()) != 0 {
		t.Errorf("registered without registration: %+v", all())
	}
	change(m{"registration": m{"on": true}})
	greta := all()["greta@example.org"]
	if !greta.Invited || greta.Name != "Greta Stone" || !knows(greta) {
		t.Errorf("got %+v", all())
	}
	change(m{"invited": []m{{"email": "Greta@example.org"}, {"email": "hans@example.org"}}})
	if now := all(); len(now) != 2 || now["greta@example.org"].Link != greta.Link || !knows(now["hans@example.org"]) {
		t.Errorf("got %+v", now)
	}
	var again registered
	guest.want(201, "POST", at+"/registrations", answers("hans@example.org"), &again)
	if len(all()) != 2 {
		t.Errorf("registered twice: %+v", all())
	}
	hans := all()["hans@example.org"]
	change(m{"invited": []m{{"email": "hans@example.org"}}})
	if knows(greta) || len(all()) != 1 {
		t.Error("the link of who is invited no more opens the page")
	}
	anna.want(204, "DELETE", at+"/registrations/"+string(hans.ID), nil, nil)
	anna.want(200, "GET", at, nil, &c)
	if len(c.Invited) != 0 || len(all()) != 0 || knows(hans) {
		t.Errorf("got %+v", c.Invited)
	}
}

// Owners close and open it by hand.
func TestRegistrationIsClosedByHand(t *testing.T) {
	s := newServer(t)
	anna, guest := s.as("anna"), client{s: s}
	c := webinar(t, anna, time.Hour, nil)
	at := "/conferences/" + string(c.CID)
	anna.want(200, "PATCH", at, m{"revision": c.Revision, "registration": m{"closed": true}}, &c)
	guest.refused(409, "registration_closed", "POST", at+"/registrations", answers("a@b.c"))
	var page api.ConferencePage
	guest.want(200, "GET", at+"/page", nil, &page)
	if page.Registration.Open || page.Registration.WhyNot != "closed" || page.Registration.Closes != nil {
		t.Errorf("got %+v", page.Registration)
	}
	anna.want(201, "POST", at+"/registrations/people", answers("a@b.c"), nil)
	anna.want(200, "PATCH", at, m{"revision": c.Revision, "registration": m{"closed": false}}, nil)
	guest.want(201, "POST", at+"/registrations", answers("b@b.c"), nil)
}
