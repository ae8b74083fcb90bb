package calendar

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"veche/conference"
	"veche/conference/post"
	"veche/conference/schedule"
)

// read is what testdata/read.py tells of one calendar.
type read struct {
	Faults    []string   `json:"faults"`
	Libical   [][2]int64 `json:"libical"`
	Icalendar [][2]int64 `json:"icalendar"`
	Events    []struct {
		Summary, Description, Location, Organizer, CN, UID string
		Sequence                                           int64
	} `json:"events"`
}

// readers lets the libraries of other people read the calendars. Debian's Python has
// them; another one in the path need not.
func readers(t *testing.T, until time.Time, calendars ...string) []read {
	t.Helper()
	given, err := json.Marshal(map[string]any{"calendars": calendars, "until": until.UTC().Format(time.RFC3339)})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "/usr/bin/python3", "testdata/read.py")
	cmd.Stdin = bytes.NewReader(given)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("read.py: %v\n%s\n(packages: python3-icalendar python3-recurring-ical-events gir1.2-ical-3.0 python3-gi)", err, stderr.String())
	}
	var answers []read
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	return answers
}

func local(t *testing.T, s string) schedule.Local {
	t.Helper()
	l, err := schedule.ParseLocal(s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func meeting(series ...schedule.Series) *conference.Definition {
	return &conference.Definition{
		ID: "0123456789abcdef", CID: "1234567890", Revision: 3, Owner: "bob", Name: "Weekly; planning, and \\more",
		Description: "Line one\nLine two: with; all, of \"it\"", Location: "Room 5, Москва",
		Created: time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC), Updated: time.Date(2026, 1, 2, 10, 0, 0, 0, time.UTC),
		Schedule: &schedule.Schedule{Series: series},
	}
}

func object(method Method, d *conference.Definition) *Object {
	o := &Object{
		Method: method, Conference: d, Link: "https://meet.example.org/c/1234567890", PIN: "123456",
		Organizer: Person{`Bob "the host"; Smith, Ltd.`, "bob@example.org"}, SentBy: "veche@example.org",
		Attendees: []Attendee{
			{Person: Person{"Анна Каренина, с очень длинным именем, которое не помещается", "ann@example.org"}},
			{Person: Person{"", "guest+tag@example.org"}, Moderator: true, Answer: post.Accepted},
		},
		Now: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), Product: "Veche 1.0",
	}
	if method != Publish {
		o.Series = d.Schedule.Series[0].ID
	}
	if method == Publish {
		o.Alarm = 15 * time.Minute
	}
	return o
}

// TestCalendarsMeanTheSameMeetings: what others expand from our files is what the
// schedule says, in zones and over changes of the clock (issue: DST in both directions,
// last Friday, 29 February, exceptions).
func TestCalendarsMeanTheSameMeetings(t *testing.T) {
	t.Parallel()
	until := time.Date(2032, 1, 1, 0, 0, 0, 0, time.UTC)
	cases := []struct {
		name   string
		series []schedule.Series
	}{
		{"once in Moscow, which has no summer time", []schedule.Series{{Start: local(t, "2026-11-24T10:00"), Zone: "Europe/Moscow", Minutes: 60}}},
		{"weekly in Berlin over both changes", []schedule.Series{{Start: local(t, "2026-02-24T09:00"), Zone: "Europe/Berlin", Minutes: 90, Rule: "FREQ=WEEKLY;BYDAY=TU,TH"}}},
		{"daily in New York", []schedule.Series{{Start: local(t, "2026-10-28T18:30"), Zone: "America/New_York", Minutes: 30, Rule: "FREQ=DAILY;COUNT=200"}}},
		{"last Friday in Sydney", []schedule.Series{{Start: local(t, "2026-01-30T08:00"), Zone: "Australia/Sydney", Minutes: 45, Rule: "FREQ=MONTHLY;BYDAY=-1FR"}}},
		{"29 February", []schedule.Series{{Start: local(t, "2028-02-29T12:00"), Zone: "Asia/Tokyo", Minutes: 60, Rule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"}}},
		{"until, in a zone of half hours", []schedule.Series{{Start: local(t, "2026-03-01T00:15"), Zone: "Australia/Lord_Howe", Minutes: 60, Rule: "FREQ=WEEKLY;UNTIL=20270301T000000Z;BYDAY=SU"}}},
		{"a zone whose rules follow the moon", []schedule.Series{{Start: local(t, "2026-01-06T10:00"), Zone: "Africa/Casablanca", Minutes: 60, Rule: "FREQ=WEEKLY;BYDAY=TU"}}},
		{"a zone of Fridays before Sundays", []schedule.Series{{Start: local(t, "2026-01-06T10:00"), Zone: "Asia/Jerusalem", Minutes: 60, Rule: "FREQ=WEEKLY;BYDAY=TU"}}},
		{"winter time as the saving one", []schedule.Series{{Start: local(t, "2026-01-06T10:00"), Zone: "Europe/Dublin", Minutes: 60, Rule: "FREQ=WEEKLY;BYDAY=TU"}}},
		{"UTC", []schedule.Series{{Start: local(t, "2026-01-06T10:00"), Zone: "UTC", Minutes: 60, Rule: "FREQ=WEEKLY;BYDAY=TU;COUNT=9"}}},
		{"moved, shortened and cancelled", []schedule.Series{{
			Start: local(t, "2026-03-03T10:00"), Zone: "Europe/Berlin", Minutes: 60, Rule: "FREQ=WEEKLY;BYDAY=TU;COUNT=8",
			Changes: []schedule.Change{
				{Of: local(t, "2026-03-10T10:00"), Cancelled: true},
				{Of: local(t, "2026-03-17T10:00"), Start: local(t, "2026-03-18T15:30")},
				{Of: local(t, "2026-03-31T10:00"), Minutes: 20},
			},
		}}},
		{"an only meeting that was moved", []schedule.Series{{
			Start: local(t, "2026-03-03T10:00"), Zone: "Europe/Berlin", Minutes: 60,
			Changes: []schedule.Change{{Of: local(t, "2026-03-03T10:00"), Start: local(t, "2026-04-03T11:00"), Minutes: 20}},
		}}},
		{"one series after another", []schedule.Series{
			{Start: local(t, "2026-03-03T10:00"), Zone: "Europe/Berlin", Minutes: 60, Rule: "FREQ=WEEKLY;UNTIL=20260401T000000Z;BYDAY=TU"},
			{Start: local(t, "2026-04-07T11:00"), Zone: "America/Santiago", Minutes: 60, Rule: "FREQ=WEEKLY;BYDAY=TU"},
		}},
		{"over the night in which an hour comes twice", []schedule.Series{{Start: local(t, "2026-10-25T01:30"), Zone: "Europe/Berlin", Minutes: 120}}},
		{"ends in the second of two same hours", []schedule.Series{{Start: local(t, "2026-10-25T02:15"), Zone: "Europe/Berlin", Minutes: 30}}},
		{"begins in the first and ends in the second", []schedule.Series{{Start: local(t, "2026-10-25T02:30"), Zone: "Europe/Berlin", Minutes: 60}}},
	}
	var calendars []string
	for i := range cases {
		for j := range cases[i].series {
			cases[i].series[j].ID = string(rune('a' + j))
		}
		s := &schedule.Schedule{Series: cases[i].series}
		s.Settle()
		if err := s.Validate(); err != nil {
			t.Fatalf("%s: %v", cases[i].name, err)
		}
		calendars = append(calendars, object(Publish, meeting(s.Series...)).String())
	}
	for i, got := range readers(t, until, calendars...) {
		c := &cases[i]
		want := instants(&schedule.Schedule{Series: c.series}, until)
		if len(got.Faults) > 0 {
			t.Errorf("%s: %v\n%s", c.name, got.Faults, calendars[i])
		}
		if !slices.Equal(got.Libical, want) {
			t.Errorf("%s: libical has %s, want %s\n%s", c.name, times32(got.Libical), times32(want), calendars[i])
		}
		if !slices.Equal(got.Icalendar, want) {
			t.Errorf("%s: python3-icalendar has %s, want %s\n%s", c.name, times32(got.Icalendar), times32(want), calendars[i])
		}
	}
}

func instants(s *schedule.Schedule, until time.Time) [][2]int64 {
	all := [][2]int64{}
	for from := (time.Time{}); ; {
		part := s.Between(from, until, schedule.MostOccurrences)
		for _, o := range part {
			all = append(all, [2]int64{o.Start.Unix(), o.End.Unix()})
		}
		if len(part) < schedule.MostOccurrences {
			return all
		}
		from = part[len(part)-1].End
	}
}

// times32 are the first that differ, roughly: enough to see what is wrong.
func times32(all [][2]int64) string {
	var b strings.Builder
	for _, p := range all[:min(32, len(all))] {
		b.WriteString(time.Unix(p[0], 0).UTC().Format("06-01-02T15:04/") + time.Unix(p[1], 0).UTC().Format("15:04 "))
	}
	return b.String()
}

// TestInvitationsAreToTheLetter: who reads them gets back every character, and finds
// nothing against RFC 5545 and 5546 (NC3).
func TestInvitationsAreToTheLetter(t *testing.T) {
	t.Parallel()
	d := meeting(schedule.Series{ID: "s1", Start: local(t, "2026-03-03T10:00"), Zone: "Europe/Berlin", Minutes: 60, Rule: "FREQ=WEEKLY;BYDAY=TU"})
	ended := object(Cancel, d)
	ended.Ended = true
	hidden := object(Publish, d)
	hidden.Organizer.EMail = ""
	calendars := []string{object(Request, d).String(), object(Cancel, d).String(), ended.String(), object(Publish, d).String(), hidden.String()}
	for i, got := range readers(t, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), calendars...) {
		if len(got.Faults) > 0 || len(got.Events) != 1 {
			t.Errorf("%v\n%s", got.Faults, calendars[i])
			continue
		}
		e := got.Events[0]
		wantSequence, wantOrganizer := int64(2), "mailto:bob@example.org"
		if i == 2 {
			wantSequence = 3
		}
		if i == 4 {
			wantOrganizer = hidden.Link
		}
		if e.Summary != d.Name || e.Location != d.Location || e.UID != "0123456789abcdef-s1@veche" ||
			e.Sequence != wantSequence || e.Organizer != wantOrganizer || e.CN != `Bob ^'the host^'; Smith, Ltd.` ||
			e.Description != d.Description+"\n\nhttps://meet.example.org/c/1234567890\nID: 1234567890\nPIN: 123456" {
			t.Errorf("%d: %+v", i, e)
		}
	}
	request := unfolded(calendars[0])
	for _, want := range []string{
		"METHOD:REQUEST", `ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="Анна`,
		"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=CHAIR;PARTSTAT=ACCEPTED;RSVP=TRUE;CN=guest+tag@example.org:mailto:guest+tag@example.org",
		`SENT-BY="mailto:veche@example.org":mailto:bob@example.org`, "STATUS:CONFIRMED",
	} {
		if !strings.Contains(request, want) {
			t.Errorf("no %q in\n%s", want, request)
		}
	}
	if cancel := unfolded(calendars[1]); !strings.Contains(cancel, "STATUS:CANCELLED") || !strings.Contains(cancel, "METHOD:CANCEL") {
		t.Errorf("got\n%s", cancel)
	}
	if published := unfolded(calendars[3]); strings.Contains(published, "ATTENDEE") || !strings.Contains(published, "TRIGGER:-PT15M") {
		t.Errorf("got\n%s", published)
	}
}

func unfolded(s string) string { return strings.ReplaceAll(s, "\r\n ", "") }

// TestZonesAreWrittenByRules: calendars that know only rules, such as Outlook, keep the
// hour for ever.
func TestZonesAreWrittenByRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone string
		want []string
	}{
		{"Europe/Berlin", []string{"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "TZNAME:CEST"}},
		{"America/New_York", []string{"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"}},
		{"Europe/Moscow", []string{"TZOFFSETTO:+0300"}},
		{"Asia/Kathmandu", []string{"TZOFFSETTO:+0545"}},
	} {
		d := meeting(schedule.Series{ID: "s", Start: local(t, "2026-03-03T10:00"), Zone: c.zone, Minutes: 60, Rule: "FREQ=WEEKLY;BYDAY=TU"})
		got := object(Publish, d).String()
		for _, want := range c.want {
			if !strings.Contains(got, want+"\r\n") {
				t.Errorf("%s: no %s in\n%s", c.zone, want, got)
			}
		}
		if _, err := ics.ParseCalendar(strings.NewReader(got)); err != nil {
			t.Errorf("%s: golang-ical: %v", c.zone, err)
		}
	}
}

func TestLinksOfWebCalendars(t *testing.T) {
	t.Parallel()
	d := meeting(schedule.Series{ID: "s", Start: local(t, "2026-03-03T10:00"), Zone: "Europe/Berlin", Minutes: 60, Rule: "FREQ=WEEKLY;BYDAY=TU"})
	o := object(Publish, d)
	o.Now = time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC)
	links, ok := o.WebLinks()
	for link, want := range map[string][]string{
		links.Google:    {"dates=20260303T090000Z%2F20260303T100000Z", "ctz=Europe%2FBerlin", "recur=RRULE%3AFREQ%3DWEEKLY%3BBYDAY%3DTU"},
		links.Outlook:   {"startdt=2026-03-10T09%3A00%3A00Z", "https://outlook.live.com/"},
		links.Office365: {"enddt=2026-03-10T10%3A00%3A00Z", "https://outlook.office.com/"},
	} {
		for _, w := range want {
			if !ok || !strings.Contains(link, w) {
				t.Errorf("no %s in %s", w, link)
			}
		}
	}
	if d.Schedule = nil; true {
		if _, ok := o.WebLinks(); ok {
			t.Error("a virtual room has links for calendars")
		}
	}
}

// FuzzTexts: whatever people type into names and descriptions comes back, and never
// becomes a line of its own.
func FuzzTexts(f *testing.F) {
	for _, s := range []string{"", "a", "ä; , \\n", "x\r\nATTENDEE:mailto:evil@example.org", strings.Repeat("Ж", 100), "\u2028", `"^n`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := meeting(schedule.Series{ID: "s", Start: local(t, "2026-03-03T10:00"), Zone: "Europe/Berlin", Minutes: 60})
		d.Name, d.Description, d.Location = s, s, s
		o := object(Request, d)
		o.Organizer.Name, o.Attendees[0].Name = s, s
		got := o.String()
		for line := range strings.SplitSeq(strings.TrimSuffix(got, "\r\n"), "\r\n") {
			if len(line) > octets || strings.ContainsAny(line, "\r\n") {
				t.Fatalf("%q", line)
			}
		}
		events := strings.Count(unfolded(got), "\r\nATTENDEE;")
		if events != 2 {
			t.Fatalf("%d attendees in\n%s", events, got)
		}
	})
}
