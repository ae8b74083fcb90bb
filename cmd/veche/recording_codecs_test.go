//go:build cgo && avcodec

package main

import (
	"context"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"veche/conference"
	"veche/media/client"
)

// TestAMeetingIsRecorded publishes into a conference that records itself, stops and
// starts it by the API, and judges the files that are fetched (L1 to L6, P5).
func TestAMeetingIsRecorded(t *testing.T) {
	t.Parallel()
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Fatal("ffmpeg is needed; make test installs it")
	}
	video, audio := redClip(t, ffmpeg)
	data := t.TempDir()
	s := startServer(t, data)
	token, _ := s.signIn("admin", testPassword)
	room := "/api/v1/conferences/meeting"
	s.call(http.MethodPost, "/api/v1/conferences", token, map[string]any{
		"name": "Meeting", "cid": "meeting", "access": "public", "pin": "756910",
		"recording": map[string]any{"automatic": true, "lines": 360, "tracks": true},
	}, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	to := client.Endpoint{URL: "http://" + s.addresses["http"] + room + "/whip?name=Clip", Bearer: "756910"}
	playClip(ctx, t, &to, video, audio)

	state := func() (live struct{ Conference conference.Info }) {
		s.call(http.MethodGet, room+"/live", token, nil, &live)
		return live
	}
	eventually(t, "the conference is recorded from its start", func() bool {
		r := state().Conference.Recording
		return r != nil && r.State == conference.RecordingOn
	})
	grows := func() {
		t.Helper()
		eventually(t, "the recording of all has two seconds", func() bool {
			for _, r := range s.list(token, "meeting") {
				if r.Running && r.Part == "" && r.Duration > 2 {
					return true
				}
			}
			return false
		})
	}
	grows()
	if status := s.call(http.MethodDelete, room+"/live/recording", token, nil, nil); status != http.StatusNoContent {
		t.Fatalf("stop: %d", status)
	}
	if r := state().Conference.Recording; r != nil {
		t.Errorf("after the stop: %+v", r)
	}
	first := s.recordings(token, "meeting")
	var begun conference.RecordingInfo
	if status := s.call(http.MethodPut, room+"/live/recording", token, nil, &begun); status != http.StatusOK || begun.State != conference.RecordingOn {
		t.Fatalf("start: %d %+v", status, begun)
	}
	grows()
	s.shutDown() // in the middle of it

	s = startServer(t, data)
	eventually(t, "the recording goes on after the restart", func() bool {
		r := state().Conference.Recording
		return r != nil && r.State == conference.RecordingOn && r.Since.Equal(begun.Since)
	})
	grows()
	if status := s.call(http.MethodPost, room+"/stop", token, nil, nil); status != http.StatusOK {
		t.Fatalf("end: %d", status)
	}
	all := s.recordings(token, "meeting")
	if len(all) <= len(first) {
		t.Errorf("after the restart and the end: %+v; before: %+v", all, first)
	}
	dir := t.TempDir()
	whole, tracks := 0, 0
	for _, r := range all {
		path := filepath.Join(dir, r.ID+".mp4")
		s.fetch(token, r.URL, path)
		codecs := codecsOf(t, path)
		switch {
		case r.Part == "" && codecs == "h264 aac":
			whole++
		case r.Part != "":
			tracks++
		default:
			t.Errorf("%s has %s", r.ID, codecs)
		}
		decoded(t, ffmpeg, path, "-f", "null")
	}
	if whole < 3 || tracks < 2 {
		t.Errorf("%d recordings, %d tracks: %+v", whole, tracks, all)
	}
}

// fetch downloads into a file.
func (s *testServer) fetch(token, url, path string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, "http://"+s.addresses["http"]+url, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	res, err := s.client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %d, %v", url, res.StatusCode, err)
	}
	writeFile(s.t, path, string(content))
}

// codecsOf is what ffprobe finds in a file.
func codecsOf(t *testing.T, path string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}
