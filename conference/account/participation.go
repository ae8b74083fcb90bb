package account

import (
	"errors"
	"slices"
	"time"

	"veche/conference"
	"veche/conference/access"
)

// ParticipationPolicy is the access policy of the server (D6): with it, only those accounts
// take part in conferences that have permission.
type ParticipationPolicy struct {
	Required bool `json:"required"`
	// MayProlong: whose permission is temporary may prolong it by a day.
	MayProlong bool `json:"prolong"`
	// Shown: people see their own permission in the cabinet; they are told on a refusal
	// in any case.
	Shown bool `json:"shown"`
	// Initial is what new accounts get; InitialDays, with access.Temporary, for how long.
	Initial     access.Permission `json:"initial"`
	InitialDays int               `json:"initialDays"`
}

// DefaultParticipation is the policy of a new server: nobody needs permission.
func DefaultParticipation() ParticipationPolicy {
	return ParticipationPolicy{MayProlong: true, Shown: true, Initial: access.Permanent, InitialDays: 14}
}

// Of is what an account made now gets.
func (p ParticipationPolicy) Of(now time.Time) access.Participation {
	if p.Initial == access.Temporary {
		return access.Participation{Kind: access.Temporary, Until: now.UTC().Truncate(time.Second).AddDate(0, 0, p.InitialDays)}
	}
	return access.Participation{Kind: p.Initial}
}

func (p ParticipationPolicy) validate() error {
	if !slices.Contains(access.Permissions, p.Initial) {
		return field(conference.Invalid, "participation.initial", "permission_invalid", "There is no such permission to take part.")
	}
	return nil
}

// furthestParticipation: what is later is permanent, and was mistyped.
var furthestParticipation = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)

// ValidParticipation tidies p and reports what is wrong with it.
func ValidParticipation(p *access.Participation) error {
	if p.Kind == "" {
		p.Kind = access.Permanent
	}
	switch {
	case !slices.Contains(access.Permissions, p.Kind):
		return field(conference.Invalid, "participation.kind", "permission_invalid", "There is no such permission to take part.")
	case p.Kind != access.Temporary:
		p.Until = time.Time{}
	case p.Until.Year() < 2000 || p.Until.After(furthestParticipation):
		return field(conference.Invalid, "participation.until", "until_invalid", "Say until when, by a date and a time.")
	}
	p.Until = p.Until.UTC().Truncate(time.Second)
	return nil
}

// Refusals of prolonging.
var (
	ErrNoProlonging = conference.Refuse(conference.Conflict, "prolonging_off", "This server does not let people prolong their permission.")
	ErrNotTemporary = conference.Refuse(conference.Conflict, "participation_not_temporary",
		"Your permission to take part has no end that could be prolonged.")
	ErrProlonged = conference.Refuse(conference.Conflict, "participation_prolonged",
		"It can be prolonged again when less than 23 hours of it are left.")
)

// Prolong gives a what its holder may give himself; see [access.Participation.Prolonged].
func (p ParticipationPolicy) Prolong(a *Account, now time.Time) error {
	if !p.Required || !p.MayProlong {
		return ErrNoProlonging
	}
	longer, err := a.Participation.Prolonged(now)
	switch {
	case errors.Is(err, access.ErrNotTemporary):
		return ErrNotTemporary
	case err != nil:
		return ErrProlonged
	}
	a.Participation = longer
	return nil
}

// Standing is how far a permission goes at a moment, to find people by it.
type Standing string

const (
	StandingPermanent Standing = "permanent"
	StandingTemporary Standing = "until"
	StandingOver      Standing = "over" // was temporary
	StandingNone      Standing = "none"
)

// Standings lists them.
var Standings = []Standing{StandingPermanent, StandingTemporary, StandingOver, StandingNone}

// StandingOf is that of p.
func StandingOf(p access.Participation, now time.Time) Standing {
	switch {
	case p.Kind == access.Temporary && !p.Allows(now):
		return StandingOver
	case p.Kind == access.Temporary:
		return StandingTemporary
	case p.Allows(now):
		return StandingPermanent
	}
	return StandingNone
}
