package conference

import (
	"context"
)

// Actor is who gives a command: somebody inside, or a person from outside (the
// owner's cabinet, an administrator's API key).
type Actor struct {
	Participant ParticipantID
	Person      *Person
}

var errNotModerator = Refuse(Denied, "not_moderator", "Only a moderator can do this.")

// moderates tells whether by may give a moderator's commands (E11, I2).
func (s *state) moderates(by Actor) error {
	if m := s.members[by.Participant]; m != nil && m.leads() {
		return nil
	}
	p := by.Person
	if p == nil {
		return errNotModerator
	}
	if p.Admin || p.Login == s.def.Owner {
		return nil
	}
	for _, m := range s.members { // moderators and operators: while they are inside (I2)
		if m.Login == p.Login && m.leads() {
			return nil
		}
	}
	return errNotModerator
}

// Moderates tells whether by may give a moderator's commands, for those who have
// something to look up first.
func (c *Conference) Moderates(ctx context.Context, by Actor) error {
	_, err := ask(ctx, c, func(s *state) (struct{}, error) { return struct{}{}, s.moderates(by) })
	return err
}

// member returns the one called id.
func (s *state) member(id ParticipantID) (*member, error) {
	if m := s.members[id]; m != nil {
		return m, nil
	}
	return nil, &Error{NotFound, "no_participant", "This person is not in the conference.", "participant"}
}

// moderate is a moderator's command about one participant.
func (c *Conference) moderate(ctx context.Context, by Actor, id ParticipantID, fn func(*state, *member) error) error {
	return c.do(ctx, func(s *state) error {
		if err := s.moderates(by); err != nil {
			return err
		}
		m, err := s.member(id)
		if err != nil {
			return err
		}
		return fn(s, m)
	})
}

// Mute switches off what the participants send; no ids mean everybody but
// moderators. Nobody is switched on from outside.
func (c *Conference) Mute(ctx context.Context, by Actor, ids []ParticipantID, what MediaState) error {
	return c.do(ctx, func(s *state) error {
		if err := s.moderates(by); err != nil {
			return err
		}
		s.mute(ids, what)
		return nil
	})
}

func (s *state) mute(ids []ParticipantID, what MediaState) {
	var muted []*member
	named := setOf(ids)
	for _, id := range s.order {
		m := s.members[id]
		if len(ids) > 0 && !named[id] || len(ids) == 0 && m.leads() {
			continue
		}
		if m.switchOff(what) {
			muted = append(muted, m)
		}
	}
	s.emitMuted(muted, what)
}

// setOf is what a list names: with 500 people it is not searched for each.
func setOf(ids []ParticipantID) map[ParticipantID]bool {
	set := make(map[ParticipantID]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// switchOff stops what m sends, and tells whether there was anything to stop.
func (m *member) switchOff(what MediaState) bool {
	before := m.Participant
	m.Microphone = m.Microphone && !what.Microphone
	m.Camera = m.Camera && !what.Camera
	m.Screen = m.Screen && !what.Screen
	return m.Participant != before
}

// AskMedia asks a participant to switch on the microphone or the camera, and
// switches on those of a camera.
func (c *Conference) AskMedia(ctx context.Context, by Actor, id ParticipantID, what string) error {
	if what != "microphone" && what != "camera" {
		return &Error{Invalid, "invalid", "Ask for the microphone or the camera.", "what"}
	}
	return c.moderate(ctx, by, id, func(s *state, m *member) error {
		if m.isCamera() { // nobody is there to be asked
			if m.switchOn(MediaState{Microphone: what == "microphone", Camera: what == "camera"}) {
				s.emitChanged(m)
			}
			return nil
		}
		if m.page != nil {
			m.page.Deliver(&Notice{Kind: NoticeAsked, What: what, By: by.Participant, At: s.now()})
		}
		return nil
	})
}

// Remove takes participants out. The owner and operators stay (lesson 38).
func (c *Conference) Remove(ctx context.Context, by Actor, ids []ParticipantID) error {
	return c.do(ctx, func(s *state) error {
		if err := s.moderates(by); err != nil {
			return err
		}
		for _, id := range ids {
			m, err := s.member(id)
			if err != nil {
				return err
			}
			if m.Owner || m.Operator {
				return Refuse(Denied, "owner_stays", "The owner and operators cannot be removed.")
			}
		}
		for _, id := range ids {
			if m := s.members[id]; m != nil {
				s.takeOut(m)
			}
		}
		return nil
	})
}

// takeOut removes m and tells it.
func (s *state) takeOut(m *member) {
	page := m.page
	delete(s.added, m.Login)
	s.depart(m, "removed")
	if page != nil {
		page.Deliver(&Notice{Kind: NoticeRemoved, Code: "removed", At: s.now()})
	}
}

// SetModerator gives or takes the moderator's role for this run. Owner and
// operators keep theirs (E10).
func (c *Conference) SetModerator(ctx context.Context, by Actor, id ParticipantID, on bool) error {
	return c.ChangeParticipant(ctx, by, id, ParticipantChange{Moderator: &on})
}

// ParticipantChange is what one command of a moderator changes of a participant.
// What is nil or empty stays as it is. Either all of it is done or nothing.
type ParticipantChange struct {
	Off       MediaState // what is switched off
	On        MediaState // what is switched on, of cameras; nobody else is from outside
	Name      *string    // in this conference
	Moderator *bool
	Podium    string // as in [Conference.PodiumOf]
	Gain      *int   // of the microphone, in dB; see [GainStep]
}

// ChangeParticipant carries out ch for a moderator.
func (c *Conference) ChangeParticipant(ctx context.Context, by Actor, id ParticipantID, ch ParticipantChange) error {
	var name string
	if ch.Name != nil {
		var err error
		if name, err = cleanName(*ch.Name); err != nil {
			return err
		}
	}
	if ch.Gain != nil && !validGain(*ch.Gain) {
		return &Error{Invalid, "invalid", "The sensitivity is from -12 to 12 dB, in steps of 3.", "gain"}
	}
	return c.moderate(ctx, by, id, func(s *state, m *member) error {
		if ch.Moderator != nil && !*ch.Moderator && (m.Owner || m.Operator) {
			return Refuse(Denied, "owner_stays", "The owner and operators always moderate.")
		}
		if ch.Moderator != nil && *ch.Moderator && m.isCamera() {
			return errCameraLeads
		}
		if err := m.bySelf(ch.On); err != nil {
			return err
		}
		if ch.Podium != "" { // the last that can be refused
			if err := s.podiumOf(by, m, ch.Podium); err != nil {
				return err
			}
		}
		changed := m.switchOff(ch.Off)
		changed = m.switchOn(ch.On) || changed
		if name != "" && name != m.Name {
			m.Name, changed = name, true
		}
		if ch.Gain != nil && *ch.Gain != m.Gain {
			m.Gain, changed = *ch.Gain, true
		}
		if ch.Moderator == nil || m.Moderator == *ch.Moderator {
			if changed {
				s.emitChanged(m)
			}
			return nil
		}
		m.Moderator, m.Given = *ch.Moderator, *ch.Moderator
		s.demote(m.Login, !*ch.Moderator)
		s.emitChanged(m)
		s.tellYou(m, true)
		return nil
	})
}

// demote notes who lost the role in this run: coming in anew, by the invited
// list, does not bring it back (lesson 38).
func (s *state) demote(login string, on bool) {
	switch {
	case login == "":
	case on:
		s.demoted[login] = true
	default:
		delete(s.demoted, login)
	}
	s.liveChanged = true
}

// tellYou tells m of its own role and permissions, and everything again if it
// sees more or less now: who moderates sees more than others.
func (s *state) tellYou(m *member, sees bool) {
	if m.page == nil {
		return
	}
	you := s.you(m)
	m.page.Deliver(&Notice{Kind: NoticeYou, You: &you, At: s.now()})
	if sees {
		m.page.Deliver(&Notice{Kind: NoticeSnapshot, Snapshot: s.snapshot(m), At: s.now()})
	}
}

// Rename gives a participant another name in this conference: a moderator to
// anybody, a guest to himself.
func (c *Conference) Rename(ctx context.Context, by Actor, id ParticipantID, name string) error {
	name, err := cleanName(name)
	if err != nil {
		return err
	}
	return c.do(ctx, func(s *state) error {
		m, err := s.member(id)
		if err != nil {
			return err
		}
		if self := by.Participant == id && m.Login == ""; !self {
			if err := s.moderates(by); err != nil {
				return err
			}
		}
		m.Name = name
		s.emitChanged(m)
		return nil
	})
}

// Answer lets a participant of a lesson be seen and heard by all (F8).
func (c *Conference) Answer(ctx context.Context, by Actor, id ParticipantID, allow bool) error {
	return c.moderate(ctx, by, id, func(s *state, m *member) error {
		if s.mode != VideoLesson {
			return Refuse(Conflict, "not_lesson", "This is for a video lesson.")
		}
		m.MayAnswer = allow
		if allow {
			m.Hand = nil
		}
		s.emitChanged(m)
		return nil
	})
}
