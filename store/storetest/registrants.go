package storetest

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"

	"veche/conference"
	"veche/conference/registration"
	"veche/conference/schedule"
)

const webinar, otherWebinar = conference.ID("00000000000000aa"), conference.ID("00000000000000ab")

func (c check) registrant(of conference.ID, name, email string) registration.Registrant {
	now := c.clock.Now().UTC()
	return registration.Registrant{
		ID: registration.NewID(), Conference: of, Created: now, Asked: now, FirstName: name, LastName: "Иванова",
		EMail: email, Answers: map[string]string{"own1": "yes"}, Language: "ru", Zone: "Europe/Moscow",
		Token: registration.NewToken(),
	}
}

func (c check) register(n registration.Registrant) registration.Registrant {
	c.t.Helper()
	stored, added, err := c.store.CreateRegistrant(c.t.Context(), n, registration.Most)
	must(c.t, err)
	if !added {
		c.t.Errorf("%s is there already", n.EMail)
	}
	return stored
}

func (c check) registrants() {
	t, s := c.t, c.store
	ctx := t.Context()
	anna := c.register(c.registrant(webinar, "Anna", "anna@example.org"))
	elsewhere := c.register(c.registrant(otherWebinar, "Anna", "anna@example.org"))
	user := c.registrant(webinar, "Anna", "anna@example.org") // the address of an account is not proved
	user.Login, user.Token = "anna", ""
	user = c.register(user)

	hash, _ := anna.Token.Hash()
	for name, find := range map[string]func() (registration.Registrant, error){
		"id":     func() (registration.Registrant, error) { return s.Registrant(ctx, webinar, anna.ID) },
		"token":  func() (registration.Registrant, error) { return s.RegistrantByToken(ctx, hash) },
		"e-mail": func() (registration.Registrant, error) { return s.RegistrantByEMail(ctx, webinar, "anna@example.org") },
	} {
		if got, err := find(); err != nil || !reflect.DeepEqual(got, anna) {
			t.Errorf("by %s: got %+v, %v", name, got, err)
		}
	}
	if got, err := s.RegistrantByLogin(ctx, webinar, "anna"); err != nil || !reflect.DeepEqual(got, user) {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err := s.Registrant(ctx, otherWebinar, anna.ID)
	refused(t, err, conference.NotFound, "registrant_unknown")
	_, err = s.RegistrantByLogin(ctx, otherWebinar, "anna")
	refused(t, err, conference.NotFound, "registrant_unknown")

	again := c.registrant(webinar, "Eve", "anna@example.org")
	stored, added, err := s.CreateRegistrant(ctx, again, registration.Most)
	must(t, err)
	if added || stored.ID != anna.ID || stored.Token != anna.Token || stored.FirstName != "Anna" || !stored.Asked.Equal(again.Asked) {
		t.Errorf("a second time: got %+v, %v", stored, added)
	}
	otherHash, _ := again.Token.Hash()
	_, err = s.RegistrantByToken(ctx, otherHash)
	refused(t, err, conference.NotFound, "registrant_unknown")
	if n, err := s.CountRegistrants(ctx, webinar); err != nil || n != 2 {
		t.Errorf("got %d, %v", n, err)
	}

	must(t, s.DeleteRegistrant(ctx, webinar, anna.ID))
	refused(t, s.DeleteRegistrant(ctx, webinar, anna.ID), conference.NotFound, "registrant_unknown")
	_, err = s.RegistrantByToken(ctx, hash)
	refused(t, err, conference.NotFound, "registrant_unknown")
	must(t, s.DeleteRegistrants(ctx, webinar))
	if n, err := s.CountRegistrants(ctx, webinar); err != nil || n != 0 {
		t.Errorf("got %d, %v", n, err)
	}
	if got, err := s.Registrant(ctx, otherWebinar, elsewhere.ID); err != nil || got.Token != elsewhere.Token {
		t.Errorf("another conference: got %+v, %v", got, err)
	}
	c.register(c.registrant(webinar, "Anna", "anna@example.org"))
}

func (c check) pageRegistrants() {
	t, s := c.t, c.store
	ctx := t.Context()
	var all []registration.Registrant
	for n := range 7 {
		all = append(all, c.register(c.registrant(webinar, fmt.Sprint("Guest ", n), fmt.Sprintf("g%d@example.org", n))))
	}
	c.register(c.registrant(otherWebinar, "Guest", "g@example.org"))
	var got []registration.Registrant
	q := registration.Query{Limit: 3}
	for pages := 1; ; pages++ {
		p, err := s.Registrants(ctx, webinar, q)
		must(t, err)
		if p.Total != 7 || pages > 3 {
			t.Fatalf("page %d of %d entries", pages, p.Total)
		}
		got = append(got, p.Registrants...)
		if q.Cursor = p.Next; q.Cursor == "" {
			break
		}
	}
	if !reflect.DeepEqual(got, all) {
		t.Errorf("got %+v", got)
	}
	var back []registration.Registrant
	for q := (registration.Query{Limit: 3, Newest: true}); ; {
		p, err := s.Registrants(ctx, webinar, q)
		must(t, err)
		back = append(back, p.Registrants...)
		if q.Cursor = p.Next; q.Cursor == "" {
			break
		}
	}
	slices.Reverse(back)
	if !reflect.DeepEqual(back, all) {
		t.Errorf("the newest first: got %+v", back)
	}
	for text, want := range map[string]int{"ИВАНОВА": 7, "guest 3": 1, "G4@": 1, "nobody": 0} {
		p, err := s.Registrants(ctx, webinar, registration.Query{Text: text, Limit: 2})
		must(t, err)
		if p.Total != want || len(p.Registrants) != min(want, 2) {
			t.Errorf("%s: got %d of %d", text, len(p.Registrants), p.Total)
		}
	}
	_, err := s.Registrants(ctx, webinar, registration.Query{Cursor: "!"})
	refused(t, err, conference.Invalid, "cursor_invalid")
}

// G22: the count and the entry are one step.
func (c check) registrantsAtOnce() {
	var wg sync.WaitGroup
	var in atomic.Int64
	for n := range 20 {
		r := c.registrant(webinar, "Guest", fmt.Sprintf("g%d@example.org", n))
		wg.Go(func() {
			_, added, err := c.store.CreateRegistrant(c.t.Context(), r, 5)
			if added {
				in.Add(1)
			} else {
				refused(c.t, err, conference.Full, "registration_full")
			}
		})
	}
	wg.Wait()
	if in.Load() != 5 {
		c.t.Errorf("%d got in", in.Load())
	}
}

// A13: the list of invited and the registrants change together.
func (c check) registrantsInvited() {
	t, s := c.t, c.store
	ctx := t.Context()
	d := definition(1, "anna")
	d.Schedule = &schedule.Schedule{Series: []schedule.Series{{ID: "one", Zone: "Etc/UTC", Minutes: 60}}}
	d.Registration.On = true
	d.Invited = []conference.Invited{{EMail: "Greta@Example.org", Name: "Greta"}}
	must(t, s.CreateDefinition(ctx, d))
	greta, err := s.RegistrantByEMail(ctx, d.ID, "greta@example.org")
	must(t, err)
	if greta.Name() != "Greta" || greta.Token == "" || !greta.Invited || greta.AddedBy != "anna" {
		t.Errorf("got %+v", greta)
	}
	hans := c.register(c.registrant(d.ID, "Hans", "hans@example.org"))

	d.Revision = 1
	d.Invited = append(d.Invited, conference.Invited{EMail: "hans@example.org"}, conference.Invited{EMail: "ida@example.org"})
	d, err = s.ChangeDefinition(ctx, d)
	must(t, err)
	if n, err := s.CountRegistrants(ctx, d.ID); err != nil || n != 3 {
		t.Errorf("got %d, %v", n, err)
	}
	if got, err := s.RegistrantByEMail(ctx, d.ID, "greta@example.org"); err != nil || got.Token != greta.Token {
		t.Errorf("registered twice: %+v, %v", got, err)
	}

	d.Invited = []conference.Invited{{EMail: "ida@example.org"}}
	_, err = s.ChangeDefinition(ctx, d)
	must(t, err)
	hash, _ := greta.Token.Hash()
	_, err = s.RegistrantByToken(ctx, hash)
	refused(t, err, conference.NotFound, "registrant_unknown")
	if got, err := s.RegistrantByEMail(ctx, d.ID, "hans@example.org"); err != nil || got.ID != hans.ID {
		t.Errorf("who registered himself: got %+v, %v", got, err)
	}
}
