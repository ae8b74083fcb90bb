package conference

import (
	"context"
	"slices"
	"time"

	"veche/conference/access"
	"veche/conference/layout"
)

// LiveChange is what one command of a moderator changes of a running
// conference. What is nil or empty stays as it is. Either all of it is done or
// nothing.
type LiveChange struct {
	Locked      *bool         // J1
	WaitingRoom *bool         // K6
	Remaining   access.Choice // needed when the waiting room goes off while somebody waits
	PIN         *string       // "" removes it, "new" makes one (K1, K2)
	CID         CID
	Mode        Mode
	MaxSpeakers int            // seats on the podium
	Layout      *layout.Spec   // that viewers get by default; not in the lesson and the auto selector (F6)
	Spotlight   *ParticipantID // the priority window for all; "": nobody
	Ends        *Ending        // the planned end
}

// stored tells whether ch changes the definition, too.
func (ch *LiveChange) stored() bool { return ch.PIN != nil || ch.CID != "" }

// validate finds what is wrong with ch whatever the conference is like.
func (ch *LiveChange) validate() error {
	if ch.Mode != "" && !slices.Contains(Modes, ch.Mode) {
		return errNoMode
	}
	if ch.MaxSpeakers < 0 || ch.MaxSpeakers > layout.MaxWindows {
		return &Error{Invalid, "invalid", "A podium has 1 to 49 places.", "maxSpeakers"}
	}
	if ch.Layout != nil {
		if err := ch.Layout.Validate(); err != nil {
			return &Error{Invalid, "invalid", err.Error(), "layout"}
		}
	}
	return nil
}

var errNoMode = &Error{Invalid, "invalid", "There is no such mode.", "mode"}

// ChangeLive carries out ch for a moderator. PIN and CID go through the store
// first, which may take time and refuse them (a CID that is taken): what ch does
// to the run is checked before, and done in the one turn that learns of them.
// Those who are let in from the waiting room follow in turns of their own.
func (d *Directory) ChangeLive(ctx context.Context, id ID, by Actor, ch LiveChange) error {
	c, ok := d.Live(id)
	if !ok {
		return ErrEnded
	}
	if !ch.stored() {
		return c.change(ctx, by, ch)
	}
	if err := ch.validate(); err != nil {
		return err
	}
	what, err := ask(ctx, c, func(s *state) (access.Choice, error) { return s.checkChange(by, &ch) })
	if err != nil {
		return err
	}
	if _, err := d.changeAnd(ctx, string(id), 0, ch.redefine, func(s *state) { s.set(&ch) }); err != nil {
		return err
	}
	return c.admitRemaining(ctx, by, what)
}

// redefine is the part of ch that is stored.
func (ch *LiveChange) redefine(def *Definition) error {
	switch {
	case ch.PIN == nil:
	case *ch.PIN == "new":
		def.PIN = access.NewPIN()
	default:
		def.PIN = access.PIN(*ch.PIN)
	}
	if ch.CID != "" {
		def.CID = ch.CID
	}
	return nil
}

// change carries out ch, in which nothing is stored.
func (c *Conference) change(ctx context.Context, by Actor, ch LiveChange) error {
	if err := ch.validate(); err != nil {
		return err
	}
	what, err := keep(ctx, c, func(s *state) (access.Choice, error) {
		what, err := s.checkChange(by, &ch)
		if err == nil && s.set(&ch) {
			s.infoChanged()
		}
		return what, err
	})
	if err != nil {
		return err
	}
	return c.admitRemaining(ctx, by, what)
}

// admitRemaining lets those in who waited when the waiting room went off, if
// that was the choice.
func (c *Conference) admitRemaining(ctx context.Context, by Actor, what access.Choice) error {
	if what != access.ChoiceInvite {
		return nil
	}
	return c.Admit(ctx, by, nil)
}

// checkChange tells whether by may do ch as things stand, and what becomes of
// those who wait. It changes nothing.
func (s *state) checkChange(by Actor, ch *LiveChange) (access.Choice, error) {
	if err := s.moderates(by); err != nil {
		return "", err
	}
	mode := s.mode
	if ch.Mode != "" {
		mode = ch.Mode
	}
	if ch.Layout != nil && mode.fixesLayout() {
		return "", Refuse(Conflict, "layout_fixed", "In this mode the layout is fixed.")
	}
	if ch.Spotlight != nil && *ch.Spotlight != "" {
		if _, err := s.member(*ch.Spotlight); err != nil {
			return "", err
		}
	}
	if ch.Ends != nil {
		if err := s.checkEnding(*ch.Ends); err != nil {
			return "", err
		}
	}
	if ch.WaitingRoom == nil {
		return "", nil
	}
	gate := s.gate
	what, err := gate.SetWaitingRoom(*ch.WaitingRoom, len(s.waiting), ch.Remaining)
	if err != nil {
		return "", &Error{Invalid, "choice_needed", "Somebody is waiting: choose to admit or to disconnect.", "remaining"}
	}
	if what == access.ChoiceInvite {
		return what, s.fits(s.waiting)
	}
	return what, nil
}

// fits tells whether all of ws can be admitted.
func (s *state) fits(ws []*waiter) error {
	rules := s.rules()
	for _, w := range ws {
		a := w.Arrival
		a.AddedByModerator, a.WasWaiting = true, true
		d := access.Decide(rules, a, s.now())
		if d.Reason == access.ReasonParticipation { // admit will send him away
			continue
		}
		if d.Outcome != access.Enter {
			return refusal(d, &JoinRequest{})
		}
		rules.Participants++
		if w.Kind == access.KindGuest {
			rules.Guests++
		}
	}
	return nil
}

// fixesLayout tells whether the mode leaves no layout to choose (F6).
func (m Mode) fixesLayout() bool { return m == VideoLesson || m == AutoSelector }

// set does ch, which was found possible, in this turn or in one shortly before,
// and tells whether there is something to tell everybody. What has become impossible meanwhile is as if it had been done just
// before that: a spotlight on somebody who has left is on nobody, and who came
// to wait when the waiting room was to be off waits for a moderator.
func (s *state) set(ch *LiveChange) (changed bool) {
	type setting struct {
		gate        access.Gate
		mode        Mode
		maxSpeakers int
		layout      layout.Spec
		spotlight   ParticipantID
		ends        time.Time
	}
	now := func() setting {
		return setting{s.gate, s.mode, s.maxSpeakers, s.layouts.Spec, s.spotlight, s.planned.EndsAt}
	}
	before := now()
	if ch.Locked != nil {
		s.gate.Locked = *ch.Locked
	}
	if ch.WaitingRoom != nil {
		s.gate.WaitingRoom = *ch.WaitingRoom
		if !*ch.WaitingRoom && ch.Remaining == access.ChoiceDisconnect {
			s.refuseWaiting(slices.Clone(s.waiting), "disconnected")
		}
	}
	if ch.MaxSpeakers > 0 {
		s.maxSpeakers = ch.MaxSpeakers
	}
	if ch.Mode != "" {
		s.mode = ch.Mode
	}
	if ch.Mode != "" || ch.MaxSpeakers > 0 {
		s.settlePodium()
	}
	if ch.Layout != nil && !s.mode.fixesLayout() {
		changed := s.layouts
		changed.Spec = fitting(*ch.Layout, &s.layouts.Arrangement)
		s.rearrange(changed)
	}
	if ch.Spotlight != nil {
		s.spotlight = ""
		if s.members[*ch.Spotlight] != nil {
			s.spotlight = *ch.Spotlight
		}
	}
	if ch.Ends != nil {
		s.setEnding(*ch.Ends)
	}
	changed = now() != before
	s.viewsStale = s.viewsStale || changed
	return changed
}

// Lock closes or opens the entry (J1).
func (c *Conference) Lock(ctx context.Context, by Actor, locked bool) error {
	return c.change(ctx, by, LiveChange{Locked: &locked})
}

// SetWaitingRoom turns the waiting room on or off (K6). choice is needed when
// it goes off while somebody waits.
func (c *Conference) SetWaitingRoom(ctx context.Context, by Actor, on bool, choice access.Choice) error {
	return c.change(ctx, by, LiveChange{WaitingRoom: &on, Remaining: choice})
}

// Spotlight gives a participant the priority window for all; "" takes it away.
func (c *Conference) Spotlight(ctx context.Context, by Actor, id ParticipantID) error {
	return c.change(ctx, by, LiveChange{Spotlight: &id})
}

// SetLayout sets the layout that viewers get by default; not in the lesson and
// the auto selector (F6).
func (c *Conference) SetLayout(ctx context.Context, by Actor, l layout.Spec) error {
	return c.change(ctx, by, LiveChange{Layout: &l})
}

// SetMode changes the mode of this run; maxSpeakers 0 leaves the podium's size.
func (c *Conference) SetMode(ctx context.Context, by Actor, mode Mode, maxSpeakers int) error {
	if mode == "" {
		return errNoMode
	}
	return c.change(ctx, by, LiveChange{Mode: mode, MaxSpeakers: maxSpeakers})
}

// fitting is spec with a window at least for everybody who has one in a.
func fitting(spec layout.Spec, a *layout.Arrangement) layout.Spec {
	switch {
	case a.Placed() && spec.Windows == 0:
		spec.Windows = a.Windows
	case a.Placed():
		spec.Windows = max(spec.Windows, len(a.Seats))
	}
	return spec
}
