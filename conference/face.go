package conference

import (
	"context"
	"errors"

	"veche/conference/access"
)

// Face is what the page of a conference shows to one visitor, also to one who may not
// come in at the moment (A8-A14).
type Face struct {
	Conference Info
	Entry      access.Outcome // Enter or Wait; Refuse: see Why
	Why        string         // code of the refusal
	NeedsName  bool
	Registered *Registered // the visitor is
	// Definition is for the facts that a page tells, and is not to be told as a whole.
	Definition Definition
}

// Face says what r's page may show. The error is that of Look where nothing may be told:
// before the PIN, of a conference that does not exist, and to who is not meant (P3).
func (d *Directory) Face(ctx context.Context, door Door, r JoinRequest) (Face, error) {
	def, c, err := d.knock(ctx, door, &r)
	if err != nil {
		return Face{}, err
	}
	look := func(s *state) (Face, error) {
		r := r
		_, dec := s.judge(&r)
		f := Face{Conference: s.info(false).outside(), Entry: dec.Outcome, Registered: r.registered, Definition: def}
		f.NeedsName = r.Person == nil && r.registered == nil
		if dec.Outcome == access.Enter || dec.Outcome == access.Wait {
			return f, nil
		}
		err := refusal(dec, &r)
		if dec.Outcome == access.AskPIN || untold[dec.Reason] {
			return Face{}, err
		}
		f.Why = CodeOf(err)
		return f, nil
	}
	var f Face
	if c != nil {
		f, err = ask(ctx, c, look)
	}
	if c == nil || errors.Is(err, ErrEnded) {
		f, err = look(d.still(ctx, def))
		f.Conference.Running, f.Conference.Started = false, nil
	}
	return f, err
}

// untold are the refusals of people who are not told what they are refused.
var untold = map[access.Reason]bool{
	access.ReasonNotInvited: true, access.ReasonGuestsNotAllowed: true, access.ReasonUnknown: true,
	access.ReasonParticipation: true,
}
