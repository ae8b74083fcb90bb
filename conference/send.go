package conference

import "context"

// Send sets what by sends; nil leaves it. It answers with what stands now.
func (c *Conference) Send(ctx context.Context, by ParticipantID, microphone, camera, screen *bool) (MediaState, error) {
	return ask(ctx, c, func(s *state) (MediaState, error) {
		m, err := s.member(by)
		if err != nil {
			return MediaState{}, err
		}
		err = s.send(m, microphone, camera, screen)
		return MediaState{m.Microphone, m.Camera, m.Screen}, err
	})
}

func (s *state) send(m *member, microphone, camera, screen *bool) error {
	p := permissionsOf(&s.def, m)
	on := func(b *bool) bool { return b != nil && *b }
	switch {
	case m.Watches && (on(microphone) || on(camera) || on(screen)): // nobody speaks unseen
		return notPermitted("send while you only watch")
	case on(microphone) && !p.SendAudio, on(camera) && !p.SendVideo, on(screen) && !p.ShareContent:
		return notPermitted("send this")
	}
	if on(screen) && !m.Screen {
		if err := s.takeContent(m); err != nil {
			return err
		}
	}
	before := m.Participant
	set := func(field *bool, to *bool) {
		if to != nil {
			*field = *to
		}
	}
	set(&m.Microphone, microphone)
	set(&m.Camera, camera)
	set(&m.Screen, screen)
	if m.Participant != before {
		s.emitChanged(m)
	}
	return nil
}

// takeContent makes way for the content of m. Somebody else's goes on, unless
// m moderates. In the selectors content is for speakers: in the auto selector
// it makes one of him (F4).
func (s *state) takeContent(m *member) error {
	if other := s.content(); other != "" && other != m.ID && !m.leads() {
		return Refuse(Conflict, "content_busy", "Somebody else is showing content.")
	}
	switch s.mode {
	case AutoSelector:
		m.spoke = s.now()
		s.autoPodium(m)
		if m.Podium != OnPodium {
			return errPodiumFull
		}
	case ManagedSelector:
		if m.Podium != OnPodium {
			return Refuse(Denied, "not_speaker", "Only speakers can show content in this mode.")
		}
	}
	for _, id := range s.order { // also of those who are reconnecting: they would come back with it
		if other := s.members[id]; other.Screen && other != m {
			other.Screen = false
			s.emitChanged(other)
		}
	}
	return nil
}

// content is who shows content, "" if nobody does.
func (s *state) content() ParticipantID {
	for _, id := range s.order {
		if m := s.members[id]; m.Screen && m.Link == Online {
			return id
		}
	}
	return ""
}

// SetDisplay says what by wants to see, and answers with the View.
func (c *Conference) SetDisplay(ctx context.Context, by ParticipantID, d Display) (View, error) {
	if err := d.validate(); err != nil {
		return View{}, err
	}
	return ask(ctx, c, func(s *state) (View, error) {
		m, err := s.member(by)
		if err != nil {
			return View{}, err
		}
		if d.Composed && !s.can.Composed {
			return View{}, errNoComposition
		}
		if s.bound(m) && !d.auto() && d.Only == "" && !d.Watches {
			return View{}, errLayoutForbidden
		}
		if !m.Kind.Terminal() { // room systems show their own picture themselves
			d.Self = d.Self || d.Composed
		}
		if m.display != d {
			m.display, s.viewsStale = d, true
		}
		if m.Watches != d.Watches {
			m.Watches = d.Watches
			if m.Watches {
				m.switchOff(MediaState{true, true, true})
			}
			s.emitChanged(m)
		}
		s.settle()
		return m.view, nil
	})
}
