package main

import (
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"veche/conference"
	"veche/conference/camera"
)

// Lesson 39, design section 8: passwords, tokens and PINs stand in no log at any
// level, in no metric, and in no file of the data folder as they are.
func TestSecretsAreNowhereInTheClear(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := startServer(t, data, "--log-level", "debug")
	token, _ := s.signIn("admin", testPassword)
	if token == "" {
		t.Fatal("no token")
	}
	const pin, second, wrong = "756910", "864209", "975318"
	create := map[string]any{"name": "Guarded", "cid": "guarded", "access": "public", "pin": pin}
	if status := s.call(http.MethodPost, "/api/v1/conferences", token, create, nil); status != http.StatusCreated {
		t.Fatal(status)
	}
	s.call(http.MethodPost, "/api/v1/conferences/guarded/start", token, nil, nil)
	s.signIn("admin", "another wrong password")
	for _, bearer := range []string{wrong, pin, token} { // of no use as an offer, but they pass the door
		r, err := http.NewRequest(http.MethodPost, "http://"+s.addresses["http"]+"/api/v1/conferences/guarded/whip?name=Clip", strings.NewReader("v=0"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/sdp")
		r.Header.Set("Authorization", "Bearer "+bearer)
		response, err := s.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if strings.Contains(string(answer), bearer) {
			t.Errorf("the answer repeats the bearer: %s", answer)
		}
	}
	s.call(http.MethodPatch, "/api/v1/conferences/guarded/live", token, map[string]any{"pin": second}, nil)
	s.call(http.MethodPut, "/api/v1/me/password", token, map[string]any{"old": "not the one", "new": "quite another one"}, nil)
	response, err := s.client.Get("http://" + s.addresses["http"] + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	metrics, _ := io.ReadAll(response.Body)
	_ = response.Body.Close()
	s.shutDown()

	places := map[string]string{"the log": s.stderr.String(), "the metrics": string(metrics)}
	holdNone(t, data, places, testPassword, "another wrong password", "not the one", "quite another one", token, pin, second, wrong)
}

// holdNone searches places, and all files of a data folder, for secrets.
func holdNone(t *testing.T, data string, places map[string]string, secrets ...string) {
	t.Helper()
	if err := filepath.WalkDir(data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		places[path] = string(content)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for place, text := range places {
		for _, secret := range secrets {
			if at := strings.Index(text, secret); at >= 0 {
				t.Errorf("%s holds %q: …%q", place, secret, text[max(0, at-60):min(len(text), at+60)])
			}
		}
	}
}

// The names and passwords of cameras, those on the list of invited and those in a
// conference that runs, stand in no answer, no log and no file as they are; and yet the
// server has them after a restart (P5, C19).
func TestPasswordsOfCamerasAreNowhereInTheClear(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := startServer(t, data, "--log-level", "debug")
	token, _ := s.signIn("admin", testPassword)
	const path = "/api/v1/conferences/cameras"
	const listed, called, query = "listed7secret", "called8secret", "query9secret"
	places := map[string]string{}
	// ask keeps what the server answers.
	ask := func(method, more string, body any, want int) (answer map[string]any) {
		t.Helper()
		var raw json.RawMessage
		if status := s.call(method, path+more, token, body, &raw); status != want {
			t.Errorf("%s %s: %d %s", method, more, status, raw)
		}
		places[method+" "+more] += string(raw)
		_ = json.Unmarshal(raw, &answer) // an answer without a body
		return answer
	}
	var made struct{ Invited []conference.Invited }
	create := map[string]any{"name": "Cameras", "cid": "cameras", "invited": []map[string]any{
		{"dial": "rtsp://admin:" + listed + "@127.0.0.1:1/cam?channel=1", "name": "One"},
		{"dial": "rtsp://admin:" + listed + "@127.0.0.1:1/cam?channel=2&token=" + query, "name": "Two"},
	}}
	if status := s.call(http.MethodPost, "/api/v1/conferences", token, create, &made); status != http.StatusCreated || len(made.Invited) != 2 {
		t.Fatalf("%d %+v", status, made)
	}
	found := ask(http.MethodGet, "", nil, http.StatusOK)
	made.Invited[1].Name = "Second"
	ask(http.MethodPatch, "", map[string]any{"revision": found["revision"], "invited": made.Invited[1:]}, http.StatusOK) // as it was shown
	ask(http.MethodPatch, "", map[string]any{"revision": 2, "invited": []map[string]any{{"dial": "rtsp://…@127.0.0.2:1/cam?…"}}}, http.StatusUnprocessableEntity)
	ask(http.MethodPost, "/start", nil, http.StatusOK)
	ask(http.MethodPost, "/live/participants", map[string]any{"dial": "rtsp://root:" + called + "@127.0.0.1:2/x"}, http.StatusAccepted)
	ask(http.MethodPost, "/live/participants", map[string]any{"dial": "rtsp://root:" + called + "@127.0.0.1:2/x y"}, http.StatusUnprocessableEntity)
	two := func() (both [2]conference.Participant) {
		t.Helper()
		eventually(t, "both cameras are inside, and cannot be reached", func() bool {
			var live struct{ Participants []conference.Participant }
			raw, _ := json.Marshal(ask(http.MethodGet, "/live", nil, http.StatusOK))
			_ = json.Unmarshal(raw, &live)
			if len(live.Participants) != 2 {
				return false
			}
			both = [2]conference.Participant(live.Participants)
			for _, p := range both {
				if p.CameraState == nil || p.CameraState.State != camera.Unreachable {
					return false
				}
			}
			return true
		})
		return both
	}
	before := two()
	if before[0].Name != "Second" {
		t.Errorf("%+v", before)
	}
	ask(http.MethodGet, "/events", nil, http.StatusOK)
	s.shutDown()
	places["the log"] = s.stderr.String()

	s = startServer(t, data, "--log-level", "debug")
	if after := two(); after[0].ID != before[0].ID || after[1].ID != before[1].ID {
		t.Errorf("after a restart they have other seats: %+v", after)
	}
	response, err := s.client.Get("http://" + s.addresses["http"] + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	metrics, _ := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if !strings.Contains(string(metrics), `veche_cameras{state="unreachable"} 2`) {
		t.Error("the metrics do not count the cameras")
	}
	s.shutDown()
	places["the second log"], places["the metrics"] = s.stderr.String(), string(metrics)
	holdNone(t, data, places, listed, called, query)
}

// Nobody else on the machine reads the store, the keys or the socket.
func TestTheDataFolderIsForUsAlone(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	startServer(t, data)
	if err := filepath.WalkDir(data, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if open := info.Mode().Perm() & 0o077; open != 0 && !strings.HasSuffix(path, "addresses.json") && !strings.HasSuffix(path, ".crt") {
			t.Errorf("%s: %v", path, info.Mode())
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
