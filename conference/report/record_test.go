package report

import (
	"encoding/json"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/access"
)

// What this program writes is read as the decoder reads it; mostly without it.
func FuzzRecords(f *testing.F) {
	f.Add("0123456789ab", "user", "anna", "Anna Ärztin", "", "anna@example.org", true, false, int64(0))
	f.Add("p", "guest", "", `"Quoted" \ <b>`, "c1", "", false, true, int64(1e18))
	f.Fuzz(func(t *testing.T, id, kind, login, name, call, mail string, owner, moderator bool, seen int64) {
		in := conference.Attended{EMail: mail, Participant: conference.Participant{
			ID: conference.ParticipantID(id), Kind: access.Kind(kind), Login: login, Name: name, Avatar: `/"}`,
			Owner: owner, Moderator: moderator, Call: conference.CallID(call), Joined: time.Unix(0, seen).UTC(),
		}}
		sameAs(t, in, scanAttended, readAttended)
		sameAs(t, conference.Departed{Participant: in.Participant.ID, Name: name, Reason: kind, Seen: time.Unix(0, seen).UTC()}, scanDeparted, readDeparted)
	})
}

func sameAs[T comparable](t *testing.T, in any, scan func([]byte) (T, bool), read func([]byte) (T, error)) {
	t.Helper()
	raw, err := json.Marshal(in)
	if err != nil {
		return
	}
	var want T
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	if got, ok := scan(raw); ok && got != want {
		t.Errorf("%s: scanned as %+v", raw, got)
	}
	if got, err := read(raw); err != nil || got != want {
		t.Errorf("%s: got %+v, %v, want %+v", raw, got, err, want)
	}
}

// FuzzScan: whatever stands in the archive, what the scan takes is JSON.
func FuzzScan(f *testing.F) {
	for _, s := range []string{
		`{}`, `{"participant":{"id":"p","owner":true,"x":[1,{"y":"\"}"}]},"email":"e"}`, `{"participant":{"id":"p"}`, `{"a":tru}`,
		`{"participant":{"owner":truefalse}}`, `{"a":1}{`, `{"participant":"p","seen":"2026-11-22T13:40:38Z"}`, `{"a":"\`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, ok := scanAttended(data); ok && !json.Valid(data) {
			t.Errorf("%q is no JSON", data)
		}
		if _, ok := scanDeparted(data); ok && !json.Valid(data) {
			t.Errorf("%q is no JSON", data)
		}
	})
}

func TestUsualRecordsAreScanned(t *testing.T) {
	raw, err := json.Marshal(conference.Attended{Participant: conference.Participant{ID: "p", Kind: access.KindUser, Login: "anna", Name: "Анна", Owner: true}})
	if err != nil {
		t.Fatal(err)
	}
	if a, ok := scanAttended(raw); !ok || !a.Participant.Owner || a.Participant.Name != "Анна" {
		t.Errorf("%s: got %+v, %v", raw, a, ok)
	}
	if raw, err = json.Marshal(conference.Departed{Participant: "p", Name: "Анна", Seen: time.Unix(9, 7).UTC()}); err != nil {
		t.Fatal(err)
	}
	if d, ok := scanDeparted(raw); !ok || !d.Seen.Equal(time.Unix(9, 7)) {
		t.Errorf("%s: got %+v, %v", raw, d, ok)
	}
}
