package registration

import (
	"context"

	"veche/conference"
)

// Registrants keeps who registered. Implemented by the store.
type Registrants interface {
	// CreateRegistrant stores r if the conference has fewer than most. An e-mail address
	// stands once among those without a login, and so does a login: then what is there
	// comes back, with Asked as in r, and added is false. The error is Full, code
	// "registration_full".
	CreateRegistrant(ctx context.Context, r Registrant, most int) (stored Registrant, added bool, err error)
	// Registrant finds one by id; the error is NotFound, code "registrant_unknown".
	Registrant(ctx context.Context, c conference.ID, id ID) (Registrant, error)
	// RegistrantByToken finds whose link it is, of whatever conference.
	RegistrantByToken(ctx context.Context, hash TokenHash) (Registrant, error)
	// RegistrantByLogin finds a user who took part by the button.
	RegistrantByLogin(ctx context.Context, c conference.ID, login string) (Registrant, error)
	// RegistrantByEMail finds whom the form or an invitation made, by a folded address.
	RegistrantByEMail(ctx context.Context, c conference.ID, email string) (Registrant, error)
	// Registrants lists those of a conference in the order in which they came, or the
	// newest first.
	Registrants(ctx context.Context, c conference.ID, q Query) (Page, error)
	// CountRegistrants is how many a conference has.
	CountRegistrants(ctx context.Context, c conference.ID) (int, error)
	// DeleteRegistrant removes one; his link leads nowhere then.
	DeleteRegistrant(ctx context.Context, c conference.ID, id ID) error
	// DeleteRegistrants removes all of a conference.
	DeleteRegistrants(ctx context.Context, c conference.ID) error
}

// Query names a part of the registrants of a conference.
type Query struct {
	Text   string // in name or e-mail, any letter case
	Limit  int    // 1 to 500; 0 means 100
	Cursor string // from Page.Next
	Newest bool   // first, instead of last
}

// Page is one page of a list.
type Page struct {
	Registrants []Registrant
	Next        string // cursor; empty at the end
	Total       int    // in the whole list
}

// ErrUnknown is what repositories say of somebody who is not registered.
var ErrUnknown = conference.Refuse(conference.NotFound, "registrant_unknown", "Nobody is registered under this name.")

// ErrFull is for one more than there are places.
var ErrFull = conference.Refuse(conference.Full, "registration_full", "All places are taken.")
