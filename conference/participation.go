package conference

import "veche/conference/access"

// This file is the access policy of the server (D6) where no door stands: who may take
// part in no conference starts none, calls nobody, and is not called. The door itself is
// [access.Decide].

// Refusals by it.
var (
	ErrNoParticipation = Refuse(Denied, "no_participation",
		"Your account may not take part in conferences at the moment. Ask the administrator of this server.")
	errCalledMayNot = Refuse(Denied, "called_no_participation",
		"This person may not take part in conferences at the moment.")
)

// takesPart tells whether p may take part in conferences now.
func (d *Directory) takesPart(p *Person) bool {
	rules := access.Rules{ParticipationAsked: d.cfg.ParticipationAsked()}
	return !rules.Bans(access.Arrival{Account: true, Participation: p.Participation}, d.cfg.Now())
}

// MayTakePart says why p may not; nil is nobody of this server, who is not asked.
func (d *Directory) MayTakePart(p *Person) error {
	if p == nil || d.takesPart(p) {
		return nil
	}
	return ErrNoParticipation
}

// mayBeCalled says why p, whom another calls, may not be.
func (d *Directory) mayBeCalled(p *Person) error {
	if d.takesPart(p) {
		return nil
	}
	return errCalledMayNot
}
