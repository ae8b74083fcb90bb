package conference

import "context"

// PersonCall is a call from outside to a person of this server: his pages and phones
// ring, and who accepts meets the caller in a conference of their own (F7).
type PersonCall struct {
	Conference *Conference
	CID        CID
	Ring       string // its ID
	done       <-chan RingState
}

// Done gets the one state in which the ring ends.
func (p *PersonCall) Done() <-chan RingState { return p.done }

// CallPerson makes a conference for who and somebody called from, and rings who. The
// refusal is Unavailable with code "unreachable" when he has neither page nor
// phone, Denied with "called_no_participation" when he may not take part (D6).
func (d *Directory) CallPerson(ctx context.Context, who Person, from string) (*PersonCall, error) {
	if err := d.mayBeCalled(&who); err != nil {
		return nil, err
	}
	if !d.Reachable(who.Login) {
		return nil, Refuse(Unavailable, "unreachable", "This person has no page and no phone that could ring.")
	}
	def, err := d.Create(ctx, who, Definition{Name: from, Instant: true, Call: true, JoinUninvited: true})
	if err != nil {
		return nil, err
	}
	c, err := d.Start(ctx, def.ID)
	if err != nil {
		return nil, err
	}
	done := make(chan RingState, 1)
	call := &PersonCall{Conference: c, CID: def.CID, done: done}
	err = c.do(ctx, func(s *state) error {
		r := s.newRing(who)
		r.From.Name, call.Ring = from, r.ID
		s.awaited[r.ID] = done
		s.added[who.Login] = true
		s.beginRing(r)
		return nil
	})
	return call, err
}

// Cancel gives up: the caller has hung up.
func (p *PersonCall) Cancel(ctx context.Context) error {
	return p.Conference.do(ctx, func(s *state) error { return s.answerRing(p.Ring, "", RingCancelled) })
}

// tellAwaited tells who waits for a ring that it is over.
func (s *state) tellAwaited(r *Ring) {
	if done := s.awaited[r.ID]; done != nil && r.State != RingRinging {
		done <- r.State // has room for the only one
		delete(s.awaited, r.ID)
	}
}
