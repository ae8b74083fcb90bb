package report

import (
	"time"

	"veche/conference"
	"veche/conference/access"
)

// History is what the events of one conference tell. It does not change.
type History struct {
	Sessions    []Session    // in order
	Connections []Connection // in order of coming
	Messages    []Message    // in order
	// Known is the time of the newest event that counts; zero: there was none.
	Known time.Time
}

// Session is one run of a conference.
type Session struct {
	ID      uint64    `json:"id" doc:"The number of its first event"`
	Started time.Time `json:"started"`
	Ended   time.Time `json:"ended,omitzero" doc:"Left out: it goes on"`
	Seconds int64     `json:"seconds" doc:"How long it was, or has been so far"`
	People  int       `json:"people" doc:"How many came, each counted once; cameras are not people"`
	Peak    int       `json:"peak" doc:"How many were there at once"`
	PeakAt  time.Time `json:"peakAt,omitzero" doc:"When they first were"`
	Held    bool      `json:"held" doc:"At least two people were there at once"`
}

// Connection is one coming and going (M8): who comes back after leaving has several.
// A connection that breaks and is taken up within the two minutes for which the seat
// is kept goes on.
type Connection struct {
	ID      uint64                   `json:"id" doc:"The number of the event that began it"`
	Session uint64                   `json:"session"`
	Seat    conference.ParticipantID `json:"seat" doc:"As in the live conference"`
	Person  string                   `json:"person" doc:"Key of the participant"`
	Type    access.Kind              `json:"type"`
	Role    string                   `json:"role" enum:"owner,moderator,participant,guest"`
	Login   string                   `json:"login,omitempty"`
	Name    string                   `json:"name"`
	EMail   string                   `json:"email,omitempty"`
	Joined  time.Time                `json:"joined"`
	Left    time.Time                `json:"left,omitzero" doc:"Left out: is connected"`
	Seconds int64                    `json:"seconds" doc:"How long it was, or has been so far"`

	dial string // of who was called
}

// Message is one message to all (M9).
type Message struct {
	ID   uint64    `json:"id" doc:"The number of its event"`
	At   time.Time `json:"at"`
	Name string    `json:"name"`
	Text string    `json:"text"`
	File string    `json:"file,omitempty" doc:"Name of the file in it"`
}

// Open tells whether c goes on.
func (c *Connection) Open() bool { return c.Left.IsZero() }

// until is the end of c, or now.
func (c *Connection) until(now time.Time) time.Time {
	if c.Open() {
		return now
	}
	return c.Left
}

// lasted is how long it is from one time to another, in whole seconds; never negative,
// whatever clocks did.
func lasted(from, to time.Time) int64 { return max(int64(to.Sub(from)/time.Second), 0) }
