package conference

import (
	"context"
	"encoding/json"
	"time"

	"veche/conference/access"
)

// Definitions keeps what owners set. Implemented by the store.
type Definitions interface {
	// Definition finds a conference by its ID or its present CID (letters of
	// either case). The error is NotFound if there is none.
	Definition(ctx context.Context, idOrCID string) (Definition, error)
	// Definitions lists those that q names.
	Definitions(ctx context.Context, q Query) (Page, error)
	// Planned returns what login owns or is invited to, in no order, at most
	// [MostPlanned], that has a schedule whose time from the first meeting to the last
	// one overlaps the span. Whether a meeting lies in it is for the caller to see.
	Planned(ctx context.Context, login string, from, to time.Time) ([]Definition, error)
	// Owned is how many login owns, beside the personal room and instant meetings.
	Owned(ctx context.Context, login string) (int, error)
	// PersonalRoom finds the personal room of login (ND5); NotFound, code
	// "conference_unknown", if there is none.
	PersonalRoom(ctx context.Context, login string) (Definition, error)
	// CreateDefinition stores a new one with Revision 1. A CID that is taken,
	// or was freed in the last 30 days (P2), is a Conflict with Field "cid"; a second
	// personal room of its owner is one with code "personal_room_exists".
	CreateDefinition(ctx context.Context, d Definition) error
	// ChangeDefinition stores d if the stored Revision is d.Revision, and
	// returns it with the next one; otherwise Conflict, code "changed_meanwhile".
	// A CID given up is remembered for 30 days.
	ChangeDefinition(ctx context.Context, d Definition) (Definition, error)
	// DeleteDefinition removes it; its archive is kept.
	DeleteDefinition(ctx context.Context, id ID) error
}

// MostPlanned is how many conferences Planned returns.
const MostPlanned = 5000

// Query names a part of the definitions.
type Query struct {
	Login  string    // owner or invited; empty: all (administrators)
	Text   string    // words, each of them in the name or, from 3 characters on, the CID; any letter case
	Since  time.Time // changed at or after (NE1)
	Launch Launch    // empty: both
	Part   Part      // of Login, if there is one; empty: both
	// From and To are about the nearest meeting, which is the present or the coming one,
	// or the last one when all are over (NB6): it ends after From and begins before To.
	// Zero: without a bound. Rooms have no meetings and are left out.
	From, To  time.Time
	Sort      Sort   // empty: newest Updated first
	Backwards bool   // the other way round
	Limit     int    // 1 to 500; 0 means 100
	Cursor    string // from Page.Next, with the same Sort
}

// Launch tells conferences with a schedule from rooms (G4).
type Launch string

const (
	LaunchScheduled Launch = "scheduled"
	LaunchRoom      Launch = "room"
)

// Part is what somebody is in the conferences of a list.
type Part string

const (
	PartOwner   Part = "owner"
	PartInvited Part = "invited" // and not the owner
)

// Sort is the order of a list (D11).
type Sort string

const (
	ByName  Sort = "name"
	ByStart Sort = "start" // of the nearest meeting; rooms at the end
)

// Page is one page of a list.
type Page struct {
	Definitions []Definition
	Next        string // cursor; empty at the end
	Total       int    // in the whole list
}

// Archive keeps what happened. Implemented by the store. It is called outside
// the loop's turn, one call at a time for each conference.
type Archive interface {
	// Commit appends events of one conference in order and replaces its live
	// state in the same transaction; when it returns nil, both survive a crash.
	// A nil live removes the live state: the conference has really ended (P5).
	Commit(ctx context.Context, id ID, events []Event, live json.RawMessage) error
	// Live returns the live states of all conferences that were running.
	Live(ctx context.Context) (map[ID]json.RawMessage, error)
	// Events returns at most limit events of a conference with a Seq above
	// after, in order.
	Events(ctx context.Context, id ID, after uint64, limit int) ([]Event, error)
	// EventsOf is Events with those of some types only, and does not look into others.
	EventsOf(ctx context.Context, id ID, types []EventType, after uint64, limit int) ([]Event, error)
	// LastSeq is the Seq of the newest event of a conference, 0 if none.
	LastSeq(ctx context.Context, id ID) (uint64, error)
}

// Person is what a conference must know of an account of this server.
type Person struct {
	Login    string
	Name     string
	Avatar   string // path, or ""
	EMail    string // for the archive, not for other participants (M8)
	Operator bool   // E10
	Admin    bool
	Rights   map[string]bool // E1-E9 by the names of conference/account
	// Participation is the permission to take part in conferences (D6).
	Participation access.Participation
}

// People finds accounts. Implemented over conference/account and the store.
type People interface {
	// Person returns an account, NotFound if there is none or it is blocked.
	Person(ctx context.Context, login string) (Person, error)
}
