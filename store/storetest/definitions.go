package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/layout"
)

func definition(n int, owner string, invited ...string) conference.Definition {
	d := conference.Definition{
		ID: conference.ID(fmt.Sprintf("%016x", n)), CID: conference.CID(fmt.Sprintf("10%08d", n)),
		Owner: owner, Name: fmt.Sprintf("Conference %d", n),
		Access: conference.Public, Mode: conference.ManagedSelector, MaxSpeakers: 4,
		WaitingRoom: true, WaitingCategory: access.CategoryGuests,
		Guests: conference.AllowGuestsAll(), GuestLimit: 7, MaxParticipants: 20,
		Layout: layout.Plain(layout.Spec{Type: layout.Grid, Windows: 9}), Invited: []conference.Invited{},
	}
	for _, login := range invited {
		d.Invited = append(d.Invited, conference.Invited{Login: login})
	}
	return d
}

func (c check) findDefinition() {
	t, s, clock := c.t, c.store, c.clock
	want := definition(1, "anna", "boris")
	want.CID, want.PIN = "Team-Room", "123456"
	want.Created = clock.Now()
	want.Updated = want.Created
	must(t, s.CreateDefinition(t.Context(), want))
	want.Revision = 1
	for _, name := range []string{string(want.ID), "Team-Room", "team-room", "TEAM-ROOM"} {
		got, err := s.Definition(t.Context(), name)
		must(t, err)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
	_, err := s.Definition(t.Context(), "nothing")
	refused(t, err, conference.NotFound, "conference_unknown")

	taken := definition(2, "boris")
	taken.CID = "TEAM-room"
	refused(t, s.CreateDefinition(t.Context(), taken), conference.Conflict, "cid_taken")
	if err, ok := errors.AsType[*conference.Error](s.CreateDefinition(t.Context(), taken)); !ok || err.Field != "cid" {
		t.Errorf("field of %+v", err)
	}

	must(t, s.DeleteDefinition(t.Context(), want.ID))
	_, err = s.Definition(t.Context(), "team-room")
	refused(t, err, conference.NotFound, "conference_unknown")
	refused(t, s.DeleteDefinition(t.Context(), want.ID), conference.NotFound, "conference_unknown")
}

func (c check) changeDefinition() {
	t, s, clock := c.t, c.store, c.clock
	d := definition(1, "anna")
	d.Created = clock.Now()
	must(t, s.CreateDefinition(t.Context(), d))
	d, err := s.Definition(t.Context(), string(d.ID))
	must(t, err)

	change := d
	change.Name, change.PIN, change.CID = "Renamed", "0000", "new-cid"
	got, err := s.ChangeDefinition(t.Context(), change)
	must(t, err)
	if got.Revision != 2 || got.Name != "Renamed" || !got.Updated.After(d.Updated) || !got.Created.Equal(d.Created) {
		t.Errorf("got %+v", got)
	}
	stored, err := s.Definition(t.Context(), "new-cid")
	must(t, err)
	if !reflect.DeepEqual(stored, got) {
		t.Errorf("stored %+v, returned %+v", stored, got)
	}
	_, err = s.Definition(t.Context(), string(d.CID)) // K4
	refused(t, err, conference.NotFound, "conference_unknown")

	_, err = s.ChangeDefinition(t.Context(), change)
	refused(t, err, conference.Conflict, "changed_meanwhile")
	stored.CID = "NEW-CID" // the same, written otherwise
	stored.PIN = ""
	again, err := s.ChangeDefinition(t.Context(), stored)
	must(t, err)
	if again.CID != "NEW-CID" || again.PIN != "" {
		t.Errorf("got %+v", again)
	}
	unknown := definition(9, "anna")
	_, err = s.ChangeDefinition(t.Context(), unknown)
	refused(t, err, conference.NotFound, "conference_unknown")
}

func (c check) changeAtOnce() {
	t, s := c.t, c.store
	must(t, s.CreateDefinition(t.Context(), definition(1, "anna")))
	d, err := s.Definition(t.Context(), "1000000001")
	must(t, err)
	var wg sync.WaitGroup
	errs := make([]error, 20)
	for i := range errs {
		wg.Go(func() {
			mine := d
			mine.Name = fmt.Sprintf("By %d", i)
			_, errs[i] = s.ChangeDefinition(t.Context(), mine)
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		refused(t, err, conference.Conflict, "changed_meanwhile")
	}
	if won != 1 {
		t.Errorf("%d changes won", won)
	}
}

func (c check) freedCID() {
	t, s, clock := c.t, c.store, c.clock
	must(t, s.CreateDefinition(t.Context(), definition(1, "anna")))
	d, err := s.Definition(t.Context(), "1000000001")
	must(t, err)
	d.CID = "other"
	d, err = s.ChangeDefinition(t.Context(), d)
	must(t, err)

	thief := definition(2, "boris")
	thief.CID = "1000000001"
	clock.Pass(29 * 24 * time.Hour)
	refused(t, s.CreateDefinition(t.Context(), thief), conference.Conflict, "cid_taken")

	d.CID = "1000000001" // the one that had it may take it back
	d, err = s.ChangeDefinition(t.Context(), d)
	must(t, err)
	must(t, s.DeleteDefinition(t.Context(), d.ID))
	refused(t, s.CreateDefinition(t.Context(), thief), conference.Conflict, "cid_taken")
	clock.Pass(31 * 24 * time.Hour)
	must(t, s.CreateDefinition(t.Context(), thief))
}

func (c check) listDefinitions() {
	t, s, clock := c.t, c.store, c.clock
	for n, d := range []conference.Definition{
		definition(0, "anna", "boris"), definition(1, "boris"), definition(2, "clara", "anna", "boris"), definition(3, "anna", "anna"),
	} {
		d.Created = clock.Now()
		if n == 2 {
			d.Invited = append(d.Invited, conference.Invited{EMail: "x@example.org"}, conference.Invited{Dial: "#sip:1"})
		}
		must(t, s.CreateDefinition(t.Context(), d))
	}
	check := func(login string, want ...string) {
		t.Helper()
		p, err := s.Definitions(t.Context(), conference.Query{Login: login})
		must(t, err)
		if got := names(p); !slices.Equal(got, want) || p.Total != len(want) || p.Next != "" {
			t.Errorf("%s: got %v, total %d, next %q; want %v", login, got, p.Total, p.Next, want)
		}
	}
	check("", "Conference 3", "Conference 2", "Conference 1", "Conference 0")
	check("anna", "Conference 3", "Conference 2", "Conference 0")
	check("boris", "Conference 2", "Conference 1", "Conference 0")
	check("ann")
	check("x@example.org")

	d, err := s.Definition(t.Context(), "1000000000")
	must(t, err)
	d.Invited = nil
	_, err = s.ChangeDefinition(t.Context(), d)
	must(t, err)
	check("anna", "Conference 0", "Conference 3", "Conference 2")
	check("boris", "Conference 2", "Conference 1")
	must(t, s.DeleteDefinition(t.Context(), definition(2, "").ID))
	check("boris", "Conference 1")
	check("clara")
	check("", "Conference 0", "Conference 3", "Conference 1")
}

func names(p conference.Page) []string {
	var list []string
	for _, d := range p.Definitions {
		list = append(list, d.Name)
	}
	return list
}

func (c check) pageDefinitions() {
	t, s, clock := c.t, c.store, c.clock
	var middle time.Time
	for n := range 25 {
		d := definition(n, "anna")
		if n%5 == 0 {
			d.Name = fmt.Sprintf("Совещание %d", n)
		}
		d.Created = clock.Now()
		if n == 15 {
			middle = d.Created
		}
		must(t, s.CreateDefinition(t.Context(), d))
	}
	for _, c := range []struct {
		q     conference.Query
		total int
	}{
		{conference.Query{Login: "anna", Limit: 10}, 25},
		{conference.Query{Limit: 25}, 25},
		{conference.Query{Limit: 5}, 25},
		{conference.Query{Text: "СОВЕЩ", Limit: 2}, 5},
		{conference.Query{Text: "1000000007", Limit: 2}, 1},
		{conference.Query{Text: "ference 00001", Limit: 3}, 9}, // words in name and CID: 1, 11 to 14, 16 to 19
		{conference.Query{Login: "anna", Since: middle, Limit: 4}, 10},
		{conference.Query{Since: middle, Text: "совещание", Limit: 1}, 2},
		{conference.Query{Text: "nothing", Limit: 4}, 0},
	} {
		seen := map[conference.ID]bool{}
		for q := c.q; ; {
			p, err := s.Definitions(t.Context(), q)
			must(t, err)
			if p.Total != c.total || len(p.Definitions) > c.q.Limit {
				t.Errorf("%+v: total %d, want %d; %d on a page", q, p.Total, c.total, len(p.Definitions))
			}
			for _, d := range p.Definitions {
				seen[d.ID] = true
			}
			if p.Next == "" {
				break
			}
			q.Cursor = p.Next
		}
		if len(seen) != c.total {
			t.Errorf("%+v: %d different ones on all pages, want %d", c.q, len(seen), c.total)
		}
	}
	for _, cursor := range []string{"%", "AAAA_____", "x"} {
		if _, err := s.Definitions(t.Context(), conference.Query{Cursor: cursor}); err != nil {
			if conference.KindOf(err) != conference.Invalid {
				t.Errorf("cursor %q: %v", cursor, err)
			}
		}
	}
}
