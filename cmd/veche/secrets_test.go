package main

import (
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Lesson 39, design section 8: passwords, tokens and PINs stand in no log at any
// level, in no metric, and in no file of the data folder as they are.
func TestSecretsAreNowhereInTheClear(t *testing.T) {
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
		for _, secret := range []string{testPassword, "another wrong password", "not the one", "quite another one", token, pin, second, wrong} {
			if at := strings.Index(text, secret); at >= 0 {
				t.Errorf("%s holds %q: …%q", place, secret, text[max(0, at-60):min(len(text), at+60)])
			}
		}
	}
}

// Nobody else on the machine reads the store, the keys or the socket.
func TestTheDataFolderIsForUsAlone(t *testing.T) {
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
