//go:build cgo && avcodec

package main

import (
	"fmt"
	"net/http"
	"regexp"
	"testing"

	"veche/conference/telephony"
	"veche/sip/siptest"
)

// dialogue is how a call that has come in is named from outside (RFC 3891): by its
// Call-ID, our tag and that of the far end.
func (r *room) dialogue() string {
	r.t.Helper()
	var calls struct{ Items []telephony.LoggedCall }
	if status := r.call(http.MethodGet, "/api/v1/admin/sip/calls", r.token, nil, &calls); status != http.StatusOK || len(calls.Items) != 1 {
		r.t.Fatalf("calls: %d, %+v", status, calls)
	}
	var trace telephony.Trace
	r.call(http.MethodGet, "/api/v1/admin/sip/calls/"+string(calls.Items[0].ID)+"/trace", r.token, nil, &trace)
	for _, m := range trace.Messages {
		to := regexp.MustCompile(`(?mi)^To:.*tag=([^;\s]+)`).FindStringSubmatch(m.Text)
		from := regexp.MustCompile(`(?mi)^From:.*tag=([^;\s]+)`).FindStringSubmatch(m.Text)
		if m.Sent && to != nil && from != nil {
			return fmt.Sprintf("%s;to-tag=%s;from-tag=%s", calls.Items[0].ID, to[1], from[1])
		}
	}
	r.t.Fatalf("no tags in %+v", trace)
	return ""
}

// A telephone passes its call on: another one has its seat, and it is hung up. Nobody
// does so who is not trusted, or cannot name the call.
func TestACallTakesTheSeatOfAnother(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	r := s.newRoom("770000042", nil)
	r.comes(t, anna)
	b := telephone(t)
	b.Establishes(s.uri("00"+r.cid, ""))
	p := r.called()
	named := r.dialogue()
	sipp := func(replaces string, status int) error {
		return siptest.SIPp(t, "-sf", siptest.Replacing(t, replaces, status), "-m", "1", s.addresses["sip"])
	}
	if err := sipp(named, 401); err != nil { // it may be a device
		t.Errorf("a stranger: %v", err)
	}
	trusted := map[string]any{"telephony": map[string]any{"trusted": []string{"127.0.0.0/8"}}}
	if status := s.call(http.MethodPatch, "/api/v1/settings", r.token, trusted, nil); status != http.StatusOK {
		t.Fatalf("settings: %d", status)
	}
	eventually(t, "wrong tags are refused", func() bool { return sipp(named+"x", 481) == nil }) // once the setting counts
	over := make(chan error, 1)
	go func() { over <- sipp(named, 200) }()
	b.Await("CALL_CLOSED")
	if now := r.called(); now.ID != p.ID || now.Name != p.Name {
		t.Errorf("there is %+v, was %+v", now, p)
	}
	r.must(http.MethodDelete, "/live/participants/"+string(p.ID), nil, nil)
	if err := <-over; err != nil {
		t.Error(err)
	}
}
