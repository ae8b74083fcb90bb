package schedule

import "time"

// Registration is how people register for a public scheduled conference (G20-G25).
// The zero value is none.
type Registration struct {
	On       bool      `json:"on"`
	Closing  Closing   `json:"closing,omitempty"` // empty: at_start
	ClosesAt time.Time `json:"closesAt,omitzero"` // with by_date
	// Closed by hand, whatever the rest says.
	Closed bool `json:"closed,omitempty"`
	// CloseWhenFull: no more than the conference has places for (G22).
	CloseWhenFull bool `json:"closeWhenFull,omitempty"`
	// UsersTakePart: people of the server add themselves by a button (A14, G23).
	UsersTakePart bool `json:"usersTakePart,omitempty"`
	// Fields of the form in their order; they are chosen when the conference is made
	// and stay (G24, G25).
	Fields []Field `json:"fields,omitempty"`
}

// Closing is when registration ends (G21).
type Closing string

const (
	ClosesNever   Closing = "never" // repeating conferences only
	ClosesAtStart Closing = "at_start"
	ClosesAtEnd   Closing = "at_end"
	ClosesByDate  Closing = "by_date"
)

// Why says why nobody can register now; the list is closed.
type Why string

const (
	WhyOff     Why = "off"     // there is no registration
	WhyStarted Why = "started" // closes at the start, and the meeting has begun
	WhyDate    Why = "date"    // the day it closed has passed
	WhyClosed  Why = "closed"  // somebody closed it by hand
	WhyOver    Why = "over"    // no meeting is to come
	WhyFull    Why = "full"    // G22
)

// Open tells whether somebody can register now, and if not why. count is how many
// have, most how many there are places for; 0 stands for as many as come.
//
// Of a repeating conference each meeting counts: what closes at the start is open
// again when that meeting is over, as long as one is to come.
func (r *Registration) Open(s *Schedule, count, most int, now time.Time) (open bool, why Why) {
	if !r.On || s == nil {
		return false, WhyOff
	}
	next, ok := s.Next(now)
	switch {
	case !ok:
		return false, WhyOver
	case r.closing() == ClosesAtStart && !now.Before(next.Start):
		return false, WhyStarted
	case r.Closed:
		return false, WhyClosed
	case r.closing() == ClosesByDate && !now.Before(r.ClosesAt):
		return false, WhyDate
	case r.CloseWhenFull && most > 0 && count >= most:
		return false, WhyFull
	}
	return true, ""
}

// Closes is when registration, open now, ends by itself; false: it does not.
func (r *Registration) Closes(s *Schedule, now time.Time) (time.Time, bool) {
	if s == nil || r.Closed {
		return time.Time{}, false
	}
	switch r.closing() {
	case ClosesByDate:
		return r.ClosesAt, true
	case ClosesAtStart:
		next, ok := s.Next(now)
		return next.Start, ok
	case ClosesAtEnd:
		last, ok := s.Last()
		return last, ok && !last.IsZero()
	}
	return time.Time{}, false
}

func (r *Registration) closing() Closing {
	if r.Closing == "" {
		return ClosesAtStart
	}
	return r.Closing
}

var (
	errRegistrationNeeds = &Error{
		"registration_needs_schedule", "registration",
		"Registration is for public conferences with a schedule.",
	}
	errClosing      = &Error{"registration_closing", "closing", "There is no such end of registration."}
	errClosingNever = &Error{"registration_never", "closing", "Only a repeating conference can keep its registration open."}
	errClosingDate  = &Error{"registration_date", "closesAt", "Say when registration closes."}
)

// Settle makes of what people give what is stored: the fields that are always there
// are among Fields, and own ones have keys.
func (r *Registration) Settle() {
	if r.closing() != ClosesByDate {
		r.ClosesAt = time.Time{}
	}
	if r.On {
		r.Closing = r.closing()
	}
	if r.On || len(r.Fields) > 0 { // they stay when it is switched on
		r.Fields = settleFields(r.Fields)
	}
}

// Validate says what is wrong with r, which is to be settled, for a conference with
// schedule s; the error is an *Error.
func (r *Registration) Validate(public bool, s *Schedule) error {
	if !r.On {
		return nil
	}
	if !public || s == nil {
		return errRegistrationNeeds
	}
	switch r.closing() {
	case ClosesAtStart, ClosesAtEnd:
	case ClosesNever:
		if !s.repeats() {
			return errClosingNever
		}
	case ClosesByDate:
		if r.ClosesAt.IsZero() {
			return errClosingDate
		}
	default:
		return errClosing
	}
	return validFields(r.Fields)
}

// repeats tells whether there is more than one meeting by rule or in a row of series.
func (s *Schedule) repeats() bool {
	return len(s.Series) > 1 || len(s.Series) == 1 && s.Series[0].Rule != ""
}
