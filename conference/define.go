package conference

import (
	"context"
	"errors"
)

// define takes up a changed definition while the conference runs. What a
// moderator changed live (mode, layout, waiting room, roles) stays unless the
// owner changed the same setting. What and does, if
// it is given, comes in the same turn and is told with the rest.
func (c *Conference) define(ctx context.Context, after Definition, ownerName string, and func(*state)) error {
	// It is stored: the conference learns of it whether or not somebody waits.
	_, seq, err := askSeq(context.WithoutCancel(ctx), c, func(s *state) (struct{}, error) {
		s.define(after, ownerName, and)
		return struct{}{}, nil
	})
	if errors.Is(err, ErrEnded) {
		return nil
	}
	if err != nil {
		return err
	}
	return c.commit.wait(ctx, seq)
}

func (s *state) define(after Definition, ownerName string, and func(*state)) {
	before := s.def
	if after.Revision < before.Revision { // a later change came first, and holds this one
		if and != nil {
			and(s)
			s.infoChanged()
		}
		return
	}
	s.def, s.ownerName = after, ownerName
	if before.Mode != after.Mode {
		s.mode = after.Mode
	}
	if before.MaxSpeakers != after.MaxSpeakers {
		s.maxSpeakers = after.MaxSpeakers
	}
	if sameLayout(&before.Layout, &after.Layout) {
		s.rearrange(s.layouts) // those on the list may have other names
	} else {
		s.rearrange(after.Layout)
	}
	if before.WaitingRoom != after.WaitingRoom && len(s.waiting) == 0 {
		s.gate.WaitingRoom = after.WaitingRoom
	}
	if before.Mode != after.Mode || before.MaxSpeakers != after.MaxSpeakers {
		s.settlePodium()
	}
	var others, muted []*member // who may more or less than before; who just stops sending
	for _, id := range s.order {
		m := s.members[id]
		could := permissionsOf(&before, m)
		if s.redefine(m, &before) {
			muted = append(muted, m)
		}
		if could != permissionsOf(&s.def, m) {
			others = append(others, m)
		}
	}
	g := s.def.Guests
	s.emitMuted(muted, MediaState{!g.SendAudio, !g.SendVideo, !g.ShareContent})
	s.viewsStale = true
	s.replan()
	s.restream(&before)
	if and != nil {
		and(s)
	}
	s.infoChanged()
	for _, m := range others {
		could, can := permissionsOf(&before, m), permissionsOf(&s.def, m)
		s.tellYou(m, could.SeePeople != can.SeePeople || could.Moderate != can.Moderate || could.ReceiveFiles != can.ReceiveFiles)
	}
}

// redefine gives m what the owner's change means for him. Muted: all of it is
// that he sends less, which is left to be told.
func (s *state) redefine(m *member, before *Definition) (muted bool) {
	was := m.Participant
	m.Owner = m.Login != "" && m.Login == s.def.Owner
	i, _ := s.def.InvitedLogin(m.Login)
	if o, _ := before.InvitedLogin(m.Login); o.Moderator != i.Moderator && !m.Given {
		m.Moderator = i.Moderator
		s.demote(m.Login, false)
	}
	sameRole := m.Participant == was
	s.clamp(m)
	if m.Participant == was {
		return false
	}
	if sameRole && m.guest() && !m.leads() { // a moderator may do more than other guests
		return true
	}
	s.emitChanged(m)
	return false
}

// clamp switches off what m may not send.
func (s *state) clamp(m *member) {
	p := permissionsOf(&s.def, m)
	m.Microphone = m.Microphone && p.SendAudio
	m.Camera = m.Camera && p.SendVideo
	m.Screen = m.Screen && p.ShareContent
}
