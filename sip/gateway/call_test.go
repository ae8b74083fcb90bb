//go:build cgo && avcodec

package gateway

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"veche/conference"
	"veche/media/codec"
	"veche/sip"
	"veche/sip/leg"
	"veche/sip/sdp"
)

// Who refuses what may be encrypted is offered what is, by keys in the SDP at first.
func TestARefusedCallIsTriedAgainEncrypted(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, takes string
		policy      sdp.Policy
		offers      []string
	}{
		{"nothing but SDES", "RTP/SAVP ", sdp.Optional, []string{"RTP/AVP", "RTP/SAVP"}},
		{"nothing but DTLS", "UDP/TLS/RTP/SAVP ", sdp.Optional, []string{"RTP/AVP", "RTP/SAVP", "UDP/TLS/RTP/SAVP"}},
		{"DTLS where encryption is required", "UDP/TLS/RTP/SAVP ", sdp.Required, []string{"RTP/SAVP", "UDP/TLS/RTP/SAVP"}},
		{"plain where encryption is off", "RTP/AVP ", sdp.Plain, []string{"RTP/AVP"}},
		{"nothing at all", "nothing", sdp.Plain, []string{"RTP/AVP"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, func(h *house) { h.policy = test.policy })
			anna := h.enter("anna")
			room := newDevice(t)
			if test.policy != sdp.Plain {
				room.local.Security = sdp.Security{Policy: sdp.Required, Suites: suites, Fingerprint: print}
			}
			offers := make(chan string, 10)
			room.refuses = func(offer string) bool {
				proto := strings.Fields(offer[strings.Index(offer, "m=audio"):])[2]
				offers <- proto
				return proto+" " != test.takes
			}
			anna.call(room)
			anna.until("the call is over or answered", func(s *conference.Snapshot) bool {
				return len(s.Calls) == 1 && (s.Calls[0].State == conference.CallFailed || s.Calls[0].State == conference.CallAnswered)
			})
			var got []string
			for range len(offers) {
				got = append(got, <-offers)
			}
			if strings.Join(got, " ") != strings.Join(test.offers, " ") {
				t.Errorf("offered %v, want %v", got, test.offers)
			}
		})
	}
}

// desk is the one device that may register.
type desk struct{}

func (desk) Device(_ context.Context, username string) (sip.Device, bool) {
	sum := md5.Sum([]byte("desk:" + sip.Realm + ":secret"))
	return sip.Device{Username: "desk", Login: "anna", MD5: hex.EncodeToString(sum[:]), MayDial: true}, username == "desk"
}

// A phone of somebody who may call out sends another one into the conference and is
// itself out of it then; a stranger does not (lesson 23).
func TestAPhoneRefersTheConferenceToAnother(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(h *house) { h.devices = desk{} })
	anna := h.enter("anna")
	phone, stranger, other := newDevice(t), newDevice(t), newDevice(t)
	phone.start()
	other.start()
	err := phone.server.RegisterOnce(t.Context(), sip.Account{
		Registrar: "sip:" + h.at.String(), Identity: "sip:desk@" + h.at.String(), Username: "desk", Password: "secret",
	})
	if err != nil {
		t.Fatal(err)
	}
	phone.username, phone.password = "desk", "secret"
	phone.dial(h)
	stranger.dial(h)
	anna.until("both are there", func(s *conference.Snapshot) bool { return len(s.Participants) == 3 })

	to := "sip:other@" + other.at.String()
	cause, _ := errors.AsType[sip.Cause](stranger.call.Refer(t.Context(), to, nil))
	if cause.Status != 603 {
		t.Errorf("a stranger hears %v", cause)
	}
	if err := phone.call.Refer(t.Context(), to, nil); err != nil {
		t.Fatalf("the phone hears %v", err)
	}
	<-other.calls
	<-phone.call.Done()
	anna.until("the other is there in place of the phone", func(s *conference.Snapshot) bool {
		return len(s.Participants) == 3 && named(s, "other") != nil
	})
	if len(stranger.server.Calls()) != 1 {
		t.Error("the stranger is gone")
	}
}

// A call of ours rings at two, who both let hear something; the answer of the second is
// what holds, whichever spoke last before (lesson 22).
func TestTheAnswerOfTheOtherBranch(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	l := h.gateway.newLine(loopback)
	l.log = slog.New(slog.DiscardHandler)
	l.leg = h.gateway.cfg.House.NewLeg(l, leg.Caller{Kind: "sip", Name: "Room", Source: loopback})
	defer l.leg.Drop()
	defer l.close()
	if err := l.open(); err != nil {
		t.Fatal(err)
	}
	offer := l.offer()
	answer := func(c codec.Codec, port uint16) []byte {
		var n sdp.Negotiation
		text, _, err := n.Answer(offer, sdp.Local{Address: loopback, Lines: []sdp.Wish{{Kind: sdp.Sound, Port: port, Formats: []sdp.Format{{Codec: c}}}}})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	sends := func() (codec.Codec, uint16) {
		a := l.negotiation.Agreed()
		sound := a.Line(sdp.Sound)
		return sound.Send[0].Codec, sound.Remote.Port()
	}
	for _, early := range []struct {
		branch string
		codec  codec.Codec
		port   uint16
	}{{"one", codec.PCMA, 40000}, {"two", codec.G722, 40002}, {"one", codec.PCMA, 40000}} {
		if err := l.acceptEarly(early.branch, answer(early.codec, early.port)); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.acceptFinal("two", nil); err != nil { // its answer was in a reliable 183
		t.Fatal(err)
	}
	if c, port := sends(); c != codec.G722 || port != 40002 {
		t.Errorf("sends %s to %d", c, port)
	}
	// What cannot be agreed on changes nothing: the next offer goes on from what holds.
	l.leg.Drop()
	changed := append([]byte(nil), answer(codec.PCMA, 40004)...)
	if _, err := l.answer(changed); err == nil {
		t.Fatal("a leg that is over agrees")
	}
	if c, port := sends(); c != codec.G722 || port != 40002 {
		t.Errorf("after a failure it sends %s to %d", c, port)
	}
}
