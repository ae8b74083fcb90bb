package api_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/report"
	"veche/signaling/api"
)

// told is a list as analytics gives it.
type told[T any] struct {
	Items []T
	Next  string
	Total int
}

// meeting is one that anna owns, held with boris, who came twice, and a guest.
func (s *server) meeting() (path string, c api.Conference) {
	s.t.Helper()
	anna := s.as("anna")
	anna.want(201, "POST", "/conferences", m{"name": "Weekly", "access": "public", "invited": []m{{"login": "boris"}, {"email": "x@example.org", "name": "Xenia"}}}, &c)
	conf, owner := s.enter(c.CID, "anna", "")
	_, guest := s.enter(c.CID, "", "=1+1")
	for range 2 {
		_, boris := s.enter(c.CID, "boris", "")
		must(s.t, conf.Leave(s.t.Context(), boris.ID))
	}
	for _, to := range []conference.ParticipantID{"", owner.ID} {
		_, err := conf.Chat(s.t.Context(), guest.ID, to, "to <"+string(to)+">", nil)
		must(s.t, err)
	}
	path = "/conferences/" + string(c.CID)
	anna.want(200, "POST", path+"/stop", nil, nil)
	return path + "/analytics", c
}

// M1 to M6, M8, M9.
func TestAnalytics(t *testing.T) {
	s := newServer(t)
	at, c := s.meeting()
	anna := s.as("anna")
	var sum report.Summary
	anna.want(200, "GET", at, nil, &sum)
	if sum.Visitors != 3 || sum.Invited != 2 || sum.Connections != 4 || sum.Messages != 1 || sum.Held != 1 || sum.Peak != 3 || sum.Running || !sum.From.Equal(c.Created) {
		t.Errorf("got %+v", sum)
	}
	var people told[report.Attendee]
	for query, want := range map[string]int{
		"": 4, "?took=yes": 3, "?took=no": 1, "?type=users": 2, "?type=guests&took=yes": 1, "?q=XENIA": 1, "?q=nobody": 0,
		"?to=" + c.Created.Add(-time.Hour).Format(time.RFC3339): 0, "?from=" + c.Created.Add(-time.Hour).Format(time.RFC3339): 4,
	} {
		if anna.want(200, "GET", at+"/participants"+query, nil, &people); people.Total != want || len(people.Items) != want {
			t.Errorf("participants%s: got %+v", query, people)
		}
	}
	var connections told[report.Connection]
	anna.want(200, "GET", at+"/connections?q=boris&limit=1", nil, &connections)
	if connections.Total != 2 || len(connections.Items) != 1 || connections.Next == "" {
		t.Errorf("got %+v", connections)
	}
	first := connections.Items[0].ID
	anna.want(200, "GET", at+"/connections?q=boris&limit=1&cursor="+connections.Next, nil, &connections)
	if len(connections.Items) != 1 || connections.Items[0].ID >= first || connections.Next != "" {
		t.Errorf("second page %+v", connections)
	}
	var rows told[report.Row]
	anna.want(200, "GET", at+"/timeline?limit=2", nil, &rows)
	if rows.Total != 3 || len(rows.Items) != 2 {
		t.Errorf("got %+v", rows)
	}
	var chat told[report.Message]
	anna.want(200, "GET", at+"/chat?sender=1%2B1", nil, &chat)
	if chat.Total != 1 || chat.Items[0].Text != "to <>" {
		t.Errorf("got %+v", chat)
	}
	var chart report.Chart
	anna.want(200, "GET", at+"/chart?zone=Europe/Moscow&took=yes", nil, &chart)
	added, present := 0, 0
	for _, p := range chart.Points {
		added, present = added+p.Added, present+p.Present
	}
	if added != 3 || present != 3 || chart.Step != 60 {
		t.Errorf("got %+v", chart)
	}
	anna.refused(422, "zone_unknown", "GET", at+"/chart?zone=Mars/Base", nil)
	anna.refused(422, "zone_unknown", "GET", at+"/participants.csv?zone=Local", nil)
	anna.refused(422, "cursor_invalid", "GET", at+"/chat?cursor=%25", nil)
	anna.refused(422, "invalid", "GET", at+"/chat.csv?from=yesterday", nil)
}

// M7 to M9.
func TestAnalyticsAsTables(t *testing.T) {
	s := newServer(t)
	at, c := s.meeting()
	anna := s.as("anna")
	table := func(path string) [][]string {
		t.Helper()
		res, raw := anna.do("GET", at+path, nil)
		text, marked := strings.CutPrefix(string(raw), "\uFEFF")
		if res.StatusCode != 200 || !marked || res.Header.Get("Content-Type") != "text/csv; charset=utf-8" ||
			!strings.Contains(res.Header.Get("Content-Disposition"), string(c.CID)) {
			t.Fatalf("%s: %d %v %s", path, res.StatusCode, res.Header, raw)
		}
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		must(t, err)
		return rows
	}
	people := table("/participants.csv?zone=Europe/Moscow&language=ru&q=nobody&took=no") // filters do not count (M7)
	if len(people) != 5 || people[0][1] != "Имя" || people[0][9] != "Добавлен (Europe/Moscow)" {
		t.Errorf("got %q", people)
	}
	found := false
	for _, row := range people {
		found = found || row[1] == "'=1+1"
	}
	if !found {
		t.Errorf("got %q", people)
	}
	connections := table("/connections.csv?q=boris")
	if len(connections) != 3 || fmt.Sprint(connections[0]) != "[Name Joined (UTC) Left (UTC) Duration Account type E-mail]" || connections[1][3] != "00:00:00" || connections[1][4] != "User of the server" {
		t.Errorf("got %q", connections)
	}
	chat := table("/chat.csv")
	if len(chat) != 2 || chat[1][0] != "'=1+1" || chat[1][1] != "to <>" {
		t.Errorf("got %q", chat)
	}
}

// M1: owner and administrators only.
func TestAnalyticsAreForTheOwner(t *testing.T) {
	s := newServer(t)
	s.add("clara")
	at, _ := s.meeting()
	for _, path := range []string{"", "/participants", "/connections", "/timeline", "/chat", "/chart", "/participants.csv", "/connections.csv", "/chat.csv"} {
		s.as("admin").want(200, "GET", at+path, nil, nil)
		s.as("boris").refused(403, "not_owner", "GET", at+path, nil) // is invited
		s.as("clara").refused(404, "conference_unknown", "GET", at+path, nil)
		client{s: s}.refused(401, "sign_in_needed", "GET", at+path, nil)
	}
}
