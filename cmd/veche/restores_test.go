package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"veche/signaling/api"
)

// The server that is restored comes back where it was, with the people of the backup, and
// has saved those of before; what is broken, or not meant, changes nothing.
func TestABackupIsPutInPlaceWhileTheServerRuns(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := startServer(t, data)
	token, _ := s.signIn("admin", testPassword)
	add := func(login string) {
		t.Helper()
		if status := s.call("POST", "/api/v1/users", token, map[string]any{"login": login}, nil); status != http.StatusCreated {
			t.Fatalf("%s: %d", login, status)
		}
	}
	add("anna")
	backup := s.send("GET", "/api/v1/admin/backup", token, nil)
	add("boris")

	if got := s.send("POST", "/api/v1/admin/restore", token, backup[:len(backup)/2]); !bytes.Contains(got, []byte("backup_broken")) {
		t.Errorf("half of it: %s", got)
	}
	var found api.BackupContents
	if status := s.callRaw("POST", "/api/v1/admin/restore", token, backup, &found); status != http.StatusOK || found.People != 2 || found.Conferences != 0 {
		t.Fatalf("%d, %+v", status, found)
	}
	put := func(name string) int {
		return s.call("POST", "/api/v1/admin/restore/put", token, map[string]any{"id": found.ID, "serverName": name}, nil)
	}
	if status := put("veche?"); status != http.StatusUnprocessableEntity {
		t.Errorf("by another name: %d", status)
	}
	if status := s.call("GET", "/api/v1/users/boris", token, nil, nil); status != http.StatusOK {
		t.Errorf("boris before: %d", status)
	}
	if status := put("Veche"); status != http.StatusNoContent {
		t.Fatalf("put: %d", status)
	}
	for deadline := time.Now().Add(time.Minute); ; {
		status, err := callAPI(s.client, "http://"+s.addresses["http"], "GET", "/api/v1/users/boris", token, nil, nil)
		if err == nil && status == http.StatusNotFound {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("boris is there yet: %d, %v\n%s", status, err, s.stderr)
		}
	}
	// The session is older than the backup.
	if status := s.call("GET", "/api/v1/users/anna", token, nil, nil); status != http.StatusOK {
		t.Errorf("anna: %d", status)
	}
	if saved, err := filepath.Glob(data + "/backups/before-restore-*.tar"); err != nil || len(saved) != 1 {
		t.Errorf("saved %v, %v", saved, err)
	} else if info, err := os.Stat(saved[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

// send is a request with a body as it is, whatever the answer.
func (s *testServer) send(method, path, token string, body []byte) []byte {
	s.t.Helper()
	_, got := s.exchange(method, path, token, body)
	return got
}

func (s *testServer) callRaw(method, path, token string, body []byte, answer any) int {
	s.t.Helper()
	status, got := s.exchange(method, path, token, body)
	if err := json.Unmarshal(got, answer); err != nil {
		s.t.Fatalf("%s: %v", got, err)
	}
	return status
}

func (s *testServer) exchange(method, path, token string, body []byte) (int, []byte) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, "http://"+s.addresses["http"]+path, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	res, err := s.client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, got
}
