package conference

import (
	"context"
	"errors"

	"veche/conference/access"
	"veche/conference/dial"
)

// This file is what comes of calls: who answers, who is called at the start, and
// what is sent to them.

// answers finds the call that r answers. The target that answers again, after
// its line was lost, returns to its seat.
func (s *state) answers(r *JoinRequest) error {
	k, err := s.callUnderWay(r.Call)
	if err != nil {
		return err
	}
	if k.State == CallAnswered { // a second answer to one attempt
		return errCallOver
	}
	r.call, r.came = k, k.ID
	if r.Name == "" {
		r.Name = k.Name
	}
	return nil
}

// answered notes that who is inside, or waits, by k.
func (s *state) answered(k *call, who ParticipantID) {
	if k == nil {
		return
	}
	k.handle, k.Participant = nil, who
	s.callState(k, CallAnswered)
}

// seatOf is the seat that who answers k had before its line was lost, nil for none.
func (s *state) seatOf(k *call) *member {
	for _, id := range s.order {
		if m := s.members[id]; m.Call == k.ID && m.Link == Reconnecting {
			return m
		}
	}
	return nil
}

// placeOf is the same in the waiting room.
func (s *state) placeOf(k *call) *waiter {
	for _, w := range s.waiting {
		if w.Call == k.ID && w.page == nil {
			return w
		}
	}
	return nil
}

// orderInvited puts the devices of the invited list (G7) among the calls, to be
// made at the start; refused says why none of them is.
func (s *state) orderInvited(policy CallPolicy, refused *CallReason) {
	for _, i := range s.def.Invited {
		if i.Dial == "" {
			continue
		}
		t, err := dial.Parse(i.Dial, dial.Options{})
		if err != nil || !calledOutside(t.Kind) {
			continue // the list was checked when it was stored
		}
		k, err := s.orderCall(t, i.Name)
		if err != nil || k.State != callOrdered {
			continue // twice on the list, or too many
		}
		if why := s.refusalOf(t, policy, refused); why != nil {
			k.Reason, k.State, k.Since = why, CallFailed, s.now().UTC()
		}
	}
}

// refusalOf says why t is not dialled at the start; nil: it is.
func (s *state) refusalOf(t dial.Target, policy CallPolicy, refused *CallReason) *CallReason {
	if refused != nil {
		return refused
	}
	err := callable(s.outside(), policy, t)
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*Error](err); ok && CallProblems[e.Code] != "" {
		return reasonOf(e.Code, "")
	}
	return reasonOf("not_available", err.Error())
}

// SetHold tells that the far end has put us on hold, or is back (lesson 20).
func (c *Conference) SetHold(ctx context.Context, id ParticipantID, held bool) error {
	_, err := ask(ctx, c, func(s *state) (struct{}, error) {
		m, err := s.member(id)
		if err == nil && m.Hold != held {
			m.Hold = held
			s.emitChanged(m)
		}
		return struct{}{}, err
	})
	return err
}

// SendDigits has the keys of a telephone sent to a terminal (C21), for its own
// menus. They go to this one and to nobody else (lesson 26), and are not
// archived: a PIN may be among them.
func (c *Conference) SendDigits(ctx context.Context, by Actor, id ParticipantID, digits dial.PostDial) error {
	if digits == "" || !digits.Valid() {
		return &Error{Invalid, "digits_invalid", "Only 0-9, *, #, A-D and pauses can be sent.", "digits"}
	}
	return c.moderate(ctx, by, id, func(s *state, m *member) error {
		if m.Kind != access.KindSIP && m.Kind != access.KindH323 {
			return Refuse(Conflict, "no_keys", "Only telephones and room systems take digits.")
		}
		if m.page != nil {
			m.page.Deliver(&Notice{Kind: NoticeDigits, Digits: digits, By: by.Participant, At: s.now()})
		}
		return nil
	})
}
