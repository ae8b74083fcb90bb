package schedule

import (
	"crypto/rand"
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

// bounds of a schedule.
const (
	mostSeries  = 50
	mostChanges = 500
	mostMinutes = 7 * 24 * 60
	firstYear   = 2000
	lastYear    = 2199
)

// Settle makes of what people give what is stored: series have IDs and stand in their
// order, rules are in their plain form with UNTIL in UTC, the first meeting falls on the
// first day of the rule, and changes of meetings that the rule no longer has are
// forgotten. What is not valid stays as it is, for [Schedule.Validate].
func (s *Schedule) Settle() {
	for i := range s.Series {
		s.Series[i].settle()
	}
	slices.SortStableFunc(s.Series, func(a, b Series) int { return a.begin().Compare(b.begin()) })
}

// begin is when the first meeting begins by the rule.
func (s *Series) begin() time.Time {
	zone, err := Zone(s.Zone)
	if err != nil {
		zone = time.UTC
	}
	return s.Start.In(zone)
}

func (s *Series) settle() {
	if s.ID == "" {
		s.ID = newSeriesID()
	}
	s.Zone, s.Rule = strings.TrimSpace(s.Zone), strings.TrimSpace(s.Rule)
	l, err := ready(s)
	if err != nil || s.Start.outside() {
		return
	}
	if s.Rule != "" {
		s.Rule = l.rule.String()
	}
	for first := range l.byRule(s.Start) {
		s.Start = first
		break
	}
	if len(s.Changes) <= mostChanges {
		s.settleChanges(&l)
	}
}

// settleChanges sorts the changes and leaves out those without effect. Of two of one
// meeting the later counts.
func (s *Series) settleChanges(l *line) {
	var left []Change
	for i, c := range s.Changes {
		if c.Start == c.Of {
			c.Start = Local{}
		}
		if c.Minutes == s.Minutes {
			c.Minutes = 0
		}
		same := !c.Cancelled && c.Start.IsZero() && c.Minutes == 0
		if !same && l.changes[c.Of] == &s.Changes[i] && l.has(c.Of) {
			left = append(left, c)
		}
	}
	slices.SortFunc(left, func(a, b Change) int { return a.Of.t.Compare(b.Of.t) })
	s.Changes = left
}

func newSeriesID() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return hex.EncodeToString(b)
}

// outside tells whether l is no time for a meeting.
func (l Local) outside() bool { return l.t.Year() < firstYear || l.t.Year() > lastYear }

// Validate says what is wrong with s, as an *Error.
func (s *Schedule) Validate() error {
	if len(s.Series) < 1 || len(s.Series) > mostSeries {
		return errSeriesCount
	}
	ids := make(map[string]bool)
	for i := range s.Series {
		if !validID(s.Series[i].ID) || ids[s.Series[i].ID] {
			return errSeriesID
		}
		ids[s.Series[i].ID] = true
		l, err := s.Series[i].validate()
		if err != nil {
			return err
		}
		if i+1 == len(s.Series) {
			break
		}
		if err := l.over(&s.Series[i+1]); err != nil {
			return err
		}
	}
	return s.collides()
}

func validID(id string) bool {
	return len(id) >= 1 && len(id) <= 64 && !strings.ContainsFunc(id, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

func (s *Series) validate() (line, error) {
	switch {
	case s.Start.outside():
		return line{}, errStart
	case s.Minutes < 1 || s.Minutes > mostMinutes:
		return line{}, errMinutes
	case len(s.Changes) > mostChanges:
		return line{}, errChangeCount
	}
	l, err := ready(s)
	if err != nil {
		return l, err
	}
	if err := l.spaced(); err != nil {
		return l, err
	}
	return l, l.validChanges()
}

// spaced refuses rules without a meeting, and meetings longer than the time to the next
// one. A thousand of them tell, since there is summer and winter time among them.
func (l *line) spaced() error {
	n, end := 0, time.Time{}
	for of, start := range l.byRule(l.Start) {
		switch {
		case n == 0 && of != l.Start:
			return errNotByRule
		case start.Before(end):
			return errTooLong
		}
		end = start.Add(l.length())
		if n++; n == mostCount {
			break
		}
	}
	if n == 0 {
		return errNever
	}
	return nil
}

func (l *line) validChanges() error {
	if len(l.changes) != len(l.Changes) {
		return errChangeOf // twice
	}
	for _, c := range l.Changes {
		switch {
		case !l.has(c.Of):
			return errChangeOf
		case !c.Start.IsZero() && c.Start.outside():
			return errStart
		case c.Minutes < 0 || c.Minutes > mostMinutes:
			return errMinutes
		}
	}
	return nil
}

// over checks that l is at its end when next begins.
func (l *line) over(next *Series) error {
	if !l.ends() {
		return errSeriesOrder
	}
	last, _ := l.lastByRule(func(Local) bool { return true })
	if last.Add(l.length()).After(next.begin()) {
		return errSeriesOrder
	}
	return nil
}

// collides refuses changed meetings at the time of others.
func (s *Schedule) collides() error {
	lines, begins := make([]line, len(s.Series)), make([]time.Time, len(s.Series))
	var changed []Occurrence
	for i := range s.Series {
		lines[i], _ = ready(&s.Series[i])
		begins[i] = s.Series[i].begin()
		for j := range s.Series[i].Changes {
			if o, on := lines[i].changed(&s.Series[i].Changes[j]); on {
				changed = append(changed, o)
			}
		}
	}
	slices.SortFunc(changed, byStart)
	var end time.Time
	for _, o := range changed {
		if o.Start.Before(end) || unchangedAt(lines, begins, o) {
			return errCollides
		}
		end = o.End
	}
	return nil
}

// unchangedAt tells whether a meeting that is as its rule has it overlaps o. Since no
// series begins before the one ahead of it is over, few are to be asked.
func unchangedAt(lines []line, begins []time.Time, o Occurrence) bool {
	i, _ := slices.BinarySearchFunc(begins, o.End, time.Time.Compare)
	for i--; i >= 0; i-- {
		l := &lines[i]
		for of, start := range l.byRule(l.early(o.Start)) {
			if !start.Before(o.End) {
				break
			}
			if start.Add(l.length()).After(o.Start) && l.changes[of] == nil {
				return true
			}
		}
		if !begins[i].After(o.Start) {
			break
		}
	}
	return false
}
