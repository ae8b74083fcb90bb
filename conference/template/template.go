// Package template is what people keep of their conferences to make others from
// (G26, G27). A [Template] belongs to one person; others do not know of it.
package template

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"veche/conference"
	"veche/conference/schedule"
)

// ID names a template for ever.
type ID string

// Template is a conference without a place in time.
type Template struct {
	ID       ID        `json:"id"`
	Owner    string    `json:"owner"`    // login
	Name     string    `json:"name"`     // of the template; 1 to 200 characters
	Revision int64     `json:"revision"` // grows by one with each stored change
	Created  time.Time `json:"created"`
	Updated  time.Time `json:"updated"`
	// Settings is what [Keep] leaves. PIN, dial strings and the stream's password are
	// sealed in the store.
	Settings conference.Definition `json:"settings"`
}

// Most is how many templates one person has.
const Most = 100

// Keep is what a template keeps of d (G26): all but what makes it this one
// conference, when it is, and when its registration closes.
func Keep(d conference.Definition) conference.Definition {
	d.ID, d.CID, d.Revision, d.Created, d.Updated = "", "", 0, time.Time{}, time.Time{}
	d.Schedule, d.Reminders = nil, nil
	d.Personal, d.Instant = false, false
	d.Registration.Closing, d.Registration.ClosesAt, d.Registration.Closed = "", time.Time{}, false
	if d.Access != conference.Public { // who is not asked to register needs no form
		d.Registration = schedule.Registration{}
	}
	return separate(d)
}

// separate gives d lists that are its own.
func separate(d conference.Definition) conference.Definition {
	d.Invited = slices.Clone(d.Invited)
	d.Registration.Fields = slices.Clone(d.Registration.Fields)
	return d
}

// Definition is what a conference made from t begins with. What t knows of the
// registration counts only for a scheduled one: a room has none (G26). With it there is
// no PIN (G11).
func (t *Template) Definition(scheduled bool) conference.Definition {
	d := separate(t.Settings)
	switch {
	case !scheduled:
		d.Registration = schedule.Registration{}
	case d.Registration.On:
		d.PIN = ""
	}
	return d
}

// standIn takes the place of the CID, which conferences have and templates have not.
const standIn conference.CID = "template"

// Validate completes t, and says what is wrong with it as an *Error whose Field
// names the part.
func (t *Template) Validate() error {
	t.Name = strings.TrimSpace(t.Name)
	if t.Settings.Name == "" {
		t.Settings.Name = t.Name
	}
	if t.Name == "" {
		t.Name = strings.TrimSpace(t.Settings.Name)
	}
	if t.Name == "" || utf8.RuneCountInString(t.Name) > 200 {
		return &conference.Error{
			Kind: conference.Invalid, Code: "invalid", Detail: "A template has a name of 1 to 200 characters.", Field: "name",
		}
	}
	d := t.Definition(false)
	d.CID = standIn
	if err := d.Complete(); err != nil {
		return err
	}
	d.Registration = t.Settings.Registration
	t.Settings = Keep(d)
	t.Settings.Owner = t.Owner
	return t.settleRegistration()
}

// settleRegistration completes and checks the form of a registration that has no time
// yet.
func (t *Template) settleRegistration() error {
	r := &t.Settings.Registration
	r.Settle()
	r.Closing = "" // it is chosen with the time
	return conference.RegistrationError(r.Validate(true, &schedule.Schedule{}))
}
