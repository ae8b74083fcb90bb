// Package post is the mail of the server as rules and plain data: what becomes of a
// changed conference in letters (G5, G18, NA4), and the letters that wait to be sent.
//
// The words: a [Note] is what happened to a conference, stored in the same
// transaction as the change; a [Telling] is that one person is to be told something
// of it; a [Letter] is what is sent to one address. The store keeps notes and
// letters, signaling/mail turns the one into the other and sends them.
//
// What bites: a letter has a Key that says what it is for. Whatever is posted twice
// under one key is sent once.
package post

import (
	"context"
	"time"

	"veche/conference"
	"veche/conference/registration"
)

// Occasion is why a letter is sent.
type Occasion string

const (
	Invited    Occasion = "invited"    // somebody is on the list now
	Changed    Occasion = "changed"    // time, link, PIN, name or access are others now (NA4)
	Cancelled  Occasion = "cancelled"  // it will not take place
	Withdrawn  Occasion = "withdrawn"  // it will, without him
	Moderates  Occasion = "moderates"  // who was invited leads now
	Reminder   Occasion = "reminder"   // G5
	Registered Occasion = "registered" // A12: here is your link
	Trial      Occasion = "trial"      // an administrator tries the settings
)

// Occasions are those whose texts an administrator can change.
var Occasions = []Occasion{Invited, Changed, Cancelled, Withdrawn, Moderates, Reminder, Registered}

// Address is where a letter goes to.
type Address struct {
	Name  string `json:"name,omitempty"`
	EMail string `json:"email"`
}

// State is what became of a letter.
type State string

const (
	Waiting State = "waiting" // to be sent at Due
	Sent    State = "sent"    // the mail server has taken it
	Failed  State = "failed"  // it was refused, or could not be sent for too long
)

// States are all of them.
var States = []State{Waiting, Sent, Failed}

// LetterID is random, and part of the Message-ID.
type LetterID string

// Letter is to one person.
type Letter struct {
	ID         LetterID      `json:"id"`
	Key        string        `json:"key"` // what it is for; see the package
	Occasion   Occasion      `json:"occasion"`
	Conference conference.ID `json:"conference,omitempty"`
	To         Address       `json:"to"`
	Subject    string        `json:"subject"`
	Created    time.Time     `json:"created"`
	Due        time.Time     `json:"due"`              // waiting: the next try
	Expires    time.Time     `json:"expires,omitzero"` // waiting: it is pointless afterwards; zero: never
	Tries      int           `json:"tries"`
	State      State         `json:"state"`
	Error      string        `json:"error,omitempty"` // the last one, as the mail server said it
	Done       time.Time     `json:"done,omitzero"`   // sent or failed
	// Content is dropped when the letter has been sent; it holds personal links, and the
	// store seals it. Lists are without it.
	Content Content `json:"-"`
}

// Content is what a letter says.
type Content struct {
	ReplyTo  Address `json:"replyTo,omitzero"` // empty EMail: the server's address
	Language string  `json:"language,omitempty"`
	Text     string  `json:"text"`
	HTML     string  `json:"html"`
	Calendar string  `json:"calendar,omitempty"` // an iCalendar object
	Method   string  `json:"method,omitempty"`   // of Calendar (RFC 5546)
}

// NoteID orders notes by when they were written.
type NoteID uint64

// Note is a change of a conference that has not been told yet.
type Note struct {
	ID     NoteID
	At     time.Time
	Before *conference.Definition // nil: it was made
	After  *conference.Definition // nil: it was deleted
	// Registrants of one that was deleted, who would not be found any more.
	Registrants []registration.Registrant
}

// Query names a part of the letters.
type Query struct {
	State  State  // of one state; empty is not allowed
	Limit  int    // 1 to 500; 0 means 100
	Cursor string // from Page.Next
}

// Page is one page of a list.
type Page struct {
	Letters []Letter
	Next    string // cursor; empty at the end
	Total   int    // in the whole list
}

// Kept is for how long letters that are sent or have failed stay in the list, and for
// how long their keys are known.
const Kept = 30 * 24 * time.Hour

// Outbox keeps notes and letters. Implemented by the store.
type Outbox interface {
	// Notes returns the oldest, at most limit. They are written by what changes
	// definitions, if [Noteworthy].
	Notes(ctx context.Context, limit int) ([]Note, error)
	// AnswerNote removes a note and posts the letters in one transaction. If the note
	// is there no more, nothing is posted.
	AnswerNote(ctx context.Context, id NoteID, letters []Letter) error
	// PostLetters stores letters that wait, all or none; those whose key is known are
	// left out. It returns how many were new.
	PostLetters(ctx context.Context, letters []Letter) (int, error)
	// DueLetters returns those that wait and are due at now, with their contents, in
	// the order in which they are due.
	DueLetters(ctx context.Context, now time.Time, limit int) ([]Letter, error)
	// NextDue is when the next one is due; the zero time if none waits.
	NextDue(ctx context.Context) (time.Time, error)
	// MarkLetter stores what became of a letter: State, Due, Tries, Error and Done. One
	// that is there no more stays away.
	MarkLetter(ctx context.Context, l Letter) error
	// Letters lists, the newest first.
	Letters(ctx context.Context, q Query) (Page, error)
	// RetryLetter makes a failed one wait again, or one that waits due now. The refusal is
	// NotFound, code "letter_unknown", also for one that has been sent.
	RetryLetter(ctx context.Context, id LetterID, now time.Time) error
	// RemoveLetter forgets one that waits or has failed; its key stays known.
	RemoveLetter(ctx context.Context, id LetterID) error
	// LetterCounts says how many there are in each state.
	LetterCounts(ctx context.Context) (map[State]int, error)
}

// ErrUnknown is the refusal for letters that are not there.
var ErrUnknown = conference.Refuse(conference.NotFound, "letter_unknown", "There is no such letter any more.")
