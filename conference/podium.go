package conference

import (
	"context"
	"slices"
	"time"
)

// speakersOnPodium counts those on the podium.
func (s *state) speakersOnPodium() int {
	n := 0
	for _, m := range s.members {
		if m.Podium == OnPodium {
			n++
		}
	}
	return n
}

var (
	errPodiumFull = Refuse(Full, "podium_full", "All places on the podium are taken.")
	errNoPodium   = Refuse(Conflict, "no_podium", "This mode has no podium.")
)

// PodiumSelf is what a participant does for himself: "ask", "withdraw",
// "accept", "decline" or "leave" (F3).
func (c *Conference) PodiumSelf(ctx context.Context, id ParticipantID, action string) error {
	return c.do(ctx, func(s *state) error {
		m, err := s.member(id)
		if err != nil {
			return err
		}
		if !s.mode.Selector() {
			return errNoPodium
		}
		return s.podiumSelf(m, action)
	})
}

func (s *state) podiumSelf(m *member, action string) error {
	was := m.Podium
	var fits bool
	switch action {
	case "ask":
		if fits = was == OffPodium; fits {
			if m.leads() {
				return s.toPodium(m)
			}
			m.Podium = Asking
		}
	case "withdraw":
		if fits = was == Asking; fits {
			m.Podium = OffPodium
		}
	case "accept":
		if fits = was == Called; fits {
			return s.toPodium(m)
		}
	case "decline":
		if fits = was == Called; fits {
			m.Podium = OffPodium
		}
	case "leave":
		if fits = was == OnPodium; fits {
			s.offPodium(m)
			return nil
		}
	default:
		return &Error{Invalid, "invalid", "There is no such action.", "action"}
	}
	if !fits {
		return Refuse(Conflict, "podium_state", "This does not fit your place at the podium.")
	}
	s.emitChanged(m)
	return nil
}

// PodiumOf is what a moderator does for a participant: "approve", "refuse",
// "call", "remove", "pin" or "unpin" (E11).
func (c *Conference) PodiumOf(ctx context.Context, by Actor, id ParticipantID, action string) error {
	return c.moderate(ctx, by, id, func(s *state, m *member) error { return s.podiumOf(by, m, action) })
}

func (s *state) podiumOf(by Actor, m *member, action string) error {
	if !s.mode.Selector() {
		return errNoPodium
	}
	switch action {
	case "approve":
		return s.toPodium(m)
	case "call":
		if m.Podium == OnPodium || m.Podium == Called {
			return nil
		}
		if m.Podium == Asking || m.isCamera() {
			return s.toPodium(m) // both want it
		}
		if s.speakersOnPodium() >= s.maxSpeakers {
			return errPodiumFull
		}
		m.Podium = Called
		if m.page != nil {
			m.page.Deliver(&Notice{Kind: NoticeAsked, What: "podium", By: by.Participant, At: s.now()})
		}
	case "refuse":
		if m.Podium != Asking && m.Podium != Called {
			return nil
		}
		m.Podium = OffPodium
	case "remove":
		s.offPodium(m)
		return nil
	case "pin":
		if err := s.toPodium(m); err != nil {
			return err
		}
		m.Pinned = true
	case "unpin":
		if !m.Pinned {
			return nil
		}
		m.Pinned = false
	default:
		return &Error{Invalid, "invalid", "There is no such action.", "action"}
	}
	s.emitChanged(m)
	return nil
}

// toPodium makes m a speaker, if there is a place.
func (s *state) toPodium(m *member) error {
	if m.Podium == OnPodium {
		return nil
	}
	if s.speakersOnPodium() >= s.maxSpeakers {
		return errPodiumFull
	}
	m.Podium, m.Hand = OnPodium, nil
	s.emitChanged(m)
	return nil
}

// offPodium makes a listener of m; what he shows ends with it.
func (s *state) offPodium(m *member) {
	m.Podium, m.Pinned, m.Screen = OffPodium, false, false
	s.emitChanged(m)
}

// settlePodium makes the podium fit a changed mode or size.
func (s *state) settlePodium() {
	n := 0
	for _, id := range s.order {
		m := s.members[id]
		before := m.Participant
		switch {
		case !s.mode.Selector():
			m.Podium, m.Pinned = OffPodium, false
		case m.Podium == OnPodium:
			if n++; n > s.maxSpeakers {
				m.Podium, m.Pinned = OffPodium, false
			}
		}
		if s.mode != VideoLesson {
			m.MayAnswer = false
		}
		if m.Participant != before {
			s.emitChanged(m)
		}
	}
	if s.mode == ManagedSelector && n == 0 {
		for _, id := range s.order {
			if m := s.members[id]; m.leads() {
				_ = s.toPodium(m) // the podium is empty, so there is a place
				break
			}
		}
	}
	s.settleContent()
}

// settleContent makes a speaker of who shows content in a selector, as if he
// had begun just now; without a place for him the content ends.
func (s *state) settleContent() {
	if !s.mode.Selector() {
		return
	}
	for _, id := range s.order {
		m := s.members[id]
		if m.Screen && s.mode == AutoSelector {
			s.autoPodium(m)
		}
		if m.Screen && m.Podium != OnPodium {
			m.Screen = false
			s.emitChanged(m)
		}
	}
}

// hold of active speakers.
const (
	activeHold = 2 * time.Second // silence before another takes the priority window
	speakLevel = 127 - 55        // -55 dBov: louder than this is talking (F4)
)

// speakers takes a report of the media room.
func (s *state) speakers(now []Speaking) {
	t := s.now()
	heard := now[:0:0]
	for _, sp := range now {
		m := s.members[sp.Participant]
		if m == nil || !m.Microphone {
			continue
		}
		heard = append(heard, sp)
		m.spoke = t
		if s.mode == AutoSelector && m.Podium != OnPodium && sp.Level >= speakLevel {
			s.autoPodium(m)
		}
	}
	s.follow(heard, t)
	stage := slices.DeleteFunc(slices.Clone(heard), func(sp Speaking) bool { return !s.onStage(s.members[sp.Participant]) })
	behind := func(m *member) bool { return s.mode == VideoLesson && m.leads() }
	s.tellSpeakers(stage, t, func(m *member) bool { return !behind(m) })
	s.tellSpeakers(heard, t, behind)
}

// speakersAgain is how long a page goes without hearing what it knows: a report may
// have been dropped from its queue, but each one is a write to every page.
const speakersAgain = 4 * time.Second

// tellSpeakers tells those whom may names and who know of others, or of a silence
// that has ended.
func (s *state) tellSpeakers(now []Speaking, t time.Time, may func(*member) bool) {
	who := make([]ParticipantID, len(now))
	for i := range now {
		who[i] = now[i].Participant
	}
	s.tell(&Notice{Kind: NoticeSpeakers, Speakers: now, At: t}, func(m *member) bool {
		if !may(m) {
			return false
		}
		if slices.Equal(m.hears, who) && (len(who) == 0 || t.Sub(m.heardAt) < speakersAgain) {
			return false
		}
		m.hears, m.heardAt = who, t
		return true
	})
}

// follow keeps the active speaker: the loudest on the stage, who takes over when
// the one before has not been the loudest for a while.
func (s *state) follow(heard []Speaking, t time.Time) {
	for _, sp := range heard {
		if !s.onStage(s.members[sp.Participant]) {
			continue
		}
		switch {
		case sp.Participant == s.active:
			s.activeSince = t
		case s.active == "" || t.Sub(s.activeSince) >= activeHold:
			s.activeBefore = s.active
			s.active, s.activeSince, s.viewsStale = sp.Participant, t, true
		}
		return
	}
}

// holdActive forgets an active speaker who has left the stage.
func (s *state) holdActive() {
	if s.active != "" && s.members[s.active] == nil {
		s.active, s.viewsStale = "", true
	}
}

// autoPodium makes a speaker of m (F4), in place of the one silent longest who
// is neither pinned nor showing content.
func (s *state) autoPodium(m *member) {
	if m.Podium == OnPodium {
		return
	}
	if s.speakersOnPodium() >= s.maxSpeakers {
		var quietest *member
		for _, id := range s.order {
			o := s.members[id]
			if o.Podium != OnPodium || o.Pinned || o.Screen || s.now().Sub(o.spoke) < activeHold {
				continue
			}
			if quietest == nil || o.spoke.Before(quietest.spoke) {
				quietest = o
			}
		}
		if quietest == nil {
			return
		}
		s.offPodium(quietest)
	}
	_ = s.toPodium(m) // a place was just made
}
