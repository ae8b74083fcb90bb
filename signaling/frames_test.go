package signaling

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/layout"
	"veche/media"
	"veche/media/peer"
)

var update = flag.Bool("update", false, "write testdata/frames.json anew")

// TestFrames keeps the sample messages that the TypeScript side reads too: what
// Go writes is what the page understands (webui/src/protocol/frames.test.ts).
func TestFrames(t *testing.T) {
	got, err := json.MarshalIndent(sampleFrames(t), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	const path = "testdata/frames.json"
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("frames differ from %s; go test ./signaling -update, and look at the page's side", path)
	}
}

// sampleFrames is one of each push, in an order that a page could see, and the
// answers to a look and to a hello.
func sampleFrames(t *testing.T) []json.RawMessage {
	t.Helper()
	at := time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)
	anna := conference.Participant{
		ID: "anna", Kind: "user", Login: "anna", Name: "Anna", Owner: true, Link: conference.Online, Joined: at,
		Microphone: true, Camera: true,
	}
	boris := conference.Participant{ID: "boris", Kind: "guest", Name: "Борис", Link: conference.Online, Joined: at, Hand: &at, Gain: -3}
	view := conference.View{
		Version: 3, Pages: 1, HearsAll: true, Layout: layout.Spec{Type: layout.Grid, Windows: 9, Names: layout.NamesBottom},
		Windows: []conference.Window{{Participant: "boris", Source: conference.Camera, Label: "Борис"}},
	}
	info := conference.Info{
		ID: "0123456789abcdef", CID: "1949195144", Name: "Weekly", Owner: conference.InfoOwner{Name: "Anna"},
		Access: conference.Public, Mode: conference.AllOnScreen, MaxSpeakers: 4, Running: true, Started: &at,
		HasPIN: true, PIN: "756910", Participants: 1, Layout: view.Layout, URL: "https://video.company.com/c/1949195144",
	}
	snapshot := &conference.Snapshot{
		Seq: 7, Started: at, Conference: info, View: &view,
		You:          conference.You{ID: "anna", Resume: "secret", Role: "owner", Permissions: conference.Permissions{SendAudio: true, Moderate: true}},
		Participants: []conference.Participant{anna}, Waiting: []conference.Waiting{}, Chat: []conference.ChatMessage{}, Rings: []conference.Ring{}, Calls: []conference.Call{},
		Transfers: []conference.Transfer{},
	}
	event := func(seq uint64, typ conference.EventType, data string) *conference.Notice {
		return &conference.Notice{Kind: conference.NoticeEvent, Event: &conference.Event{Seq: seq, At: at, Run: 1, Type: typ, Data: json.RawMessage(data)}}
	}
	encoded := func(name string, v any) string { return `{"` + name + `":` + string(must(v)) + `}` }
	notices := []*conference.Notice{
		{Kind: conference.NoticeAdmitted, Snapshot: snapshot},
		event(8, conference.ParticipantJoined, encoded("participant", boris)),
		event(9, conference.WaitingAdded, encoded("waiting", conference.Waiting{ID: "vera", Kind: "guest", Name: "Vera", Since: at})),
		event(10, conference.ChatPosted, encoded("message", conference.ChatMessage{
			ID: "m1", At: at, From: conference.ChatName{ID: "boris", Name: "Борис"}, Text: "hello",
			File: &conference.ChatFile{ID: "f1", Name: "plan.pdf", Size: 1234, Type: "application/pdf", URL: "/api/v1/conferences/1949195144/files/f1"},
		})),
		event(11, conference.RingChanged, encoded("ring", conference.Ring{ID: "r1", Login: "gleb", Name: "Gleb", State: conference.RingRinging, Expires: at})),
		event(12, conference.WaitingRemoved, `{"participant":"vera","reason":"admitted"}`),
		event(13, conference.Changed, encoded("conference", info)),
		event(14, conference.Reacted, `{"participant":"boris","reaction":"clap"}`),
		{Kind: conference.NoticeView, View: &view},
		{Kind: conference.NoticeSpeakers, Speakers: []conference.Speaking{{Participant: "boris", Level: 90}}},
		{Kind: conference.NoticeAsked, What: "microphone", By: "boris", At: at},
		{Kind: conference.NoticeYou, You: &snapshot.You, At: at},
		event(15, conference.PINGuessed, `{"wrong":30}`),
		event(16, conference.ParticipantsMuted, `{"participants":["anna","boris"],"microphone":true,"camera":false,"screen":false}`),
		event(17, conference.RecordingChanged, encoded("recording", conference.RecordingInfo{State: conference.RecordingOn, Since: at, LowDisk: 1_500_000_000})),
		event(18, conference.CallChanged, encoded("call", conference.Call{
			ID: "c1", Kind: "sip", Dial: "#sip:room@10.0.0.7;…", Name: "room", State: conference.CallFailed, Tries: 2,
			Reason: &conference.CallReason{Code: "busy", Text: "The line is busy."}, By: conference.ChatName{ID: "anna", Name: "Anna"}, Since: at,
		})),
		event(19, conference.CallChanged, encoded("call", conference.Call{
			ID: "c2", Kind: "tel", Dial: "#tel:501", Name: "501", State: conference.CallAnswered, Tries: 1, Since: at, Participant: "tel501",
		})),
		event(20, conference.CallRemoved, `{"call":"c1"}`),
		event(21, conference.TransferChanged, encoded("transfer", conference.Transfer{
			ID: "boris", Name: "Борис", Dial: "#tel:501", State: conference.TransferFailed, Since: at,
			Reason: &conference.CallReason{Code: "busy", Text: "The line is busy."}, By: conference.ChatName{ID: "anna", Name: "Anna"},
		})),
		event(22, conference.ParticipantLeft, `{"participant":"boris","name":"Борис","reason":"left"}`),
		{Kind: conference.NoticeRemoved, Code: "ended"},
	}
	var frames []json.RawMessage
	for _, n := range notices {
		frames = append(frames, frameOf(n))
	}
	l, s := &line{}, &session{out: newQueue()}
	l.session.Store(s)
	l.Connected()
	l.Slots(media.SlotState{
		Video: []media.VideoSlot{{MID: "9", Source: conference.Composed, State: peer.Live}}, Audio: []media.AudioSlot{},
	})
	l.Slots(media.SlotState{
		Video: []media.VideoSlot{{MID: "9", Participant: "boris", Source: conference.Camera, State: peer.Live}, {MID: "10"}},
		Audio: []media.AudioSlot{{MID: "4", Participant: "boris", Source: conference.Microphone}}, WantVideo: 9,
	})
	l.Quality(media.Quality{Estimate: 2_500_000, LossDown: 0.01, RTT: 40, Level: media.Good})
	s.Ring(conference.Ring{ID: "r2", From: conference.ChatName{Name: "Anna"}, Expires: at}, info)
	s.RingOver("r2", conference.RingNoAnswer)
	s.answer(2, conference.Prospect{
		Conference: conference.Info{CID: info.CID, Name: info.Name, Owner: info.Owner, Access: info.Access, URL: info.URL},
		Entry:      access.Wait, NeedsName: true,
	}, nil)
	s.answer(1, helloAnswer{
		Protocol: ProtocolVersion, Server: "Veche", Version: "1.0", Limits: helloLimits{FileBytes: 1 << 20, ChatRunes: conference.ChatRunes},
		Features: conference.Features{Recording: true, Composed: true},
	}, nil)
	queued, _, _ := s.out.take()
	for _, f := range queued {
		frames = append(frames, f.data)
	}
	return frames
}
