package conference

import (
	"context"
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
	was, fits := m.Podium, true
	switch action {
	case "ask":
		if fits = was == OffPodium; fits {
			m.Podium = Asking
			if m.leads() {
				return s.toPodium(m)
			}
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
	return c.moderate(ctx, by, id, func(s *state, m *member) error {
		if !s.mode.Selector() {
			return errNoPodium
		}
		switch action {
		case "approve":
			return s.toPodium(m)
		case "call":
			if m.Podium == OnPodium {
				return nil
			}
			if s.speakersOnPodium() >= s.maxSpeakers {
				return errPodiumFull
			}
			m.Podium = Called
			if m.page != nil {
				m.page.Deliver(&Notice{Kind: NoticeAsked, What: "podium", By: by.Participant, At: s.now()})
			}
		case "refuse":
			if m.Podium == Asking || m.Podium == Called {
				m.Podium = OffPodium
			}
		case "remove":
			s.offPodium(m)
			return nil
		case "pin", "unpin":
			if m.Podium != OnPodium {
				if err := s.toPodium(m); err != nil {
					return err
				}
			}
			m.Pinned = action == "pin"
		default:
			return &Error{Invalid, "invalid", "There is no such action.", "action"}
		}
		s.emitChanged(m)
		return nil
	})
}

// toPodium makes m a speaker, if there is a place.
func (s *state) toPodium(m *member) error {
	if m.Podium == OnPodium {
		return nil
	}
	if s.speakersOnPodium() >= s.maxSpeakers {
		if m.Podium == Asking && m.leads() {
			m.Podium = OffPodium
		}
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
				return
			}
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
	if len(heard) == 0 && s.quiet {
		return
	}
	s.quiet = len(heard) == 0
	s.follow(heard, t)
	s.tell(&Notice{Kind: NoticeSpeakers, Speakers: heard, At: t}, nil)
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
