package conference

import (
	"errors"
	"time"
)

// Kind is the closed list of what can be wrong with a request. Each adapter
// has one table from Kind to its own answers.
type Kind string

const (
	NotFound Kind = "not_found"
	Denied   Kind = "denied"
	Full     Kind = "full"
	Locked   Kind = "locked"
	Conflict Kind = "conflict"
	Invalid  Kind = "invalid"
	Gone     Kind = "gone"
	Slow     Kind = "slow_down" // a budget is spent (P3); try again later
	// Unavailable: nothing is wrong with the request, but the server cannot do it,
	// at the moment or in this build.
	Unavailable Kind = "unavailable"
)

// Error is a refusal that a person may read. Whatever is not an Error is
// internal: people see "internal error", the log sees the cause.
type Error struct {
	Kind   Kind   `json:"kind"`
	Code   string `json:"code"`            // stable word for translation, such as "pin_required"
	Detail string `json:"detail"`          // a sentence in English, for those without a translation
	Field  string `json:"field,omitempty"` // what in the request it is about
}

func (e *Error) Error() string { return e.Detail }

// Refuse makes an *Error as an error.
func Refuse(kind Kind, code, detail string) error {
	return &Error{Kind: kind, Code: code, Detail: detail}
}

// CodeOf returns the code of err, or "" for an internal error.
func CodeOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

// KindOf returns the kind of err, or "" for an internal error.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}

// NotBegun refuses who comes before a meeting, and says when that is.
type NotBegun struct{ Begins time.Time }

var (
	errNotBegun = Refuse(Denied, "not_begun", "The conference has not begun yet.")
	errOver     = Refuse(Gone, "over", "The conference is over.")
)

func (e *NotBegun) Error() string { return errNotBegun.Error() }

// Unwrap is what is told of every refusal.
func (e *NotBegun) Unwrap() error { return errNotBegun }

// ErrEnded is what commands get from a conference that is no longer running.
var ErrEnded = Refuse(Gone, "ended", "The conference has ended.")
