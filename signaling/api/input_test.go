package api

import (
	"encoding/json"
	"strings"
	"testing"

	"veche/conference"
)

// FuzzConferenceInput: whatever is sent, what passes can be dialled, shown and
// stored.
func FuzzConferenceInput(f *testing.F) {
	for _, s := range []string{
		`{"name":"Room","cid":"team-room","pin":"123456"}`,
		`{"name":"Room","pin":"new","access":"public","waitingCategory":"only_guests","guestLimit":3}`,
		`{"pin":null,"invited":[{"login":" Anna "},{"login":"anna","moderator":true}]}`,
		`{"pin":7}`, `{"cid":"a\u0000bc"}`, `{"layout":{"type":"grid","windows":121}}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var in conferenceInput
		if json.Unmarshal([]byte(text), &in) != nil {
			return
		}
		d := conference.Definition{
			CID: "1234567890", Name: "x", Access: conference.Internal, Mode: conference.AllOnScreen, MaxSpeakers: 4,
		}
		if in.apply(&d, 500) != nil || d.Validate() != nil {
			return
		}
		for _, c := range string(d.CID) + string(d.PIN) {
			if c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
				t.Errorf("CID %q, PIN %q", string(d.CID), string(d.PIN))
			}
		}
		for _, i := range d.Invited {
			if i.Login != strings.TrimSpace(i.Login) {
				t.Errorf("login %q", i.Login)
			}
		}
		if d.MaxParticipants < 0 || d.MaxParticipants > 500 {
			t.Errorf("%d participants", d.MaxParticipants)
		}
	})
}

func TestPINIsNullTextOrLeftOut(t *testing.T) {
	for text, want := range map[string]nullableText{
		`{}`:            {},
		`{"pin":null}`:  {Given: true},
		`{"pin":""}`:    {Given: true},
		`{"pin":"123"}`: {Given: true, Text: "123"},
	} {
		var in conferenceInput
		if err := json.Unmarshal([]byte(text), &in); err != nil || in.PIN != want {
			t.Errorf("%s: %+v, %v", text, in.PIN, err)
		}
	}
}

func TestOperationsAreNamedAfterTheirMethods(t *testing.T) {
	if got := operationName((&API{}).signIn); got != "signIn" {
		t.Errorf("got %q", got)
	}
}
