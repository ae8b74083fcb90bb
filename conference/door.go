package conference

import (
	"context"
	"errors"
	"net/netip"
	"strings"

	"veche/conference/access"
)

// Door is somebody before a conference: where he stands in the network, and
// what he asks for.
type Door struct {
	CID    string
	Source netip.Addr
}

// Look says what is behind a CID and what would become of who looks: "enter",
// "wait" or "name" (a guest must say a name). Wrong PINs are counted.
func (d *Directory) Look(ctx context.Context, door Door, r JoinRequest) (Info, string, error) {
	def, c, err := d.knock(ctx, door, &r)
	if err != nil {
		return Info{}, "", err
	}
	look := func(s *state) (lookResult, error) {
		m, _ := s.byResume(r.Resume, r.Person)
		a := arrivalOf(&s.def, r.Person != nil && s.added[r.Person.Login], &r, m, s.waiterByResume(r.Resume))
		rules := s.rules()
		rules.PINBudgetSpent = rules.PINBudgetSpent || r.spent
		dec := access.Decide(rules, a, s.now())
		return lookResult{dec, s.info(false).outside()}, nil
	}
	var res lookResult
	if c != nil {
		res, err = ask(ctx, c, look)
	}
	if c == nil || errors.Is(err, ErrEnded) {
		s := d.still(ctx, def)
		res, err = look(s)
		res.info.Running, res.info.Started = false, nil
	}
	if err != nil {
		return Info{}, "", err
	}
	r.judged(res.decision, d.cfg.Now())
	switch res.decision.Outcome {
	case access.Enter, access.Wait:
		entry := string(res.decision.Outcome)
		if r.Person == nil && strings.TrimSpace(r.Name) == "" {
			entry = "name"
		}
		return res.info, entry, nil
	}
	return Info{}, "", refusal(res.decision, &r)
}

type lookResult struct {
	decision access.Decision
	info     Info
}

// still is the state of a conference that is not running, to decide by.
func (d *Directory) still(ctx context.Context, def Definition) *state {
	s := newState(def, d.cfg.Now)
	s.ownerName, s.urlOf, s.budget = d.ownerName(ctx, def.Owner), d.cfg.URL, d.cfg.Guessing
	s.limit = d.cfg.MaxParticipants()
	return s
}

// Join lets somebody in, or into the waiting room, or says why not. The
// conference starts if it is not running; nothing starts for somebody who is
// refused (lesson 28).
func (d *Directory) Join(ctx context.Context, door Door, r JoinRequest) (*Conference, JoinResult, error) {
	def, c, err := d.knock(ctx, door, &r)
	if err != nil {
		return nil, JoinResult{}, err
	}
	for {
		if c == nil {
			dec := access.Decide(d.still(ctx, def).rules(), arrivalOf(&def, false, &r, nil, nil), d.cfg.Now())
			if dec.Outcome == access.AskPIN || dec.Outcome == access.Refuse {
				r.judged(dec, d.cfg.Now())
				return nil, JoinResult{}, refusal(dec, &r)
			}
			if _, err := nameOf(&r); err != nil {
				return nil, JoinResult{}, err
			}
			if c, err = d.open(ctx, def.ID); err != nil {
				return nil, JoinResult{}, err
			}
		}
		res, err := keep(ctx, c, func(s *state) (JoinResult, error) {
			res, dec, err := s.join(r)
			r.judged(dec, s.now())
			return res, err
		})
		if errors.Is(err, ErrEnded) && ctx.Err() == nil {
			<-c.Ended()
			c = nil
			d.forget(def.ID)
			continue
		}
		return c, res, err
	}
}

// forget drops a conference that has ended, if reap has not done so yet.
func (d *Directory) forget(id ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c := d.running[id]; c != nil {
		select {
		case <-c.Ended():
			delete(d.running, id)
		default:
		}
	}
}

// knock finds the conference and judges the PIN, by the one set of budgets of
// the server (P3, lesson 39). The answer for an unknown CID and for a wrong PIN
// is the same.
func (d *Directory) knock(ctx context.Context, door Door, r *JoinRequest) (Definition, *Conference, error) {
	if r.Person == nil && r.Kind == access.KindGuest && !d.cfg.GuestsAllowed() {
		return Definition{}, nil, Refuse(Denied, "guests_not_allowed", "Guests cannot join on this server. Sign in first.")
	}
	def, err := d.cfg.Definitions.Definition(ctx, door.CID)
	found := err == nil
	if !found && KindOf(err) != NotFound {
		return def, nil, err
	}
	now := d.cfg.Now()
	guessed := r.PIN != "" || !found
	if guessed {
		guess := access.Guess{Source: door.Source}
		if r.Person != nil {
			guess.Account = r.Person.Login
		}
		if found {
			guess.Conference = string(def.ID)
		}
		r.attempt = d.cfg.Guessing.Begin(guess, now)
		r.spent = r.attempt.ConferenceSpent
		if r.attempt.Blocked { // who needs no PIN still enters
			r.PIN, r.blocked = "", true
		}
	}
	if !found {
		a := arrivalOf(&Definition{}, false, r, nil, nil)
		a.Owner = false
		return def, nil, refusal(access.Decide(access.Unknown(), a, now), r)
	}
	c, _ := d.Live(def.ID)
	return def, c, nil
}
