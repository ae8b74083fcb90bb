package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"veche/signaling/api"
)

// weekly is four meetings on Tuesdays in 2030.
var weekly = m{"series": []m{{"start": "2030-01-01T10:00", "zone": "Europe/Moscow", "minutes": 60, "rule": "FREQ=WEEKLY;COUNT=4"}}}

// starts is when the meetings of a conference begin.
func (c client) starts(at string) (list []string) {
	c.s.t.Helper()
	var got api.Occurrences
	c.want(200, "GET", at+"/occurrences?from=2020-01-01T00:00:00Z", nil, &got)
	for _, o := range got.Items {
		list = append(list, o.Start.Format("01-02T15:04"))
	}
	return list
}

func TestScheduleOfAConference(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{
		"name": "Weekly", "schedule": weekly, "reminders": []int{10, 60}, "inviteByMail": true, "waitForOwner": true,
	}, &c)
	if c.Schedule == nil || c.Schedule.Series[0].ID == "" || c.Next == nil || c.Next.Start.Format(time.RFC3339) != "2030-01-01T07:00:00Z" ||
		!slices.Equal(c.Reminders, []int{60, 10}) || !c.InviteByMail || !c.WaitForOwner || c.Personal {
		t.Errorf("got %+v", c)
	}
	at := "/conferences/" + string(c.CID)
	anna.want(200, "PATCH", at, m{"revision": 1, "reminders": nil, "name": "Team"}, &c)
	if c.Reminders != nil || c.Schedule == nil {
		t.Errorf("got %+v", c)
	}
	anna.want(200, "PATCH", at, m{"revision": 2, "reminders": []int{}}, &c)
	if c.Reminders == nil {
		t.Error("no reminders became the administrator's")
	}
	id := c.Schedule.Series[0].ID
	anna.want(200, "PATCH", at, m{"revision": 3, "schedule": m{"series": []m{
		{"id": id, "start": "2030-01-02T10:00", "zone": "Asia/Tokyo", "minutes": 30},
	}}}, &c)
	if c.Schedule.Series[0].ID != id || c.Next.Start.Format(time.RFC3339) != "2030-01-02T01:00:00Z" {
		t.Errorf("got %+v", c.Schedule)
	}
	anna.want(200, "PATCH", at, m{"revision": 4, "schedule": nil}, &c)
	if c.Schedule != nil || c.Next != nil {
		t.Errorf("a room has %+v", c.Schedule)
	}
	if got := anna.starts(at); got != nil {
		t.Errorf("a room has meetings %v", got)
	}
	for _, wrong := range []struct {
		field, code string
		in          m
	}{
		{"schedule.zone", "schedule_zone", m{"start": "2030-01-01T10:00", "zone": "Moon/Tycho", "minutes": 60}},
		{"schedule.rule", "schedule_rule", m{"start": "2030-01-01T10:00", "zone": "Etc/UTC", "minutes": 60, "rule": "FREQ=SECONDLY"}},
		{"schedule.minutes", "schedule_too_long", m{"start": "2030-01-01T10:00", "zone": "Etc/UTC", "minutes": 2000, "rule": "FREQ=DAILY"}},
	} {
		var p struct{ Field, Code string }
		anna.want(422, "POST", "/conferences", m{"name": "X", "schedule": m{"series": []m{wrong.in}}}, &p)
		if p.Field != wrong.field || p.Code != wrong.code {
			t.Errorf("%v: got %+v", wrong.in, p)
		}
		anna.want(422, "POST", "/schedule/preview", m{"series": wrong.in}, &p)
		if p.Field != wrong.field || p.Code != wrong.code {
			t.Errorf("preview of %v: got %+v", wrong.in, p)
		}
	}
	anna.refused(422, "invalid", "POST", "/conferences", m{"name": "X", "schedule": m{"series": []m{{"start": "tomorrow", "zone": "Etc/UTC", "minutes": 1}}}})
}

func TestMeetingsAreMovedCancelledAndRestored(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{"name": "Weekly", "schedule": weekly}, &c)
	at := "/conferences/" + string(c.CID)
	one := at + "/occurrences/" + c.Schedule.Series[0].ID + "/"
	revision := int64(1)
	for _, step := range []struct {
		method, path string
		in           m
		want         []string
	}{
		{"PATCH", "2030-01-08T10:00", m{"cancelled": true}, []string{"01-01T07:00", "01-15T07:00", "01-22T07:00"}},
		{"PATCH", "2030-01-08T10:00", m{"cancelled": false}, []string{"01-01T07:00", "01-08T07:00", "01-15T07:00", "01-22T07:00"}},
		{"PATCH", "2030-01-08T10:00", m{"start": "2030-01-09T12:00"}, []string{"01-01T07:00", "01-09T09:00", "01-15T07:00", "01-22T07:00"}},
		{"PATCH", "2030-01-08T10:00", m{"minutes": 90}, []string{"01-01T07:00", "01-09T09:00", "01-15T07:00", "01-22T07:00"}},
		{"PATCH", "2030-01-08T10:00", m{"start": ""}, []string{"01-01T07:00", "01-08T07:00", "01-15T07:00", "01-22T07:00"}},
		{
			"PUT", "2030-01-15T10:00/following",
			m{"start": "2030-01-16T10:00", "zone": "Europe/Berlin", "minutes": 30, "rule": "FREQ=DAILY;COUNT=2"},
			[]string{"01-01T07:00", "01-08T07:00", "01-16T09:00", "01-17T09:00"},
		},
		{"DELETE", "2030-01-08T10:00/following", nil, []string{"01-01T07:00"}},
	} {
		if step.in == nil {
			anna.want(200, step.method, fmt.Sprintf("%s%s?revision=%d", one, step.path, revision), nil, &c)
		} else {
			anna.refused(422, "revision_needed", step.method, one+step.path, step.in)
			step.in["revision"] = revision
			anna.want(200, step.method, one+step.path, step.in, &c)
			anna.refused(409, "changed_meanwhile", step.method, one+step.path, step.in)
		}
		revision++
		if got := anna.starts(at); !slices.Equal(got, step.want) || c.Revision != revision {
			t.Errorf("%s %s %v: got %v at revision %d", step.method, step.path, step.in, got, c.Revision)
		}
	}
	for _, nothing := range []string{"2030-01-02T10:00", "yesterday"} {
		anna.refused(404, "occurrence_unknown", "PATCH", one+nothing, m{"revision": revision, "cancelled": true})
	}
	anna.refused(404, "occurrence_unknown", "PATCH", at+"/occurrences/none/2030-01-01T10:00", m{"revision": revision, "cancelled": true})
	anna.refused(422, "schedule_empty", "DELETE", fmt.Sprintf("%s2030-01-01T10:00/following?revision=%d", one, revision), nil)
}

func TestWhoChangesMeetings(t *testing.T) {
	s := newServer(t)
	s.add("clara")
	anna, boris, clara, admin := s.as("anna"), s.as("boris"), s.as("clara"), s.as("admin")
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{"name": "Weekly", "schedule": weekly, "invited": []m{{"login": "boris", "moderator": true}}}, &c)
	at := "/conferences/" + string(c.CID) + "/occurrences"
	one := at + "/" + c.Schedule.Series[0].ID + "/2030-01-08T10:00"
	boris.want(200, "GET", at, nil, nil)
	admin.want(200, "GET", at, nil, nil)
	for _, op := range []struct {
		method, path string
		in           m
	}{
		{"PATCH", one, m{"revision": 1, "cancelled": true}},
		{"PUT", one + "/following", m{"revision": 1, "start": "2030-01-16T10:00", "zone": "Etc/UTC", "minutes": 30}},
		{"DELETE", one + "/following?revision=1", nil},
	} {
		var in any
		if op.in != nil {
			in = op.in
		}
		boris.refused(403, "not_owner", op.method, op.path, in)
		clara.refused(404, "conference_unknown", op.method, op.path, in) // P3
		client{s: s}.refused(401, "sign_in_needed", op.method, op.path, in)
	}
	clara.refused(404, "conference_unknown", "GET", at, nil)
	client{s: s}.refused(401, "sign_in_needed", "GET", "/agenda?from=2030-01-01T00:00:00Z&to=2030-02-01T00:00:00Z", nil)
	client{s: s}.refused(401, "sign_in_needed", "POST", "/schedule/preview", m{})
	admin.want(200, "PATCH", one, m{"revision": 1, "cancelled": true}, nil)
}

func TestMeetingsComeInPages(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{"name": "Weekly", "schedule": weekly}, &c)
	at := "/conferences/" + string(c.CID) + "/occurrences"
	var all []string
	for cursor := "start"; cursor != ""; {
		var page api.Occurrences
		path := at + "?limit=3&to=2031-01-01T00:00:00Z"
		if cursor != "start" {
			path += "&cursor=" + url.QueryEscape(cursor)
		}
		anna.want(200, "GET", path, nil, &page)
		for _, o := range page.Items {
			all = append(all, o.Of.String())
		}
		cursor = page.Next
	}
	if want := []string{"2030-01-01T10:00", "2030-01-08T10:00", "2030-01-15T10:00", "2030-01-22T10:00"}; !slices.Equal(all, want) {
		t.Errorf("got %v", all)
	}
	anna.refused(422, "cursor_invalid", "GET", at+"?cursor=x", nil)
}

func TestPreviewOfASchedule(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	var p api.Preview
	anna.want(200, "POST", "/schedule/preview", m{
		"series": m{"start": "2030-01-02T10:00", "zone": "Europe/Moscow", "minutes": 60, "rule": "freq=weekly;byday=tu"}, "count": 2,
	}, &p)
	if len(p.Items) != 2 || p.Items[0].Start.Format(time.RFC3339) != "2030-01-08T07:00:00Z" || p.Start.String() != "2030-01-08T10:00" ||
		p.Rule != "FREQ=WEEKLY;BYDAY=TU" || p.Last != nil {
		t.Errorf("got %+v", p)
	}
	anna.want(200, "POST", "/schedule/preview", m{"series": m{"start": "2030-01-02T10:00", "zone": "Europe/Moscow", "minutes": 60}}, &p)
	if len(p.Items) != 1 || p.Last == nil || p.Last.Format(time.RFC3339) != "2030-01-02T08:00:00Z" {
		t.Errorf("got %+v", p)
	}
}

func TestAgenda(t *testing.T) {
	s := newServer(t)
	anna, boris := s.as("anna"), s.as("boris")
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{"name": "Weekly", "pin": "4711", "schedule": weekly, "invited": []m{{"login": "boris"}}}, &c)
	once := func(name, start string) m {
		return m{"name": name, "schedule": m{"series": []m{{"start": start, "zone": "Etc/UTC", "minutes": 60}}}}
	}
	boris.want(201, "POST", "/conferences", once("Own", "2030-01-10T10:00"), nil)
	boris.want(201, "POST", "/conferences", once("Later", "2030-03-10T10:00"), nil)
	boris.want(201, "POST", "/conferences", m{"name": "Room"}, nil)
	anna.want(201, "POST", "/conferences", once("Another's", "2030-01-10T11:00"), nil)

	var all []string
	cursor := ""
	for {
		var page struct {
			Items []api.AgendaEntry
			Next  string
			Total int
		}
		boris.want(200, "GET", "/agenda?from=2030-01-08T07:30:00Z&to=2030-01-22T07:00:00Z&limit=2&cursor="+cursor, nil, &page)
		for _, e := range page.Items {
			all = append(all, e.Conference.Name+" "+e.Occurrence.Start.Format("01-02T15:04"))
			if e.Conference.Name == "Weekly" && (e.Conference.Mine || e.Conference.CanManage || e.Conference.OwnerName != "ANNA" || !e.Conference.HasPIN || e.Conference.URL != c.URL) {
				t.Errorf("got %+v", e.Conference)
			}
		}
		if page.Total != 3 {
			t.Errorf("total %d", page.Total)
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if want := []string{"Weekly 01-08T07:00", "Own 01-10T10:00", "Weekly 01-15T07:00"}; !slices.Equal(all, want) {
		t.Errorf("got %v, want %v", all, want)
	}
	boris.refused(422, "span_too_long", "GET", "/agenda?from=2030-01-01T00:00:00Z&to=2031-01-01T00:00:00Z", nil)
	boris.refused(422, "span_too_long", "GET", "/agenda?from=2030-01-01T00:00:00Z&to=2029-01-01T00:00:00Z", nil)
	boris.refused(422, "invalid", "GET", "/agenda", nil)
	boris.refused(422, "cursor_invalid", "GET", "/agenda?from=2030-01-01T00:00:00Z&to=2030-01-02T00:00:00Z&cursor=!", nil)
}

func TestListsOfConferencesAndRooms(t *testing.T) {
	s := newServer(t)
	anna, boris, admin := s.as("anna"), s.as("boris"), s.as("admin")
	for _, in := range []m{
		{"name": "beta"},
		{"name": "Alpha", "schedule": weekly, "invited": []m{{"login": "boris"}}},
		{"name": "gamma", "schedule": m{"series": []m{{"start": "2029-01-01T10:00", "zone": "Etc/UTC", "minutes": 60}}}},
		{"name": "alpine"},
		{"name": "Delta", "schedule": m{"series": []m{{"start": "2020-01-01T10:00", "zone": "Etc/UTC", "minutes": 60}}}},
	} {
		anna.want(201, "POST", "/conferences", in, nil)
	}
	for _, c := range []struct {
		who   client
		query string
		want  []string
	}{
		{anna, "", []string{"Delta", "alpine", "gamma", "Alpha", "beta"}},
		{anna, "sort=updated&order=desc", []string{"beta", "Alpha", "gamma", "alpine", "Delta"}},
		{anna, "launch=room&sort=name", []string{"alpine", "beta"}},
		{anna, "launch=scheduled&sort=name", []string{"Alpha", "Delta", "gamma"}},
		{anna, "launch=scheduled&sort=start", []string{"Delta", "gamma", "Alpha"}},
		{anna, "launch=scheduled&sort=start&from=2028-01-01T00:00:00Z", []string{"gamma", "Alpha"}},
		{anna, "launch=scheduled&sort=start&order=desc&to=2029-06-01T00:00:00Z", []string{"gamma", "Delta"}},
		{anna, "sort=name&q=alp", []string{"Alpha", "alpine"}},
		{boris, "launch=scheduled", []string{"Alpha"}}, // D4
		{boris, "launch=room", nil},
		{admin, "launch=room", nil},
		{admin, "launch=room&all=true&sort=name", []string{"alpine", "beta"}},
	} {
		var got []string
		for cursor := ""; ; {
			var page struct {
				Items []api.Conference
				Next  string
				Total int
			}
			c.who.want(200, "GET", "/conferences?limit=2&"+c.query+"&cursor="+cursor, nil, &page)
			for _, one := range page.Items {
				got = append(got, one.Name)
			}
			if page.Total != len(c.want) {
				t.Errorf("%s: total %d", c.query, page.Total)
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.query, got, c.want)
		}
	}
	anna.refused(422, "invalid", "GET", "/conferences?sort=colour", nil)
	anna.refused(422, "invalid", "GET", "/conferences?launch=rocket", nil)
	anna.refused(403, "not_administrator", "GET", "/conferences?all=true&launch=room", nil)
}
