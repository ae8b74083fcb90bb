package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"veche/conference"
)

// A planned conference whose time it is starts by itself, calls who is invited, and ends
// when its time is over (G5, P5).
func TestAPlannedConferenceRuns(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	token, _ := s.signIn("admin", testPassword)
	var c struct {
		ID  conference.ID `json:"id"`
		CID string        `json:"cid"`
	}
	start := time.Now().UTC().Truncate(time.Minute).Format("2006-01-02T15:04")
	status := s.call(http.MethodPost, "/api/v1/conferences", token, map[string]any{
		"name": "Weekly", "schedule": map[string]any{"series": []any{map[string]any{"start": start, "zone": "UTC", "minutes": 30}}},
	}, &c)
	if status != http.StatusCreated {
		t.Fatalf("status %d", status)
	}
	path := "/api/v1/conferences/" + c.CID
	running := func(want bool) {
		t.Helper()
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
			var now struct {
				Running bool `json:"running"`
			}
			s.call(http.MethodGet, path, token, nil, &now)
			if now.Running == want {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("running is not %v", want)
			}
		}
	}
	running(true)
	if status := s.call(http.MethodPatch, path+"/live", token, map[string]any{"endsAt": time.Now().Add(2 * time.Second)}, nil); status != http.StatusOK {
		t.Errorf("the end cannot be set: %d", status)
	}
	running(false)
	wanted := []string{`"meeting":{`, string(conference.RingChanged), `"reason":"time_over"`}
	told := ""
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) { // archived within a second
		if told = s.told(path, token); !slices.ContainsFunc(wanted, func(want string) bool { return !strings.Contains(told, want) }) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("of %v not all is archived: %s", wanted, told)
		}
	}
}

// told is what is archived of a conference.
func (s *testServer) told(path, token string) (told string) {
	var events struct {
		Items []conference.Event `json:"items"`
	}
	s.call(http.MethodGet, path+"/events", token, nil, &events)
	for _, e := range events.Items {
		told += string(e.Type) + string(e.Data)
	}
	return told
}
