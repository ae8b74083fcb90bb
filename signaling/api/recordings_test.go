package api_test

import (
	"context"
	"encoding/json"
	"mime"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"veche/conference"
	"veche/media/record"
	"veche/signaling/api"
)

// record begins a file of a conference; it has sound only, and is finished by Close.
func (s *server) record(c *api.Conference, start time.Time, part string) *record.Writer {
	s.t.Helper()
	w, err := record.Create(record.Config{
		Folder: s.shelf.Folder, Session: string(c.ID), Start: start, Part: part, Disk: record.Disk{Stop: 1},
		Fragment: 50 * time.Millisecond, Tracks: []record.Track{{Format: record.AAC, Rate: 48000, Channels: 1}},
	})
	must(s.t, err)
	s.t.Cleanup(func() { _, _ = w.Close(context.Background()) })
	for i := range 400 {
		must(s.t, w.Write(0, time.Duration(i)*1024*time.Second/48000, []byte("a frame of sound")))
	}
	return w
}

func finish(t *testing.T, w *record.Writer) record.Info {
	t.Helper()
	info, err := w.Close(t.Context())
	must(t, err)
	return info
}

func (s *server) room(by client, name string) *api.Conference {
	s.t.Helper()
	var c api.Conference
	by.want(201, "POST", "/conferences", m{"name": name, "access": "public"}, &c)
	return &c
}

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func ids(list api.RecordingFiles) (all []string) {
	for _, r := range list.Recordings {
		all = append(all, r.ID)
	}
	return all
}

func TestRecordingsAreListed(t *testing.T) { // L4, L5, L6
	s := newServer(t)
	anna := s.as("anna")
	c, other := s.room(anna, "Room"), s.room(anna, "Other")
	at := "/conferences/" + string(c.CID) + "/recordings"
	var list api.RecordingFiles
	anna.want(200, "GET", at, nil, &list)
	if list.Recordings == nil || len(list.Recordings) > 0 {
		t.Errorf("without a folder: %+v", list)
	}
	info := finish(t, s.record(c, noon, ""))
	finish(t, s.record(c, noon, "p7-camera"))
	finish(t, s.record(c, noon.Add(48*time.Hour), ""))
	finish(t, s.record(other, noon, ""))
	running := s.record(c, noon.Add(72*time.Hour), "")
	prefix := string(c.ID) + "_2026-03-0"
	first, camera, second, third := prefix+"1_12-00-00", prefix+"1_12-00-00_p7-camera", prefix+"3_12-00-00", prefix+"4_12-00-00"
	for query, want := range map[string][]string{
		"":                               {third, second, camera, first},
		"?from=2026-03-03":               {third, second},
		"?to=2026-03-02":                 {camera, first},
		"?from=2026-03-01&to=2026-03-01": {camera, first},
		"?from=2026-03-02&to=2026-03-02": nil,
		"?from=2026-03-01T12:00:05Z&to=2026-03-01T12:00:06Z":               {camera, first}, // they ran then
		"?from=2026-03-01T15:00:00%2B03:00&to=2026-03-03T00:00:00%2B00:00": {camera, first},
	} {
		anna.want(200, "GET", at+query, nil, &list)
		if got := ids(list); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	anna.refused(422, "invalid", "GET", at+"?from=yesterday", nil)
	anna.want(200, "GET", at, nil, &list)
	r := list.Recordings[3]
	if r.Name != first+".mp4" || r.Format != "MP4" || !r.Start.Equal(noon) || !r.End.Equal(info.End) || r.Size != info.Size ||
		r.Duration < 8 || r.Duration > 9 || r.Running || r.Part != "" || r.URL != "/api/v1/conferences/"+string(c.ID)+"/recordings/"+first+"/file" {
		t.Errorf("%+v", r)
	}
	if list.Recordings[2].Part != "p7-camera" || !list.Recordings[0].Running {
		t.Errorf("%+v", list)
	}
	finish(t, running)

	s.as("admin").want(200, "GET", at, nil, &list)
	if len(list.Recordings) != 4 {
		t.Errorf("an administrator sees %+v", list)
	}
	s.as("boris").refused(404, "conference_unknown", "GET", at, nil)
	anna.want(200, "PATCH", "/conferences/"+string(c.CID), m{"revision": c.Revision, "invited": []m{{"login": "boris", "moderator": true}}}, nil)
	s.as("boris").refused(403, "not_owner", "GET", at, nil)
	client{s: s}.refused(401, "sign_in_needed", "GET", at, nil)
}

func TestARecordingIsFetched(t *testing.T) { // L3
	s := newServer(t)
	anna := s.as("anna")
	c, other := s.room(anna, "Room"), s.room(anna, "Other")
	info := finish(t, s.record(c, noon, ""))
	whole, err := os.ReadFile(info.Path)
	must(t, err)
	id := strings.TrimSuffix(info.Name.String(), ".mp4")
	at := "/conferences/" + string(c.CID) + "/recordings/" + id + "/file"

	res, got := anna.do("GET", at, nil)
	kind, params, _ := mime.ParseMediaType(res.Header.Get("Content-Disposition"))
	if res.StatusCode != 200 || string(got) != string(whole) || kind != "attachment" || params["filename"] != info.Name.String() ||
		res.Header.Get("Content-Type") != "video/mp4" || res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Accept-Ranges") != "bytes" {
		t.Errorf("%d %v, %d bytes", res.StatusCode, res.Header, len(got))
	}
	tag := res.Header.Get("ETag")
	for _, tt := range []struct {
		name    string
		headers map[string]string
		status  int
		body    string
	}{
		{"a range", map[string]string{"Range": "bytes=100-199"}, 206, string(whole[100:200])},
		{"the end", map[string]string{"Range": "bytes=-10"}, 206, string(whole[len(whole)-10:])},
		{"going on", map[string]string{"Range": "bytes=1000-", "If-Range": tag}, 206, string(whole[1000:])},
		{"going on with what has become another", map[string]string{"Range": "bytes=1000-", "If-Range": `"another"`}, 200, string(whole)},
		{"beyond the end", map[string]string{"Range": "bytes=99999999-"}, 416, ""},
		{"what one has", map[string]string{"If-None-Match": tag}, 304, ""},
	} {
		by := anna
		for k, v := range tt.headers {
			by = by.with(k, v)
		}
		res, got := by.do("GET", at, nil)
		if res.StatusCode != tt.status || tt.body != "" && string(got) != tt.body {
			t.Errorf("%s: %d, %d bytes", tt.name, res.StatusCode, len(got))
		}
	}
	res, _ = anna.do("GET", at+"?inline=1", nil)
	if kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Disposition")); kind != "inline" {
		t.Errorf("for a player: %v", res.Header)
	}
	if res, _ := anna.do("HEAD", at, nil); res.StatusCode != 200 || res.ContentLength != int64(len(whole)) {
		t.Errorf("HEAD: %d, %d bytes", res.StatusCode, res.ContentLength)
	}
	s.as("admin").want(200, "GET", at, nil, nil)
	s.as("boris").refused(404, "conference_unknown", "GET", at, nil)
	client{s: s}.refused(401, "sign_in_needed", "GET", at, nil)
	must(t, os.WriteFile(filepath.Join(filepath.Dir(s.shelf.Folder), string(c.ID)+"_2026-03-09_12-00-00.mp4"), whole, 0o600))
	for _, wrong := range []string{
		"/conferences/" + string(other.CID) + "/recordings/" + id, // of the same owner, but not of this conference
		"/conferences/" + string(c.CID) + "/recordings/" + string(c.ID) + "_2026-03-02_12-00-00",
		"/conferences/" + string(c.CID) + "/recordings/" + id + ".mp4",
		"/conferences/" + string(c.CID) + "/recordings/..%2F" + string(c.ID) + "_2026-03-09_12-00-00",
		"/conferences/" + string(c.CID) + "/recordings/%2E%2E",
		"/conferences/" + string(c.CID) + "/recordings/x%00",
	} {
		if status, code := anna.outcome("GET", wrong+"/file", nil); status != 404 || code != "recording_unknown" && code != "path_unknown" {
			t.Errorf("%s: %d %s", wrong, status, code)
		}
		if status, _ := anna.outcome("DELETE", wrong, nil); status != 404 {
			t.Errorf("%s: %d", wrong, status)
		}
	}
}

func TestRecordingsAreDeleted(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	c, other := s.room(anna, "Room"), s.room(anna, "Other")
	at := "/conferences/" + string(c.CID) + "/recordings"
	done := finish(t, s.record(c, noon, ""))
	running := s.record(c, noon.Add(time.Hour), "")
	kept := finish(t, s.record(other, noon, ""))
	var list api.RecordingFiles
	anna.want(200, "GET", at, nil, &list)
	of := func(i int) string { return at + "/" + list.Recordings[i].ID }

	anna.refused(409, "recording_running", "DELETE", of(0), nil)
	anna.refused(409, "recording_running", "GET", of(0)+"/file", nil)
	s.as("boris").refused(404, "conference_unknown", "DELETE", of(1), nil)
	anna.want(204, "DELETE", of(1), nil, nil)
	anna.refused(404, "recording_unknown", "DELETE", of(1), nil)
	if _, err := os.Stat(done.Path); !os.IsNotExist(err) {
		t.Error(err)
	}
	finish(t, running)
	anna.want(204, "DELETE", of(0), nil, nil)
	anna.want(200, "GET", at, nil, &list)
	if len(list.Recordings) > 0 {
		t.Errorf("left %v", ids(list))
	}
	// What belongs to a conference goes with it.
	last := finish(t, s.record(c, noon, ""))
	anna.want(204, "DELETE", "/conferences/"+string(c.CID), nil, nil)
	if _, err := os.Stat(last.Path); !os.IsNotExist(err) {
		t.Error("recordings of a deleted conference are left:", err)
	}
	if _, err := os.Stat(kept.Path); err != nil {
		t.Error("and those of another are gone:", err)
	}
}

func TestRecordingIsStartedAndStopped(t *testing.T) { // L1, L2
	s := newServer(t)
	anna, boris, admin := s.as("anna"), s.as("boris"), s.as("admin")
	c := s.room(anna, "Room")
	anna.want(200, "PATCH", "/conferences/"+string(c.CID), m{"revision": c.Revision, "invited": []m{{"login": "boris", "moderator": true}}}, nil)
	room := "/conferences/" + string(c.CID)
	at := room + "/live/recording"
	anna.refused(409, "not_running", "PUT", at, nil)
	anna.want(204, "DELETE", at, nil, nil)
	anna.want(200, "POST", room+"/start", nil, nil)
	s.enter(c.CID, "boris", "")
	boris.refused(403, "not_owner", "PUT", at, nil)
	boris.refused(403, "not_owner", "DELETE", at, nil)
	client{s: s}.refused(401, "sign_in_needed", "PUT", at, nil)

	var now, again conference.RecordingInfo
	anna.want(200, "PUT", at, nil, &now)
	admin.want(200, "PUT", at, m{}, &again)
	if now.State != conference.RecordingOn || now != again || now.Since.IsZero() {
		t.Errorf("%+v, then %+v", now, again)
	}
	var shown api.Conference
	anna.want(200, "GET", room, nil, &shown)
	var live api.Live
	anna.want(200, "GET", room+"/live", nil, &live)
	if shown.LiveRecording == nil || *shown.LiveRecording != now || live.Conference.Recording == nil || *live.Conference.Recording != now {
		t.Errorf("shown %+v and %+v", shown.LiveRecording, live.Conference.Recording)
	}
	anna.want(204, "DELETE", at, nil, nil)
	anna.want(204, "DELETE", at, nil, nil)
	anna.want(200, "GET", room, nil, &shown)
	if shown.LiveRecording != nil {
		t.Errorf("shown %+v", shown.LiveRecording)
	}
	for code, status := range map[string]int{"disk_full": 507, "not_writable": 503, "disk_slow": 503, "not_available": 503} {
		s.media.Recorder = func(conference.RecordingPlan) []conference.RecordingReport {
			return []conference.RecordingReport{{Event: conference.RecordingFailed, Code: code}}
		}
		anna.refused(status, code, "PUT", at, nil)
	}
	admin.want(200, "PATCH", "/settings", m{"recording": m{"enabled": false, "keepDays": 30}}, nil)
	anna.refused(409, "recording_disabled", "PUT", at, nil)
	var public api.Server
	anna.want(200, "GET", "/server", nil, &public)
	if public.Recording {
		t.Error("the server says that it records")
	}
	admin.refused(422, "number_range", "PATCH", "/settings", m{"recording": m{"maxHours": 25}})
	anna.want(200, "POST", room+"/stop", nil, nil)
	anna.refused(409, "not_running", "PUT", at, nil)
}

func TestOwnersSetHowIsRecorded(t *testing.T) { // G17
	s := newServer(t)
	anna := s.as("anna")
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{"name": "Room"}, &c)
	if c.Recording != (conference.RecordingRules{Lines: 720}) {
		t.Errorf("the default is %+v", c.Recording)
	}
	anna.want(200, "PATCH", "/conferences/"+string(c.CID), m{
		"revision": c.Revision, "recording": m{"automatic": true, "layout": "grid", "lines": 1080, "tracks": true},
	}, &c)
	want := conference.RecordingRules{Automatic: true, Layout: "grid", Lines: 1080, Tracks: true}
	if c.Recording != want {
		t.Errorf("got %+v", c.Recording)
	}
	anna.want(200, "PATCH", "/conferences/"+string(c.CID), m{"revision": c.Revision, "recording": m{"layout": ""}}, &c)
	if want.Layout = ""; c.Recording != want {
		t.Errorf("got %+v", c.Recording)
	}
	for field, in := range map[string]m{"recording.lines": {"lines": 500}, "recording.layout": {"layout": "spiral"}} {
		res, raw := anna.do("PATCH", "/conferences/"+string(c.CID), m{"revision": c.Revision, "recording": in})
		var p struct{ Field string }
		must(t, json.Unmarshal(raw, &p))
		if res.StatusCode != 422 || p.Field != field {
			t.Errorf("%s: %d %s", field, res.StatusCode, raw)
		}
	}
}
