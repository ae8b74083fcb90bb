package post

import (
	"maps"
	"reflect"
	"slices"
	"time"

	"veche/conference"
	"veche/conference/registration"
	"veche/conference/schedule"
)

// Telling is that somebody is to be told something of a conference: of one series of
// it, since calendars know nothing larger, or of one without times.
type Telling struct {
	Occasion Occasion
	Who      conference.Invited // with Login or EMail; neither: all who registered
	Series   string             // id; empty: the conference as a whole
}

// Registrants reports whether all who registered are meant.
func (t *Telling) Registrants() bool { return t.Who.Login == "" && t.Who.EMail == "" }

// Noteworthy reports whether somebody may have to be told of a change; before or
// after is nil where the conference was not or is no more.
func Noteworthy(before, after *conference.Definition) bool {
	d := after
	if d == nil {
		d = before
	}
	return d != nil && !d.Instant && (d.InviteByMail || before != nil && d.Access == conference.Public && before.Schedule != nil)
}

// Tell is what is to be told of a change at now. Nobody is told of what is over, nor
// of what does not concern him (G18, NA4). The owner is not told what he did himself.
func Tell(before, after *conference.Definition, now time.Time) []Telling {
	c := change{before: before, after: after, now: now}
	var told []Telling
	if c.byMail() {
		told = c.invited()
	}
	return append(told, c.registrants()...)
}

// change is what the rules look at.
type change struct {
	before, after *conference.Definition
	now           time.Time
}

// byMail: who switches invitations off wants no letter about it either.
func (c *change) byMail() bool {
	if c.after != nil {
		return c.after.InviteByMail && !c.after.Instant
	}
	return c.before != nil && c.before.InviteByMail && !c.before.Instant
}

func (c *change) invited() []Telling {
	was, is := map[Guest]conference.Invited{}, map[Guest]conference.Invited{}
	if c.before != nil && c.before.InviteByMail {
		was = guests(c.before)
	}
	if c.after != nil {
		is = guests(c.after)
	}
	var told []Telling
	for _, g := range slices.Sorted(maps.Keys(both(was, is))) {
		before, wasThere := was[g]
		after, isThere := is[g]
		switch {
		case !wasThere:
			told = append(told, each(Invited, after, c.open(c.after))...)
		case c.after == nil:
			told = append(told, each(Cancelled, before, c.open(c.before))...)
		case !isThere:
			told = append(told, each(Withdrawn, before, c.open(c.before))...)
		default:
			told = append(told, c.stayed(before, after)...)
		}
	}
	return told
}

func both(a, b map[Guest]conference.Invited) map[Guest]conference.Invited {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// guests are the people on the list of d; devices get no letters.
func guests(d *conference.Definition) map[Guest]conference.Invited {
	all := make(map[Guest]conference.Invited, len(d.Invited))
	for i := range d.Invited {
		if g := GuestOf(&d.Invited[i]); g != "" && d.Invited[i].Login != d.Owner {
			all[g] = d.Invited[i]
		}
	}
	return all
}

// stayed is what somebody is told who was on the list and is on it.
func (c *change) stayed(before, after conference.Invited) []Telling {
	told := c.changed(after)
	if len(told) == 0 && after.EMail != "" && registration.Takes(c.after) && !registration.Takes(c.before) {
		return each(Changed, after, c.open(c.after)) // the link is another one now (A13)
	}
	if len(told) == 0 && after.Moderator && !before.Moderator {
		if open := c.open(c.after); len(open) > 0 {
			return each(Moderates, after, open[:1])
		}
	}
	return told
}

// changed is what is to be told of the change itself.
func (c *change) changed(who conference.Invited) []Telling {
	was, is := c.open(c.before), c.open(c.after)
	anew := c.named()
	var told []Telling
	for _, id := range was {
		switch s, still := seriesOf(c.after, id); {
		case !still:
			told = append(told, Telling{Cancelled, who, id})
		case anew || !reflect.DeepEqual(s, first(seriesOf(c.before, id))):
			told = append(told, Telling{Changed, who, id})
		}
	}
	for _, id := range is {
		if !slices.Contains(was, id) {
			told = append(told, Telling{Changed, who, id})
		}
	}
	return told
}

// named tells whether what is in every invitation is another now.
func (c *change) named() bool {
	b, a := c.before, c.after
	return b.CID != a.CID || b.PIN != a.PIN || b.Name != a.Name || b.Access != a.Access
}

// registrants is what those who registered are told (issue of registration: a changed
// or cancelled conference).
func (c *change) registrants() []Telling {
	if c.before == nil || c.before.Access != conference.Public {
		return nil
	}
	if c.after == nil {
		return each(Cancelled, conference.Invited{}, c.timed(c.before))
	}
	told := c.changed(conference.Invited{})
	return slices.DeleteFunc(told, func(t Telling) bool { return t.Series == "" })
}

// timed is open for scheduled conferences only: nobody registers for others.
func (c *change) timed(d *conference.Definition) []string {
	if d.Schedule == nil {
		return nil
	}
	return c.open(d)
}

// each is the same for each series.
func each(o Occasion, who conference.Invited, series []string) []Telling {
	told := make([]Telling, 0, len(series))
	for _, id := range series {
		told = append(told, Telling{o, who, id})
	}
	return told
}

// open are the series of which something is still to come; [""] for a conference
// without times.
func (c *change) open(d *conference.Definition) []string {
	if d == nil {
		return nil
	}
	if d.Schedule == nil {
		return []string{""}
	}
	var ids []string
	for i := range d.Schedule.Series {
		if toCome(&d.Schedule.Series[i], c.now) {
			ids = append(ids, d.Schedule.Series[i].ID)
		}
	}
	return ids
}

// seriesOf finds a series; for one without times it is the zero value.
func seriesOf(d *conference.Definition, id string) (schedule.Series, bool) {
	if d.Schedule == nil {
		return schedule.Series{}, id == ""
	}
	for _, s := range d.Schedule.Series {
		if s.ID == id {
			return s, true
		}
	}
	return schedule.Series{}, false
}

func first(s schedule.Series, _ bool) schedule.Series { return s }
