package schedule

import "slices"

// Field of the registration form. First name and e-mail are always there and
// mandatory; the others of [StandardFields] and up to [MostOwnFields] of one's own
// can be.
type Field struct {
	Key      string `json:"key,omitempty"`   // of StandardFields, or "own1" to "own10"; empty: of one's own, and is to get one
	Label    string `json:"label,omitempty"` // of one's own
	Required bool   `json:"required,omitempty"`
}

// Keys of fields that name people. Every form has the first name and the e-mail.
const (
	FirstName = "first_name"
	LastName  = "last_name"
	EMail     = "email"
)

// StandardFields are the fields that every form can have, in the order offered (M3, NA9).
var StandardFields = []string{FirstName, LastName, EMail, "company", "position", "phone"}

// MostOwnFields is how many fields a form has beside the standard ones (G25).
const MostOwnFields = 10

// Own tells whether f is one of one's own.
func (f *Field) Own() bool { return !slices.Contains(StandardFields, f.Key) }
