// Package problem answers HTTP requests with refusals and errors: RFC 9457
// problem details, with the stable code and the field of a conference.Error
// beside the standard members.
package problem

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"veche/conference"
)

// ContentType of every problem.
const ContentType = "application/problem+json"

// Problem is the body of an answer that is not a success (RFC 9457). Its type
// is always "about:blank", and therefore left out; code says which problem it is.
type Problem struct {
	Title  string `json:"title" doc:"The HTTP status in words"`
	Status int    `json:"status" doc:"HTTP status"`
	Detail string `json:"detail" doc:"A sentence in English, for those without a translation"`
	Code   string `json:"code" doc:"Stable word for translation" example:"changed_meanwhile"`
	Field  string `json:"field,omitempty" doc:"What in the request it is about"`
	// Begins is there with the code not_begun.
	Begins *time.Time `json:"begins,omitempty" doc:"With the code not_begun: when the conference begins"`
}

// Error makes a Problem an error, so that handlers can return it.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is what huma asks errors for.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is what huma asks bodies for.
func (p *Problem) ContentType(string) string { return ContentType }

// statuses is the one table from kinds of refusals to HTTP.
var statuses = map[conference.Kind]int{
	conference.NotFound: http.StatusNotFound,
	conference.Denied:   http.StatusForbidden,
	conference.Full:     http.StatusConflict,
	conference.Locked:   http.StatusLocked,
	conference.Conflict: http.StatusConflict,
	conference.Invalid:  http.StatusUnprocessableEntity,
	conference.Gone:     http.StatusGone,
	conference.Slow:     http.StatusTooManyRequests,

	conference.Unavailable: http.StatusServiceUnavailable,
}

// codes are the refusals for which HTTP has a better word than for their kind.
var codes = map[string]int{
	"sign_in_needed":     http.StatusUnauthorized,
	"wrong_password":     http.StatusUnauthorized,
	"pin_required":       http.StatusUnauthorized,
	"pin_wrong":          http.StatusUnauthorized,
	"file_too_large":     http.StatusRequestEntityTooLarge,
	"body_too_large":     http.StatusRequestEntityTooLarge,
	"disk_full":          http.StatusInsufficientStorage,
	"not_available_here": http.StatusNotImplemented,
	"cross_origin":       http.StatusForbidden,
	"stopping":           http.StatusServiceUnavailable,

	"unsupported_media_type": http.StatusUnsupportedMediaType,
}

// Of turns any error into what people may see of it. Whatever is not a refusal
// is internal, and told as nothing more.
func Of(err error) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	e, ok := errors.AsType[*conference.Error](err)
	if !ok {
		return New(http.StatusInternalServerError, "internal", "Internal error.", "")
	}
	status, ok := codes[e.Code]
	if !ok {
		status = statuses[e.Kind]
	}
	if status == 0 {
		status = http.StatusInternalServerError
	}
	p := New(status, e.Code, e.Detail, e.Field)
	if early, ok := errors.AsType[*conference.NotBegun](err); ok {
		p.Begins = &early.Begins
	}
	return p
}

// New makes a problem.
func New(status int, code, detail, field string) *Problem {
	return &Problem{Title: http.StatusText(status), Status: status, Detail: detail, Code: code, Field: field}
}

// Internal reports whether err is for the log and not for people.
func Internal(err error) bool {
	if _, ok := errors.AsType[*Problem](err); ok {
		return false
	}
	return conference.KindOf(err) == ""
}

// Write answers with err.
func Write(w http.ResponseWriter, err error) {
	p := Of(err)
	h := w.Header()
	h.Set("Content-Type", ContentType)
	h.Set("Cache-Control", "no-store")
	if after, ok := RetryAfter(err); ok {
		h.Set("Retry-After", after)
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="veche"`)
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // whoever asked may be gone
}

// later is a refusal that says when to try again.
type later struct {
	error
	after time.Duration
}

func (l *later) Unwrap() error { return l.error }

// Later adds to a refusal when it makes sense to try again.
func Later(refusal error, after time.Duration) error { return &later{refusal, after} }

// RetryAfter is the value of that header for err, if it has one.
func RetryAfter(err error) (string, bool) {
	l, ok := errors.AsType[*later](err)
	if !ok || l.after <= 0 {
		return "", false
	}
	return strconv.Itoa(int(math.Ceil(l.after.Seconds()))), true
}
