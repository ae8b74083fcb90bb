//go:build cgo && avcodec

package main

import (
	"net/http"
	"testing"

	"veche/conference/telephony"
	"veche/sip/siptest"
)

// A far end from which nothing comes is ended and leaves its seat; by default that takes
// 30 s.
func TestASilentCallerIsLost(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir(), "--sip-silence", "10s")
	r := s.newRoom("770000044", nil)
	r.comes(t, anna)
	over := make(chan error, 1)
	go func() { // it sends digits by INFO, and no sound
		over <- siptest.SIPp(t, "-sf", siptest.InfoKeys(t, r.cid+"#"), "-m", "1", s.addresses["sip"])
	}()
	r.called()
	eventually(t, "the caller is gone", func() bool { live := r.live(); return live.caller() == nil })
	if err := <-over; err != nil { // the call was ended by BYE
		t.Error(err)
	}
	var recent struct{ Items []telephony.LoggedCall }
	s.call(http.MethodGet, "/api/v1/admin/sip/calls", r.token, nil, &recent)
	if len(recent.Items) != 1 || recent.Items[0].Cause == nil || recent.Items[0].Cause.Kind != telephony.Lost {
		t.Errorf("recent calls %+v", recent.Items)
	}
}
