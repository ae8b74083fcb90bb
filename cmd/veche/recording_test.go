//go:build cgo && avcodec

package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"veche/media/load"
	"veche/media/record"
)

// lasts is what ffprobe says of a file; it must open.
func lasts(t *testing.T, path string) time.Duration {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-show_entries", "format=duration:stream=codec_name",
		"-of", "csv=p=0", path).CombinedOutput()
	if err != nil {
		t.Errorf("%s: ffprobe: %v: %s", path, err, out)
		return 0
	}
	lines := strings.Fields(string(out))
	if len(lines) != 3 || lines[0] != "h264" || lines[1] != "aac" {
		t.Errorf("%s holds %q", path, lines)
		return 0
	}
	seconds, err := strconv.ParseFloat(lines[2], 64)
	if err != nil {
		t.Errorf("%s: %v", path, err)
	}
	return time.Duration(seconds * float64(time.Second))
}

// Lessons 29 to 31 and the issue: killed at any moment, a recording has all but its
// last two seconds, and nothing happens to those before. The conference goes on after
// the restart, and so does the recording, in a new file.
func TestSoakKilledRecordingsAreWhole(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	folder := filepath.Join(data, "recordings")
	random := rand.New(rand.NewPCG(7, killRounds))
	film, err := load.Film(320, 180, 200_000)
	if err != nil {
		t.Fatal(err)
	}
	voice, err := load.Voice()
	if err != nil {
		t.Fatal(err)
	}
	client := insecureClient()
	defer client.CloseIdleConnections()
	var room struct{ CID string }
	var atLeast []time.Duration // of each file
	for round := range killRounds {
		cmd, at := startChild(t, data)
		base := "http://" + at["http"]
		var session struct{ Token string }
		ask := func(method, path string, body, answer any) {
			t.Helper()
			if status, err := callAPI(client, base, method, path, session.Token, body, answer); err != nil || status >= 300 {
				t.Fatalf("round %d: %s %s: %d, %v", round, method, path, status, err)
			}
		}
		ask(http.MethodPost, "/api/v1/session", map[string]string{"login": "admin", "password": testPassword}, &session)
		if round == 0 {
			ask(http.MethodPost, "/api/v1/conferences", map[string]any{"name": "Recorded", "access": "public"}, &room)
		}
		s, err := load.Open(t.Context(), load.Config{URL: base, CID: room.CID, Publishers: 1, Film: film, Voice: voice})
		if err != nil {
			t.Fatal(err)
		}
		ask(http.MethodPut, "/api/v1/conferences/"+room.CID+"/live/recording", struct{}{}, nil)
		began := time.Now()
		<-time.After(time.Duration(random.Int64N(int64(4500 * time.Millisecond))))
		ran := time.Since(began)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		_ = s.Close() // its server is gone
		if ran > 2*time.Second {
			atLeast = append(atLeast, ran-2*time.Second)
		}
	}
	last := startServer(t, data) // finishes what it finds, and goes on in a new file
	last.shutDown()
	files, err := filepath.Glob(filepath.Join(folder, "*.mp4"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < len(atLeast) {
		t.Errorf("%d files of %d recordings that lasted for more than two seconds", len(files), len(atLeast))
	}
	var total, want time.Duration
	for _, path := range files {
		info, err := record.Stat(path, time.Local)
		if err != nil || info.Unfinished {
			t.Errorf("%s: %+v, %v", path, info, err)
		}
		total += lasts(t, path)
	}
	for _, d := range atLeast {
		want += d
	}
	if total < want {
		t.Errorf("%v are there, want %v at least", total, want)
	}
	t.Logf("%d kills, %d files, %v in them, %v at least", killRounds, len(files), total, want)
	if left, err := filepath.Glob(filepath.Join(folder, "*")); err != nil || len(left) != len(files) {
		t.Errorf("beside the files: %v, %v", left, err)
	}
	if _, err := os.Stat(folder); err != nil {
		t.Error(err)
	}
}

// The issue: joins and leaves with recording on leave nothing behind, in the memory of
// the C libraries neither.
func TestSoakRecordingsLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	_, at := startChild(t, t.TempDir(), "--pprof-listen", "127.0.0.1:0")
	base, client := "http://"+at["http"], insecureClient()
	defer client.CloseIdleConnections()
	film, err := load.Film(320, 180, 200_000)
	if err != nil {
		t.Fatal(err)
	}
	voice, err := load.Voice()
	if err != nil {
		t.Fatal(err)
	}
	var session struct{ Token string }
	ask := func(method, path string, body, answer any) {
		t.Helper()
		if status, err := callAPI(client, base, method, path, session.Token, body, answer); err != nil || status >= 300 {
			t.Fatalf("%s %s: %d, %v", method, path, status, err)
		}
	}
	ask(http.MethodPost, "/api/v1/session", map[string]string{"login": "admin", "password": testPassword}, &session)
	var room struct{ CID string }
	ask(http.MethodPost, "/api/v1/conferences", map[string]any{
		"name": "Recorded", "access": "public", "recording": map[string]any{"tracks": true, "lines": 360},
	}, &room)
	recording := "/api/v1/conferences/" + room.CID + "/live/recording"
	meet := func() {
		s, err := load.Open(t.Context(), load.Config{URL: base, CID: room.CID, Publishers: 3, Film: film, Voice: voice})
		if err != nil {
			t.Fatal(err)
		}
		ask(http.MethodPut, recording, struct{}{}, nil)
		<-time.After(400 * time.Millisecond) // pictures are composed
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		ask(http.MethodDelete, recording, nil, nil)
	}
	for range 3 {
		meet()
	}
	before := footprint(t, client, at)
	began, n := time.Now(), 0
	for ; n < 5 || time.Since(began) < recordFor; n++ {
		meet()
	}
	returns(t, client, at, before, fmt.Sprint(n, " recordings"))
}
