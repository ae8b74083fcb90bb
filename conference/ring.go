package conference

import (
	"context"
	"slices"
	"time"
)

// RingState is how far a ring has come.
type RingState string

const (
	RingRinging     RingState = "ringing"
	RingAccepted    RingState = "accepted"
	RingDeclined    RingState = "declined"
	RingNoAnswer    RingState = "no_answer"
	RingUnreachable RingState = "unreachable" // no open page
	RingCancelled   RingState = "cancelled"
)

// Ring calls a person of this server into the conference: his open pages ring.
type Ring struct {
	ID      string    `json:"id"`
	Login   string    `json:"login"`
	Name    string    `json:"name"`
	State   RingState `json:"state"`
	From    ChatName  `json:"from"`           // zero: nobody, the time of the meeting has come
	By      string    `json:"by,omitempty"`   // login of who calls; empty: the server, or somebody from outside
	Avatar  string    `json:"-"`              // of who calls
	Busy    bool      `json:"busy,omitempty"` // who is called was in a conference when it began
	Since   time.Time `json:"since"`
	Expires time.Time `json:"expires"`
}

const ringsKept = 100

// Invite rings who (J2: an explicit addition by a moderator).
func (c *Conference) Invite(ctx context.Context, by Actor, who Person) (Ring, error) {
	return keep(ctx, c, func(s *state) (Ring, error) {
		if err := s.moderates(by); err != nil {
			return Ring{}, err
		}
		if s.isHere(who.Login) {
			return Ring{}, Refuse(Conflict, "already_here", "This person is already in the conference.")
		}
		if r := s.ringing(who.Login); r != nil {
			return *r, nil
		}
		s.added[who.Login] = true
		return *s.ring(who, by), nil
	})
}

// newRing is a ring of who that has not begun.
func (s *state) newRing(who Person) *Ring {
	now := s.now().UTC()
	return &Ring{ID: newID(12), Login: who.Login, Name: who.Name, State: RingRinging, Since: now, Expires: now.Add(ringsFor)}
}

// ring makes the open pages of who ring, as called by somebody or by nobody.
func (s *state) ring(who Person, by Actor) *Ring {
	r := s.newRingBy(who, by)
	s.beginRing(r)
	return r
}

// ringInVain notes that who was to be called and could not come (D6): nothing rings.
func (s *state) ringInVain(who Person, by Actor) {
	r := s.newRingBy(who, by)
	s.keepRing(r)
	s.ringState(r, RingUnreachable)
}

// newRingBy is newRing, with who calls.
func (s *state) newRingBy(who Person, by Actor) *Ring {
	r := s.newRing(who)
	if m := s.members[by.Participant]; m != nil {
		r.From, r.By, r.Avatar = ChatName{m.ID, m.Name}, m.Login, m.Avatar
	} else if by.Person != nil {
		r.From, r.By, r.Avatar = ChatName{Name: by.Person.Name}, by.Person.Login, by.Person.Avatar
	}
	return r
}

// keepRing puts r on the list, and old ones off it.
func (s *state) keepRing(r *Ring) {
	s.rings = append(s.rings, r)
	if len(s.rings) > ringsKept {
		s.rings = slices.DeleteFunc(s.rings, func(o *Ring) bool { return o.State != RingRinging })
	}
}

// beginRing lets the pages of who is called ring.
func (s *state) beginRing(r *Ring) {
	s.keepRing(r)
	outcome := RingRinging
	if !s.ringTo(r, s.info(false).outside()) {
		outcome = RingUnreachable
	}
	s.ringState(r, outcome)
}

// isHere tells whether login is inside and connected.
func (s *state) isHere(login string) bool {
	for _, m := range s.members {
		if m.Login == login && m.Link == Online {
			return true
		}
	}
	return false
}

// ringing is the ring under way for login, or nil.
func (s *state) ringing(login string) *Ring {
	for _, r := range s.rings {
		if r.Login == login && r.State == RingRinging {
			return r
		}
	}
	return nil
}

// Uninvite stops a ring.
func (c *Conference) Uninvite(ctx context.Context, by Actor, ring string) error {
	return c.do(ctx, func(s *state) error {
		if err := s.moderates(by); err != nil {
			return err
		}
		return s.answerRing(ring, "", RingCancelled)
	})
}

// AnswerRing is the invited person's answer from one of his pages.
func (c *Conference) AnswerRing(ctx context.Context, ring, login string, accept bool) error {
	if login == "" { // only a moderator answers without being called
		return Refuse(Gone, "ring_over", "This call is over.")
	}
	answer := RingDeclined
	if accept {
		answer = RingAccepted
	}
	return c.do(ctx, func(s *state) error { return s.answerRing(ring, login, answer) })
}

func (s *state) answerRing(id, login string, to RingState) error {
	for _, r := range s.rings {
		if r.ID == id && r.State == RingRinging && (login == "" || login == r.Login) {
			s.ringState(r, to)
			return nil
		}
	}
	return Refuse(Gone, "ring_over", "This call is over.")
}

// ringState changes r and tells moderators, and the other pages that it is over.
func (s *state) ringState(r *Ring, to RingState) {
	r.State = to
	if to != RingRinging {
		s.ringEnd(r)
		s.tellAwaited(r)
	}
	s.emit(RingChanged, struct {
		Ring Ring `json:"ring"`
	}{*r}, leading)
}
