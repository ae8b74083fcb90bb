package conference

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"veche/conference/access"
)

// JoinRequest is somebody at the door. Everything but Name, PIN, Resume and
// Media comes from the server's own knowledge, never from the client.
type JoinRequest struct {
	Kind   access.Kind
	Person *Person // of a user of this server; nil otherwise
	Name   string  // of a guest, leg or camera: 1 to 100 characters
	PIN    access.PIN
	Resume string // secret of an earlier seat or place in the waiting room
	Media  MediaState
	Page   Subscriber

	spent   bool // the conference's PIN budget is spent (P3)
	blocked bool // this source may not guess now; PIN was not looked at
	attempt access.Attempt
}

// judged gives the price of a guess back unless it was wrong (P3).
func (r *JoinRequest) judged(d access.Decision, now time.Time) {
	if !d.Wrong {
		r.attempt.Right(now)
		r.attempt = access.Attempt{}
	}
}

// JoinResult is what became of it: a Snapshot inside, or a place in the
// waiting room.
type JoinResult struct {
	Entered  *Snapshot
	Waiting  *Waiting
	Resume   string // of the place in the waiting room
	Position int    // in the waiting room, from 1
	Info     Info   // as the one who waits may know it
}

// arrival fills an access.Arrival from what the server knows of r. member and
// waiter are whom the resume secret names, if any.
func arrivalOf(d *Definition, added bool, r *JoinRequest, m *member, w *waiter) access.Arrival {
	a := access.Arrival{Kind: r.Kind, PIN: r.PIN, AddedByModerator: added}
	if p := r.Person; p != nil {
		a.Owner = p.Login == d.Owner
		a.Operator = p.Operator
		if i, ok := d.InvitedLogin(p.Login); ok {
			a.Invited, a.Moderator = true, i.Moderator
		}
	}
	if m != nil {
		a.Resuming, a.LeftAt = true, m.LostAt
		a.Moderator = a.Moderator || m.Given
	}
	if w != nil {
		a.WasWaiting = true
	}
	return a
}

// join admits somebody or says why not.
func (s *state) join(r JoinRequest) (JoinResult, access.Decision, error) {
	m, former := s.byResume(r.Resume, r.Person)
	w := s.waiterByResume(r.Resume)
	login := ""
	if r.Person != nil {
		login = r.Person.Login
	}
	a := arrivalOf(&s.def, login != "" && s.added[login], &r, m, w)
	rules := s.rules()
	rules.PINBudgetSpent = rules.PINBudgetSpent || r.spent
	if m != nil && !former { // the seat itself is already counted
		rules.Participants--
		if m.Kind == access.KindGuest {
			rules.Guests--
		}
	}
	d := access.Decide(rules, a, s.now())
	switch d.Outcome {
	case access.Enter:
		if w != nil {
			s.dropWaiter(w, "admitted")
		}
		if m != nil {
			return s.resume(m, former, r), d, nil
		}
		snap, _, err := s.enter(r, a)
		return JoinResult{Entered: snap}, d, err
	case access.Wait:
		res, err := s.wait(r, a, w)
		return res, d, err
	}
	if d.Outcome == access.Refuse {
		s.append(Refused, struct {
			Name   string        `json:"name"`
			Login  string        `json:"login,omitempty"`
			Kind   access.Kind   `json:"kind"`
			Reason access.Reason `json:"reason"`
		}{r.Name, login, r.Kind, d.Reason})
	}
	return JoinResult{}, d, refusal(d, &r)
}

// enter gives a new seat.
func (s *state) enter(r JoinRequest, a access.Arrival) (*Snapshot, *member, error) {
	name, err := nameOf(&r)
	if err != nil {
		return nil, nil, err
	}
	secret, hash := newSecret()
	m := &member{
		Participant: Participant{
			ID: ParticipantID(newID(12)), Kind: r.Kind, Name: name, Link: Online, Joined: s.now().UTC(),
			Owner: a.Owner, Operator: a.Operator, Moderator: a.Moderator,
			Microphone: r.Media.Microphone && !s.def.MicOff, Camera: r.Media.Camera && !s.def.CameraOff,
		},
		ResumeHash: hash, page: r.Page,
	}
	if p := r.Person; p != nil {
		m.Login, m.Avatar, m.Rights = p.Login, p.Avatar, p.Rights
	}
	perms := permissionsOf(&s.def, m)
	m.Microphone = m.Microphone && perms.SendAudio
	m.Camera = m.Camera && perms.SendVideo
	s.seat(m)
	return s.snapshot(m, secret), m, nil
}

// seat puts m among those inside and tells everybody.
func (s *state) seat(m *member) {
	s.members[m.ID] = m
	s.order = append(s.order, m.ID)
	s.emptySince = time.Time{}
	if s.mode == ManagedSelector && m.leads() && s.speakersOnPodium() < s.maxSpeakers {
		m.Podium = OnPodium // somebody has to open the meeting
	}
	page := m.page
	m.page = nil // the newcomer learns of itself from its Snapshot
	s.emitParticipant(ParticipantJoined, m)
	m.page = page
	s.viewsStale = true
	s.settle()
}

// resume returns to a seat. What is sent can only become less (lesson 11).
func (s *state) resume(m *member, former bool, r JoinRequest) JoinResult {
	if m.page != nil && m.page != r.Page {
		m.page.Deliver(&Notice{Kind: NoticeRemoved, Code: "replaced", At: s.now()})
	}
	m.page, m.Link, m.LostAt = r.Page, Online, time.Time{}
	m.Microphone = m.Microphone && r.Media.Microphone
	m.Camera = m.Camera && r.Media.Camera
	m.Screen = m.Screen && r.Media.Screen
	if p := r.Person; p != nil {
		m.Rights, m.Operator, m.Avatar = p.Rights, p.Operator, p.Avatar
	}
	if former {
		s.former = slices.DeleteFunc(s.former, func(f *member) bool { return f.ID == m.ID })
		m.Joined = s.now().UTC()
		m.Podium = OffPodium
		s.seat(m)
	} else {
		m.page = nil
		s.emitChanged(m)
		m.page = r.Page
		s.settle()
	}
	return JoinResult{Entered: s.snapshot(m, r.Resume)} // the secret stays: an answer can get lost
}

// byResume finds the member or former member whose secret it is. A seat of an
// account needs that account.
func (s *state) byResume(secret string, who *Person) (m *member, former bool) {
	if secret == "" {
		return nil, false
	}
	hash := hashSecret(secret)
	fits := func(m *member) bool {
		return (m.ResumeHash == hash || m.WaitHash == hash) && (m.Login == "" || who != nil && who.Login == m.Login)
	}
	for _, m := range s.members {
		if fits(m) {
			return m, false
		}
	}
	for _, m := range s.former {
		if fits(m) {
			return m, true
		}
	}
	return nil, false
}

// Lost tells that page is gone; the seat or the place is kept for a while.
// A page that was replaced meanwhile changes nothing.
func (c *Conference) Lost(ctx context.Context, page Subscriber) {
	_, _ = ask(ctx, c, func(s *state) (struct{}, error) {
		now := s.now()
		for _, m := range s.members {
			if m.page == page {
				m.page = nil
				m.lose(now)
				s.emitChanged(m)
			}
		}
		for _, w := range s.waiting {
			if w.page == page {
				w.page, w.LostAt = nil, now
			}
		}
		return struct{}{}, nil
	})
}

// Leave gives up the seat or the place in the waiting room.
func (c *Conference) Leave(ctx context.Context, id ParticipantID) error {
	return c.do(ctx, func(s *state) error {
		if m := s.members[id]; m != nil {
			s.depart(m, "left")
			return nil
		}
		if w := s.waiterByID(id); w != nil {
			s.dropWaiter(w, "left")
		}
		return nil
	})
}

// depart takes m out.
func (s *state) depart(m *member, reason string) {
	see := s.maySee(m.ID)
	delete(s.members, m.ID)
	s.order = slices.DeleteFunc(s.order, func(id ParticipantID) bool { return id == m.ID })
	m.page, m.Screen, m.Hand = nil, false, nil
	if m.LostAt.IsZero() {
		m.LostAt = s.now()
	}
	if reason != "removed" && reason != "ended" {
		s.former = append(s.former, m)
		if len(s.former) > formerKept {
			s.former = slices.Delete(s.former, 0, len(s.former)-formerKept)
		}
	}
	if s.spotlight == m.ID {
		s.spotlight = ""
	}
	if s.active == m.ID {
		s.active = ""
	}
	s.viewsStale = true
	s.emit(ParticipantLeft, struct {
		Participant ParticipantID `json:"participant"`
		Name        string        `json:"name"`
		Reason      string        `json:"reason"`
	}{m.ID, m.Name, reason}, see)
}

// nameOf is the name that others see, cleaned of what does not belong there.
func nameOf(r *JoinRequest) (string, error) {
	if r.Person != nil {
		return r.Person.Name, nil
	}
	return cleanName(r.Name)
}

func cleanName(name string) (string, error) {
	name = strings.Join(strings.Fields(strings.Map(func(c rune) rune {
		if c < ' ' || c == utf8.RuneError || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) {
			return ' '
		}
		return c
	}, name)), " ")
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return "", &Error{Invalid, "name_required", "Say your name.", "name"}
	case n > 100:
		return "", &Error{Invalid, "name_long", "A name has at most 100 characters.", "name"}
	}
	return name, nil
}

// refusal is a Decision as an error that a person may read. An unknown
// conference and a wrong PIN must look alike here (P3).
func refusal(d access.Decision, r *JoinRequest) error {
	if d.Outcome == access.AskPIN {
		if r.blocked {
			return Refuse(Slow, "slow_down", "Too many wrong numbers or PINs. Try again in a few minutes.")
		}
		if r.PIN != "" {
			return &Error{Denied, "pin_wrong", "This number or PIN is not right.", "pin"}
		}
		return &Error{Denied, "pin_required", "This conference asks for a PIN.", "pin"}
	}
	switch d.Reason {
	case access.ReasonLocked:
		return Refuse(Locked, "locked", "Entry is closed at the moment.")
	case access.ReasonNotInvited:
		return Refuse(Denied, "not_invited", "This conference is for invited people.")
	case access.ReasonGuestsNotAllowed:
		return Refuse(Denied, "guests_not_allowed", "This conference is for people of this server. Sign in first.")
	case access.ReasonGuestLimit:
		return Refuse(Full, "guest_limit", "No more guests can join.")
	case access.ReasonFull:
		return Refuse(Full, "full", "The conference is full.")
	}
	return Refuse(NotFound, "unknown", "There is no such conference.")
}
