//go:build cgo && avcodec

package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"veche/sip/siptest"
)

// Every codec, every transport and every kind of encryption that baresip has, with
// sound and picture both ways.
func TestCallsInEveryCodecTransportAndEncryption(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	for i, c := range []struct{ sound, picture, transport, encryption string }{
		{"PCMU", "H264", "udp", ""},
		{"PCMA", "VP8", "tcp", ""},
		{"G722/16000/1", "H264", "tls", "srtp-mand"},
		{"opus/48000/1", "VP8", "udp", "dtls_srtp"},
		{"opus/48000/1", "H264", "tcp", "srtp"},
		{"PCMU", "VP8", "tls", "dtls_srtp"},
	} {
		t.Run(strings.Join([]string{c.sound, c.picture, c.transport, c.encryption}, " "), func(t *testing.T) {
			t.Parallel()
			r := s.with(t).newRoom(fmt.Sprint("77000000", i), nil)
			r.comes(t, anna)
			seen := r.views(t)
			account := fmt.Sprintf(stranger, c.sound, c.picture)
			if c.encryption != "" {
				account += ";mediaenc=" + c.encryption
			}
			b := siptest.StartBaresip(t, siptest.Telephone{Account: account, Camera: true})
			b.Establishes(s.uri("00"+r.cid, c.transport))
			if c.encryption != "" {
				eventually(t, "the media are encrypted", func() bool {
					return slices.ContainsFunc(b.Events(), func(e siptest.Event) bool { return e.Type == "CALL_MENC" })
				})
			}
			b.Shows(map[[2]float64]siptest.Colour{{0.5, 0.4}: anna.colour})
			seen.shows(map[[2]float64]siptest.Colour{
				windows(2)[0]: anna.colour, beside(2, 1, -0.3): siptest.Yellow, beside(2, 1, 0.3): siptest.Purple,
			})
			listens(t, "the room", b.Hears, anna.hertz)
			listens(t, "the viewer", seen.hears, 660)
			if name, _, _ := strings.Cut(c.sound, "/"); !b.Said("Set audio decoder: " + name) {
				t.Errorf("the sound is not %s", name)
			}
			if !b.Said("Set video decoder: " + c.picture) {
				t.Errorf("the picture is not %s", c.picture)
			}
			r.must(http.MethodPost, "/stop", nil, nil)
			b.Await("CALL_CLOSED") // after it was told
		})
	}
}

// A call on hold is shown as such and is not taken for lost; resumed, re-INVITEd or with
// its video switched off and on again it goes on.
func TestCallsAreHeldResumedAndChanged(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	r := s.newRoom("770000010", nil)
	r.comes(t, anna)
	seen := r.views(t)
	b := siptest.StartBaresip(t, siptest.Telephone{Account: fmt.Sprintf(stranger, "PCMA", "H264"), Camera: true})
	b.Establishes(s.uri("00"+r.cid, ""))
	listens(t, "the viewer", seen.hears, 660)
	is := func(what string, held bool) {
		t.Helper()
		eventually(t, what, func() bool {
			live := r.live()
			p := live.caller()
			return p != nil && p.Hold == held
		})
	}
	b.Do("hold")
	is("the call is shown as held", true)
	hushed(t, "the viewer", seen.hears, 660)
	b.Do("resume")
	is("the call is shown as resumed", false)
	listens(t, "the viewer", seen.hears, 660) // baresip 1.0 itself never plays sound again after a hold

	picture := map[[2]float64]siptest.Colour{beside(2, 1, -0.3): siptest.Yellow, beside(2, 1, 0.3): siptest.Purple}
	seen.shows(picture)
	b.Do("reinvite")
	b.Do("video_dir", "inactive")
	eventually(t, "the picture has gone", func() bool {
		at := beside(2, 1, -0.3)
		return !siptest.Yellow.Is(seen.at(at[0], at[1]))
	})
	b.Do("video_dir", "sendrecv")
	seen.shows(picture)
	b.Shows(map[[2]float64]siptest.Colour{{0.5, 0.4}: anna.colour})
}

// A moderator switches off microphone and camera of a caller (I12): the others neither
// hear nor see it, whatever it sends.
func TestAModeratorSilencesACaller(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	r := s.newRoom("770000011", nil)
	r.comes(t, anna)
	seen := r.views(t)
	b := siptest.StartBaresip(t, siptest.Telephone{Account: fmt.Sprintf(stranger, "PCMU", "H264"), Camera: true})
	b.Establishes(s.uri("00"+r.cid, ""))
	p := r.called()
	at := beside(2, 1, -0.3)
	seen.shows(map[[2]float64]siptest.Colour{at: siptest.Yellow})
	listens(t, "the viewer", seen.hears, 660)
	r.must(http.MethodPatch, "/live/participants/"+string(p.ID), map[string]bool{"microphone": false}, nil)
	hushed(t, "the viewer", seen.hears, 660)
	if seen.hears(anna.hertz) < loud {
		t.Error("the others are silent, too")
	}
	r.must(http.MethodPatch, "/live/participants/"+string(p.ID), map[string]bool{"camera": false}, nil)
	eventually(t, "the caller's picture has gone", func() bool { return !siptest.Yellow.Is(seen.at(at[0], at[1])) })
	b.Keys("*6") // the caller switches itself on again, as a browser may
	listens(t, "the viewer", seen.hears, 660)
	r.must(http.MethodDelete, "/live/participants/"+string(p.ID), nil, nil)
	b.Await("CALL_CLOSED")
}

// A stranger's wish to transfer us is not followed (lesson 23).
func TestATransferByAStrangerIsDeclined(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	r := s.newRoom("770000012", nil)
	b := siptest.StartBaresip(t, siptest.Telephone{Account: fmt.Sprintf(stranger, "PCMU", "H264")})
	b.Establishes(s.uri("00"+r.cid, ""))
	r.called()
	b.Do("transfer", "sip:elsewhere@127.0.0.1:9")
	if e := b.Await("TRANSFER_FAILED", "CALL_CLOSED"); e.Type != "TRANSFER_FAILED" || !strings.Contains(e.Param, "603") {
		t.Errorf("transfer: %+v", e)
	}
} // baresip then hangs up of its own
