package storetest

import (
	"fmt"
	"slices"
	"strings"

	"veche/conference"
	"veche/conference/account"
)

// peopleGroups: who is in a group is found by it, whatever else the list is filtered by.
func (c check) peopleGroups() {
	t, s := c.t, c.store
	ctx := t.Context()
	group := func(name string) account.GroupID {
		t.Helper()
		g, err := s.CreatePeopleGroup(ctx, account.PeopleGroup{Name: name})
		must(t, err)
		return g.ID
	}
	sales, office := group("Продажи"), group("Office")
	_, err := s.CreatePeopleGroup(ctx, account.PeopleGroup{Name: "ПРОДАЖИ"})
	refused(t, err, conference.Conflict, "group_taken")
	_, err = s.ChangePeopleGroup(ctx, account.PeopleGroup{ID: office, Name: "продажи"})
	refused(t, err, conference.Conflict, "group_taken")
	_, err = s.ChangePeopleGroup(ctx, account.PeopleGroup{ID: "x", Name: "X"})
	refused(t, err, conference.NotFound, "group_unknown")
	_, err = s.ChangePeopleGroup(ctx, account.PeopleGroup{ID: office, Name: "office"})
	must(t, err)
	all, err := s.PeopleGroups(ctx)
	must(t, err)
	if want := []account.PeopleGroup{{ID: office, Name: "office"}, {ID: sales, Name: "Продажи"}}; !slices.Equal(all, want) {
		t.Errorf("got %+v, want %+v", all, want)
	}

	for _, a := range []account.Account{
		{Login: "anna", Groups: []account.GroupID{sales, office}, Rights: account.Rights{account.Operator}},
		{Login: "boris", Groups: []account.GroupID{sales}, Blocked: true},
		{Login: "clara"},
	} {
		_, err := s.CreateAccount(ctx, a)
		must(t, err)
	}
	_, err = s.CreateAccount(ctx, account.Account{Login: "dora", Groups: []account.GroupID{"x"}})
	refused(t, err, conference.Invalid, "group_unknown")
	clara, err := s.Account(ctx, "clara")
	must(t, err)
	clara.Groups = []account.GroupID{"x"}
	_, err = s.ChangeAccount(ctx, clara)
	refused(t, err, conference.Invalid, "group_unknown")
	clara.Groups = []account.GroupID{office}
	_, err = s.ChangeAccount(ctx, clara)
	must(t, err)

	c.peopleListed(account.Query{Group: sales}, "anna boris")
	c.peopleListed(account.Query{Group: office}, "anna clara")
	c.peopleListed(account.Query{Group: "x"}, "")
	c.peopleListed(account.Query{Group: sales, Active: true}, "anna")
	c.peopleListed(account.Query{Group: office, Right: account.Operator}, "anna")
	c.peopleListed(account.Query{Group: office, Text: "clar"}, "clara")

	must(t, s.DeletePeopleGroup(ctx, sales))
	refused(t, s.DeletePeopleGroup(ctx, sales), conference.NotFound, "group_unknown")
	c.peopleListed(account.Query{Group: sales}, "")
	c.peopleListed(account.Query{Group: office}, "anna clara")
	boris, err := s.Account(ctx, "boris")
	must(t, err)
	if len(boris.Groups) != 0 || boris.Revision != 2 {
		t.Errorf("got %+v", boris)
	}
}

func (c check) peopleListed(q account.Query, want string) {
	c.t.Helper()
	p, err := c.store.Accounts(c.t.Context(), q)
	must(c.t, err)
	var logins []string
	for _, a := range p.Accounts {
		logins = append(logins, a.Login)
	}
	if got := strings.Join(logins, " "); got != want || p.Total != len(logins) {
		c.t.Errorf("%+v: got %q of %d, want %q", q, got, p.Total, want)
	}
}

func (c check) manyPeopleGroups() {
	t, s := c.t, c.store
	ctx := t.Context()
	for i := range account.MostGroups {
		_, err := s.CreatePeopleGroup(ctx, account.PeopleGroup{Name: fmt.Sprint(i)})
		must(t, err)
	}
	_, err := s.CreatePeopleGroup(ctx, account.PeopleGroup{Name: "one more"})
	refused(t, err, conference.Conflict, "too_many_groups")
}
