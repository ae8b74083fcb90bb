// Package audit is the log of what administrators have done: who, what, about whom or
// what, from where. It says which settings were changed and never to what, so that no
// secret is in it. Plain data; the store keeps it.
package audit

import (
	"context"
	"time"
)

// Act is one thing that an administrator has done.
type Act struct {
	ID string    `json:"id"` // sorts by time
	At time.Time `json:"at"`
	By string    `json:"by"` // login
	// Key is the name of the API key that was used; "" for somebody who signed in.
	Key    string `json:"key,omitempty"`
	Source string `json:"source"` // address in the network
	// Operation is that of the OpenAPI document, as in "changeUser".
	Operation string   `json:"operation"`
	About     string   `json:"about,omitempty"`  // the login, CID or id that it was done to
	Fields    []string `json:"fields,omitempty"` // that were given, as in "lockout"
}

// Log keeps acts. Implemented by the store.
type Log interface {
	// AddAct appends one; its ID is given here.
	AddAct(ctx context.Context, a Act) error
	// Acts lists, newest first, those that q names.
	Acts(ctx context.Context, q Query) (Page, error)
}

// Query names a part of the log.
type Query struct {
	Text   string    // in by, operation or about, any letter case
	From   time.Time // at or after; zero: from the beginning
	To     time.Time // before; zero: to the end
	Limit  int       // 1 to 500; 0 means 100
	Cursor string    // from Page.Next
}

// Page is one page of the log.
type Page struct {
	Acts []Act
	Next string // cursor; empty at the end
}

// Most is how many acts are kept; older ones are forgotten.
const Most = 100_000

// Bounds of an act: what is longer is cut.
const (
	MostAbout  = 256
	MostFields = 50
)
