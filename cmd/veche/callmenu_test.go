//go:build cgo && avcodec

package main

import (
	"fmt"
	"net/http"
	"testing"

	"veche/sip/siptest"
)

// telephone is a caller without a camera.
func telephone(t *testing.T) *siptest.Baresip {
	t.Helper()
	return siptest.StartBaresip(t, siptest.Telephone{Account: fmt.Sprintf(stranger, "PCMU", "H264")})
}

// The PIN by digits, right at the second time; three wrong ones end the call politely.
func TestCallersEnterPINs(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	r := s.newRoom("770000020", map[string]any{"pin": "756910"})
	r.comes(t, anna)
	b := telephone(t)
	b.Establishes(s.uri("00"+r.cid, ""))
	b.Keys("111#756910#")
	r.called()
	listens(t, "the caller", b.Hears, anna.hertz)
	b.Do("hangup")
	b.Await("CALL_CLOSED")
	eventually(t, "the caller has left", func() bool { live := r.live(); return live.caller() == nil })

	b.Establishes(s.uri("00"+r.cid, ""))
	b.Keys("111#222#333#")
	b.Await("CALL_CLOSED") // after it was told
	if live := r.live(); live.caller() != nil {
		t.Error("three wrong PINs, and the caller is inside")
	}
}

// A call without a number gets to the menu; the digits come by INFO.
func TestCallersWithoutANumberAreAsked(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	r := s.newRoom("770000022", map[string]any{"pin": "756910"})
	r.comes(t, anna)
	called := make(chan error, 1)
	go func() {
		called <- siptest.SIPp(t, "-sf", siptest.InfoKeys(t, "770000022#756910#"), "-m", "1", s.addresses["sip"])
	}()
	p := r.called()
	r.must(http.MethodDelete, "/live/participants/"+string(p.ID), nil, nil)
	if err := <-called; err != nil {
		t.Error(err)
	}
}

// H2: callers wait where guests do; they come in when a moderator admits them, and hear
// it when they are refused. A lock is told before the call is answered.
func TestCallersWait(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	r := s.newRoom("770000021", nil)
	r.comes(t, anna)
	b := telephone(t)
	for _, c := range []struct{ remaining string }{{"admit"}, {"disconnect"}} {
		r.must(http.MethodPatch, "/live", map[string]any{"waitingRoom": true}, nil)
		b.Establishes(s.uri("00"+r.cid, ""))
		eventually(t, "the caller waits", func() bool { return len(r.live().Waiting) == 1 })
		if live := r.live(); live.caller() != nil {
			t.Error("the caller waits, and is inside")
		}
		r.must(http.MethodPatch, "/live", map[string]any{"waitingRoom": false, "remaining": c.remaining}, nil)
		if c.remaining == "admit" {
			r.called()
			listens(t, "the caller", b.Hears, anna.hertz)
			b.Do("hangup")
		}
		b.Await("CALL_CLOSED") // of who is refused after it was told
		eventually(t, "the caller has left", func() bool {
			live := r.live()
			return live.caller() == nil && len(live.Waiting) == 0
		})
	}
	r.must(http.MethodPatch, "/live", map[string]any{"locked": true}, nil)
	b.Do("dial", s.uri("00"+r.cid, ""))
	if e := b.Await("CALL_ESTABLISHED", "CALL_CLOSED"); e.Type != "CALL_CLOSED" {
		t.Errorf("under lock: %+v", e)
	}
}
