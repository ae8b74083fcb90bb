package storetest

import (
	"fmt"
	"reflect"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/contact"
)

func (c check) contact(e contact.Contact) contact.Contact {
	c.t.Helper()
	if e.Groups == nil {
		e.Groups = []contact.GroupID{}
	}
	made, err := c.store.CreateContact(c.t.Context(), e)
	must(c.t, err)
	return made
}

func (c check) contacts() {
	t, s := c.t, c.store
	ctx := t.Context()
	ours := c.contact(contact.Contact{Name: "Reception", Dial: "#tel:501,1234"})
	own := c.contact(contact.Contact{Owner: "anna", Name: "Boris", Login: "boris", Note: "from sales"})
	if ours.ID == "" || ours.ID == own.ID || own.Revision != 1 {
		t.Errorf("got %+v, %+v", ours, own)
	}
	for _, want := range []contact.Contact{ours, own} {
		got, err := s.Contact(ctx, want.Owner, want.ID)
		must(t, err)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	// What is another's does not exist (P3).
	_, err := s.Contact(ctx, "boris", own.ID)
	refused(t, err, conference.NotFound, "contact_unknown")
	_, err = s.Contact(ctx, "anna", ours.ID)
	refused(t, err, conference.NotFound, "contact_unknown")
	taken := own
	taken.Owner = "boris"
	_, err = s.ChangeContact(ctx, taken)
	refused(t, err, conference.NotFound, "contact_unknown")
	refused(t, s.DeleteContact(ctx, "boris", own.ID), conference.NotFound, "contact_unknown")

	own.Name, own.Login, own.EMail = "Zoe", "", "zoe@example.org"
	changed, err := s.ChangeContact(ctx, own)
	must(t, err)
	if changed.Revision != 2 || changed.EMail != "zoe@example.org" {
		t.Errorf("got %+v", changed)
	}
	_, err = s.ChangeContact(ctx, own)
	refused(t, err, conference.Conflict, "changed_meanwhile")
	page, err := s.Contacts(ctx, contact.Query{Owner: "anna"})
	must(t, err)
	if !reflect.DeepEqual(page.Contacts, []contact.Contact{changed}) || page.Total != 1 {
		t.Errorf("got %+v", page)
	}
	must(t, s.DeleteContact(ctx, "anna", own.ID))
	_, err = s.Contact(ctx, "anna", own.ID)
	refused(t, err, conference.NotFound, "contact_unknown")
	if page, err = s.Contacts(ctx, contact.Query{Owner: "anna"}); err != nil || page.Contacts == nil || page.Total != 0 {
		t.Errorf("got %+v, %v", page, err)
	}
}

func (c check) listContacts() {
	t, s := c.t, c.store
	ctx := t.Context()
	for _, name := range []string{"вера", "Анна", "boris", "Алексей"} {
		c.contact(contact.Contact{Owner: "anna", Name: name, Dial: "#sip:" + fmt.Sprint(len(name)) + "@pbx.example;9876"})
	}
	c.contact(contact.Contact{Owner: "annabel", Name: "another book", Login: "x"})
	names := func(q contact.Query) (got []string, total int) {
		q.Owner = "anna"
		for {
			p, err := s.Contacts(ctx, q)
			must(t, err)
			for i := range p.Contacts {
				got = append(got, p.Contacts[i].Name)
			}
			if q.Cursor = p.Next; q.Cursor == "" {
				return got, p.Total
			}
		}
	}
	for _, q := range []struct {
		query contact.Query
		want  []string
	}{
		{contact.Query{}, []string{"boris", "Алексей", "Анна", "вера"}},
		{contact.Query{Limit: 1}, []string{"boris", "Алексей", "Анна", "вера"}},
		{contact.Query{Limit: 3}, []string{"boris", "Алексей", "Анна", "вера"}},
		{contact.Query{Text: " А", Limit: 2}, []string{"Алексей", "Анна", "вера"}},
		{contact.Query{Text: "ВЕРА"}, []string{"вера"}},
		{contact.Query{Text: "pbx.example"}, []string{"boris", "Алексей", "Анна", "вера"}},
		{contact.Query{Text: "9876"}, nil}, // what is secret is not found
	} {
		got, total := names(q.query)
		if !reflect.DeepEqual(got, q.want) || total != len(q.want) {
			t.Errorf("%+v: got %q of %d, want %q", q.query, got, total, q.want)
		}
	}
	_, err := s.Contacts(ctx, contact.Query{Owner: "anna", Cursor: "*"})
	refused(t, err, conference.Invalid, "cursor_invalid")
}

func (c check) groups() {
	t, s := c.t, c.store
	ctx := t.Context()
	group := func(owner, name string, order int) contact.Group {
		g, err := s.CreateGroup(ctx, contact.Group{Owner: owner, Name: name, Order: order})
		must(t, err)
		return g
	}
	b, a, other := group("anna", "b", 1), group("anna", "A", 1), group("boris", "other", 0)
	first := group("anna", "z", 0)
	list, err := s.Groups(ctx, "anna")
	must(t, err)
	if !reflect.DeepEqual(list, []contact.Group{first, a, b}) {
		t.Errorf("got %+v", list)
	}
	_, err = s.CreateContact(ctx, contact.Contact{Owner: "anna", Name: "x", Login: "x", Groups: []contact.GroupID{other.ID}})
	refused(t, err, conference.Invalid, "group_unknown")
	in := c.contact(contact.Contact{Owner: "anna", Name: "in both", Login: "x", Groups: []contact.GroupID{a.ID, b.ID}})
	c.contact(contact.Contact{Owner: "anna", Name: "in none", Login: "y"})
	page, err := s.Contacts(ctx, contact.Query{Owner: "anna", Group: b.ID})
	must(t, err)
	if !reflect.DeepEqual(page.Contacts, []contact.Contact{in}) || page.Total != 1 {
		t.Errorf("got %+v", page)
	}
	b.Name, b.Order = "now first", -1
	changed, err := s.ChangeGroup(ctx, b)
	must(t, err)
	if changed != b {
		t.Errorf("got %+v", changed)
	}
	b.Owner = "boris"
	_, err = s.ChangeGroup(ctx, b)
	refused(t, err, conference.NotFound, "group_unknown")
	refused(t, s.DeleteGroup(ctx, "boris", b.ID), conference.NotFound, "group_unknown")
	must(t, s.DeleteGroup(ctx, "anna", b.ID))
	left, err := s.Contact(ctx, "anna", in.ID)
	must(t, err)
	if !reflect.DeepEqual(left.Groups, []contact.GroupID{a.ID}) {
		t.Errorf("got %+v", left)
	}
	c.bookGoesWithItsOwner()
}

// The book of a person goes with the account.
func (c check) bookGoesWithItsOwner() {
	t, s := c.t, c.store
	ctx := t.Context()
	_, err := s.CreateAccount(ctx, account.Account{Login: "anna", Name: "Anna"})
	must(t, err)
	must(t, s.DeleteAccount(ctx, "anna"))
	page, err := s.Contacts(ctx, contact.Query{Owner: "anna"})
	must(t, err)
	list, err := s.Groups(ctx, "anna")
	must(t, err)
	if page.Total != 0 || len(list) != 0 {
		t.Errorf("got %+v, %+v", page, list)
	}
}

func (c check) manyContacts() {
	t, s := c.t, c.store
	for n := range contact.MostOwn {
		c.contact(contact.Contact{Owner: "anna", Name: fmt.Sprint(n), Login: "x"})
	}
	_, err := s.CreateContact(t.Context(), contact.Contact{Owner: "anna", Name: "one more", Login: "x"})
	refused(t, err, conference.Conflict, "too_many_contacts")
	for range contact.MostGroups {
		_, err := s.CreateGroup(t.Context(), contact.Group{Owner: "anna", Name: "g"})
		must(t, err)
	}
	_, err = s.CreateGroup(t.Context(), contact.Group{Owner: "anna", Name: "one more"})
	refused(t, err, conference.Conflict, "too_many_groups")
}
