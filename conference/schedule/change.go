package schedule

import (
	"slices"
	"time"
)

// This file changes schedules. Each change is made on a copy that is checked and then
// takes the place of s, so that a refusal leaves s as it was.

// Changed is what became of the meeting; only Of is set if nothing did.
func (s *Schedule) Changed(series string, of Local) Change {
	if l, ok := s.line(series); ok && l.changes[of] != nil {
		return *l.changes[of]
	}
	return Change{Of: of}
}

// Move gives the meeting another time and length; a zero start and no minutes are those
// of the rule.
func (s *Schedule) Move(series string, of, start Local, minutes int) error {
	if s.Changed(series, of).Cancelled {
		return errNothingMoved
	}
	return s.Hold(series, of, start, minutes)
}

// Restore lets the meeting take place as the rule has it.
func (s *Schedule) Restore(series string, of Local) error { return s.Hold(series, of, Local{}, 0) }

// Hold is Move of a meeting that may have been cancelled.
func (s *Schedule) Hold(series string, of, start Local, minutes int) error {
	return s.one(series, of, func(l *line) error {
		l.replace(Change{Of: of, Start: start, Minutes: minutes})
		return nil
	})
}

// Cancel calls the meeting off.
func (s *Schedule) Cancel(series string, of Local) error {
	return s.one(series, of, func(l *line) error {
		l.replace(Change{Of: of, Cancelled: true})
		return nil
	})
}

// Following makes next of the meeting and all that follow (G5). If it is the first of
// its series, that series takes on what next says and keeps its ID.
func (s *Schedule) Following(series string, of Local, next Series) error {
	return s.one(series, of, func(l *line) error {
		i := s.index(series)
		next.ID = ""
		if l.endBefore(of) {
			i++
		} else {
			next.ID = series
		}
		s.Series = append(s.Series[:i], next)
		return nil
	})
}

// EndBefore calls off the meeting and all that follow.
func (s *Schedule) EndBefore(series string, of Local) error {
	return s.one(series, of, func(l *line) error {
		i := s.index(series)
		if l.endBefore(of) {
			i++
		}
		if s.Series = s.Series[:i]; i == 0 {
			return ErrNothingLeft
		}
		return nil
	})
}

func (s *Schedule) index(series string) int {
	return slices.IndexFunc(s.Series, func(l Series) bool { return l.ID == series })
}

// one changes s by fn, which gets the series of a meeting that exists.
func (s *Schedule) one(series string, of Local, fn func(*line) error) error {
	before := s.Clone()
	err := func() error {
		l, ok := s.line(series)
		if !ok || !l.has(of) {
			return ErrUnknown
		}
		if err := fn(&l); err != nil {
			return err
		}
		s.Settle()
		return s.Validate()
	}()
	if err != nil {
		*s = *before
	}
	return err
}

// replace puts c in the place of what the series said of its meeting.
func (s *Series) replace(c Change) {
	s.Changes = append(slices.DeleteFunc(s.Changes, func(o Change) bool { return o.Of == c.Of }), c)
}

// endBefore ends the rule before of; false if nothing is left of it. Changes of what is
// gone go with it.
func (l *line) endBefore(of Local) bool {
	if !l.Start.Before(of) {
		return false
	}
	r := l.rule
	r.count, r.until = 0, of.In(l.zone).Add(-time.Second).UTC()
	l.Rule = r.String()
	return true
}
