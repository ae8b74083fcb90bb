// Package schedule is when conferences take place (G4, G5), who is reminded of
// them, and how people register for them (G20-G25). Pure rules and plain data.
//
// The words: a [Schedule] is a line of [Series], each of which is one meeting or
// repeats by a rule of RFC 5545; an [Occurrence] is one meeting of it. Where an
// occurrence is called by a [Local] time, this is the time the rule gives it, its
// RECURRENCE-ID, wherever it was moved to.
//
// What bites: times are wall clock in a named zone. What the clock skips in spring
// happens an hour later, what it shows twice in autumn happens the first time
// (RFC 5545, 3.3.5), and a zone whose rules change moves the meetings with it. A rule is
// played on days and only then put into its zone; that it costs little, whatever it
// says, is for files rule.go and days.go to keep.
package schedule

import "time"

// Schedule is when a conference takes place: one series after another. A change of
// "this and all following" ends one series and begins the next, so that the
// conference, its link and its history stay one.
type Schedule struct {
	Series []Series `json:"series"` // 1 to 50; none overlaps the next
}

// Series is one meeting, or meetings by a rule.
type Series struct {
	ID      string   `json:"id"`                // part of the UID in calendars; stays when the series is changed
	Start   Local    `json:"start"`             // of the first one, wall clock in Zone
	Zone    string   `json:"zone"`              // IANA name, such as "Europe/Moscow" (ND3)
	Minutes int      `json:"minutes"`           // 1 to 7 days
	Rule    string   `json:"rule,omitempty"`    // value of an RRULE (RFC 5545, 3.3.10); empty: once
	Changes []Change `json:"changes,omitempty"` // of single occurrences
}

// Change is what became of one occurrence of a series: cancelled, or moved.
type Change struct {
	Of        Local `json:"of"` // which one
	Cancelled bool  `json:"cancelled,omitempty"`
	Start     Local `json:"start,omitzero"`    // zero: as the rule says
	Minutes   int   `json:"minutes,omitempty"` // 0: as the series
}

// Occurrence is one meeting of a schedule.
type Occurrence struct {
	Series string    `json:"series"`
	Of     Local     `json:"of"`
	Start  time.Time `json:"start"`
	End    time.Time `json:"end"`
	Moved  bool      `json:"moved,omitempty"`
}
