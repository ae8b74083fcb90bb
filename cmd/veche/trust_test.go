package main

import (
	"context"
	"net/http"
	"regexp"
	"testing"
	"time"

	"veche/conference"
	"veche/media/client"
)

// live counts who is inside a conference.
func (s *testServer) live(cid, token string) int {
	s.t.Helper()
	var live struct{ Participants []conference.Participant }
	if status := s.call(http.MethodGet, "/api/v1/conferences/"+cid+"/live", token, nil, &live); status != http.StatusOK {
		s.t.Fatalf("live: %d", status)
	}
	return len(live.Participants)
}

// Who is blocked is blocked at once, also where a program of his publishes.
func TestProgramsOfABlockedPersonAreCutOff(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	admin, _ := s.signIn("admin", testPassword)
	s.call(http.MethodPost, "/api/v1/users", admin, map[string]any{"login": "boris", "name": "Boris", "password": testPassword}, nil)
	s.call(http.MethodPost, "/api/v1/conferences", admin, map[string]any{"name": "Open", "cid": "open", "access": "public"}, nil)
	boris, _ := s.signIn("boris", testPassword)
	publisher := newWHIPClient(t, client.Config{Publish: []client.Publish{{Kind: conference.Microphone}}})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	to := client.Endpoint{URL: "http://" + s.addresses["http"] + "/api/v1/conferences/open/whip", Bearer: boris}
	if err := publisher.Connect(ctx, to.Negotiate); err != nil {
		t.Fatal(err)
	}
	if n := s.live("open", admin); n != 1 {
		t.Fatalf("%d inside", n)
	}
	// Other rights, the same token: he goes on.
	s.call(http.MethodPatch, "/api/v1/users/boris", admin, map[string]any{"rights": []string{"call"}}, nil)
	if n := s.live("open", admin); n != 1 {
		t.Errorf("%d inside after a change of rights", n)
	}
	if status := s.call(http.MethodPatch, "/api/v1/users/boris", admin, map[string]any{"blocked": true}, nil); status != http.StatusOK {
		t.Fatal(status)
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for s.live("open", admin) != 0 {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("still inside")
		}
	}
	if status := s.call(http.MethodGet, "/api/v1/session", boris, nil, nil); status != http.StatusUnauthorized {
		t.Errorf("the token of a blocked person: %d", status)
	}
}

// Media keys are only for who made the offer: another certificate, as of
// somebody in between, gets none.
func TestAnotherCertificateThanThatOfTheOfferGetsNoKeys(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	admin, _ := s.signIn("admin", testPassword)
	s.call(http.MethodPost, "/api/v1/conferences", admin, map[string]any{"name": "Open", "cid": "open", "access": "public"}, nil)
	to := client.Endpoint{URL: "http://" + s.addresses["http"] + "/api/v1/conferences/open/whip?name=Clip"}
	fingerprint := regexp.MustCompile(`(a=fingerprint:sha-256 )..`)
	for other, within := range map[bool]time.Duration{false: 20 * time.Second, true: 2 * time.Second} {
		c := newWHIPClient(t, client.Config{Publish: []client.Publish{{Kind: conference.Microphone}}})
		ctx, cancel := context.WithTimeout(t.Context(), within)
		err := c.Connect(ctx, func(ctx context.Context, offer string, sources map[string]conference.SourceKind) (string, error) {
			if other {
				first := fingerprint.FindString(offer)
				digits := "00"
				if first[len(first)-2:] == digits {
					digits = "11"
				}
				offer = fingerprint.ReplaceAllString(offer, "${1}"+digits)
			}
			return to.Negotiate(ctx, offer, sources)
		})
		cancel()
		if (err != nil) != other {
			t.Errorf("another certificate %v: %v", other, err)
		}
	}
}
