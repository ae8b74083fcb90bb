// Package contact is the address books (D13, E1): what the administrator sets for
// everybody and what each person adds for himself, as plain data with its rules.
//
// The words: a [Contact] is an entry of a book; its Owner is the login whose book it
// stands in, "" for the server's own. It names one way to reach somebody: a login of
// this server, a dial string (C), or an e-mail address. A [Group] belongs to a book as
// its contacts do.
//
// What bites: a dial string may hold a PIN or a password. It is for the store and for
// whoever calls; what people are shown is made of [Contact.Shown].
package contact

import (
	"context"

	"veche/conference"
	"veche/conference/dial"
)

// ID names a contact for ever.
type ID string

// GroupID names a group for ever.
type GroupID string

// Contact is an entry of an address book. Exactly one of Login, Dial and EMail is
// how it is reached.
type Contact struct {
	ID    ID     `json:"id"`
	Owner string `json:"owner"` // login; "": the server's book
	Name  string `json:"name"`
	Login string `json:"login,omitempty"`
	// Dial is the canonical dial string, with what is secret in it; the store seals it.
	Dial     string    `json:"dial,omitempty"`
	EMail    string    `json:"email,omitempty"`
	Note     string    `json:"note,omitempty"`
	Groups   []GroupID `json:"groups"`
	Revision int64     `json:"revision"` // grows by one with each stored change
}

// Group gathers contacts of one book.
type Group struct {
	ID    GroupID `json:"id"`
	Owner string  `json:"owner"`
	Name  string  `json:"name"`
	Order int     `json:"order"` // groups are shown by it, then by name
}

// Target is whom a dial string names; ok is false of contacts without one.
func (c *Contact) Target() (t dial.Target, ok bool) {
	if c.Dial == "" {
		return t, false
	}
	t, err := dial.Parse(c.Dial, dial.Options{})
	return t, err == nil
}

// Shown is the dial string without what is secret in it.
func (c *Contact) Shown() string {
	t, ok := c.Target()
	if !ok {
		return ""
	}
	return t.Redacted()
}

// Most that a book holds.
const (
	MostOwn    = 2_000  // contacts of one person
	MostServer = 10_000 // contacts of the server's book
	MostGroups = 200    // of one book
	MostIn     = 50     // groups of one contact
)

// Most is how many contacts the book of owner holds.
func Most(owner string) int {
	if owner == "" {
		return MostServer
	}
	return MostOwn
}

// Book keeps contacts and groups. What stands in the book of another owner than the
// one that is named is answered as if it did not exist (P3).
type Book interface {
	// Contacts lists those of one book that q names, by name.
	Contacts(ctx context.Context, q Query) (Page, error)
	// Contact finds one in the book of owner; NotFound, code "contact_unknown".
	Contact(ctx context.Context, owner string, id ID) (Contact, error)
	// CreateContact stores a new one under an ID that it makes, with Revision 1. More
	// than [Most] are refused: Conflict, code "too_many_contacts". A group that is not
	// of the book is Invalid, code "group_unknown".
	CreateContact(ctx context.Context, c Contact) (Contact, error)
	// ChangeContact stores c if the stored Revision is c.Revision, and returns it with
	// the next one; otherwise Conflict, code "changed_meanwhile".
	ChangeContact(ctx context.Context, c Contact) (Contact, error)
	// DeleteContact removes one; NotFound if there is none.
	DeleteContact(ctx context.Context, owner string, id ID) error
	// Groups lists those of one book, by their order.
	Groups(ctx context.Context, owner string) ([]Group, error)
	// CreateGroup stores a new one under an ID that it makes. More than [MostGroups]
	// are refused: Conflict, code "too_many_groups".
	CreateGroup(ctx context.Context, g Group) (Group, error)
	// ChangeGroup stores another name and order; NotFound, code "group_unknown".
	ChangeGroup(ctx context.Context, g Group) (Group, error)
	// DeleteGroup removes one; its contacts stay in the book.
	DeleteGroup(ctx context.Context, owner string, id GroupID) error
}

// Query names a part of one book.
type Query struct {
	Owner  string
	Text   string  // in name, login, dial string, e-mail or note, any letter case
	Group  GroupID // ""; all
	Limit  int     // 1 to 500; 0 means 100
	Cursor string  // from Page.Next
}

// Page is one page of a list.
type Page struct {
	Contacts []Contact
	Next     string // cursor; empty at the end
	Total    int    // in the whole list
}

// Refusals of the rules and of repositories.
var (
	ErrUnknown      = conference.Refuse(conference.NotFound, "contact_unknown", "There is no such contact.")
	ErrGroupUnknown = conference.Refuse(conference.NotFound, "group_unknown", "There is no such group.")
	ErrGroupInvalid = invalid("groups", "group_unknown", "There is no such group.")
	ErrTooMany      = conference.Refuse(conference.Conflict, "too_many_contacts",
		"The address book is full. Remove contacts first.")
	ErrTooManyGroups = conference.Refuse(conference.Conflict, "too_many_groups",
		"There are too many groups. Remove one first.")
	ErrChangedMeanwhile = conference.Refuse(conference.Conflict, "changed_meanwhile",
		"Somebody else changed this meanwhile. Load it again.")
)
