package schedule

import "time"

// Registration is how people register for a public scheduled conference (G20-G25).
// The zero value is none.
type Registration struct {
	On       bool      `json:"on"`
	Closing  Closing   `json:"closing,omitempty"` // empty: at_start
	ClosesAt time.Time `json:"closesAt,omitzero"` // with by_date
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
