package access

import (
	"errors"
	"time"
)

// Participation is the permission of an account of this server to take part in
// conferences (D6). It counts only where the server asks for it, and only for accounts:
// guests, terminals of nobody and cameras have none and need none. The zero value is
// the permanent one, which accounts from before the policy have.
type Participation struct {
	Kind  Permission `json:"kind"`
	Until time.Time  `json:"until,omitzero"` // of a temporary one; it is over at this moment
}

// Permission is for how long a Participation is given.
type Permission string

const (
	Permanent Permission = "permanent"
	Temporary Permission = "until" // until a moment
	Never     Permission = "none"
)

// Permissions lists the choices in the order in which they are shown.
var Permissions = []Permission{Permanent, Temporary, Never}

// Allows tells whether whoever has p may take part now. A kind that does not exist
// allows nothing: a slip must not open the door.
func (p Participation) Allows(now time.Time) bool {
	switch p.Kind {
	case "", Permanent:
		return true
	case Temporary:
		return now.Before(p.Until)
	}
	return false
}

// Prolongation is by how much the holder of a temporary permission may prolong it (D6).
const Prolongation = 24 * time.Hour

// prolongedLeast is what prolonging must bring: who presses again at once gets nothing.
const prolongedLeast = time.Hour

// Errors of Prolonged.
var (
	ErrNotTemporary = errors.New("only a temporary permission to take part can be prolonged")
	ErrProlonged    = errors.New("it can be prolonged when less than 23 hours of it are left")
)

// Prolonged is p with [Prolongation] added to its end, or to now if it is over. It never
// ends later than a day from now, however often it is asked for: so that nobody presses
// a temporary permission to years, and who was given a later date keeps it.
func (p Participation) Prolonged(now time.Time) (Participation, error) {
	if p.Kind != Temporary {
		return p, ErrNotTemporary
	}
	most := now.Add(Prolongation)
	if most.Sub(p.Until) < prolongedLeast {
		return p, ErrProlonged
	}
	end := p.Until
	if end.Before(now) {
		end = now
	}
	if end = end.Add(Prolongation); end.After(most) {
		end = most
	}
	return Participation{Temporary, end.UTC().Truncate(time.Second)}, nil
}

// Bans tells whether a may come into no conference of this server at all (D6). Such an
// arrival is no guess: it learns nothing of the number or the PIN it gave.
func (r Rules) Bans(a Arrival, now time.Time) bool {
	return r.ParticipationAsked && a.Account && !a.Participation.Allows(now) && !a.keepsSeat(now)
}
