package scheduler

import (
	"context"
	"time"

	"veche/conference"
)

// Acts keeps what is to be done, for every conference with a schedule. Implemented by
// the store, which sets Due to zero in the transaction that stores a definition, and
// drops the entry with the definition or its schedule.
type Acts interface {
	// DueActs returns at most limit entries that are due at now, the earliest first, and
	// when the next of the others is due: zero if there is none.
	DueActs(ctx context.Context, now time.Time, limit int) (due []Entry, next time.Time, err error)
	// SettleActs stores e, if the definition still has the revision for which e was
	// found, and moves the At of the mark on to e.Seen. Otherwise Conflict, code
	// "changed_meanwhile", or NotFound: there is no schedule any more.
	SettleActs(ctx context.Context, e Entry, revision int64) error
	// PlannedActs returns at most limit entries with IDs above after, in their order.
	PlannedActs(ctx context.Context, after conference.ID, limit int) ([]Entry, error)
	// ActsMark returns what SetActsMark stored; the zero Mark if nothing was.
	ActsMark(ctx context.Context) (Mark, error)
	SetActsMark(ctx context.Context, m Mark) error
}

// Entry is what is kept of one conference.
type Entry struct {
	ID   conference.ID `json:"-"`
	Due  time.Time     `json:"due,omitzero"`  // zero: at once, for the definition has changed
	Seen time.Time     `json:"seen,omitzero"` // what was due until then is done or was dropped
	Done []string      `json:"done,omitempty"`
}

// Mark is by what all entries were found.
type Mark struct {
	At        time.Time `json:"at,omitzero"` // the latest moment at which one was
	Reminders []int     `json:"reminders"`   // of conferences with none of their own
}

// Never is when an entry is due of which no meeting comes any more.
var Never = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
