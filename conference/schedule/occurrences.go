package schedule

import (
	"cmp"
	"slices"
	"time"
)

// This file answers when meetings take place. Schedules are to be valid; of one that is
// not, the series that are not have no meetings.

// MostOccurrences is how many are told of at a time.
const MostOccurrences = 500

// endOfTime is after all meetings.
var endOfTime = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// Between is the meetings of which a part lies in the span, in the order in which they
// begin, at most limit and MostOccurrences; limit 0 stands for the latter.
func (s *Schedule) Between(from, to time.Time, limit int) []Occurrence {
	if limit <= 0 || limit > MostOccurrences {
		limit = MostOccurrences
	}
	var found []Occurrence
	for i := range s.Series {
		if l, err := ready(&s.Series[i]); err == nil {
			found = append(found, l.between(from, to, limit)...)
		}
	}
	slices.SortStableFunc(found, byStart)
	return found[:min(limit, len(found))]
}

func byStart(a, b Occurrence) int {
	return cmp.Or(a.Start.Compare(b.Start), a.End.Compare(b.End))
}

// Next is the first meeting that ends after the moment: the present or the coming one.
func (s *Schedule) Next(after time.Time) (Occurrence, bool) {
	if found := s.Between(after, endOfTime, 1); len(found) > 0 {
		return found[0], true
	}
	return Occurrence{}, false
}

// First is when the earliest meeting begins; false if all are cancelled.
func (s *Schedule) First() (time.Time, bool) {
	o, ok := s.Next(time.Time{})
	return o.Start, ok
}

// Last is when the last meeting is over, the zero time if all are cancelled; false if
// it goes on for ever.
func (s *Schedule) Last() (end time.Time, ok bool) {
	for i := range s.Series {
		l, err := ready(&s.Series[i])
		if err != nil {
			continue
		}
		if !l.ends() {
			return time.Time{}, false
		}
		if start, found := l.lastByRule(func(of Local) bool { return l.changes[of] == nil }); found {
			end = later(end, start.Add(l.length()).UTC())
		}
		for i := range l.Changes {
			if o, on := l.changed(&l.Changes[i]); on {
				end = later(end, o.End)
			}
		}
	}
	return end, true
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Find is the meeting that the rule of the series has at of, wherever it was moved to;
// false if there is none or it is cancelled.
func (s *Schedule) Find(series string, of Local) (Occurrence, bool) {
	l, ok := s.line(series)
	if !ok || !l.has(of) {
		return Occurrence{}, false
	}
	if c := l.changes[of]; c != nil {
		return l.changed(c)
	}
	return l.occurrence(of, of.In(l.zone)), true
}

// line finds a series by its ID.
func (s *Schedule) line(series string) (line, bool) {
	for i := range s.Series {
		if s.Series[i].ID == series {
			l, err := ready(&s.Series[i])
			return l, err == nil
		}
	}
	return line{}, false
}

// Clone is a copy that shares nothing with s; nil of nil.
func (s *Schedule) Clone() *Schedule {
	if s == nil {
		return nil
	}
	c := &Schedule{slices.Clone(s.Series)}
	for i := range c.Series {
		c.Series[i].Changes = slices.Clone(c.Series[i].Changes)
	}
	return c
}
