package conference

import (
	"context"
	"errors"
	"net/netip"
	"strings"

	"veche/conference/access"
	"veche/conference/schedule"
)

// Door is somebody before a conference: where he stands in the network, and
// what he asks for.
type Door struct {
	CID    string
	Source netip.Addr
}

// Prospect is what stands behind a CID, and what joining would lead to now.
type Prospect struct {
	Conference Info           `json:"conference"`
	Entry      access.Outcome `json:"entry"`               // Enter, Wait, or Refuse where Reason says why
	NeedsName  bool           `json:"needsName,omitempty"` // a guest, who must give one
	// Registered is the name under which one is registered, who shows an individual link.
	Registered string `json:"registered,omitempty"`
	// ForLeader, with Wait: the others wait until somebody who leads is there, and then
	// enter by themselves (ND5).
	ForLeader bool `json:"forLeader,omitempty"`
	// Reason is ReasonNotBegun or ReasonOver: who will be let in at its time, or would
	// have been, is told of the conference all the same (A10).
	Reason access.Reason `json:"reason,omitempty"`
	// Next is the meeting that is on or comes next, of a scheduled conference.
	Next *schedule.Occurrence `json:"next,omitempty"`
	// Over: it is a scheduled conference, and none comes any more.
	Over bool `json:"over,omitempty"`
}

// Look says what would become of who looks, without his coming in. Wrong PINs
// are counted.
func (d *Directory) Look(ctx context.Context, door Door, r JoinRequest) (Prospect, error) {
	def, c, err := d.knock(ctx, door, &r)
	if err != nil {
		return Prospect{}, err
	}
	look := func(s *state) (Prospect, error) {
		r := r
		_, dec := s.judge(&r)
		return s.prospect(dec, &r)
	}
	var p Prospect
	if c != nil {
		p, err = ask(ctx, c, look)
	}
	if c == nil || errors.Is(err, ErrEnded) {
		p, err = look(d.still(ctx, def))
		p.Conference.Running, p.Conference.Started = false, nil
	}
	if err != nil {
		return Prospect{}, err
	}
	return p, nil
}

// prospect is what somebody is told about whom dec was found; the error is for whom
// nothing is.
func (s *state) prospect(dec access.Decision, r *JoinRequest) (Prospect, error) {
	soon := dec.Reason == access.ReasonNotBegun || dec.Reason == access.ReasonOver
	if dec.Outcome != access.Enter && dec.Outcome != access.Wait && !soon {
		return Prospect{}, refusal(dec, r)
	}
	p := Prospect{
		Conference: s.info(false).outside(), Entry: dec.Outcome, ForLeader: dec.ForLeader, Reason: dec.Reason,
		NeedsName: !soon && r.Person == nil && strings.TrimSpace(r.Name) == "",
	}
	if r.Kind == access.KindRegistered {
		p.Registered = r.Name
	}
	if o, ok := s.def.meeting(s.now()); ok {
		p.Next = &o
	}
	p.Over = s.def.Schedule != nil && p.Next == nil
	return p, nil
}

// still is the state of a conference that is not running, to decide by.
func (d *Directory) still(ctx context.Context, def Definition) *state {
	s := newState(def, d.cfg.Now)
	s.ownerName, s.urlOf, s.budget = d.ownerName(ctx, def.Owner), d.cfg.URL, d.cfg.Guessing
	s.limit, s.asks = d.cfg.MaxParticipants(), d.cfg.ParticipationAsked()
	s.closed = def.closed(d.cfg.Now())
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
	if r.Call != "" { // the conference that called, or none
		if c == nil {
			return nil, JoinResult{}, ErrEnded
		}
		res, err := d.enter(ctx, c, r)
		return c, res, err
	}
	for try := 1; ; try++ {
		if c == nil {
			if c, err = d.openFor(ctx, def, r); err != nil {
				return nil, JoinResult{}, err
			}
		}
		res, err := d.enter(ctx, c, r)
		if errors.Is(err, ErrEnded) && ctx.Err() == nil && try < joinTries {
			c = nil
			continue
		}
		return c, res, err
	}
}

// joinTries: the conference may end just when somebody comes; if it ends again
// and again, it ends because he comes.
const joinTries = 3

// openFor starts the conference for r, unless he is refused.
func (d *Directory) openFor(ctx context.Context, def Definition, r JoinRequest) (*Conference, error) {
	if c, ok := d.Live(def.ID); ok {
		return c, nil
	}
	s := d.still(ctx, def)
	dec := r.decide(s.rules(), arrivalOf(&def, false, &r, nil, nil), d.cfg.Now())
	if dec.Outcome == access.AskPIN || dec.Outcome == access.Refuse {
		return nil, s.refusal(dec, &r)
	}
	if _, err := nameOf(&r); err != nil {
		return nil, err
	}
	return d.open(ctx, def.ID)
}

// enter joins r to c. When the archive did not take it, or nobody waits for the
// answer any more, the seat it may have got is given back.
func (d *Directory) enter(ctx context.Context, c *Conference, r JoinRequest) (JoinResult, error) {
	limit, asks := d.cfg.MaxParticipants(), d.cfg.ParticipationAsked()
	var got bool
	res, err := keep(ctx, c, func(s *state) (JoinResult, error) {
		s.limit, s.asks = limit, asks
		res, err := s.join(r)
		got = err == nil
		return res, err
	})
	if err == nil {
		return res, nil
	}
	switch {
	case !got || r.Page == nil:
	case r.Resume == "": // nobody has the secret by which one returns to a new seat
		c.LeaveBy(ctx, r.Page)
	default:
		c.Lost(ctx, r.Page)
	}
	return JoinResult{}, err
}

// forget drops a conference that has ended, if reap has not done so yet.
func (d *Directory) forget(c *Conference) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.running[c.id] == c {
		delete(d.running, c.id)
	}
}

// prove takes for the PIN what r has shown of it. Whoever shows something wrong has no
// seat to return to, either.
func (r *JoinRequest) prove(pin access.PIN) {
	if r.Knows == nil {
		return
	}
	if right := r.Knows(secretOr(pin)); right && pin != "" {
		r.PIN = pin
		return
	}
	r.PIN = wrongPIN
	if pin != "" {
		r.Resume = ""
	}
}

// wrongPIN is one that none can be.
const wrongPIN access.PIN = "-"

// knock finds the conference. The answer for an unknown CID and for a wrong PIN
// is the same, and both are counted by the one set of budgets of the server
// (P3, lesson 39).
func (d *Directory) knock(ctx context.Context, door Door, r *JoinRequest) (Definition, *Conference, error) {
	r.account = r.Person
	if r.Person == nil && r.Kind == access.KindGuest && !d.cfg.GuestsAllowed() {
		return Definition{}, nil, Refuse(Denied, "guests_not_allowed", "Guests cannot join on this server. Sign in first.")
	}
	def, err := d.cfg.Definitions.Definition(ctx, door.CID)
	if err != nil && KindOf(err) != NotFound {
		return def, nil, err
	}
	if r.Call != "" { // there is nothing to guess
		if err != nil {
			return def, nil, err
		}
		c, err := d.opened(ctx, def.ID) // cameras answer while the conference is still being started
		return def, c, err
	}
	r.guessing, r.guess = d.cfg.Guessing, access.Guess{Source: door.Source, Number: door.CID}
	if r.Person != nil {
		r.guess.Account = r.Person.Login
	}
	r.prove(def.PIN)
	if err != nil {
		a := arrivalOf(&Definition{}, false, r, nil, nil)
		a.Owner = false
		rules := access.Unknown()
		rules.ParticipationAsked = d.cfg.ParticipationAsked()
		return def, nil, refusal(r.decide(rules, a, d.cfg.Now()), r)
	}
	r.guess.Conference = string(def.ID)
	if err := d.recognise(ctx, &def, r); err != nil {
		return def, nil, err
	}
	c, _ := d.Live(def.ID)
	return def, c, nil
}
