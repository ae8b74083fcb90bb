package conference

import (
	"context"
	"time"

	"veche/conference/access"
	"veche/conference/schedule"
)

// appointment is what a run has to do with the schedule; of a virtual room it is zero, and
// so it is when the conference is held after its last meeting. It survives a restart
// of the server (P5).
type appointment struct {
	// Occurrence is the meeting that is held: the one whose time it was when the run
	// began, or the coming one if whoever leads began earlier.
	Occurrence schedule.Occurrence `json:"occurrence,omitzero"`
	EndsAt     time.Time           `json:"endsAt,omitzero"` // zero: nothing ends it but people
	// ByHand: a moderator has set EndsAt; a change of the schedule leaves it.
	ByHand bool      `json:"byHand,omitempty"`
	Warned time.Time `json:"warned,omitzero"` // the EndsAt of which everybody has been warned
	Rang   time.Time `json:"rang,omitzero"`   // the start at which the invited were called
}

// times of a run with a planned end.
const (
	endWarning  = 5 * time.Minute
	furthestEnd = 7 * 24 * time.Hour
	ringsLate   = 15 * time.Minute // nobody is called to a meeting that has been on for longer
)

// timeOver is why a conference has ended whose planned end has come.
const timeOver = "time_over"

// meeting is the meeting of d that is on or comes next; false for a virtual room and
// when all are over.
func (d *Definition) meeting(now time.Time) (schedule.Occurrence, bool) {
	if d.Schedule == nil {
		return schedule.Occurrence{}, false
	}
	return d.Schedule.Next(now)
}

// closed says why a conference that does not run cannot be entered by everybody: it has
// not begun, or is over (G4). Empty: it is a virtual room, or it is the time.
func (d *Definition) closed(now time.Time) access.Reason {
	if d.Schedule == nil {
		return ""
	}
	switch o, ok := d.meeting(now); {
	case !ok:
		return access.ReasonOver
	case o.Start.After(now):
		return access.ReasonNotBegun
	}
	return ""
}

// hold begins the meeting o.
func (s *state) hold(o schedule.Occurrence) {
	s.planned = appointment{Occurrence: o, EndsAt: o.End.UTC(), Rang: s.planned.Rang}
	s.liveChanged = true
}

// replan takes up a changed schedule: the end is where the meeting now has it, unless a
// moderator has set it. A meeting that is gone from the schedule goes on as it is.
func (s *state) replan() {
	if s.def.Schedule == nil {
		s.planned = appointment{}
		return
	}
	now, held := s.now(), s.planned.Occurrence
	o, ok := s.def.Schedule.Find(held.Series, held.Of)
	if !ok || !o.End.After(now) {
		o, ok = s.def.meeting(now)
		ok = ok && (held.Start.IsZero() || !o.Start.After(now))
	}
	if !ok || o == held {
		return
	}
	ends, byHand := s.planned.EndsAt, s.planned.ByHand
	s.hold(o)
	if byHand {
		s.planned.EndsAt, s.planned.ByHand = ends, true
	}
}

// tickPlanned warns of the planned end, and ends.
func (s *state) tickPlanned(now time.Time) {
	ends := s.planned.EndsAt
	switch {
	case ends.IsZero() || s.over || now.Before(ends.Add(-endWarning)):
	case !now.Before(ends):
		s.endFor(timeOver)
	case !s.planned.Warned.Equal(ends):
		s.planned.Warned = ends
		s.emit(EndsSoon, struct {
			EndsAt time.Time `json:"endsAt"`
		}{ends}, nil)
	}
}

// Ending is when a run is to end; the zero time: when people end it.
type Ending struct{ At time.Time }

// checkEnding tells whether the run may end at e.
func (s *state) checkEnding(e Ending) error {
	wrong := func(code, detail string) error { return &Error{Invalid, code, detail, "endsAt"} }
	now := s.now()
	switch {
	case s.def.Schedule == nil:
		return Refuse(Conflict, "not_scheduled", "This conference has no planned end.")
	case e.At.IsZero():
		return nil
	case !e.At.After(now):
		return wrong("end_past", "This time is over already.")
	case e.At.After(now.Add(furthestEnd)):
		return wrong("end_far", "A conference goes on for at most seven days.")
	}
	if next, ok := s.following(now); ok && e.At.After(next.Start) {
		return wrong("end_next", "The next meeting of this conference begins before that.")
	}
	return nil
}

// following is the meeting after the one that is held.
func (s *state) following(now time.Time) (schedule.Occurrence, bool) {
	after := now
	if end := s.planned.Occurrence.End; end.After(after) {
		after = end
	}
	o, ok := s.def.meeting(after)
	if ok && o.Start.Before(after) { // the one that is held, moved meanwhile
		return s.def.meeting(o.End)
	}
	return o, ok
}

// SetEnding sets when the run is to end, though not past the next meeting.
func (c *Conference) SetEnding(ctx context.Context, by Actor, e Ending) error {
	return c.change(ctx, by, LiveChange{Ends: &e})
}

// setEnding makes e the planned end.
func (s *state) setEnding(e Ending) {
	s.planned.EndsAt, s.planned.ByHand = e.At.UTC().Round(0), true
	s.liveChanged = true
}

// StartMeeting starts the meeting o of a conference if it does not run, or gives it to
// the run that is under way, and calls the invited people by their open pages: once for
// each meeting, however often it is called.
func (d *Directory) StartMeeting(ctx context.Context, id ID, o schedule.Occurrence) error {
	c, err := d.open(ctx, id)
	if err != nil {
		return err
	}
	return d.callInvited(ctx, c, o, Actor{})
}

// StartBy starts a conference by hand. The coming meeting of a scheduled one begins
// then, and the others who are invited are called.
func (d *Directory) StartBy(ctx context.Context, id ID, by Actor) error {
	if err := d.MayTakePart(by.Person); err != nil {
		return err
	}
	c, err := d.open(ctx, id)
	if err != nil {
		return err
	}
	return d.callInvited(ctx, c, schedule.Occurrence{}, by)
}

// callInvited makes the pages of those invited to c ring who are not inside.
func (d *Directory) callInvited(ctx context.Context, c *Conference, o schedule.Occurrence, by Actor) error {
	def, err := ask(ctx, c, func(s *state) (Definition, error) { return s.def, nil })
	if err != nil {
		return err
	}
	people := d.peopleOn(ctx, &def)
	barred := make(map[string]bool)
	for i := range people {
		barred[people[i].Login] = !d.takesPart(&people[i])
	}
	return c.do(ctx, func(s *state) error {
		if held := s.planned.Occurrence; !o.Start.IsZero() && o.Start != held.Start && !s.now().Before(o.Start) {
			s.hold(o)
			s.infoChanged()
		}
		if s.planned.Occurrence.Start.IsZero() || s.planned.Rang.Equal(s.planned.Occurrence.Start) || s.now().Sub(s.planned.Occurrence.Start) > ringsLate {
			return nil
		}
		s.planned.Rang = s.planned.Occurrence.Start
		s.liveChanged = true
		for _, p := range people {
			begins := by.Person != nil && by.Person.Login == p.Login
			switch {
			case begins || s.isHere(p.Login) || s.ringing(p.Login) != nil:
			case barred[p.Login]:
				s.ringInVain(p, by)
			default:
				s.ring(p, by)
			}
		}
		return nil
	})
}

// peopleOn are the people of this server on the list of def, and its owner.
func (d *Directory) peopleOn(ctx context.Context, def *Definition) []Person {
	logins := []string{def.Owner}
	for i := range def.Invited {
		if login := def.Invited[i].Login; login != "" && login != def.Owner {
			logins = append(logins, login)
		}
	}
	var people []Person
	for _, login := range logins {
		if p, err := d.cfg.People.Person(ctx, login); err == nil {
			people = append(people, p)
		}
	}
	return people
}
