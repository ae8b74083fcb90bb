package leg

import (
	"context"

	"veche/conference"
)

// Floor is the right to show content, as the protocol of the call has it (BFCP). Its
// methods do not wait for the far end, and may come when there is nothing to do.
type Floor interface {
	// Grant, Deny and Revoke say what becomes of the far end's wish.
	Grant()
	Deny()
	Revoke()
	// Show takes the floor for others of the conference, Hide gives it back. Content
	// is sent once [FloorState].MayShow holds.
	Show()
	Hide()
}

// FloorState is what has become of the floor.
type FloorState struct {
	Asks    bool // the far end waits for Grant or Deny
	Shows   bool // it has the floor
	MayShow bool // we have it
}

// SetFloor says who controls the content of the call; nil: nobody, then content is only
// shown to the far end, if it takes any.
func (l *Leg) SetFloor(f Floor) {
	l.mu.Lock()
	l.floor, l.floorState = f, FloorState{}
	l.tell()
	l.mu.Unlock()
	l.stir()
}

// FloorChanged tells of the floor that SetFloor has named.
func (l *Leg) FloorChanged(s FloorState) {
	l.mu.Lock()
	l.floorState = s
	l.tell()
	l.mu.Unlock()
	l.stir()
}

// stir has the leg look at the floor, and who shows content, soon. It never blocks.
func (l *Leg) stir() {
	select {
	case l.stirred <- struct{}{}:
	default:
	}
}

// shown is whose content the leg is to see, by a View of this version.
type shown struct {
	version uint64
	who     conference.ParticipantID
}

// seen takes in a View; older ones may come after newer ones.
func (l *Leg) seen(v *conference.View) {
	now := shown{version: v.Version}
	for i := range v.Windows {
		if v.Windows[i].Content {
			now.who = v.Windows[i].Participant
		}
	}
	l.mu.Lock()
	if now.version >= l.shown.version {
		l.shown = now
	}
	l.mu.Unlock()
	l.stir()
}

// sharing is the content of a meeting.
type sharing struct {
	floor Floor
	wants bool // the far end would show
	taken bool // Show was called for content of others
}

// share looks at the floor, and does what has changed.
func (m *meeting) share(ctx context.Context) {
	m.mu.Lock()
	f, state, who := m.floor, m.floorState, m.shown.who
	m.mu.Unlock()
	if f != m.sharing.floor {
		m.sharing.floor, m.sharing.taken = f, false
	}
	if wants := state.Asks || state.Shows; wants != m.sharing.wants {
		m.sharing.wants = wants
		m.decide(ctx, wants)
	}
	m.present(who != "" && who != m.me)
}

// decide asks the conference whether the far end may show, or tells it that it does
// not any more.
func (m *meeting) decide(ctx context.Context, wants bool) {
	now, err := m.conference.Send(ctx, m.me, nil, nil, &wants)
	m.sends.Screen = err == nil && now.Screen
	f := m.sharing.floor
	switch {
	case f == nil || !wants:
	case m.sends.Screen:
		f.Grant()
	default:
		m.log.Info("content was refused", "participant", string(m.me), "error", err)
		f.Deny()
		f.Revoke()
	}
}

// present takes the floor while others show content.
func (m *meeting) present(others bool) {
	if m.sharing.floor == nil || others == m.sharing.taken {
		return
	}
	m.sharing.taken = others
	if others {
		m.sharing.floor.Show()
	} else {
		m.sharing.floor.Hide()
	}
}

// screenOff hears that the far end shows nothing, as the conference has it: a moderator,
// or who took over, has ended it. What is told may be late, so the conference is asked.
func (m *meeting) screenOff(ctx context.Context) {
	if now, err := m.conference.Send(ctx, m.me, nil, nil, nil); err != nil || now.Screen {
		return
	}
	m.sends.Screen = false
	if f := m.sharing.floor; f != nil {
		f.Revoke()
	}
}
