// Package calendar writes conferences as calendars read them (RFC 5545, RFC 5546),
// and the links by which calendars on the web take them in (D8, NC3).
//
// The words: an [Object] is what goes into one file or letter; each series of a
// schedule is an event of its own, with a UID that stays whatever is changed.
//
// What bites: a request or a cancellation is about one UID (RFC 5546, 3.2.2), so a
// letter is about one series; only what is published can hold several. Times are
// written with their zone, and the zone's rules with them, so that a meeting stays at
// its hour on the clock in calendars that know other rules.
package calendar

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"veche/conference"
	"veche/conference/post"
	"veche/conference/schedule"
)

// Method is what a calendar is to do with the object (RFC 5546, 1.4).
type Method string

const (
	Publish Method = "PUBLISH" // a file to take in
	Request Method = "REQUEST" // an invitation, or what became of one
	Cancel  Method = "CANCEL"
)

// Person is an organizer or attendee.
type Person struct {
	Name  string
	EMail string // empty: an organizer whose address is nobody's business
}

// Attendee is somebody invited.
type Attendee struct {
	Person
	Moderator bool
	Answer    post.Answer // empty: none yet
}

// Object is what is told of one conference.
type Object struct {
	Method     Method
	Conference *conference.Definition // with a schedule
	Series     string                 // id; empty: all of them, only with Publish
	Link       string                 // of the page of the conference, for whom it is
	PIN        string                 // empty: it is not told
	Organizer  Person
	SentBy     string // address of the server, if it writes for the organizer
	Attendees  []Attendee
	// Ended: the conference is there no more, and the last word has the number after
	// that of its last revision.
	Ended   bool
	Alarm   time.Duration // before the start; 0: none
	Now     time.Time
	Product string // name and version of what writes it
}

// UID is that of a series. It does not hold the host: the conference is the same when
// the server moves (RFC 7986, 5.3).
func UID(id conference.ID, series string) string { return string(id) + "-" + series + "@veche" }

// String is the object as bytes of a file or a part of a letter.
func (o *Object) String() string {
	w := &lines{}
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.text("PRODID", "-//Veche//"+cmp.Or(o.Product, "Veche")+"//EN")
	w.line("CALSCALE", "GREGORIAN")
	w.line("METHOD", string(o.Method))
	all := o.series()
	for _, z := range zonesOf(all) {
		z.write(w)
	}
	for i := range all {
		o.event(w, &all[i])
	}
	w.line("END", "VCALENDAR")
	return w.String()
}

// series are those that the object is about, the old ones first.
func (o *Object) series() []schedule.Series {
	if o.Conference.Schedule == nil {
		return nil
	}
	var all []schedule.Series
	for _, s := range o.Conference.Schedule.Series {
		if _, err := schedule.Zone(s.Zone); err == nil && (o.Series == "" || o.Series == s.ID) {
			all = append(all, s)
		}
	}
	return all
}

// event writes a series: the meetings by its rule, and one more event for each that was
// moved.
func (o *Object) event(w *lines, s *schedule.Series) {
	start, minutes, cancelled := s.Start, s.Minutes, o.Method == Cancel
	if s.Rule == "" { // what became of the only meeting became of the event
		for _, c := range s.Changes {
			start, minutes, cancelled = moved(s, &c, cancelled)
		}
	}
	o.begin(w, s, cancelled)
	times(w, s.Zone, start, minutes, s.Rule != "")
	if s.Rule != "" {
		w.line("RRULE", s.Rule)
		for _, c := range s.Changes {
			if c.Cancelled {
				w.time("EXDATE", s.Zone, c.Of)
			}
		}
	}
	o.end(w)
	if s.Rule == "" || o.Method == Cancel {
		return
	}
	for _, c := range s.Changes {
		if !c.Cancelled {
			o.single(w, s, &c)
		}
	}
}

func moved(s *schedule.Series, c *schedule.Change, cancelled bool) (schedule.Local, int, bool) {
	start := s.Start
	if !c.Start.IsZero() {
		start = c.Start
	}
	return start, cmp.Or(c.Minutes, s.Minutes), cancelled || c.Cancelled
}

// single writes one meeting that is not as the rule has it.
func (o *Object) single(w *lines, s *schedule.Series, c *schedule.Change) {
	o.begin(w, s, false)
	w.time("RECURRENCE-ID", s.Zone, c.Of)
	start := c.Of
	if !c.Start.IsZero() {
		start = c.Start
	}
	times(w, s.Zone, start, cmp.Or(c.Minutes, s.Minutes), false)
	o.end(w)
}

// begin writes what all events of a series have in common.
func (o *Object) begin(w *lines, s *schedule.Series, cancelled bool) {
	d := o.Conference
	w.line("BEGIN", "VEVENT")
	w.line("UID", UID(d.ID, s.ID))
	w.utc("DTSTAMP", o.Now)
	w.line("SEQUENCE", strconv.FormatInt(o.sequence(), 10))
	if !d.Created.IsZero() {
		w.utc("CREATED", d.Created)
		w.utc("LAST-MODIFIED", cmp.Or(d.Updated, d.Created))
	}
	w.text("SUMMARY", d.Name)
	if text := o.description(); text != "" {
		w.text("DESCRIPTION", text)
	}
	if place := cmp.Or(d.Location, o.Link); place != "" {
		w.text("LOCATION", place)
	}
	if o.Link != "" {
		w.line("URL", o.Link)
	}
	o.people(w)
	status := "CONFIRMED"
	if cancelled {
		status = "CANCELLED"
	}
	w.line("STATUS", status)
	w.line("TRANSP", "OPAQUE")
}

// sequence grows with each change that is stored (RFC 5546, 2.1.4).
func (o *Object) sequence() int64 {
	n := max(o.Conference.Revision-1, 0)
	if o.Ended {
		n++
	}
	return n
}

// description is what people see of it in their calendars; the link stands in a line of
// its own, always in the same form (NC1).
func (o *Object) description() string {
	var parts []string
	if o.Conference.Description != "" {
		parts = append(parts, o.Conference.Description)
	}
	if o.Link != "" {
		join := o.Link + "\nID: " + string(o.Conference.CID)
		if o.PIN != "" {
			join += "\nPIN: " + o.PIN
		}
		parts = append(parts, join)
	}
	return strings.Join(parts, "\n\n")
}

// people: what is published has an organizer and no attendees (RFC 5546, 3.2.1).
func (o *Object) people(w *lines) {
	address := "invalid:nobody"
	switch {
	case o.Organizer.EMail != "":
		address = mailto(o.Organizer.EMail)
	case o.Link != "":
		address = o.Link
	}
	params := []param{{"CN", o.Organizer.Name}}
	if o.SentBy != "" && !strings.EqualFold(o.SentBy, o.Organizer.EMail) {
		params = append(params, param{"SENT-BY", mailto(o.SentBy)})
	}
	w.line("ORGANIZER", address, params...)
	if o.Method == Publish {
		return
	}
	for i := range o.Attendees {
		o.attendee(w, &o.Attendees[i])
	}
}

var partStat = map[post.Answer]string{
	"": "NEEDS-ACTION", post.Accepted: "ACCEPTED", post.Tentative: "TENTATIVE", post.Declined: "DECLINED",
}

func (o *Object) attendee(w *lines, a *Attendee) {
	role := "REQ-PARTICIPANT"
	if a.Moderator {
		role = "CHAIR"
	}
	params := []param{{"CUTYPE", "INDIVIDUAL"}, {"ROLE", role}, {"PARTSTAT", partStat[a.Answer]}}
	if o.Method == Request {
		params = append(params, param{"RSVP", "TRUE"})
	}
	w.line("ATTENDEE", mailto(a.EMail), append(params, param{"CN", cmp.Or(a.Name, a.EMail)})...)
}

func (o *Object) end(w *lines) {
	if o.Alarm > 0 && o.Method == Publish {
		w.line("BEGIN", "VALARM")
		w.line("ACTION", "DISPLAY")
		w.line("TRIGGER", "-PT"+strconv.Itoa(int(o.Alarm/time.Minute))+"M")
		w.text("DESCRIPTION", o.Conference.Name)
		w.line("END", "VALARM")
	}
	w.line("END", "VEVENT")
}

// times writes start and end of an event. A single one at an hour that the clock shows
// twice is told in UTC, since readers do not agree which of the two is meant; one that
// is repeated and ends there has its length.
func times(w *lines, zone string, start schedule.Local, minutes int, repeats bool) {
	z, err := schedule.Zone(zone)
	if err != nil {
		return // series left it out
	}
	begin := start.In(z)
	end := begin.Add(time.Duration(minutes) * time.Minute)
	switch {
	case !repeats && (twice(begin) || twice(end)):
		w.utc("DTSTART", begin)
		w.utc("DTEND", end)
	case repeats && twice(end):
		w.time("DTSTART", zone, start)
		w.line("DURATION", "PT"+strconv.Itoa(minutes)+"M")
	default:
		w.time("DTSTART", zone, start)
		w.time("DTEND", zone, schedule.LocalAt(end.In(z)))
	}
}

// twice tells whether the clock in the zone of t shows its time two times.
func twice(t time.Time) bool {
	_, now := t.Zone()
	for _, near := range []time.Duration{-3 * time.Hour, 3 * time.Hour} {
		_, then := t.Add(near).Zone()
		other := t.Add(time.Duration(now-then) * time.Second)
		if now != then && schedule.LocalAt(other.In(t.Location())) == schedule.LocalAt(t) {
			return true
		}
	}
	return false
}
