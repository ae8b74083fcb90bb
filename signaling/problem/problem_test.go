package problem

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"veche/conference"
)

func TestEveryKindHasAStatus(t *testing.T) {
	for kind, want := range map[conference.Kind]int{
		conference.NotFound: 404, conference.Denied: 403, conference.Full: 409, conference.Locked: 423,
		conference.Conflict: 409, conference.Invalid: 422, conference.Gone: 410, conference.Slow: 429,
		conference.Unavailable: 503,
	} {
		if got := Of(conference.Refuse(kind, "x", "y")).Status; got != want {
			t.Errorf("%s: %d, want %d", kind, got, want)
		}
	}
}

func TestOfASentenceOnlyRefusalsAreTold(t *testing.T) {
	p := Of(errors.New("open /var/lib/veche/veche.db: permission denied"))
	if p.Status != 500 || p.Code != "internal" || strings.Contains(p.Detail, "veche.db") {
		t.Errorf("got %+v", p)
	}
	wrapped := fmt.Errorf("while joining: %w", &conference.Error{Kind: conference.Invalid, Code: "c", Detail: "D.", Field: "f"})
	if p := Of(wrapped); p.Code != "c" || p.Detail != "D." || p.Field != "f" {
		t.Errorf("got %+v", p)
	}
}

func TestWrite(t *testing.T) {
	w := httptest.NewRecorder()
	Write(w, Later(conference.Refuse(conference.Slow, "slow_down", "Too many tries."), 1500*time.Millisecond))
	var p Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if w.Code != 429 || p.Code != "slow_down" || w.Header().Get("Retry-After") != "2" || w.Header().Get("Content-Type") != ContentType {
		t.Errorf("got %d %v %+v", w.Code, w.Header(), p)
	}
	w = httptest.NewRecorder()
	Write(w, conference.Refuse(conference.Denied, "sign_in_needed", "Sign in."))
	if w.Code != http.StatusUnauthorized || w.Header().Get("WWW-Authenticate") == "" {
		t.Errorf("got %d %v", w.Code, w.Header())
	}
}
