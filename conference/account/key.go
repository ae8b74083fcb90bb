package account

import (
	"slices"
	"strings"
	"time"

	"veche/conference"
	"veche/conference/plain"
)

// Key makes an API key of a [Session] (NE1): its holder gives it to a program,
// which may do what he may, as far as the scopes go. It is known by its name,
// ends on a day, and outlives sign-outs and changes of the password.
type Key struct {
	Name    string    `json:"name"`
	Scopes  Scopes    `json:"scopes"`
	Expires time.Time `json:"expires"`
}

// Scope is a part of what a person may do (NE1, NA11).
type Scope string

const (
	ScopeRead   Scope = "read"   // see what the person sees
	ScopeCreate Scope = "create" // make and change conferences, moderate, take part; read is in it
	ScopeAdmin  Scope = "admin"  // what only administrators do
)

// AllScopes in the order in which they are told.
var AllScopes = Scopes{ScopeRead, ScopeCreate, ScopeAdmin}

// Scopes is a set.
type Scopes []Scope

// Has reports whether s is in the set, by itself or as part of another.
func (l Scopes) Has(s Scope) bool {
	return slices.Contains(l, s) || s == ScopeRead && slices.Contains(l, ScopeCreate)
}

const (
	// KeyLife is that of a key whose maker does not say.
	KeyLife = 365 * 24 * time.Hour
	// KeyLifeMost is the longest.
	KeyLifeMost = 10 * KeyLife
)

// Validate says what is wrong with a key that is made now.
func (k *Key) Validate(now time.Time) error {
	k.Name = strings.TrimSpace(k.Name)
	if k.Name == "" || !plain.Line(k.Name, 100) {
		return field(conference.Invalid, "name", "invalid", "A key has a name of 1 to 100 characters.")
	}
	if len(k.Scopes) == 0 {
		return field(conference.Invalid, "scopes", "invalid", "A key has one scope at least.")
	}
	for _, s := range k.Scopes {
		if !slices.Contains(AllScopes, s) {
			return field(conference.Invalid, "scopes", "invalid", "There is no such scope.")
		}
	}
	if !k.Expires.After(now) || k.Expires.After(now.Add(KeyLifeMost)) {
		return field(conference.Invalid, "expires", "invalid", "A key ends in the future, within ten years.")
	}
	return nil
}
