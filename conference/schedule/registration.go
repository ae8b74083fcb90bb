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

// Field of the registration form. First name and e-mail are always there and
// mandatory; the others of [StandardFields] and up to [MostOwnFields] of one's own
// can be.
type Field struct {
	Key      string `json:"key"`             // of StandardFields, or "own1" to "own10"
	Label    string `json:"label,omitempty"` // of one's own
	Required bool   `json:"required,omitempty"`
}

// StandardFields are the fields that every form can have, in the order offered (M3, NA9).
var StandardFields = []string{"first_name", "last_name", "email", "company", "position", "phone"}

// MostOwnFields is how many fields a form has beside the standard ones (G25).
const MostOwnFields = 10
