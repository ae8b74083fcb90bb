package main

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"veche/conference"
	"veche/media/client"
)

// TestWHIPIsAsTheDocumentSays asks WHIP and WHEP for each kind of answer and
// holds status, media type and headers against the OpenAPI document.
func TestWHIPIsAsTheDocumentSays(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	token, _ := s.signIn("admin", testPassword)
	s.call(http.MethodPost, "/api/v1/conferences", token, map[string]any{
		"name": "Clips", "cid": "clips", "access": "public", "pin": "756910",
	}, nil)
	s.call(http.MethodPost, "/api/v1/conferences/clips/start", token, nil, nil)
	type operation struct {
		RequestBody struct{ Content map[string]any }
		Responses   map[string]struct {
			Content map[string]any
			Headers map[string]any
		}
	}
	var doc struct {
		Paths map[string]map[string]operation
	}
	s.call(http.MethodGet, "/api/v1/openapi.json", "", nil, &doc)

	ask := func(kind, method, session, bearer, mediaType, body string, want int) (*http.Response, string) {
		t.Helper()
		at, described := "/api/v1/conferences/clips/"+kind, "/api/v1/conferences/{cid}/"+kind
		if session != "" {
			at, described = session, described+"/{session}"
		} else {
			at += "?name=Clip"
		}
		o, ok := doc.Paths[described][strings.ToLower(method)]
		if !ok {
			t.Fatalf("%s %s is not in the document", method, described)
		}
		r, err := http.NewRequestWithContext(t.Context(), method, "http://"+s.addresses["http"]+at, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", mediaType)
		r.Header.Set("Authorization", "Bearer "+bearer)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		raw, _ := io.ReadAll(resp.Body)
		said, ok := o.Responses[strconv.Itoa(resp.StatusCode)]
		got, _, _ := strings.Cut(resp.Header.Get("Content-Type"), ";")
		switch {
		case resp.StatusCode != want:
			t.Errorf("%s %s: got %d %s, want %d", method, kind, resp.StatusCode, raw, want)
		case !ok:
			t.Errorf("%s %s: the document does not know %d", method, kind, resp.StatusCode)
		case len(said.Content) > 0 && said.Content[got] == nil:
			t.Errorf("%s %s: %d comes as %q", method, kind, want, got)
		}
		for name := range said.Headers {
			if resp.Header.Get(name) == "" && want != http.StatusTooManyRequests {
				t.Errorf("%s %s: %d comes without %s", method, kind, want, name)
			}
		}
		return resp, string(raw)
	}
	const sdp, fragment, pin = "application/sdp", "application/trickle-ice-sdpfrag", "756910"
	for kind, cfg := range map[string]client.Config{
		"whip": {Publish: []client.Publish{{Kind: conference.Microphone}}},
		"whep": {VideoSlots: 1, AudioSlots: 1},
	} {
		ask(kind, http.MethodPost, "", pin, "text/plain", "v=0", http.StatusUnsupportedMediaType)
		ask(kind, http.MethodPost, "", pin, "application/sdpx", "v=0", http.StatusUnsupportedMediaType)
		ask(kind, http.MethodPost, "", pin, sdp, "v=0", http.StatusUnprocessableEntity)
		var session, good string
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		err := newWHIPClient(t, cfg).Connect(ctx, func(_ context.Context, offer string, _ map[string]conference.SourceKind) (string, error) {
			good = offer
			ask(kind, http.MethodPost, "", "000000", sdp, offer, http.StatusUnauthorized)
			resp, answer := ask(kind, http.MethodPost, "", pin, sdp+"; charset=utf-8", offer, http.StatusCreated)
			session = resp.Header.Get("Location")
			return answer, nil
		})
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		ask(kind, http.MethodPatch, session, pin, fragment, "a=end-of-candidates", http.StatusNoContent)
		ask(kind, http.MethodPatch, session, pin, sdp, "v=0", http.StatusUnsupportedMediaType)
		ask(kind, http.MethodDelete, session, pin, "", "", http.StatusOK)
		ask(kind, http.MethodDelete, session, pin, "", "", http.StatusNotFound)
		ask(kind, http.MethodPatch, session, pin, fragment, "", http.StatusNotFound)
		live := "/api/v1/conferences/clips/live"
		s.call(http.MethodPatch, live, token, map[string]any{"waitingRoom": true}, nil)
		ask(kind, http.MethodPost, "", pin, sdp, good, http.StatusAccepted)
		s.call(http.MethodPatch, live, token, map[string]any{"waitingRoom": false, "remaining": "disconnect", "locked": true}, nil)
		ask(kind, http.MethodPost, "", pin, sdp, good, http.StatusLocked)
		s.call(http.MethodPatch, live, token, map[string]any{"locked": false}, nil)
	}
}
