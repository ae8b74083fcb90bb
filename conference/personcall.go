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
// refusal is Unavailable with code "unreachable" when he has neither page nor phone.
func (d *Directory) CallPerson(ctx context.Context, who Person, from string) (*PersonCall, error) {
	if !d.Reachable(who.Login) {
		return nil, Refuse(Unavailable, "unreachable", "This person has no page and no phone that could ring.")
	}
	def, err := d.Create(ctx, who, Definition{Name: from, Instant: true, JoinUninvited: true})
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
		r := &Ring{
			ID: newID(12), Login: who.Login, Name: who.Name, State: RingRinging, Expires: s.now().Add(ringsFor).UTC(),
			From: ChatName{Name: from},
		}
		call.Ring = r.ID
		s.added[who.Login] = true
		s.rings = append(s.rings, r)
		s.awaited[r.ID] = done
		outcome := RingRinging
		if !s.ringTo(r, s.info(false).outside()) {
			outcome = RingUnreachable
		}
		s.ringState(r, outcome)
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
