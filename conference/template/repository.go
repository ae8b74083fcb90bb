package template

import (
	"context"

	"veche/conference"
)

// Templates keeps templates. They go with the account of their owner.
type Templates interface {
	// Templates lists those of q.Owner by name.
	Templates(ctx context.Context, q Query) (Page, error)
	// Template finds one of owner; that of another is NotFound, code
	// "template_unknown", like one that does not exist (P3).
	Template(ctx context.Context, owner string, id ID) (Template, error)
	// CreateTemplate stores a new one under an ID that it makes, with Revision 1. More
	// than [Most] of one owner are refused: Full, code "too_many_templates".
	CreateTemplate(ctx context.Context, t Template) (Template, error)
	// ChangeTemplate stores t if the stored Revision is t.Revision, and returns it
	// with the next one; otherwise Conflict, code "changed_meanwhile".
	ChangeTemplate(ctx context.Context, t Template) (Template, error)
	// DeleteTemplate removes one of owner; NotFound if there is none.
	DeleteTemplate(ctx context.Context, owner string, id ID) error
}

// Query asks for a page of templates.
type Query struct {
	Owner  string
	Text   string // in the name, in any letter case; empty: all
	Limit  int    // 0: 100; at most 500
	Cursor string // Page.Next of the page before; empty: the first
}

// Page is a part of the list.
type Page struct {
	Templates []Template
	Next      string // empty at the end
	Total     int    // on all pages
}

// Refusals of repositories.
var (
	ErrUnknown = conference.Refuse(conference.NotFound, "template_unknown", "There is no such template.")
	ErrTooMany = conference.Refuse(conference.Full, "too_many_templates",
		"You have 100 templates. Delete one first.")
	ErrChangedMeanwhile = conference.Refuse(conference.Conflict, "changed_meanwhile",
		"Somebody else changed this meanwhile. Load it again.")
)
