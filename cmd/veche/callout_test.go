//go:build cgo && avcodec

package main

import (
	"fmt"
	"net/http"
	"testing"

	"veche/conference"
	"veche/sip/siptest"
)

// answers is an account that takes every call.
const answers = `"Bob" <sip:bob@127.0.0.1:PORT>;regint=0;answermode=%s;audio_codecs=PCMU;video_codecs=H264`

// calls calls a dial string into the room.
func (r *room) calls(dial string) (id conference.CallID) {
	r.t.Helper()
	var made struct{ ID conference.CallID }
	if status := r.do(http.MethodPost, "/live/participants", map[string]string{"dial": dial}, &made); status != http.StatusAccepted {
		r.t.Fatalf("call %s: %d", dial, status)
	}
	return made.ID
}

// becomes waits until a call has come to a state.
func (r *room) becomes(id conference.CallID, state conference.CallState) (found conference.Call) {
	r.t.Helper()
	eventually(r.t, fmt.Sprintf("the call is %s", state), func() bool {
		for _, c := range r.live().Calls {
			if c.ID == id {
				found = c
			}
		}
		return found.State == state
	})
	return found
}

// Issue 4, "Shows": bob is called, comes in, and reports the digits 1 and 2. He sees and
// hears, and is heard.
func TestAConferenceCallsOut(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	r := s.newRoom("770000030", nil)
	r.comes(t, anna)
	seen := r.views(t)
	bob := siptest.StartBaresip(t, siptest.Telephone{Account: fmt.Sprintf(answers, "auto"), Camera: true})
	id := r.calls(fmt.Sprintf("#sip:bob@127.0.0.1:%d;transport=tcp,12", bob.Port))
	bob.Await("CALL_ESTABLISHED")
	for _, want := range []string{"1", "2"} {
		if e := bob.Await("CALL_DTMF_START"); e.Param != want {
			t.Errorf("bob reports %q, want %s", e.Param, want)
		}
	}
	if call := r.becomes(id, conference.CallAnswered); call.Participant != r.called().ID || call.Name == "" {
		t.Errorf("call %+v", call)
	}
	bob.Shows(map[[2]float64]siptest.Colour{{0.5, 0.4}: anna.colour})
	listens(t, "bob", bob.Hears, anna.hertz)
	listens(t, "the viewer", seen.hears, 660)
	r.must(http.MethodPost, "/live/participants/"+string(r.called().ID)+"/digits", map[string]string{"digits": "7"}, nil)
	if e := bob.Await("CALL_DTMF_START"); e.Param != "7" {
		t.Errorf("bob reports %q, want 7", e.Param)
	}
	bob.Do("hangup")
	if call := r.becomes(id, conference.CallEnded); call.Reason == nil || call.Reason.Code != "hung_up" {
		t.Errorf("call %+v, reason %+v", call, call.Reason)
	}
}

// P5: who was called is called again after a restart, and has his seat.
func TestWhoWasCalledIsCalledAgainAfterARestart(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	r := startServer(t, data).newRoom("770000032", nil)
	bob := siptest.StartBaresip(t, siptest.Telephone{Account: fmt.Sprintf(answers, "auto")})
	r.must(http.MethodPost, "/start", nil, nil)
	id := r.calls(fmt.Sprintf("#sip:bob@127.0.0.1:%d", bob.Port))
	bob.Await("CALL_ESTABLISHED")
	before := r.becomes(id, conference.CallAnswered)
	r.shutDown()
	bob.Await("CALL_CLOSED")
	again := *r
	again.testServer = startServer(t, data)
	bob.Await("CALL_ESTABLISHED")
	if after := again.becomes(id, conference.CallAnswered); after.Participant != before.Participant {
		t.Errorf("he sits at %s, before at %s", after.Participant, before.Participant)
	}
}

// Whoever is called and does not come has a reason, and a call can be given up.
func TestCallsOutThatFailSayWhy(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	r := s.newRoom("770000031", nil)
	r.comes(t, anna)
	bob := siptest.StartBaresip(t, siptest.Telephone{Account: fmt.Sprintf(answers, "manual")})
	to := fmt.Sprintf("#sip:bob@127.0.0.1:%d", bob.Port)
	refused := func(id conference.CallID, code string) {
		t.Helper()
		if c := r.becomes(id, conference.CallFailed); c.Reason == nil || c.Reason.Code != code {
			t.Errorf("the reason is %+v, want %s", c.Reason, code)
		}
	}
	id := r.calls(to)
	bob.Await("CALL_INCOMING")
	r.becomes(id, conference.CallRinging)
	bob.Do("hangup")
	refused(id, "busy") // as baresip declines

	id = r.calls(to)
	bob.Await("CALL_INCOMING")
	r.must(http.MethodDelete, "/live/participants/"+string(id), nil, nil)
	bob.Await("CALL_CLOSED")

	refused(r.calls(fmt.Sprintf("#sip:nobody@127.0.0.1:%d;transport=tcp", siptest.FreePorts(t, 1))), "unreachable")
	for code, status := range map[string]string{"busy": "486 Busy Here", "declined": "603 Decline", "no_answer": "480 Temporarily Unavailable", "not_found": "404 Not Found"} {
		at := siptest.Refuser(t, status)
		refused(r.calls("#sip:someone@"+at), code)
	}
}
