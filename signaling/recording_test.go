package signaling

import (
	"strings"
	"testing"

	"veche/conference"
)

// L1, L2 over the wire: the answer comes when the recording runs, everybody is told.
func TestRecordOverTheWire(t *testing.T) {
	d := newDesk(t, "anna")
	d.Create(t, "owner", conference.Definition{Access: conference.Public, Guests: conference.AllowGuestsAll()})
	owner, anna := d.enter("room", "owner", ""), d.enter("room", "anna", "")
	if code := owner.ask("record", fields{"on": true}); code != "" {
		t.Fatal(code)
	}
	if last := owner.seen[len(owner.seen)-1]; !strings.Contains(last, `"recording":{"state":"on","since":"`) {
		t.Errorf("answered %s", last)
	}
	if code := owner.ask("record", fields{"on": false}); code != "" {
		t.Fatal(code)
	}
	if last := owner.seen[len(owner.seen)-1]; strings.Contains(last, "recording") {
		t.Errorf("answered %s", last)
	}
	anna.ask("hand", fields{"up": true}) // what was told before has come
	all := strings.Join(anna.seen, "\n")
	for _, want := range []string{`"recording":{"state":"starting",`, `"recording":{"state":"on",`, `"event":"recording.changed","by":"` + owner.me} {
		if !strings.Contains(all, want) {
			t.Errorf("anna was not told %s:\n%s", want, all)
		}
	}
	d.Policy = func() conference.RecordingPolicy { return conference.RecordingPolicy{} }
	if code := owner.ask("record", fields{"on": true}); code != "recording_disabled" {
		t.Error(code)
	}
	d.Policy = nil
	d.Media.Recorder = func(conference.RecordingPlan) []conference.RecordingReport {
		return []conference.RecordingReport{{Event: conference.RecordingFailed, Code: "disk_full"}}
	}
	if code := owner.ask("record", fields{"on": true}); code != "disk_full" {
		t.Error(code)
	}
	if last := owner.seen[len(owner.seen)-1]; !strings.Contains(last, `"kind":"unavailable"`) {
		t.Errorf("answered %s", last)
	}
}

// A page could not even switch its microphone while a recording took its three seconds to
// begin.
func TestARecordingThatIsSlowToBeginHoldsNothingUp(t *testing.T) {
	d := newDesk(t)
	d.Create(t, "owner", conference.Definition{Access: conference.Public})
	d.Media.Recorder = func(conference.RecordingPlan) []conference.RecordingReport { return nil }
	owner := d.enter("room", "owner", "")
	if err := owner.conn.WriteJSON(fields{"id": 900, "type": "record", "on": true}); err != nil {
		t.Fatal(err)
	}
	if code := owner.ask("hand", fields{"up": true}); code != "" {
		t.Error(code)
	}
	if code := owner.ask("record", fields{"on": true}); code != "slow_down" {
		t.Errorf("a second one beside the first: %q", code)
	}
	if all := strings.Join(owner.seen, "\n"); strings.Contains(all, `"re":900`) {
		t.Error("it was not slow")
	}
}

func TestHelloSaysWhatTheServerCan(t *testing.T) {
	d := newDesk(t)
	for _, tt := range []struct {
		policy conference.RecordingPolicy
		want   string
	}{
		{conference.RecordingPolicy{Enabled: true}, `"features":{"recording":true,"composed":true}`},
		{conference.RecordingPolicy{}, `"features":{"recording":false,"composed":true}`},
	} {
		d.Policy = func() conference.RecordingPolicy { return tt.policy }
		page := d.open("")
		if got := strings.Join(page.seen, ""); !strings.Contains(got, tt.want) {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

func TestLightModeOverTheWire(t *testing.T) {
	d := newDesk(t)
	d.Create(t, "owner", conference.Definition{})
	owner := d.enter("room", "owner", "")
	if code := owner.ask("display", fields{"layout": "tiles", "windows": 9, "composed": true}); code != "" {
		t.Fatal(code)
	}
	last := owner.seen[len(owner.seen)-1]
	if !strings.Contains(last, `"composed":true`) || !strings.Contains(last, `"participant":"`+owner.me) {
		t.Errorf("answered %s", last)
	}
}

// WHEP without a participant is the composed picture; where that cannot be made,
// whoever speaks.
func TestWhatAReaderGets(t *testing.T) {
	for name, tt := range map[string]struct {
		cannot conference.Features
		only   conference.ParticipantID
		want   conference.Display
	}{
		"all":                       {conference.Features{}, "", conference.Display{Layout: "auto", Windows: 25, Composed: true, Watches: true}},
		"one":                       {conference.Features{}, "anna", conference.Display{Layout: "speaker", Windows: 1, Only: "anna", Watches: true}},
		"who speaks without codecs": {conference.Features{Composed: true}, "", conference.Display{Layout: "speaker", Windows: 1, Watches: true}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.Cannot = tt.cannot
			d.Start(t)
			s := whipSession{srv: &Server{cfg: Config{Directory: d.Directory}}}
			if got := s.reads(tt.only); got != tt.want {
				t.Errorf("got %+v", got)
			}
		})
	}
}
