package calendar

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"veche/conference/schedule"
)

// zone is what a calendar must know of a time zone: its rules from the first meeting
// on, taken from the zone data that the server counts with (RFC 5545, 3.6.5).
type zone struct {
	name  string
	place *time.Location
	from  time.Time
}

// zonesOf are the zones of the series, each once, from its earliest meeting on.
func zonesOf(all []schedule.Series) []zone {
	var zones []zone
	for i := range all {
		name := all[i].Zone
		place, err := schedule.Zone(name)
		if err != nil || isUTC(name) {
			continue
		}
		from := earliest(&all[i], place)
		at := slices.IndexFunc(zones, func(z zone) bool { return z.name == name })
		if at < 0 {
			zones = append(zones, zone{name, place, from})
		} else if from.Before(zones[at].from) {
			zones[at].from = from
		}
	}
	return zones
}

// earliest is when the first meeting begins, wherever it was moved to.
func earliest(s *schedule.Series, place *time.Location) time.Time {
	first := s.Start.In(place)
	for _, c := range s.Changes {
		if at := c.Start; !at.IsZero() && at.In(place).Before(first) {
			first = at.In(place)
		}
	}
	return first
}

// onset is when the clock of a zone begins to go otherwise.
type onset struct {
	at       time.Time
	from, to int // seconds east of UTC
	name     string
	summer   bool
}

// local is the onset on the clock as it went until then, as calendars write it.
func (o *onset) local() time.Time { return o.at.UTC().Add(time.Duration(o.from) * time.Second) }

// horizon is for how long onsets are looked up: long enough to tell the fourth Sunday
// of a month from the last.
const horizon = 30

// stride is shorter than any clock has gone in a way.
const stride = 5 * 24 * time.Hour

// onsets are those that matter from the first meeting on, the one before it included.
// They are looked for, since the bounds that package time tells of are not those of
// the rule after the table of a zone has ended: it cuts at ends of years.
func (z *zone) onsets() []onset {
	last := z.from.AddDate(horizon, 0, 0)
	before, during := []onset{}, []onset{}
	for t := z.from.AddDate(-2, 0, 0); t.Before(last); t = t.Add(stride) {
		o, found := z.between(t, t.Add(stride))
		switch {
		case !found:
		case o.at.After(z.from):
			during = append(during, o)
		default:
			before = []onset{o}
		}
	}
	if len(before) == 0 { // it has gone like this for long
		o := z.onsetAt(z.from)
		o.at, o.from = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(-o.to)*time.Second), o.to
		before = []onset{o}
	}
	return append(before, during...)
}

// between finds the onset after begin and not after end, to the second.
func (z *zone) between(begin, end time.Time) (onset, bool) {
	way := z.onsetAt(begin)
	goes := func(seconds int) bool {
		o := z.onsetAt(begin.Add(time.Duration(seconds) * time.Second))
		return !o.like(&way)
	}
	span := int(end.Sub(begin) / time.Second)
	if !goes(span) {
		return onset{}, false
	}
	n := sort.Search(span, goes)
	return z.onsetAt(begin.Add(time.Duration(n) * time.Second)), true
}

// like tells whether the clock goes in the same way after both.
func (o *onset) like(other *onset) bool {
	return o.to == other.to && o.name == other.name && o.summer == other.summer
}

func (z *zone) onsetAt(t time.Time) onset {
	t = t.In(z.place)
	name, to := t.Zone()
	_, from := t.Add(-time.Second).Zone()
	return onset{t, from, to, name, t.IsDST()}
}

// write writes the zone: each way of going of its clock is one part, by a rule where
// there is one.
func (z *zone) write(w *lines) {
	w.line("BEGIN", "VTIMEZONE")
	w.line("TZID", z.name)
	for _, group := range grouped(z.onsets()) {
		group.write(w)
	}
	w.line("END", "VTIMEZONE")
}

// observance is onsets of the same kind.
type observance struct {
	onsets []onset
	rule   string // of the onsets from the first on, for ever; empty: those alone
}

// grouped puts onsets of a kind together, those that a rule gives apart from those it
// does not.
func grouped(all []onset) []observance {
	type kind struct {
		from, to int
		name     string
		summer   bool
	}
	var order []kind
	kinds := map[kind][]onset{}
	for _, o := range all {
		k := kind{o.from, o.to, o.name, o.summer}
		if kinds[k] == nil {
			order = append(order, k)
		}
		kinds[k] = append(kinds[k], o)
	}
	var groups []observance
	for _, k := range order {
		groups = append(groups, ruled(kinds[k], all[len(all)-1].at)...)
	}
	return groups
}

// fewest is how many onsets make a rule.
const fewest = 4

// ruled splits onsets into those before the rule that holds to the end, and those by it.
func ruled(all []onset, end time.Time) []observance {
	at, rule := len(all), ""
	for i := len(all) - fewest; i >= 0; i-- {
		r, ok := yearly(all[i:])
		if !ok {
			break
		}
		at, rule = i, r
	}
	// A rule that stopped years before the end is none for ever.
	if rule == "" || end.Sub(all[len(all)-1].at) > 400*24*time.Hour {
		return []observance{{onsets: all}}
	}
	if at == 0 {
		return []observance{{all, rule}}
	}
	return []observance{{onsets: all[:at]}, {all[at:], rule}}
}

// yearly finds the rule that gives exactly these onsets, one each year.
func yearly(all []onset) (string, bool) {
	first := all[0].local()
	nth, last, sameNth := (first.Day()-1)/7+1, true, true
	for i := range all {
		t := all[i].local()
		same := t.Year() == first.Year()+i && t.Month() == first.Month() && t.Weekday() == first.Weekday() &&
			t.Hour() == first.Hour() && t.Minute() == first.Minute() && t.Second() == first.Second()
		if !same {
			return "", false
		}
		sameNth = sameNth && (t.Day()-1)/7+1 == nth
		last = last && t.AddDate(0, 0, 7).Month() != t.Month()
	}
	day := strings.ToUpper(first.Weekday().String()[:2])
	switch {
	case last:
		return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=-1%s", first.Month(), day), true
	case sameNth && nth < 5:
		return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", first.Month(), nth, day), true
	}
	return "", false
}

func (g *observance) write(w *lines) {
	first := &g.onsets[0]
	kind := "STANDARD"
	if first.summer {
		kind = "DAYLIGHT"
	}
	w.line("BEGIN", kind)
	w.line("DTSTART", first.local().Format(localForm))
	w.line("TZOFFSETFROM", offset(first.from))
	w.line("TZOFFSETTO", offset(first.to))
	w.text("TZNAME", first.name)
	if g.rule != "" {
		w.line("RRULE", g.rule)
	} else {
		for i := range g.onsets[1:] {
			w.line("RDATE", g.onsets[1+i].local().Format(localForm))
		}
	}
	w.line("END", kind)
}

// offset is seconds east of UTC as RFC 5545, 3.3.14 writes them.
func offset(seconds int) string {
	sign := "+"
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	text := fmt.Sprintf("%s%02d%02d", sign, seconds/3600, seconds/60%60)
	if s := seconds % 60; s != 0 {
		text += fmt.Sprintf("%02d", s)
	}
	return text
}
