package report_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/conferencetest"
	"veche/conference/report"
)

// story is a conference with a clock that the test turns.
type story struct {
	*conferencetest.House
	t    *testing.T
	now  time.Time
	conf *conference.Conference
	def  conference.Definition
	in   map[string]conference.ParticipantID
	page map[string]*conferencetest.Page
}

var began = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

func newStory(t *testing.T, def conference.Definition, logins ...string) *story {
	t.Helper()
	s := &story{t: t, now: began, in: map[string]conference.ParticipantID{}, page: map[string]*conferencetest.Page{}}
	s.House = conferencetest.NewHouseAt(t, func() time.Time { return s.now }, append(logins, "owner")...)
	for login, p := range s.People {
		p.EMail = login + "@example.org"
		s.People[login] = p
	}
	def.Access = conference.Public
	def.Guests = conference.AllowGuestsAll()
	s.def = s.Create(t, "owner", def)
	return s
}

// after turns the clock by minutes.
func (s *story) after(minutes int) *story {
	if s.conf == nil {
		s.now = s.now.Add(time.Duration(minutes) * time.Minute)
		return s
	}
	_, err := s.conf.Rules(s.t.Context()) // in a turn of its own, or the loop would read while we write
	s.ok(err)
	s.now = s.now.Add(time.Duration(minutes) * time.Minute)
	return s
}

func (s *story) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *story) comes(who string) {
	s.t.Helper()
	c, snap, page := s.Enter(s.t, s.def.CID, who)
	s.conf, s.in[who], s.page[who] = c, snap.You.ID, page
}

func (s *story) goes(who string) {
	s.t.Helper()
	s.ok(s.conf.Leave(s.t.Context(), s.in[who]))
}

func (s *story) says(who, to, text string) {
	s.t.Helper()
	_, err := s.conf.Chat(s.t.Context(), s.in[who], s.in[to], text, nil)
	s.ok(err)
}

func (s *story) ends() {
	s.t.Helper()
	owner := s.People["owner"]
	s.ok(s.conf.End(s.t.Context(), conference.Actor{Person: &owner}))
	<-s.conf.Ended()
	s.conf = nil
}

func (s *story) history(running bool) *report.History {
	s.t.Helper()
	h, err := report.New(s.Archive, func() time.Time { return s.now }).History(s.t.Context(), s.def.ID, running)
	s.ok(err)
	return h
}

// lines are connections as "name minute-minute".
func lines(h *report.History) (all []string) {
	for _, c := range h.Connections {
		left := "-"
		if !c.Open() {
			left = fmt.Sprint(c.Left.Sub(began).Minutes())
		}
		all = append(all, fmt.Sprintf("%s %v-%s", c.Name, c.Joined.Sub(began).Minutes(), left))
	}
	return all
}

func same[T comparable](t *testing.T, what string, got []T, want ...T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// M3, M8, M9, NA7, ND6.
func TestAMeetingOfThree(t *testing.T) {
	s := newStory(t, conference.Definition{Invited: []conference.Invited{{Login: "anna"}, {Login: "boris"}, {EMail: "x@example.org"}}}, "anna", "boris")
	s.after(10).comes("owner")
	s.after(5).comes("anna")
	s.comes("=Guest")
	s.says("anna", "", "to all")
	s.says("anna", "owner", "to one")
	s.after(5).goes("anna")
	s.after(5).comes("anna")
	s.after(5).goes("=Guest")
	s.after(5).ends()

	h := s.history(false)
	same(t, "connections", lines(h), "Name of owner 10-35", "Name of anna 15-20", "=Guest 15-30", "Name of anna 25-35")
	if c := h.Connections[1]; c.EMail != "anna@example.org" || c.Type != access.KindUser || c.Seconds != 300 || c.Role != "participant" {
		t.Errorf("got %+v", c)
	}
	if len(h.Messages) != 1 || h.Messages[0].Text != "to all" || h.Messages[0].Name != "Name of anna" {
		t.Errorf("got %+v", h.Messages)
	}
	if n := len(h.Sessions); n != 1 || !h.Sessions[0].Held || h.Sessions[0].Peak != 3 || h.Sessions[0].People != 3 ||
		!h.Sessions[0].PeakAt.Equal(began.Add(15*time.Minute)) || h.Sessions[0].Seconds != 25*60 {
		t.Errorf("got %+v", h.Sessions)
	}

	people := h.People(report.Expected{Definition: &s.def})
	var who []string
	for _, p := range people {
		who = append(who, fmt.Sprintf("%s %s %v %d %v", p.Key[:strings.IndexByte(p.Key, ':')], p.Origin, p.TookPart, p.Connections, p.Added.Sub(began).Minutes()))
	}
	same(t, "people", who, "seat came true 1 15", "user came true 1 10", "user invited true 2 0", "user invited false 0 0", "email invited false 0 0")
	sum := h.Summary(people, s.def.Created, s.now, false)
	if sum.Visitors != 3 || sum.Invited != 3 || sum.Participants != 5 || sum.Held != 1 || sum.Peak != 3 || !sum.To.Equal(s.now) {
		t.Errorf("got %+v", sum)
	}
	rows := h.Timeline(report.ConnectionFilter{}, s.now)
	if len(rows) != 3 || len(rows[1].Spans) != 2 {
		t.Errorf("got %+v", rows)
	}
}

// ND6: people who never met have not held a meeting, and a page more is nobody more.
func TestHeldByTwoAtOnce(t *testing.T) {
	s := newStory(t, conference.Definition{}, "anna")
	s.comes("owner")
	s.comes("owner")
	s.after(1).ends()
	s.after(1).comes("owner")
	s.comes("anna")
	s.after(1).ends()
	h := s.history(false)
	if len(h.Sessions) != 2 || h.Sessions[0].Held || h.Sessions[0].Peak != 1 || !h.Sessions[1].Held {
		t.Errorf("got %+v", h.Sessions)
	}
}

// P5: a restart of the server neither splits a connection nor ends a session.
func TestARestartSplitsNothing(t *testing.T) {
	s := newStory(t, conference.Definition{}, "anna")
	s.comes("owner")
	s.comes("anna")
	s.after(5)
	s.ok(s.Directory.Close(t.Context()))
	s.now = s.now.Add(time.Minute)
	s.House.Start(t)
	h := s.history(true)
	same(t, "connections", lines(h), "Name of owner 0--", "Name of anna 0--")
	if len(h.Sessions) != 1 || !h.Sessions[0].Ended.IsZero() || h.Sessions[0].Seconds != 360 {
		t.Errorf("got %+v", h.Sessions)
	}
}

// What was never closed, since a live state was lost, ends when something was last heard.
func TestWhatBrokeOffEndsWhenLastHeardOf(t *testing.T) {
	s := newStory(t, conference.Definition{}, "anna")
	s.comes("owner")
	s.after(5).comes("anna")
	h := s.history(false)
	same(t, "not running", lines(h), "Name of owner 0-5", "Name of anna 5-5")
	if !h.Sessions[0].Ended.Equal(began.Add(5 * time.Minute)) {
		t.Errorf("got %+v", h.Sessions)
	}
	var f report.Fold
	for _, e := range s.Archive.All(s.def.ID) {
		s.ok(f.Add(&e))
	}
	next := conference.Event{Seq: f.Seq() + 1, Run: f.Seq() + 1, Type: conference.Started, At: began.Add(time.Hour)}
	s.ok(f.Add(&next))
	h = f.History(true, began.Add(2*time.Hour))
	same(t, "run again", lines(h), "Name of owner 0-5", "Name of anna 5-5")
	if len(h.Sessions) != 2 || h.Sessions[1].Seconds != 3600 {
		t.Errorf("got %+v", h.Sessions)
	}
}

// M3: registrants stand in the list with what they said, and are whoever comes by
// their link.
func TestRegistrants(t *testing.T) {
	def := conference.Definition{Created: began}
	regs := []report.Registrant{
		{ID: "r1", Name: "Clara", EMail: "c@example.org", Company: "Acme", Phone: "+7", At: began.Add(time.Minute), Link: "https://x/1", Answers: []report.Answer{{"Diet", "none"}}},
		{ID: "r2", Login: "anna", EMail: "other@example.org", At: began.Add(2 * time.Minute)},
	}
	var f report.Fold
	for i, data := range []string{`{}`, `{"participant":{"id":"p","kind":"registered","name":"Clara K."},"registrant":"r1"}`} {
		e := conference.Event{Seq: uint64(i + 1), At: began.Add(time.Hour), Type: []conference.EventType{conference.Started, conference.ParticipantJoined}[i], Data: json.RawMessage(data)}
		if err := f.Add(&e); err != nil {
			t.Fatal(err)
		}
	}
	people := f.History(true, began.Add(2*time.Hour)).People(report.Expected{
		Definition: &def, Registrants: regs,
		Person: func(login string) (conference.Person, bool) {
			return conference.Person{Name: "Anna", EMail: "anna@example.org"}, login == "anna"
		},
	})
	if len(people) != 2 {
		t.Fatalf("got %+v", people)
	}
	if a := people[0]; a.Login != "anna" || a.Name != "Anna" || a.EMail != "anna@example.org" || a.TookPart || a.Type != access.KindUser {
		t.Errorf("got %+v", a)
	}
	if c := people[1]; c.Name != "Clara" || !c.TookPart || !c.Connected || c.Company != "Acme" || c.Link == "" || len(c.Answers) != 1 || c.Type != access.KindRegistered {
		t.Errorf("got %+v", c)
	}
}

// Who is invited by e-mail and registered thereby is one, and is whoever comes by the
// link.
func TestInvitedAndRegisteredIsOne(t *testing.T) {
	def := conference.Definition{Created: began, Invited: []conference.Invited{{EMail: "C@example.org", Added: began}, {EMail: "d@example.org"}}}
	var f report.Fold
	for i, data := range []string{`{}`, `{"participant":{"id":"p","kind":"registered","name":"Clara"},"registrant":"r1"}`} {
		e := conference.Event{Seq: uint64(i + 1), At: began.Add(time.Hour), Type: []conference.EventType{conference.Started, conference.ParticipantJoined}[i], Data: json.RawMessage(data)}
		if err := f.Add(&e); err != nil {
			t.Fatal(err)
		}
	}
	people := f.History(true, began.Add(2*time.Hour)).People(report.Expected{
		Definition: &def, Registrants: []report.Registrant{{ID: "r1", Name: "Clara", EMail: "c@example.org", At: began.Add(time.Minute), Link: "https://x/1"}},
	})
	if len(people) != 2 {
		t.Fatalf("got %+v", people)
	}
	for _, p := range people {
		if clara := p.EMail == "C@example.org"; clara != p.TookPart || p.Origin != report.Invited || clara && (p.Name != "Clara" || p.Link == "" || p.Type != access.KindRegistered || !p.Added.Equal(began)) {
			t.Errorf("got %+v", p)
		}
	}
}

// M4, M5, M8, M9.
func TestFilters(t *testing.T) {
	p := report.Attendee{Name: "Анна Ким", EMail: "anna@example.org", Type: access.KindRegistered, TookPart: true, Added: began}
	for f, want := range map[report.PeopleFilter]bool{
		{}:                            true,
		{Text: "анна"}:                true,
		{Text: "EXAMPLE"}:             true,
		{Text: "boris"}:               false,
		{Type: report.Users}:          false,
		{Type: report.Guests}:         true,
		{Took: "yes"}:                 true,
		{Took: "no"}:                  false,
		{Took: "yes", Text: "nobody"}: false,
		{Period: report.Period{From: began.Add(time.Second)}}: false,
		{Period: report.Period{From: began, To: began}}:       true,
	} {
		if got := f.Has(&p); got != want {
			t.Errorf("%+v: %v", f, got)
		}
	}
	c := report.Connection{Name: "Room 7", Type: access.KindSIP, Joined: began, Left: began.Add(time.Hour), Session: 3, Person: "seat:x"}
	in := func(from, to int) report.Period {
		return report.Period{From: began.Add(time.Duration(from) * time.Minute), To: began.Add(time.Duration(to) * time.Minute)}
	}
	for f, want := range map[report.ConnectionFilter]bool{
		{}: true, {Type: report.Devices}: true, {Type: report.Guests}: false, {Session: 4}: false, {Session: 3}: true,
		{Person: "seat:x"}: true, {Person: "seat:y"}: false, {Period: in(30, 40)}: true, {Period: in(61, 90)}: false, {Period: in(-9, -1)}: false,
	} {
		if got := f.Has(&c, began); got != want {
			t.Errorf("%+v: %v", f, got)
		}
	}
	m := report.Message{At: began, Name: "Anna", Text: "Agenda", File: "plan.pdf"}
	for f, want := range map[report.ChatFilter]bool{
		{}: true, {Text: "agenda"}: true, {Text: "plan"}: true, {Text: "anna"}: false, {Sender: "ann"}: true, {Sender: "boris"}: false,
	} {
		if got := f.Has(&m); got != want {
			t.Errorf("%+v: %v", f, got)
		}
	}
}

func TestPagesHaveEverythingOnce(t *testing.T) {
	list := make([]int, 10)
	for i := range list {
		list[i] = i
	}
	key := func(n *int) string { return fmt.Sprint(*n) }
	odd := func(n *int) bool { return *n%2 == 1 }
	for _, backwards := range []bool{false, true} {
		var got []int
		after := ""
		for {
			part, next, total := report.Page(report.Chosen(list, backwards, odd), key, after, 2)
			if total != 5 || len(part) > 2 {
				t.Fatalf("got %v of %d", part, total)
			}
			got = append(got, part...)
			if after = next; next == "" {
				break
			}
		}
		want := []int{1, 3, 5, 7, 9}
		if backwards {
			slices.Reverse(want)
		}
		same(t, fmt.Sprint("backwards: ", backwards), got, want...)
	}
}

// M6. On 25 October 2026 a day in Berlin has 25 hours.
func TestChart(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no time zones here")
	}
	at := func(d, h int) time.Time { return time.Date(2026, 10, d, h, 30, 0, 0, berlin) }
	h := &report.History{Connections: []report.Connection{
		{Person: "user:anna", Joined: at(24, 10), Left: at(24, 11)},
		{Person: "user:anna", Joined: at(24, 12), Left: at(26, 9)},
		{Person: "seat:x", Joined: at(26, 9)},
	}}
	people := []report.Attendee{
		{Key: "user:anna", Type: access.KindUser, Added: at(1, 12), TookPart: true},
		{Key: "seat:x", Type: access.KindGuest, Added: at(26, 9), TookPart: true},
		{Key: "user:boris", Type: access.KindUser, Added: at(26, 0)},
	}
	p := report.Period{From: at(2, 10), To: at(31, 10)}
	got := h.Chart(people, report.PeopleFilter{}, p, berlin, at(27, 1))
	if got.Step != 86400/4 {
		t.Fatalf("step %d", got.Step)
	}
	p.From = at(1, 10).AddDate(0, -2, 0)
	got = h.Chart(people, report.PeopleFilter{}, p, berlin, at(27, 1))
	if got.Step != 86400 {
		t.Fatalf("step %d", got.Step)
	}
	var days []string
	for _, c := range got.Points {
		if c.Added+c.Present > 0 {
			days = append(days, fmt.Sprintf("%s %d %d", c.At.In(berlin).Format("02 15"), c.Added, c.Present))
		}
	}
	same(t, "days", days, "01 00 1 0", "24 00 0 1", "25 00 0 1", "26 00 2 2", "27 00 0 1")
	got = h.Chart(people, report.PeopleFilter{Type: report.Guests}, p, berlin, at(27, 1))
	added := 0
	for _, c := range got.Points {
		added += c.Added
	}
	if added != 1 {
		t.Errorf("guests: %d added", added)
	}
}

// A history is not made again for each page, and follows what is new.
func TestReportsFollowTheArchive(t *testing.T) {
	s := newStory(t, conference.Definition{}, "anna")
	r := report.New(s.Archive, func() time.Time { return s.now })
	get := func(running bool) *report.History {
		h, err := r.History(t.Context(), s.def.ID, running)
		s.ok(err)
		return h
	}
	s.comes("owner")
	first := get(true)
	if get(true) != first {
		t.Error("it was made again")
	}
	s.comes("anna")
	if h := get(true); len(h.Connections) != 2 || len(first.Connections) != 1 {
		t.Errorf("got %d, and the first has %d", len(h.Connections), len(first.Connections))
	}
	s.after(1).ends()
	same(t, "at the end", lines(get(false)), "Name of owner 0-1", "Name of anna 0-1")
}

// FuzzFold: whatever stands in the archive, a history holds together.
func FuzzFold(f *testing.F) {
	f.Add(uint8(0), `{"participant":{"id":"a","kind":"guest","name":"A"}}`, int64(0), `{"participant":"a","name":"B","seen":"2020-01-01T00:00:00Z"}`, int64(-5))
	f.Add(uint8(3), `{}`, int64(9), `{"message":{"from":{"name":"x"},"text":"y"}}`, int64(1))
	f.Fuzz(func(t *testing.T, types uint8, one string, after int64, two string, later int64) {
		var fold report.Fold
		kinds := append([]conference.EventType{conference.Changed}, report.EventTypes...)
		for i, data := range []string{`{}`, one, two, one} {
			e := conference.Event{
				Seq: uint64(i + 1), Run: 1, Data: json.RawMessage(data), At: began.Add(time.Duration(after%3600)*time.Second + time.Duration(i)*time.Duration(later%3600)*time.Second),
				Type: []conference.EventType{conference.Started, conference.ParticipantJoined, kinds[int(types)%len(kinds)], kinds[int(types)/16%len(kinds)]}[i],
			}
			_ = fold.Add(&e)
		}
		for _, running := range []bool{true, false} {
			h := fold.History(running, began.Add(time.Hour))
			for _, c := range h.Connections {
				if c.Seconds < 0 || !running && c.Open() || !c.Open() && c.Left.Before(c.Joined) {
					t.Errorf("running %v: %+v", running, c)
				}
			}
			h.People(report.Expected{Definition: &conference.Definition{}})
			h.Chart(nil, report.PeopleFilter{}, report.Period{From: began, To: began.Add(time.Hour)}, time.UTC, began)
		}
	})
}

func BenchmarkFold10000(b *testing.B) {
	events := make([]conference.Event, 0, 20_000)
	for i := range 10_000 {
		id := fmt.Sprintf("%012d", i)
		at := began.Add(time.Duration(i) * time.Second)
		events = append(
			events,
			conference.Event{Seq: uint64(len(events) + 1), At: at, Run: 1, Type: conference.ParticipantJoined, Data: json.RawMessage(`{"participant":{"id":"` + id + `","kind":"user","login":"user` + id + `","name":"User","link":"online","joined":"2026-11-22T13:40:38.123456789Z","microphone":true,"camera":true,"screen":false},"email":"user@example.org"}`)},
			conference.Event{Seq: uint64(len(events) + 2), At: at.Add(time.Hour), Run: 1, Type: conference.ParticipantLeft, Data: json.RawMessage(`{"participant":"` + id + `","name":"User","reason":"left"}`)},
		)
	}
	for b.Loop() {
		var f report.Fold
		for i := range events {
			if err := f.Add(&events[i]); err != nil {
				b.Fatal(err)
			}
		}
		h := f.History(false, began)
		h.People(report.Expected{Definition: &conference.Definition{}})
	}
}
