package api_test

import (
	"testing"
	"time"

	"veche/conference/conferencetest"
	"veche/signaling/api"
)

type historyPage struct {
	Items []api.HistoryEntry
	Next  string
	Total int
}

// D14: what people do stands in their history, and in nobody else's.
func TestHistory(t *testing.T) {
	s := newServer(t)
	anna, boris := s.as("anna"), s.as("boris")
	defer s.directory.Listen("boris", &conferencetest.Page{})()
	var placed api.PlacedCall
	anna.want(201, "POST", "/calls", m{"login": "boris"}, &placed)
	_, err := s.directory.AnswerRing(t.Context(), placed.Called.ID, "boris", false)
	must(t, err)
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{"name": "Planning", "access": "public"}, &c)
	conf, you := s.enter(c.CID, "anna", "")
	must(t, conf.Leave(t.Context(), you.ID))
	s.enter(c.CID, "boris", "")

	var page historyPage
	anna.want(200, "GET", "/history", nil, &page)
	if page.Total != 2 || page.Items[0].Kind != "conference" || page.Items[0].Seconds < 1 || page.Items[1].Kind != "outgoing" ||
		page.Items[1].Outcome != "declined" || page.Items[1].With.Login != "boris" || page.Items[1].Conference != nil {
		t.Fatalf("got %+v", page)
	}
	if p := page.Items[0].Conference; *p != (api.HistoryPlace{CID: c.CID, Name: "Planning", Exists: true, Owned: true}) {
		t.Errorf("got %+v", p)
	}
	boris.want(200, "GET", "/history", nil, &page)
	if page.Total != 2 || !page.Items[0].Ongoing || page.Items[0].Conference.Exists || page.Items[1].Kind != "incoming" {
		t.Errorf("got %+v", page)
	}
	anna.want(200, "GET", "/history?kind=missed", nil, &page)
	if page.Total != 0 || page.Items == nil {
		t.Errorf("got %+v", page)
	}
	anna.want(200, "GET", "/history?q=plan&from="+time.Now().Add(-time.Hour).UTC().Format(time.RFC3339), nil, &page)
	if page.Total != 1 {
		t.Errorf("got %+v", page)
	}
	anna.want(200, "GET", "/history?to="+time.Now().Add(-time.Hour).UTC().Format(time.RFC3339), nil, &page)
	if page.Total != 0 {
		t.Errorf("got %+v", page)
	}
	anna.refused(422, "invalid", "GET", "/history?from=yesterday", nil)
	client{s: s}.refused(401, "sign_in_needed", "GET", "/history", nil)
}
