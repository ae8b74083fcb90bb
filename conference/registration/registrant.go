// Package registration is the people who registered for conferences (G20-G25,
// A11-A14): what is kept of them, and what a form may say. Pure rules and plain data;
// how a conference takes registrations is schedule.Registration.
//
// The words: a [Registrant] is one person registered for one conference; the link of
// a registrant is individual, and who has its [Token] comes in as this person (A13).
//
// What bites: anybody may fill in the form, with anybody's e-mail address. Whether an
// address is registered already must not be told, and a link goes only to the address
// itself, or to the one who was first to give it; see [Outcome].
package registration

import (
	"strings"
	"time"

	"veche/conference"
	"veche/conference/schedule"
)

// ID names a registrant within a conference for ever: 16 hexadecimal digits.
type ID string

// Most is how many can register for one conference, whatever its own limit: it keeps
// the disk of a server from being filled by a script.
const Most = 20_000

// Registrant is somebody who registered.
type Registrant struct {
	ID         ID            `json:"id"`
	Conference conference.ID `json:"conference"`
	Created    time.Time     `json:"created"`
	// Asked is when the form was last filled in with this address.
	Asked time.Time `json:"asked"`

	EMail     string `json:"email,omitempty"` // folded; unique per conference if Login is empty
	FirstName string `json:"firstName,omitempty"`
	LastName  string `json:"lastName,omitempty"`
	// Login of a user of this server who took part by the button (A14); he has no
	// Token, for his account says who he is.
	Login string `json:"login,omitempty"`
	// Answers to the other fields of the form, by their keys.
	Answers map[string]string `json:"answers,omitempty"`

	Language string `json:"language,omitempty"` // of the letters, "en" or "ru"
	Zone     string `json:"zone,omitempty"`     // for times in them, an IANA name
	// AddedBy is the login that registered somebody else, empty for oneself.
	AddedBy string `json:"addedBy,omitempty"`
	// Invited by e-mail made him one: off the list, he is none any more.
	Invited bool `json:"invited,omitempty"`

	// Token of the link. The store keeps it sealed, and finds people by its hash.
	Token Token `json:"-"`
}

// Name is what others see.
func (r *Registrant) Name() string {
	return strings.TrimSpace(r.FirstName + " " + r.LastName)
}

// Answer is what r said in the field called key.
func (r *Registrant) Answer(key string) string {
	switch key {
	case schedule.FirstName:
		return r.FirstName
	case schedule.LastName:
		return r.LastName
	case schedule.EMail:
		return r.EMail
	}
	return r.Answers[key]
}
