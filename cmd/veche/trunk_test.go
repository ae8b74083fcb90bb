//go:build cgo && avcodec

package main

import (
	"fmt"
	"net/http"
	"testing"

	"veche/conference"
	"veche/conference/telephony"
	"veche/signaling/api"
	"veche/sip/siptest"
)

// atPBX is an account at a kamailio.
const atPBX = `"%s" <sip:%[1]s@pbx.test>;auth_user=%[1]s;auth_pass=test1234;outbound="sip:127.0.0.1:%d;transport=udp";regint=60;answermode=auto;audio_codecs=PCMU`

// kamailio is our telephone exchange: we register there, call a telephone of it, and are
// called from it.
func TestAnExchangeCarriesCallsBothWays(t *testing.T) {
	t.Parallel()
	port := siptest.StartKamailio(t)
	s := startServer(t, t.TempDir())
	r := s.newRoom("770000043", nil)
	r.comes(t, anna)
	var trunk struct{ ID telephony.TrunkID }
	if status := s.call(http.MethodPost, "/api/v1/admin/sip/trunks", r.token, map[string]any{
		"name": "Exchange", "host": "127.0.0.1", "port": port, "transport": "udp", "login": "veche", "password": "test1234",
		"from": map[string]string{"domain": "pbx.test"}, "default": true, "registration": "permanent", "enabled": true,
	}, &trunk); status != http.StatusCreated {
		t.Fatalf("trunk: %d", status)
	}
	numbers := map[string]any{"calls": map[string]any{"enabled": true, "numbers": []string{"1xxx"}}}
	if status := s.call(http.MethodPatch, "/api/v1/settings", r.token, numbers, nil); status != http.StatusOK {
		t.Fatalf("settings: %d", status)
	}
	alice := siptest.StartBaresip(t, siptest.Telephone{Account: fmt.Sprintf(atPBX, "1001", port)})
	bob := siptest.StartBaresip(t, siptest.Telephone{Account: fmt.Sprintf(atPBX, "1002", port), Hertz: 880})
	eventually(t, "all are registered", func() bool {
		var g api.GatewayState
		s.call(http.MethodGet, "/api/v1/admin/sip", r.token, nil, &g)
		return len(g.Trunks) == 1 && g.Trunks[0].State == telephony.StandingRegistered &&
			alice.Said("[1 binding]") && bob.Said("[1 binding]")
	})

	var test telephony.Test
	s.call(http.MethodPost, "/api/v1/admin/sip/test-call", r.token, map[string]string{"dial": "#sip:1002"}, &test)
	if at := fmt.Sprintf("127.0.0.1:%d", port); test.Reached != telephony.ReachedAnswered || test.Trunk != trunk.ID || test.Address != at {
		t.Errorf("the test call came to %+v, %+v; want trunk %s, address %s", test, test.Cause, trunk.ID, at)
	}
	id := r.calls("#sip:1002")
	r.becomes(id, conference.CallAnswered)
	listens(t, "the telephone", bob.Hears, anna.hertz)
	var recent struct{ Items []telephony.LoggedCall }
	s.call(http.MethodGet, "/api/v1/admin/sip/calls", r.token, nil, &recent)
	if len(recent.Items) == 0 || recent.Items[0].Trunk != trunk.ID {
		t.Errorf("recent calls %+v", recent.Items)
	}
	r.must(http.MethodDelete, "/live/participants/"+string(id), nil, nil)
	eventually(t, "the telephone has left", func() bool { live := r.live(); return live.caller() == nil })

	alice.Establishes("sip:00" + r.cid + "@pbx.test")
	if p := r.called(); p.Name != "1001" {
		t.Errorf("the caller is %+v", p)
	}
	listens(t, "the caller", alice.Hears, anna.hertz)
}
