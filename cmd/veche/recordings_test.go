package main

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"veche/media/record"
)

// soundFile makes a recording of a few seconds of sound, as if the server had been
// killed while it was written, or finished.
func soundFile(t *testing.T, folder, session string, start time.Time, finish bool) (name string) {
	t.Helper()
	making := t.TempDir()
	w, err := record.Create(record.Config{
		Folder: making, Session: session, Start: start, Fragment: 20 * time.Millisecond, Disk: record.Disk{Stop: 1},
		Tracks: []record.Track{{Format: record.AAC, Rate: 48000, Channels: 1}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 400 {
		if err := w.Write(0, time.Duration(i)*1024*time.Second/48000, []byte("a frame of sound")); err != nil {
			t.Fatal(err)
		}
	}
	var content []byte
	if !finish {
		eventually(t, "a second of the recording is on the disk", func() bool {
			if content, err = os.ReadFile(w.Path()); err != nil {
				t.Fatal(err)
			}
			info, err := record.Stat(w.Path(), time.Local)
			return err == nil && info.Unfinished && strings.Count(string(content), "a frame of sound") > 50
		})
	}
	if _, err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if finish {
		if content, err = os.ReadFile(w.Path()); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	name = filepath.Base(w.Path())
	if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

type recordingFile struct {
	ID       string
	URL      string
	Running  bool
	Duration float64
	Size     int64
	Part     string
}

// list is the recordings of a conference.
func (s *testServer) list(token, cid string) []recordingFile {
	s.t.Helper()
	var list struct{ Recordings []recordingFile }
	if status := s.call(http.MethodGet, "/api/v1/conferences/"+cid+"/recordings", token, nil, &list); status != http.StatusOK {
		s.t.Fatalf("recordings: %d", status)
	}
	return list.Recordings
}

// recordings waits until all recordings of a conference are finished.
func (s *testServer) recordings(token, cid string) []recordingFile {
	s.t.Helper()
	var list []recordingFile
	eventually(s.t, "all recordings are finished", func() bool {
		list = s.list(token, cid)
		return !slices.ContainsFunc(list, func(r recordingFile) bool { return r.Running })
	})
	return list
}

// eventually asks again and again what tells of no event.
func eventually(tb testing.TB, what string, is func() bool) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), patience*30*time.Second)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !is() {
		select {
		case <-again.C:
		case <-ctx.Done():
			tb.Fatal("it never came that " + what)
		}
	}
}

// What the last run was writing when it was killed is finished by the next.
func TestUnfinishedRecordingsAreFinishedAtTheStart(t *testing.T) {
	t.Parallel()
	data, folder := t.TempDir(), t.TempDir()
	first := startServer(t, data)
	token, _ := first.signIn("admin", testPassword)
	var made struct{ ID, CID string }
	first.call(http.MethodPost, "/api/v1/conferences", token, map[string]string{"name": "Room"}, &made)
	first.shutDown()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.Local)
	cut := soundFile(t, folder, made.ID, noon, false)
	empty := made.ID + "_2026-03-02_12-00-00.mp4"
	writeFile(t, filepath.Join(folder, empty), "")

	second := startServer(t, data, "--recording-folder", folder, "--log-level", "info")
	list := second.recordings(token, made.CID)
	if len(list) != 1 || list[0].ID+".mp4" != cut || list[0].Duration < 1 {
		t.Fatalf("%+v", list)
	}
	second.shutDown() // what it logs is all there then
	for _, want := range []string{"file=" + cut, "file=" + empty} {
		if !strings.Contains(second.stderr.String(), want) {
			t.Errorf("the log has nothing of %s:\n%s", want, second.stderr)
		}
	}
	if _, err := os.Stat(filepath.Join(data, "recordings")); !os.IsNotExist(err) {
		t.Error("a folder that nobody needs:", err)
	}
}

func TestRecordingsExpire(t *testing.T) {
	folder := t.TempDir()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.Local)
	soundFile(t, folder, "0123456789abcdef", noon, true)
	s := &server{config: Config{Recording: RecordingConfig{Folder: folder}}, log: slog.New(slog.DiscardHandler)}
	for _, tt := range []struct {
		days, left int
		now        time.Time
	}{
		{0, 1, noon.AddDate(10, 0, 0)},
		{30, 1, noon.AddDate(0, 0, 29)},
		{30, 0, noon.AddDate(0, 0, 31)},
	} {
		s.expireRecordings(tt.now, time.Duration(tt.days)*24*time.Hour)
		if left, err := os.ReadDir(folder); err != nil || len(left) != tt.left {
			t.Errorf("after %v of %d days: %d left, %v", tt.now.Sub(noon), tt.days, len(left), err)
		}
	}
}
