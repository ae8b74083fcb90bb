package conference

import (
	"context"
	"errors"
	"slices"
	"time"

	"veche/conference/access"
)

// wait puts somebody into the waiting room, or back to his place there.
func (s *state) wait(r JoinRequest, c caller) (JoinResult, error) {
	secret, a, w := r.Resume, c.arrival, c.place
	if w == nil {
		var hash string
		secret, hash = newSecret()
		name, err := nameOf(&r)
		if err != nil {
			return JoinResult{}, err
		}
		if len(s.waiting) >= waitersMax {
			return JoinResult{}, Refuse(Full, "full", "Too many people are waiting.")
		}
		w = &waiter{Waiting: Waiting{
			ID: ParticipantID(newID(12)), Kind: r.Kind, Name: name, Since: s.now().UTC(), ForLeader: a.ForLeader,
		}, ResumeHash: hash}
		if p := r.Person; p != nil {
			w.Login, w.Avatar, w.Rights, w.Admin, w.EMail = p.Login, p.Avatar, p.Rights, p.Admin, p.EMail
		}
		if g := r.registered; g != nil {
			w.Registrant = g.ID
			if w.Login == "" {
				w.EMail = g.EMail
			}
		}
		w.Call = r.came
		a.PIN = "" // it was right; it need not be kept
		w.Arrival = a
		s.waiting = append(s.waiting, w)
		s.emit(WaitingAdded, struct {
			Waiting Waiting `json:"waiting"`
		}{w.Waiting}, leading)
	} else if w.page != nil && w.page != r.Page {
		w.page.Deliver(&Notice{Kind: NoticeRemoved, Code: "replaced", At: s.now()})
	}
	if c.another { // what the other device has leads nowhere any more
		secret, w.ResumeHash = newSecret()
	}
	w.page, w.Media, w.LostAt = r.Page, r.Media, time.Time{}
	s.liveChanged = true
	s.answered(r.call, w.ID)
	seen := w.Waiting
	return JoinResult{
		Waiting: &seen, Resume: secret, Position: slices.Index(s.waiting, w) + 1,
		Info: s.info(false).outside(),
	}, nil
}

// waiterByResume finds whose secret it is. A place of an account needs that
// account, for its name and rights go in with it.
func (s *state) waiterByResume(secret string, who *Person) *waiter {
	if secret == "" {
		return nil
	}
	hash := hashSecret(secret)
	for _, w := range s.waiting {
		if w.ResumeHash == hash && who.is(w.Login) {
			return w
		}
	}
	return nil
}

func (s *state) waiterByID(id ParticipantID) *waiter {
	for _, w := range s.waiting {
		if w.ID == id {
			return w
		}
	}
	return nil
}

// dropWaiter takes w out of the waiting room; what becomes of it is reason.
func (s *state) dropWaiter(w *waiter, reason string) {
	s.waiting = slices.DeleteFunc(s.waiting, func(o *waiter) bool { return o == w })
	if reason != "admitted" {
		s.callLeft(w.Call, w.ID, reason)
	}
	s.emit(WaitingRemoved, struct {
		Participant ParticipantID `json:"participant"`
		Reason      string        `json:"reason"`
	}{w.ID, reason}, leading)
}

// admit decides about w again, as added by a moderator: limits still count.
// What it returns tells him, and is called when all who come with him are in.
// Whose permission to take part has run out while he waited is sent away (D6).
func (s *state) admit(w *waiter) (tell func(), err error) {
	a := w.Arrival
	a.AddedByModerator, a.WasWaiting = true, true
	if d := access.Decide(s.rules(), a, s.now()); d.Outcome != access.Enter {
		if d.Reason == access.ReasonParticipation {
			s.refuseWaiting([]*waiter{w}, string(d.Reason))
			return nil, errCalledMayNot
		}
		return nil, refusal(d, &JoinRequest{})
	}
	if tell, err = s.letIn(w, a); err == nil && w.Login != "" {
		s.added[w.Login] = true
	}
	return tell, err
}

// letIn gives w, about whom it has been decided, a seat.
func (s *state) letIn(w *waiter, a access.Arrival) (tell func(), err error) {
	r := JoinRequest{Kind: w.Kind, Name: w.Name, Media: w.Media, came: w.Call}
	if w.Login != "" {
		r.Person = &Person{Login: w.Login, Name: w.Name, Avatar: w.Avatar, EMail: w.EMail, Operator: a.Operator, Admin: w.Admin, Rights: w.Rights}
	}
	if w.Registrant != "" {
		r.registered = &Registered{ID: w.Registrant, Name: w.Name, EMail: w.EMail}
	}
	m, err := s.enter(r, a)
	if err != nil {
		return nil, err
	}
	s.dropWaiter(w, "admitted")
	m.WaitHash = w.ResumeHash
	if k := s.callByID(w.Call); k != nil && k.Participant == w.ID {
		s.answered(k, m.ID)
	}
	if w.page == nil { // his connection is broken just now: the old secret finds the seat
		m.lose(s.now())
		s.emitChanged(m)
		return func() {}, nil
	}
	return func() {
		snap := s.greet(m, w.page)
		w.page.Deliver(&Notice{Kind: NoticeAdmitted, Snapshot: snap, At: s.now()})
	}, nil
}

// admitAtOnce bounds a turn: each who enters makes an event for everybody and a
// Snapshot of everybody.
const admitAtOnce = 20

// admitSome admits the first of those waiting whom ids names, and says whether
// there are more. The first refusal (full, guest limit) ends it.
func (s *state) admitSome(ids []ParticipantID) (more bool, err error) {
	ws := s.waitersOf(ids)
	more = len(ws) > admitAtOnce
	var tell []func()
	for _, w := range ws[:min(len(ws), admitAtOnce)] {
		fn, refused := s.admit(w)
		if errors.Is(refused, errCalledMayNot) && len(ids) != 1 { // he is told, and does not keep the others out
			continue
		}
		if refused != nil {
			more, err = false, refused
			break
		}
		tell = append(tell, fn)
	}
	for _, fn := range tell {
		fn()
	}
	return more, err
}

// Admit lets people in from the waiting room; no ids mean everybody. The
// first refusal (full, guest limit) ends it and is returned.
func (c *Conference) Admit(ctx context.Context, by Actor, ids []ParticipantID) error {
	for {
		more, err := keep(ctx, c, func(s *state) (bool, error) {
			if err := s.moderates(by); err != nil {
				return false, err
			}
			return s.admitSome(ids)
		})
		if err != nil || !more {
			return err
		}
	}
}

// RefuseWaiting sends people in the waiting room away; no ids mean everybody.
func (c *Conference) RefuseWaiting(ctx context.Context, by Actor, ids []ParticipantID) error {
	for {
		more, err := keep(ctx, c, func(s *state) (bool, error) {
			if err := s.moderates(by); err != nil {
				return false, err
			}
			ws := s.waitersOf(ids)
			s.refuseWaiting(ws[:min(len(ws), refuseAtOnce)], "refused")
			return len(ws) > refuseAtOnce, nil
		})
		if err != nil || !more {
			return err
		}
	}
}

// refuseAtOnce bounds a turn: each makes an event for the moderators.
const refuseAtOnce = 200

// refuseWaiting sends ws away; code is what they are told.
func (s *state) refuseWaiting(ws []*waiter, code string) {
	told := &Notice{Kind: NoticeRefused, Code: code, At: s.now()}
	for _, w := range ws {
		s.dropWaiter(w, "refused")
		w.send(told)
	}
}

func (s *state) waitersOf(ids []ParticipantID) []*waiter {
	var ws []*waiter
	named := setOf(ids)
	for _, w := range s.waiting {
		if len(ids) == 0 || named[w.ID] {
			ws = append(ws, w)
		}
	}
	return ws
}
