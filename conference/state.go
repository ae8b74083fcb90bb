package conference

import (
	"encoding/json"
	"slices"
	"time"

	"veche/conference/access"
	"veche/conference/layout"
)

// state is everything true of a running conference. Only the loop touches it;
// it has no locks and no channels.
type state struct {
	id        ID
	def       Definition
	ownerName string
	urlOf     func(CID) string
	now       func() time.Time
	room      Room
	budget    *access.Guessing
	limit     int  // the server's participant limit
	asks      bool // accounts need permission to take part (D6), as when somebody last came to the door

	planned appointment
	closed  access.Reason // of a conference that does not run: not the time to enter
	led     bool          // somebody who leads has been inside in this run
	admits  bool          // look whether those can enter who waited for him

	run         uint64
	started     time.Time
	emptySince  time.Time
	gate        access.Gate
	mode        Mode
	maxSpeakers int
	layouts     layout.Arrangements
	seatNames   map[layout.Seat]string // of those whom layouts can name
	spotlight   ParticipantID

	members map[ParticipantID]*member
	order   []ParticipantID // in order of joining (I4)

	everyone    []Participant // see everybody
	everyoneSeq uint64

	former  []*member // left or lost in this run; the newest formerKept
	waiting []*waiter
	refused refusals
	guessed bool            // moderators know that the PIN budget is spent
	added   map[string]bool // logins a moderator added in this run (J2)
	demoted map[string]bool // logins that lost the moderator's role in this run
	rings   []*Ring
	awaited map[string]chan<- RingState // by ring: who waits for its end
	ringTo  func(*Ring, Info) bool      // tells the person's open pages; false when there are none
	ringEnd func(*Ring)
	calls   []*call
	outside func() Outside // makes calls; nil, or one that returns nil: nobody does
	chat    []ChatMessage  // of this run, the newest chatKept and chatBytes

	most int // that were ever inside at once in this run

	attendance *attendance // of people of this server; nil: nobody asks

	can       Features   // of the media
	language  string     // of composed pictures
	recording *recording // nil: there is none
	stream    stream
	streamURL func(CID) string // address of the stream; nil, or one that returns "": the server has none

	told told // what everybody knows of the conference itself

	active       ParticipantID // who speaks, held for a while
	activeSince  time.Time
	activeBefore ParticipantID // who spoke before: what the one who speaks sees large

	seq         uint64
	events      []Event
	over        bool
	suspended   bool
	liveChanged bool
	planStale   bool // what is let in may be another
	viewsStale  bool // Views may be others, too
	planVersion uint64
}

const (
	chatKept   = 500
	chatBytes  = 256 << 10
	waitersMax = 1000
)

// emit appends an event and tells everybody who may know it.
func (s *state) emit(typ EventType, data any, may func(*member) bool) {
	e := s.append(typ, data)
	s.tell(&Notice{Kind: NoticeEvent, Event: e, At: e.At}, may)
}

// append numbers an event and leaves it to the archive.
func (s *state) append(typ EventType, data any) *Event {
	raw, err := json.Marshal(data)
	if err != nil {
		panic(err) // events are our own plain data
	}
	s.seq++
	e := Event{Seq: s.seq, At: s.now().UTC(), Run: s.run, Type: typ, Data: raw}
	s.events = append(s.events, e)
	s.liveChanged = true
	return &e
}

// tell delivers n to the connected members that may know it.
func (s *state) tell(n *Notice, may func(*member) bool) {
	for _, id := range s.order {
		if m := s.members[id]; m.page != nil && (may == nil || may(m)) {
			m.page.Deliver(n)
		}
	}
}

func leading(m *member) bool { return m.leads() }

func (s *state) takeEvents() []Event {
	e := s.events
	s.events = nil
	return e
}

// emitChanged tells that m is now as it is.
func (s *state) emitChanged(m *member) {
	s.redrawn(m)
	s.emitParticipant(ParticipantChanged, m)
}

// redrawn notes what hangs on m, who has changed.
func (s *state) redrawn(m *member) {
	s.planStale = true
	s.notice(m)
	if d := m.asDrawn(); d != m.drawn {
		m.drawn, s.viewsStale = d, true
	}
}

// emitMuted tells that none of ms sends any more what off names: one event,
// for with 500 people and an event for each all queues would run over.
func (s *state) emitMuted(ms []*member, off MediaState) {
	switch len(ms) {
	case 0:
		return
	case 1:
		s.emitChanged(ms[0])
		return
	}
	muted := mutedEvent{Participants: make([]ParticipantID, len(ms)), MediaState: off}
	for i, m := range ms {
		s.redrawn(m)
		muted.Participants[i] = m.ID
	}
	is := setOf(muted.Participants)
	e := s.append(ParticipantsMuted, muted)
	s.tell(&Notice{Kind: NoticeEvent, Event: e, At: e.At}, s.seesPeople)
	for _, id := range s.order { // the others are told of those whom they may know of
		v := s.members[id]
		if v.page == nil || s.seesPeople(v) {
			continue
		}
		muted.Participants = slices.DeleteFunc(v.known(), func(id ParticipantID) bool { return !is[id] })
		if len(muted.Participants) > 0 {
			part := *e
			part.Data = marshal(muted)
			v.page.Deliver(&Notice{Kind: NoticeEvent, Event: &part, At: e.At})
		}
	}
}

// mutedEvent is the data of ParticipantsMuted.
type mutedEvent struct {
	Participants []ParticipantID `json:"participants"`
	MediaState
}

// known are those whom v knows of though it may not see the list of people.
func (m *member) known() []ParticipantID {
	ids := []ParticipantID{m.ID}
	add := func(id ParticipantID) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, w := range m.view.Windows {
		add(w.Participant)
	}
	for _, id := range m.view.Hears {
		add(id)
	}
	return ids
}

func (s *state) emitParticipant(typ EventType, m *member) {
	s.emit(typ, struct {
		Participant Participant `json:"participant"`
	}{m.Participant}, s.maySee(m.ID))
}

// maySee tells who may know of participant id: those who may see the list,
// and those who see or hear it anyway.
func (s *state) maySee(id ParticipantID) func(*member) bool {
	return func(v *member) bool {
		return v.ID == id || s.seesPeople(v) || v.view.shows(id)
	}
}

// shows tells whether id stands in a window of v or is heard by name.
func (v *View) shows(id ParticipantID) bool {
	return slices.Contains(v.Hears, id) ||
		slices.ContainsFunc(v.Windows, func(w Window) bool { return w.Participant == id })
}

// told is the part of Info that follows from what participants do.
type told struct{ content, spotlight ParticipantID }

// infoChanged tells everybody of the conference itself.
func (s *state) infoChanged() {
	s.told = told{s.content(), s.spotlight}
	type changed struct {
		Conference Info `json:"conference"`
	}
	// The archive keeps the public side; moderators get the PIN too.
	e := s.append(Changed, changed{s.info(false)})
	s.tell(&Notice{Kind: NoticeEvent, Event: e, At: e.At}, func(m *member) bool { return !m.leads() })
	full := *e
	full.Data, _ = json.Marshal(changed{s.info(true)})
	s.tell(&Notice{Kind: NoticeEvent, Event: &full, At: e.At}, leading)
}

// rules are the access rules as they stand now.
func (s *state) rules() access.Rules {
	r := rulesOf(&s.def, s.limit)
	r.Closed, r.LeaderAway = s.closed, s.leaderAway()
	r.ParticipationAsked = s.asks
	r = s.gate.Apply(r)
	r.Participants = len(s.order)
	for _, m := range s.members {
		if m.Kind == access.KindGuest {
			r.Guests++
		}
	}
	r.RegistrationActive = s.registrationOpen()
	r.PINBudgetSpent = s.budget.ConferenceSpent(string(s.id), s.now())
	return r
}

// rulesOf are the rules of a conference with nobody inside.
func rulesOf(d *Definition, limit int) access.Rules {
	if d.MaxParticipants > 0 && (limit <= 0 || d.MaxParticipants < limit) {
		limit = d.MaxParticipants
	}
	return access.Rules{
		Public: d.Access == Public, PIN: d.PIN, Category: d.WaitingCategory,
		WaitingRoom: d.WaitingRoom, JoinUninvited: d.JoinUninvited,
		GuestLimit: d.GuestLimit, MaxParticipants: limit,
		ListOnly: d.Registration.On, RegistrationActive: d.Registration.On,
	}
}

// tick does what time brings: seats given up, rings not answered, an empty
// conference that ends.
func (s *state) tick() {
	now := s.now()
	for _, id := range slices.Clone(s.order) {
		if m := s.members[id]; m.Link == Reconnecting && now.Sub(m.LostAt) > access.SeatKept {
			s.depart(m, "lost")
		}
	}
	for _, w := range slices.Clone(s.waiting) {
		if w.page == nil && now.Sub(w.LostAt) > access.SeatKept {
			s.dropWaiter(w, "left")
		}
	}
	for _, r := range slices.Clone(s.rings) {
		if r.State == RingRinging && now.After(r.Expires) {
			s.ringState(r, RingNoAnswer)
		}
	}
	s.admits = true
	s.tickCalls(now)
	s.tickRecording(now)
	if s.def.Call && s.leftAlone() {
		s.end()
		return
	}
	s.holdActive()
	s.tickEmpty(now)
	s.tickPlanned(now)
}

// tickEmpty ends a conference that nobody is in any more.
func (s *state) tickEmpty(now time.Time) {
	if !s.deserted() {
		s.emptySince = time.Time{}
		return
	}
	if s.emptySince.IsZero() {
		s.emptySince = now
	}
	if kept := s.emptyFor(); now.Sub(s.emptySince) > kept {
		s.end()
	}
}

// emptyFor is how long it goes on with nobody inside: a call between two that nobody
// is in any more, and to which nobody is being called, is over.
func (s *state) emptyFor() time.Duration {
	ringing := slices.ContainsFunc(s.rings, func(r *Ring) bool { return r.State == RingRinging })
	if s.def.Instant && !ringing {
		return instantEmptyFor
	}
	return emptyFor
}

// end is the real end of the conference for all.
func (s *state) end() { s.endFor("ended") }

// endFor is end; why is what people are told: "ended" or timeOver.
func (s *state) endFor(why string) {
	for _, r := range slices.Clone(s.rings) {
		if r.State == RingRinging {
			s.ringState(r, RingCancelled)
		}
	}
	s.stopCalls()
	s.endStream("ended")
	// Pages hear that it is over, not how one after the other leaves.
	pages := make([]Subscriber, 0, len(s.order))
	for _, id := range s.order {
		if m := s.members[id]; m.page != nil {
			pages, m.page = append(pages, m.page), nil
		}
	}
	for _, w := range slices.Clone(s.waiting) {
		s.dropWaiter(w, "refused")
		w.send(&Notice{Kind: NoticeRefused, Code: why, At: s.now()})
	}
	for _, id := range slices.Clone(s.order) {
		s.depart(s.members[id], "ended")
	}
	over := &Notice{Kind: NoticeRemoved, Code: why, At: s.now()}
	for _, page := range pages {
		page.Deliver(over)
	}
	s.gate.Reset(s.def.WaitingRoom) // J4, K7
	s.append(Ended, struct {
		Began  time.Time `json:"began"`
		Reason string    `json:"reason"`
	}{s.started, why})
	s.over = true
}

// suspend stops without an end: pages are not told, they come back (P5).
func (s *state) suspend() {
	s.suspended, s.over, s.liveChanged = true, true, true
	s.stopCalls()
	s.endStream("ended")
	now := s.now()
	for _, m := range s.members {
		m.page = nil
		m.lose(now)
	}
}

// abort ends after a fault in the loop, without trusting the state, nor those
// it calls: one of them may be the fault.
func (s *state) abort() {
	removed := &Notice{Kind: NoticeRemoved, Code: "ended", At: s.now()}
	for _, m := range s.members {
		if m.page != nil {
			attempt(func() { m.page.Deliver(removed) })
			m.page = nil
		}
	}
	refused := &Notice{Kind: NoticeRefused, Code: "ended", At: s.now()}
	for _, w := range s.waiting {
		attempt(func() { w.send(refused) })
		w.page = nil
	}
	for _, r := range s.rings {
		if r.State == RingRinging {
			attempt(func() { s.ringEnd(r) })
		}
	}
	for _, k := range s.calls {
		attempt(k.stop)
	}
	for _, r := range s.stream.readers {
		attempt(func() { r.listen.Deliver(removed) })
	}
	if !s.over {
		s.append(Ended, struct {
			Began time.Time `json:"began"`
		}{s.started})
	}
	s.over, s.viewsStale = true, false
}

// attempt runs fn whether it panics or not.
func attempt(fn func()) {
	defer func() { _ = recover() }()
	fn()
}

func (s *state) close() {
	if s.room != nil {
		s.room.Close()
	}
}

// lose marks the connection of m as lost; the seat is kept.
func (m *member) lose(now time.Time) {
	m.Link = Reconnecting
	if m.LostAt.IsZero() {
		m.LostAt = now
	}
}

func (w *waiter) send(n *Notice) {
	if w.page != nil {
		w.page.Deliver(n)
	}
}
