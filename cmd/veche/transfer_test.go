//go:build cgo && avcodec

package main

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"veche/conference"
	"veche/sip/siptest"
)

// transfers asks a caller to call somebody else.
func (r *room) transfers(id conference.ParticipantID, dial string) int {
	r.t.Helper()
	return r.do(http.MethodPost, "/live/participants/"+string(id)+"/transfer", map[string]string{"dial": dial}, nil)
}

// transfer waits until that of a caller has come to a state.
func (r *room) transfer(id conference.ParticipantID, state conference.TransferState) (found conference.Transfer) {
	r.t.Helper()
	eventually(r.t, fmt.Sprintf("the transfer is %s", state), func() bool {
		for _, x := range r.live().Transfers {
			if x.ID == id {
				found = x
			}
		}
		return found.State == state
	})
	return found
}

// A moderator puts a caller through to somebody else: both talk, and the conference goes
// on without them (lesson 23). Who does not get through stays, and the moderator is told
// why.
func TestAModeratorPutsACallerThrough(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	r := s.newRoom("770000040", nil)
	r.comes(t, anna)
	alice := siptest.StartBaresip(t, siptest.Telephone{Account: fmt.Sprintf(stranger, "PCMU", "H264")})
	bob := siptest.StartBaresip(t, siptest.Telephone{Account: fmt.Sprintf(answers, "auto"), Hertz: 880})
	alice.Establishes(s.uri("00"+r.cid, ""))
	p := r.called()

	if status := r.transfers(p.ID, "#sip:someone@"+siptest.Refuser(t, "486 Busy Here")); status != http.StatusAccepted {
		t.Fatalf("transfer: %d", status)
	}
	if now := r.transfer(p.ID, conference.TransferFailed); now.Reason == nil || now.Reason.Code != "busy" {
		t.Errorf("the reason is %+v, want busy", now.Reason)
	}
	if status := r.transfers(p.ID, "#tel:900"); status != http.StatusForbidden { // P6: no numbers by default
		t.Errorf("a telephone number: %d, want 403", status)
	}
	if r.called().ID != p.ID {
		t.Error("the caller did not stay")
	}
	if status := r.transfers(p.ID, fmt.Sprintf("#sip:bob@127.0.0.1:%d", bob.Port)); status != http.StatusAccepted {
		t.Fatalf("transfer: %d", status)
	}
	bob.Await("CALL_ESTABLISHED")
	eventually(t, "the caller has left", func() bool { live := r.live(); return live.caller() == nil })
	listens(t, "bob", bob.Hears, 660)
}

// A phone of somebody who may call out brings another into the conference, and leaves.
func TestADevicePutsTheConferenceThrough(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	r := s.newRoom("770000041", nil)
	r.comes(t, anna)
	var d struct{ Username, Secret string }
	if status := s.call(http.MethodPost, "/api/v1/me/devices", r.token, map[string]any{"label": "Desk"}, &d); status != http.StatusCreated {
		t.Fatalf("a phone: %d", status)
	}
	bob := siptest.StartBaresip(t, siptest.Telephone{Account: fmt.Sprintf(answers, "auto"), Hertz: 880})
	desk := siptest.StartBaresip(t, siptest.Telephone{Account: fmt.Sprintf(
		`"Desk" <sip:%s@%s>;auth_user=%[1]s;auth_pass=%[3]s;regint=60;audio_codecs=PCMU;video_codecs=H264`, d.Username, s.addresses["sip"], d.Secret,
	)})
	eventually(t, "the phone is registered", func() bool { return slices.Contains(s.registeredDevices(r.token), d.Username) })
	desk.Establishes(s.uri("00"+r.cid, ""))
	first := r.called()
	desk.Do("transfer", fmt.Sprintf("sip:bob@127.0.0.1:%d", bob.Port))
	bob.Await("CALL_ESTABLISHED")
	desk.Await("CALL_CLOSED")
	eventually(t, "bob is there in place of the phone", func() bool {
		live := r.live()
		p := live.caller()
		return p != nil && p.ID != first.ID && p.Call != ""
	})
	listens(t, "bob", bob.Hears, anna.hertz)
}
