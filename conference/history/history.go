// Package history is what each person of the server did (D14): his calls, missed,
// made and taken, and the conferences that he was in or called to.
//
// The words: an [Entry] is a line of one person's history; a call has a [Party] at the
// other end; a conference a [Place]. [Fold] makes entries of the events that the
// archive takes, as they are archived: nothing else writes history, so the two cannot
// come apart.
//
// What bites: who returns to a seat that was kept has not left. Who comes back later
// has another entry.
package history

import (
	"context"
	"time"

	"veche/conference"
)

// Kind of an Entry.
type Kind string

// The kinds of D14.
const (
	Missed     Kind = "missed"
	Outgoing   Kind = "outgoing"
	Incoming   Kind = "incoming"
	Conference Kind = "conference"
)

// Entry is one call or one stay in a conference, as Login sees it.
type Entry struct {
	Login string `json:"login"`
	Kind  Kind   `json:"kind"`
	// With is who is at the other end of a call, or has called into the conference.
	With *Party `json:"with,omitempty"`
	// Conference is what it was about; nil of a call between two.
	Conference *Place `json:"conference,omitempty"`
	// Outcome says why a call was not answered: a [conference.RingState] or a code of
	// [conference.CallProblems]; empty: it was.
	Outcome string        `json:"outcome,omitempty"`
	Start   time.Time     `json:"start"`
	Spoke   time.Duration `json:"spoke"`             // until it was over; 0: it was not answered, or goes on
	Ongoing bool          `json:"ongoing,omitempty"` // it goes on
	// In and N tell entries apart that began at the same time: the conference, and the
	// number of the event with one more bit.
	In conference.ID `json:"in"`
	N  uint64        `json:"n"`
}

// Party is who is at the other end of a call.
type Party struct {
	Name  string `json:"name"`
	Login string `json:"login,omitempty"`
	Dial  string `json:"dial,omitempty"` // without what is secret
}

// Place is a conference.
type Place struct {
	ID   conference.ID  `json:"id"`
	CID  conference.CID `json:"cid"` // that it had then
	Name string         `json:"name"`
}

// Repository keeps entries. They are written along with the events of the archive, by
// Commit of the same store.
type Repository interface {
	// History lists those of one person that q names, newest first.
	History(ctx context.Context, q Query) (Page, error)
}

// Query names a part of one person's history.
type Query struct {
	Login    string
	Kind     Kind      // "": all
	Text     string    // in the name, login or dial string of the other end, or the name or CID of the conference
	From, To time.Time // began at or after From and before To; zero: no limit
	Limit    int       // 1 to 500; 0 means 100
	Cursor   string    // from Page.Next
}

// Page is one page of a list.
type Page struct {
	Entries []Entry
	Next    string // cursor; empty at the end
	Total   int    // in the whole list
}
