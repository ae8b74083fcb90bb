//go:build cgo && avcodec

package media_test

import (
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/layout"
	"veche/media/client"
	"veche/media/record"
)

// Lesson 30: recordings that begin and end quickly after each other, faster than their
// files are made, and one that is starting when the conference ends. Each is reported in
// order, and every file is whole when the engine has closed.
func TestRecordingsInQuickSuccessionAreAllFinished(t *testing.T) {
	t.Parallel()
	h := newStudio(t)
	h.together("anna", "boris")
	cfg := client.Config{Publish: []client.Publish{microphone, camera}}
	for id, p := range people {
		h.join(id, cfg).perform(t, p)
	}
	view := conference.View{HearsAll: true, Layout: layout.Spec{Type: layout.Grid, Windows: 4}, Windows: []conference.Window{
		{Participant: "anna", Source: conference.Camera}, {Participant: "boris", Source: conference.Camera},
	}}
	const rounds = 10
	for i := range rounds {
		started := time.Now().Add(time.Duration(i)) // no two are the same
		h.change(func(p *conference.Plan) {
			p.Recording = &conference.RecordingPlan{Started: started, Lines: 360, Tracks: i%2 == 0, View: view}
		})
		lasts(t, time.Duration(i*7%5)*60*time.Millisecond)
		if i%3 != 0 && i < rounds-1 { // else the next one begins at once
			h.change(func(p *conference.Plan) { p.Recording = nil })
			lasts(t, time.Duration(i*5%4)*20*time.Millisecond)
		}
	}
	h.room.Close()
	closed := make(chan struct{})
	go func() { defer close(closed); _ = h.engine.Close() }()
	select {
	case <-closed:
	case <-time.After(time.Minute):
		t.Fatal("the engine does not close")
	}
	close(h.facts.reports)
	last := make(map[time.Time]conference.RecordingEvent)
	for r := range h.facts.reports {
		was, known := last[r.Started]
		if ok := r.Event == conference.RecordingRuns && !known || r.Event == conference.RecordingSaved && was == conference.RecordingRuns; !ok {
			t.Errorf("%v: %s %s after %q", r.Started, r.Event, r.Code, was)
		}
		last[r.Started] = r.Event
	}
	for started, event := range last {
		if event != conference.RecordingSaved {
			t.Errorf("%v: the last report is that it %s", started, event)
		}
	}
	list, err := record.List(h.recordings, time.Local)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		if out, err := exec.Command("ffprobe", "-v", "error", f.Path).CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v: %s", f.Path, err, out)
		}
	}
	files, _ := filepath.Glob(filepath.Join(h.recordings, "*"))
	if len(files) != len(list) || len(list) == 0 {
		t.Errorf("%d files, %d whole recordings", len(files), len(list))
	}
	left, err := record.Recover(h.recordings, time.Local)
	if err != nil || len(left) > 0 {
		t.Errorf("unfinished: %v, %v", left, err)
	}
}
