package account

import (
	"context"
	"slices"
	"strings"

	"veche/conference"
	"veche/conference/plain"
)

// GroupID names a group of people for ever.
type GroupID string

// PeopleGroup gathers people of this server, as a department does. Administrators make them;
// whoever sees the people of the server sees who is in which.
type PeopleGroup struct {
	ID   GroupID `json:"id"`
	Name string  `json:"name"` // no two are called the same, whatever the case of letters
}

// Most of groups.
const (
	MostGroups = 500 // of the server
	MostIn     = 20  // of one person
)

// PeopleGroups keeps groups of people. Who is in one stands in [Account.Groups].
type PeopleGroups interface {
	// PeopleGroups lists all, by name.
	PeopleGroups(ctx context.Context) ([]PeopleGroup, error)
	// CreatePeopleGroup stores a new one under an ID that it makes. More than
	// [MostGroups] are refused: Conflict, code "too_many_groups"; a name that another
	// has, too: Conflict, code "group_taken".
	CreatePeopleGroup(ctx context.Context, g PeopleGroup) (PeopleGroup, error)
	// ChangePeopleGroup stores another name, as in CreatePeopleGroup; NotFound, code
	// "group_unknown".
	ChangePeopleGroup(ctx context.Context, g PeopleGroup) (PeopleGroup, error)
	// DeletePeopleGroup removes one; its people stay, and have a new Revision.
	DeletePeopleGroup(ctx context.Context, id GroupID) error
}

// Validate tidies what was typed and reports what cannot be stored.
func (g *PeopleGroup) Validate() error {
	g.Name = strings.TrimSpace(g.Name)
	if g.Name == "" || !plain.Line(g.Name, 100) {
		return field(conference.Invalid, "name", "name_invalid", "A name has 1 to 100 characters.")
	}
	return nil
}

// SameName reports whether g cannot stand beside other.
func (g *PeopleGroup) SameName(other *PeopleGroup) bool {
	return g.ID != other.ID && strings.EqualFold(g.Name, other.Name)
}

// Join puts a into groups; [Account.Validate] sees to those it is in already.
func (a *Account) Join(groups ...GroupID) { a.Groups = append(slices.Clone(a.Groups), groups...) }

// Leave takes a out of groups.
func (a *Account) Leave(groups ...GroupID) {
	a.Groups = slices.DeleteFunc(slices.Clone(a.Groups), func(g GroupID) bool { return slices.Contains(groups, g) })
}

// validateGroups sorts them, each once.
func (a *Account) validateGroups() error {
	sorted := slices.Compact(slices.Sorted(slices.Values(a.Groups)))
	if a.Groups = sorted; len(sorted) > MostIn {
		return ErrInTooManyGroups
	}
	return nil
}

// Refusals of groups.
var (
	ErrGroupUnknown    = conference.Refuse(conference.NotFound, "group_unknown", "There is no such group.")
	ErrGroupInvalid    = field(conference.Invalid, "groups", "group_unknown", "There is no such group.")
	ErrGroupTaken      = field(conference.Conflict, "name", "group_taken", "There is a group of this name already.")
	ErrInTooManyGroups = field(conference.Invalid, "groups", "in_groups_many", "A person can be in at most 20 groups.")
	ErrTooManyGroups   = conference.Refuse(conference.Conflict, "too_many_groups", "There are too many groups. Remove one first.")
)
