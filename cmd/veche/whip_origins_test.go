package main

import (
	"net/http"
	"strings"
	"testing"
)

// Pages of the origins in whip.origins use WHIP and WHEP as any program does, those
// of others do not; neither in the name of who looks at them.
func TestWHIPIsSharedWithTheOriginsThatAreSet(t *testing.T) {
	t.Parallel()
	const player, stranger = "https://player.example.org", "https://stranger.example.org"
	s := startServer(t, t.TempDir(), "--whip-origins", player)
	token, _ := s.signIn("admin", testPassword)
	s.call(http.MethodPost, "/api/v1/conferences", token, map[string]any{"name": "Clips", "cid": "clips", "access": "public"}, nil)
	s.call(http.MethodPost, "/api/v1/conferences/clips/start", token, nil, nil)
	const whep, whip, noSession = "clips/whep?name=A", "clips/whip?name=A", "clips/whep/none"
	for _, c := range []struct {
		what, method, at, origin string
		header                   [2]string
		status                   int
		allowed                  string
	}{
		{"the question before", http.MethodOptions, whep, player, [2]string{"Access-Control-Request-Method", "POST"}, http.StatusOK, player},
		{"the question before leaving", http.MethodOptions, noSession, player, [2]string{"Access-Control-Request-Method", "DELETE"}, http.StatusOK, player},
		{"a stranger's question", http.MethodOptions, whep, stranger, [2]string{"Access-Control-Request-Method", "POST"}, http.StatusOK, ""},
		{"an offer, which is looked at", http.MethodPost, whep, player, [2]string{}, http.StatusUnprocessableEntity, player},
		{"an offer to publish", http.MethodPost, whip, player, [2]string{}, http.StatusUnprocessableEntity, player},
		{"an offer with a token", http.MethodPost, whep, player, [2]string{"Authorization", "Bearer " + token}, http.StatusUnprocessableEntity, player},
		{"leaving", http.MethodDelete, noSession, player, [2]string{}, http.StatusNotFound, player},
		{"a stranger's offer", http.MethodPost, whep, stranger, [2]string{}, http.StatusForbidden, ""},
		{"no origin at all", http.MethodPost, whep, "null", [2]string{}, http.StatusForbidden, ""},
		{"another part of the API", http.MethodPost, "clips/start", player, [2]string{}, http.StatusForbidden, ""},
	} {
		r, err := http.NewRequestWithContext(t.Context(), c.method, "http://"+s.addresses["http"]+"/api/v1/conferences/"+c.at, strings.NewReader("v=0"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Origin", c.origin)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("Content-Type", "application/sdp")
		if c.header[0] != "" {
			r.Header.Set(c.header[0], c.header[1])
		}
		r.AddCookie(&http.Cookie{Name: "veche", Value: token})
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		got := res.Header
		if res.StatusCode != c.status || got.Get("Access-Control-Allow-Origin") != c.allowed {
			t.Errorf("%s: %d for %q, want %d for %q", c.what, res.StatusCode, got.Get("Access-Control-Allow-Origin"), c.status, c.allowed)
		}
		if got.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: cookies are asked for", c.what)
		}
		if c.allowed != "" && (!strings.Contains(got.Get("Access-Control-Expose-Headers"), "Location") || got.Get("Vary") != "Origin") {
			t.Errorf("%s: %v", c.what, got)
		}
	}
}
