//go:build cgo && avcodec

package media

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"veche/conference"
	"veche/media/mix"
	"veche/media/record"
)

// A recording that ended by itself took the production's lock while it held its own;
// who arranged did it the other way round, and with him the whole server stood still.
func TestTheEndOfARecordingWaitsForNobodyWhoArranges(t *testing.T) {
	p := &production{log: slog.New(slog.DiscardHandler), mixer: mix.New(mix.Config{})}
	p.recorder = newRecorder(nil, p)
	voice, err := newVoiceTrack()
	if err != nil {
		t.Fatal(err)
	}
	w, err := record.Create(record.Config{
		Folder: t.TempDir(), Session: "s", Start: time.Now(), Tracks: []record.Track{{Format: record.H264}, voice.track()},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close(context.Background()) //nolint:errcheck // it is empty
	c := &recording{
		recorder: p.recorder, plan: conference.RecordingPlan{Started: time.Now()}, log: p.log,
		stop: make(chan struct{}), writer: w, voice: voice, open: true,
	}
	p.recorder.current = c

	p.mu.Lock() // as arrange does
	closed := make(chan struct{})
	go func() { defer close(closed); c.close(p.recorder) }()
	free := make(chan struct{})
	go func() {
		defer close(free)
		for open := true; open; {
			c.mu.Lock()
			open = c.open
			c.mu.Unlock()
		}
	}()
	select {
	case <-free:
		p.mu.Unlock()
	case <-time.After(30 * time.Second):
		t.Fatal("it is held while the production's lock is waited for")
	}
	<-closed
}
