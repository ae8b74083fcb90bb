package conference

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"veche/conference/access"
	"veche/conference/camera"
)

// JoinRequest is somebody at the door. Everything but Name, PIN, Resume and
// Media comes from the server's own knowledge, never from the client.
type JoinRequest struct {
	Kind   access.Kind
	Person *Person // of a user of this server; nil otherwise
	Name   string  // of a guest, leg or camera: 1 to 100 characters
	PIN    access.PIN
	// Knows stands in for PIN where whoever comes has shown that he knows it without
	// saying it, as by a digest; nil: he has shown nothing.
	Knows  func(secret string) bool
	Resume string // secret of an earlier seat or place in the waiting room
	// Registration is the secret of an individual link (A13); whoever has it comes as the
	// one registered.
	Registration string
	Media        MediaState
	Page         Subscriber
	// Call is the attempt that is answered ([CallOrder]). Who was called is not asked
	// for a PIN, and is called what the order says unless Name is given.
	Call CallID

	registered *Registered // who is registered, comes
	account    *Person     // who came, even if he comes in as one registered; nil: nobody of this server

	call     *call            // that is answered, in the turn that found it
	came     CallID           // of the call that brought this one, answered just now or before
	guessing *access.Guessing // nil: nothing to guess
	guess    access.Guess
	blocked  bool // this source may not guess now; PIN was not looked at
}

// decide is access.Decide with the price of a guess, which is given back unless
// it was wrong (P3). Both are done at once, so that many who come at the same
// time, all right, do not stand in each other's budget.
func (r *JoinRequest) decide(rules access.Rules, a access.Arrival, now time.Time) access.Decision {
	if r.guessing == nil || rules.Bans(a, now) {
		return access.Decide(rules, a, now)
	}
	attempt := r.guessing.Begin(r.guess, now)
	if r.blocked = attempt.Blocked; r.blocked {
		a.PIN = "" // who needs none still enters
	}
	rules.PINBudgetSpent = rules.PINBudgetSpent || attempt.ConferenceSpent
	d := access.Decide(rules, a, now)
	switch {
	case d.Outcome == access.AskPIN && a.PIN == "":
		attempt.Asked(now)
	case !d.Wrong:
		attempt.Right(now)
	}
	return d
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
	if r.call != nil { // H8
		a.AddedByModerator, a.DialledAtStart = r.call.admit, !r.call.admit
	}
	if p := r.account; p != nil {
		a.Account, a.Participation = true, p.Participation
	}
	if p := r.Person; p != nil {
		a.Owner = p.Login == d.Owner
		a.Operator = p.Operator
		a.Invited = r.registered != nil // G23: as a planned one
		if i, ok := d.InvitedLogin(p.Login); ok {
			a.Invited, a.Moderator = true, i.Moderator
		}
	}
	if m != nil {
		a.Resuming, a.LeftAt = true, m.LostAt
		a.Moderator = a.Moderator || m.Given
	}
	if w != nil {
		a.WasWaiting, a.ForLeader = true, w.ForLeader
	}
	return a
}

// caller is somebody at the door as the conference knows him.
type caller struct {
	arrival access.Arrival
	seat    *member // whose resume secret it is, or nil
	former  bool    // the seat is no longer kept
	another bool    // seat or place is found by the individual link, from another device
	place   *waiter // in the waiting room, or nil
}

// judge decides about r, and charges wrong guesses.
func (s *state) judge(r *JoinRequest) (caller, access.Decision) {
	var c caller
	c.seat, c.former = s.byResume(r.Resume, r.Person)
	c.place = s.waiterByResume(r.Resume, r.Person)
	if r.call != nil {
		c.seat, c.former, c.place = s.seatOf(r.call), false, s.placeOf(r.call)
	}
	s.onAnotherDevice(&c, r)
	c.arrival = arrivalOf(&s.def, r.Person != nil && s.added[r.Person.Login], r, c.seat, c.place)
	if r.Person != nil && s.demoted[r.Person.Login] {
		c.arrival.Moderator = false
	}
	rules := s.rules()
	switch {
	case c.seat == nil:
	case c.former: // also who left on purpose: only a broken connection keeps the seat (P4)
		if kept := s.now().Add(-access.SeatKept); c.arrival.LeftAt.After(kept) {
			c.arrival.LeftAt = kept.Add(-1)
		}
	default: // the seat itself is already counted
		rules.Participants--
		if c.seat.Kind == access.KindGuest {
			rules.Guests--
		}
	}
	d := r.decide(rules, c.arrival, s.now())
	if d.Wrong {
		s.warnOfGuessing()
	}
	return c, d
}

// warnOfGuessing tells moderators once that so many wrong PINs came that right
// ones lead to the waiting room (P3, lesson 39): a new PIN is one click (K1).
func (s *state) warnOfGuessing() {
	spent := s.budget.ConferenceSpent(string(s.id), s.now())
	if spent && !s.guessed {
		s.emit(PINGuessed, struct {
			Wrong int `json:"wrong"`
		}{s.budget.ConferenceMisses(string(s.id), s.now())}, leading)
	}
	s.guessed = spent
}

// join admits somebody or says why not.
func (s *state) join(r JoinRequest) (JoinResult, error) {
	if r.Call != "" {
		if err := s.answers(&r); err != nil {
			return JoinResult{}, err
		}
	}
	c, d := s.judge(&r)
	switch d.Outcome {
	case access.Enter:
		if c.seat != nil {
			return s.resume(c, r), nil
		}
		m, err := s.enter(r, c.arrival)
		if err != nil {
			return JoinResult{}, err
		}
		if w := c.place; w != nil {
			s.dropWaiter(w, "admitted")
			if w.page != r.Page {
				w.send(&Notice{Kind: NoticeRemoved, Code: "replaced", At: s.now()})
			}
		}
		return JoinResult{Entered: s.greet(m, r.Page)}, nil
	case access.Wait:
		c.arrival.ForLeader = d.ForLeader
		return s.wait(r, c)
	case access.Refuse:
		s.refuse(&r, d.Reason)
	}
	err := s.refusal(d, &r)
	if r.call != nil {
		s.failCall(r.call, reasonOf("refused", err.Error()))
	}
	return JoinResult{}, err
}

// refusals bounds what refused people can write into the archive.
type refusals struct {
	since time.Time
	n     int
}

const refusalsKept = 60 // a minute

func (s *state) refuse(r *JoinRequest, why access.Reason) {
	if now := s.now(); now.Sub(s.refused.since) > time.Minute {
		s.refused = refusals{since: now}
	}
	if s.refused.n++; s.refused.n > refusalsKept {
		return
	}
	name, _ := nameOf(r) // may be missing
	login := ""
	if r.Person != nil {
		login = r.Person.Login
	}
	s.append(Refused, struct {
		Name   string        `json:"name"`
		Login  string        `json:"login,omitempty"`
		Kind   access.Kind   `json:"kind"`
		Reason access.Reason `json:"reason"`
	}{name, login, r.Kind, why})
}

// enter gives a new seat; greet is to follow.
func (s *state) enter(r JoinRequest, a access.Arrival) (*member, error) {
	name, err := nameOf(&r)
	if err != nil {
		return nil, err
	}
	secret, hash := newSecret()
	m := &member{
		Participant: Participant{
			ID: ParticipantID(newID(12)), Kind: r.Kind, Name: name, Link: Online, Joined: s.now().UTC(),
			Owner: a.Owner, Operator: a.Operator, Moderator: a.Moderator,
			Microphone: r.Media.Microphone && !s.def.MicOff,
			Camera:     r.Media.Camera && (!s.def.CameraOff || r.Kind == access.KindRTSP), // G14 is about people
		},
		ResumeHash: hash, secret: secret,
	}
	if p := r.Person; p != nil {
		m.Login, m.Avatar, m.Rights, m.Admin, m.EMail = p.Login, p.Avatar, p.Rights, p.Admin, p.EMail
	}
	if g := r.registered; g != nil {
		m.Registrant = g.ID
		if m.Login == "" {
			m.EMail = g.EMail
		}
	}
	m.Call = r.came
	if k := s.callByID(r.came); k != nil {
		m.CameraID = camera.ID(k.target.Camera)
	}
	m.cameraConnects(s.now())
	s.clamp(m)
	s.seat(m)
	s.answered(r.call, m.ID)
	return m, nil
}

// greet connects page to the seat of m. It learns of itself from the Snapshot;
// until then nothing is delivered to it.
func (s *state) greet(m *member, page Subscriber) *Snapshot {
	s.settle()
	m.page, m.hears = page, nil
	return s.snapshot(m)
}

// seat puts m, whose page is not known yet, among those inside and tells the others.
func (s *state) seat(m *member) {
	s.members[m.ID] = m
	s.order = append(s.order, m.ID)
	s.attendance.add(m.Login, 1)
	s.most = max(s.most, len(s.order))
	s.notice(m)
	if !m.isCamera() {
		s.emptySince = time.Time{}
	}
	if s.mode == ManagedSelector && m.leads() && s.speakersOnPodium() < s.maxSpeakers {
		m.Podium = OnPodium // somebody has to open the meeting
	}
	m.drawn, s.viewsStale = m.asDrawn(), true
	s.emitJoined(m)
}

// resume returns to a seat. What is sent can only become less (lesson 11), and
// so can the role: the owner may have changed it in the meantime.
func (s *state) resume(c caller, r JoinRequest) JoinResult {
	m, former := c.seat, c.former
	if m.page != nil && m.page != r.Page {
		m.page.Deliver(&Notice{Kind: NoticeRemoved, Code: "replaced", At: s.now()})
	}
	m.secret = r.Resume // it stays as it is: an answer can get lost
	if r.call != nil {  // it has none: the call was its way back
		m.secret, m.ResumeHash = newSecret()
		m.Hold = false
		m.cameraConnects(s.now())
		s.answered(r.call, m.ID)
	} else {
		s.takenOver(m)
	}
	m.page, m.Link, m.LostAt, m.SeenAt = nil, Online, time.Time{}, time.Time{}
	m.Microphone = m.Microphone && r.Media.Microphone
	m.Camera = m.Camera && r.Media.Camera
	m.Screen = m.Screen && r.Media.Screen
	if c.another {
		s.moveTo(m, &r)
	}
	if p := r.Person; p != nil && m.Login != "" { // the seat of a guest stays one
		m.Rights, m.Operator, m.Avatar, m.Admin, m.EMail = p.Rights, p.Operator, p.Avatar, p.Admin, p.EMail
		m.Owner, m.Moderator = c.arrival.Owner, m.Moderator && c.arrival.Moderator
	}
	s.clamp(m)
	if former {
		s.former = slices.DeleteFunc(s.former, func(f *member) bool { return f.ID == m.ID })
		m.Joined = s.now().UTC()
		m.Podium, m.Pinned, m.MayAnswer, m.Screen = OffPodium, false, false, false
		s.seat(m)
	} else {
		s.emitChanged(m)
	}
	return JoinResult{Entered: s.greet(m, r.Page)}
}

// byResume finds the member or former member whose secret it is. A seat of an
// account needs that account.
func (s *state) byResume(secret string, who *Person) (m *member, former bool) {
	if secret == "" {
		return nil, false
	}
	hash := hashSecret(secret)
	fits := func(m *member) bool { return m.holds(hash) && who.is(m.Login) }
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

// is tells whether p may use what belongs to login; what belongs to no account
// is for everybody who has the secret.
func (p *Person) is(login string) bool { return login == "" || p != nil && p.Login == login }

// Lost tells that page is gone; the seat or the place is kept for a while.
// A page that was replaced meanwhile changes nothing. It is done even when ctx
// is over, as that of a lost page often is.
func (c *Conference) Lost(ctx context.Context, page Subscriber) {
	_, _ = ask(context.WithoutCancel(ctx), c, func(s *state) (struct{}, error) {
		now := s.now()
		for _, id := range s.order {
			if m := s.members[id]; m.page == page {
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
		s.leave(id, "left")
		return nil
	})
}

// LeaveBy is Leave for a page that may not know who it is, or whose seat may be
// another's meanwhile: then it changes nothing. It is done even when ctx is over.
func (c *Conference) LeaveBy(ctx context.Context, page Subscriber) { c.leaveBy(ctx, page, "left") }

// GiveUp is LeaveBy for a page from which nothing comes any more and that cannot come
// back: it is lost.
func (c *Conference) GiveUp(ctx context.Context, page Subscriber) { c.leaveBy(ctx, page, "lost") }

func (c *Conference) leaveBy(ctx context.Context, page Subscriber, reason string) {
	_, _ = ask(context.WithoutCancel(ctx), c, func(s *state) (struct{}, error) {
		for _, id := range slices.Clone(s.order) {
			if s.members[id].page == page {
				s.leave(id, reason)
			}
		}
		for _, w := range slices.Clone(s.waiting) {
			if w.page == page {
				s.leave(w.ID, reason)
			}
		}
		return struct{}{}, nil
	})
}

func (s *state) leave(id ParticipantID, reason string) {
	if m := s.members[id]; m != nil {
		s.depart(m, reason)
		return
	}
	if w := s.waiterByID(id); w != nil {
		s.dropWaiter(w, "left")
	}
}

// depart takes m out.
func (s *state) depart(m *member, reason string) {
	s.transferLeft(m)
	see := s.maySee(m.ID)
	delete(s.members, m.ID)
	s.attendance.add(m.Login, -1)
	s.order = slices.DeleteFunc(s.order, func(id ParticipantID) bool { return id == m.ID })
	m.page, m.Screen, m.Hand = nil, false, nil
	if m.LostAt.IsZero() {
		m.LostAt = s.now()
	}
	if reason != "removed" && reason != "ended" {
		s.keepFormer(m)
	}
	if s.spotlight == m.ID {
		s.spotlight = ""
	}
	if s.active == m.ID {
		s.active = ""
	}
	s.viewsStale = true
	s.callLeft(m.Call, m.ID, reason)
	s.emitLeft(m, reason, see)
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
		if unicode.IsControl(c) || c == utf8.RuneError || unicode.Is(unicode.Bidi_Control, c) || c == 0x200b || c == 0xfeff {
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

// refusal is a Decision as an error, with what only the conference knows.
func (s *state) refusal(d access.Decision, r *JoinRequest) error {
	if d.Reason == access.ReasonNotBegun {
		if o, ok := s.def.meeting(s.now()); ok {
			return &NotBegun{o.Start}
		}
	}
	return refusal(d, r)
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
	case access.ReasonRegister:
		return Refuse(Denied, "register_first", "Register for this conference first, and come by the link you get.")
	case access.ReasonRegistration:
		return Refuse(Denied, "registration_closed", "Only those who registered can join, and registration is closed.")
	case access.ReasonNotBegun:
		return errNotBegun
	case access.ReasonOver:
		return errOver
	case access.ReasonParticipation:
		return ErrNoParticipation
	case access.ReasonFull:
		return Refuse(Full, "full", "The conference is full.")
	}
	return Refuse(NotFound, "unknown", "There is no such conference.")
}
