package schedule

import (
	"iter"
	"slices"
	"time"
)

// line is a series made ready to be looked at.
type line struct {
	*Series
	zone    *time.Location
	rule    rule // of no frequency: once
	first   int  // day of Start
	last    int  // no meeting begins on a later day
	clock   time.Duration
	changes map[Local]*Change
	counted []meeting // by a rule with COUNT: all, once they were asked for
}

// meeting is one that the rule gives.
type meeting struct {
	of    Local
	start time.Time
}

// skippedDay is how long a gap is that takes a day with it, as Samoa left one out in
// 2011. What falls into it does not happen, as on 30 February; shorter gaps put a
// meeting off.
const skippedDay = 12 * time.Hour

// endOfRules is on 1 January 2300: what goes on for ever is not looked at later.
var endOfRules = dayAt(lastYear+101, time.January, 1)

func ready(s *Series) (line, error) {
	l := line{Series: s, first: dayOf(s.Start.t), last: endOfRules}
	l.clock = s.Start.t.Sub(dateOf(l.first))
	var err error
	if l.zone, err = Zone(s.Zone); err != nil {
		return l, err
	}
	if s.Rule != "" {
		if l.rule, err = parseRule(s.Rule, l.zone); err != nil {
			return l, err
		}
	}
	if until := l.rule.until; !until.IsZero() {
		l.last = min(l.last, dayOf(until)+1) // of zones ahead of UTC
	}
	l.changes = make(map[Local]*Change, len(s.Changes))
	for i := range s.Changes {
		l.changes[s.Changes[i].Of] = &s.Changes[i]
	}
	return l, nil
}

// ends tells whether the rule has an end.
func (l *line) ends() bool {
	return l.Rule == "" || l.rule.count > 0 || !l.rule.until.IsZero()
}

// length is how long a meeting is unless it is changed.
func (l *line) length() time.Duration { return time.Duration(l.Minutes) * time.Minute }

// byRule is when meetings begin by the rule alone, from the one that it gives the time
// of on.
func (l *line) byRule(of Local) iter.Seq2[Local, time.Time] {
	switch {
	case l.Rule == "":
		return l.once(of)
	case l.rule.count > 0:
		return l.someOf(of)
	}
	return l.repeated(of)
}

func (l *line) once(of Local) iter.Seq2[Local, time.Time] {
	return func(yield func(Local, time.Time) bool) {
		if !l.Start.Before(of) {
			yield(l.Start, l.Start.In(l.zone))
		}
	}
}

// someOf is byRule with COUNT, which begins to count with the first one.
func (l *line) someOf(of Local) iter.Seq2[Local, time.Time] {
	if l.counted == nil {
		for at, start := range l.repeated(l.Start) {
			if l.counted = append(l.counted, meeting{at, start}); len(l.counted) == l.rule.count {
				break
			}
		}
	}
	return func(yield func(Local, time.Time) bool) {
		i, _ := slices.BinarySearchFunc(l.counted, of, func(m meeting, of Local) int { return m.of.t.Compare(of.t) })
		for _, m := range l.counted[i:] {
			if !yield(m.of, m.start) {
				return
			}
		}
	}
}

// repeated is byRule without COUNT.
func (l *line) repeated(of Local) iter.Seq2[Local, time.Time] {
	return func(yield func(Local, time.Time) bool) {
		for day := range l.rule.between(l.first, dayOf(of.t), l.last) {
			at := Local{dateOf(day).Add(l.clock)}
			start, gap := at.in(l.zone)
			if !l.rule.until.IsZero() && start.After(l.rule.until) {
				return
			}
			if gap < skippedDay && !at.Before(of) && !yield(at, start) {
				return
			}
		}
	}
}

// has tells whether the rule gives a meeting at of.
func (l *line) has(of Local) bool {
	for at := range l.byRule(of) {
		return at == of
	}
	return false
}

// lastByRule is the last meeting that the rule gives and that counts.
func (l *line) lastByRule(counts func(Local) bool) (last time.Time, found bool) {
	back := time.Duration(31*l.rule.interval) * 24 * time.Hour
	for {
		begin := l.Start
		if until := l.rule.until; !until.IsZero() && until.Add(-back).After(l.Start.t) {
			begin = LocalAt(until.UTC().Add(-back))
		}
		for at, start := range l.byRule(begin) {
			if counts(at) {
				last, found = start, true
			}
		}
		if found || begin == l.Start {
			return last, found
		}
		back *= 4
	}
}

// occurrence is a meeting that takes place as the rule has it.
func (l *line) occurrence(of Local, start time.Time) Occurrence {
	return Occurrence{Series: l.ID, Of: of, Start: start.UTC(), End: start.Add(l.length()).UTC()}
}

// changed is what became of a meeting; false if it is cancelled.
func (l *line) changed(c *Change) (Occurrence, bool) {
	at, length := c.Of, l.length()
	if !c.Start.IsZero() {
		at = c.Start
	}
	if c.Minutes > 0 {
		length = time.Duration(c.Minutes) * time.Minute
	}
	start := at.In(l.zone)
	return Occurrence{l.ID, c.Of, start.UTC(), start.Add(length).UTC(), true}, !c.Cancelled
}

// early is before the times by the rule of all meetings that are not over at from.
func (l *line) early(from time.Time) Local {
	return LocalAt(from.Add(-l.length()).UTC()).add(-farthest * time.Second)
}

// between is the meetings that overlap the span, in no order: at most limit of those
// as the rule has them, and all that are changed.
func (l *line) between(from, to time.Time, limit int) (found []Occurrence) {
	early := l.early(from)
	for of, start := range l.byRule(early) {
		if !start.Before(to) || len(found) == limit {
			break
		}
		if o := l.occurrence(of, start); o.End.After(from) && l.changes[of] == nil {
			found = append(found, o)
		}
	}
	for i := range l.Changes {
		if o, on := l.changed(&l.Changes[i]); on && o.Start.Before(to) && o.End.After(from) {
			found = append(found, o)
		}
	}
	return found
}
