package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"veche/conference"
	"veche/signaling/api"
)

// P3: nobody learns from the API which numbers exist. Every route below a
// conference answers a stranger alike for one that exists, one that runs and
// one that does not exist.
func TestStrangersLearnNothingFromAnyRoute(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	var stands, runs api.Conference
	anna.want(201, "POST", "/conferences", m{"name": "Secret plan", "access": "public", "pin": "756910"}, &stands)
	anna.want(201, "POST", "/conferences", m{"name": "Secret plan", "access": "public", "pin": "756910"}, &runs)
	anna.want(200, "POST", "/conferences/"+string(runs.CID)+"/start", nil, nil)
	numbers := []string{"9999999999", string(stands.CID), string(runs.CID), string(stands.ID), string(runs.ID)}
	kind, content := form(t, "file", "x.txt", []byte("x"))
	strangers := map[string]client{
		"nobody":               {s: s},
		"a wrong seat":         client{s: s}.with("Authorization", "Participant wrong"),
		"a wrong token":        client{s: s}.with("Authorization", "Bearer wrong"),
		"a user not concerned": s.as("boris"),
	}
	for _, route := range []struct {
		method, path string
		in           any
	}{
		{"GET", "", nil},
		{"PATCH", "", m{"name": "x", "revision": 1}},
		{"DELETE", "", nil},
		{"POST", "/start", nil},
		{"POST", "/stop", nil},
		{"GET", "/events", nil},
		{"GET", "/live", nil},
		{"PATCH", "/live", m{"locked": true}},
		{"POST", "/live/participants", m{"login": "anna"}},
		{"PATCH", "/live/participants/x", m{"name": "x"}},
		{"DELETE", "/live/participants/x", nil},
		{"GET", "/live/participants/x/ptz", nil},
		{"POST", "/live/participants/x/ptz", m{"pan": 1}},
		{"POST", "/live/participants/x/ptz/stop", nil},
		{"POST", "/live/participants/x/ptz/presets", m{"name": "x"}},
		{"POST", "/live/participants/x/ptz/presets/1", nil},
		{"POST", "/files", content},
		{"GET", "/files/x", nil},
		{"PUT", "/live/recording", nil},
		{"DELETE", "/live/recording", nil},
		{"GET", "/recordings", nil},
		{"GET", "/recordings/x/file", nil},
		{"DELETE", "/recordings/x", nil},
		{"GET", "/analytics", nil},
		{"GET", "/analytics/participants", nil},
		{"GET", "/analytics/participants.csv", nil},
		{"GET", "/page", nil},
		{"POST", "/registrations", m{"answers": m{"first_name": "Eve", "email": "eve@example.org"}}},
		{"POST", "/registrations/mine", nil},
		{"GET", "/registrations", nil},
		{"POST", "/registrations/people", m{"answers": m{}}},
		{"GET", "/registrations/x", nil},
		{"DELETE", "/registrations/x", nil},
		{"POST", "/registrations/x/link", nil},
	} {
		for who, c := range strangers {
			if _, raw := route.in.([]byte); raw {
				c = c.with("Content-Type", kind)
			}
			want := ""
			for _, number := range numbers {
				res, raw := c.do(route.method, "/conferences/"+number+route.path, route.in)
				res.Header.Del("Date")
				head, _ := json.Marshal(res.Header)
				got := res.Status + string(head) + string(raw)
				if want == "" {
					want = got
				}
				if got != want || res.StatusCode < 400 || strings.Contains(got, "Secret") {
					t.Errorf("%s: %s %s of %s:\n%s\nand of an unknown number:\n%s", who, route.method, route.path, number, got, want)
				}
			}
		}
	}
}

// What one wrote to another is between the two, also from the owner.
func TestEventsTellNoPrivateMessages(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{"name": "Room", "access": "public"}, &c)
	_, guest := s.enter(c.CID, "", "Guest")
	conf, boris := s.enter(c.CID, "boris", "")
	for _, to := range []conference.ParticipantID{guest.ID, ""} {
		_, err := conf.Chat(t.Context(), boris.ID, to, "to <"+string(to)+">", nil)
		must(t, err)
	}
	at := "/conferences/" + string(c.CID) + "/events"
	var all, half api.Events
	anna.want(200, "GET", at, nil, &all)
	raw, _ := json.Marshal(all)
	if strings.Contains(string(raw), string(guest.ID)+"\\u003e") || !strings.Contains(string(raw), `to \u003c\u003e`) {
		t.Errorf("got %s", raw)
	}
	got := 0
	for part := (api.Events{}); ; { // paging passes over what is left out
		half = api.Events{}
		anna.want(200, "GET", at+"?limit=1&after="+fmt.Sprint(part.Next), nil, &half)
		got += len(half.Items)
		if part = half; part.Next == 0 {
			break
		}
	}
	if got != len(all.Items) {
		t.Errorf("%d events one by one, %d at once", got, len(all.Items))
	}
}

// No answer is a page, whatever a browser takes it for.
func TestEveryAnswerIsFenced(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	for _, c := range []struct {
		by           client
		method, path string
	}{
		{anna, "GET", "/session"},
		{anna, "GET", "/openapi.json"},
		{anna, "GET", "/nothing"},
		{client{s: s}, "GET", "/session"},
		{anna, "POST", "/session"},
		{anna, "GET", "/avatars/x.png"},
		{anna, "DELETE", "/server"},
	} {
		res, _ := c.by.do(c.method, c.path, nil)
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := res.Header.Get(name); !strings.Contains(got, want) {
				t.Errorf("%s %s: %d, %s %q", c.method, c.path, res.StatusCode, name, got)
			}
		}
	}
}
