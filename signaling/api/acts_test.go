package api_test

import (
	"archive/tar"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"veche/conference/audit"
	"veche/signaling/api"
)

type actPage struct {
	Items []audit.Act
	Next  string
}

// What an administrator does as one is in the log, with what was given and never how; what
// he does with what is his own, what others do, and what was refused is not.
func TestActsOfAdministratorsAreInTheLog(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	admin, anna := s.as("admin"), s.as("anna")
	var own, hers api.Conference
	admin.want(201, "POST", "/conferences", m{"name": "Own"}, &own)
	anna.want(201, "POST", "/conferences", m{"name": "Hers"}, &hers)
	key, _ := admin.key(m{"name": "provisioning", "scopes": []string{"admin"}})

	admin.want(201, "POST", "/users", m{"login": "Vera", "password": "a secret of hers"}, nil)
	admin.want(200, "PATCH", "/users/vera", m{"blocked": true, "revision": 1}, nil)
	key.want(200, "PUT", "/users/vera/password", m{"password": "another secret"}, nil)
	admin.want(200, "PATCH", "/settings", m{"lockout": m{"attempts": 7}, "serverName": "Town hall"}, nil)
	admin.want(200, "PATCH", "/conferences/"+string(hers.CID), m{"name": "Mine", "revision": hers.Revision}, nil)
	admin.want(200, "PATCH", "/conferences/"+string(own.CID), m{"name": "Still own", "revision": own.Revision}, nil)
	admin.want(404, "PATCH", "/users/nobody", m{"blocked": true}, nil)
	anna.want(403, "PATCH", "/settings", m{"serverName": "Anna's"}, nil)

	var page actPage
	_, raw := admin.do("GET", "/admin/acts", nil)
	admin.want(200, "GET", "/admin/acts", nil, &page)
	var got []string
	for _, a := range page.Items {
		got = append(got, fmt.Sprint(a.By, " ", a.Key, " ", a.Operation, " ", a.About, " ", a.Fields))
		if a.At.IsZero() || a.Source == "" || a.ID == "" {
			t.Errorf("got %+v", a)
		}
	}
	want := []string{
		"admin  changeConference " + string(hers.CID) + " [name]",
		"admin  changeSettings  [lockout serverName]",
		"admin provisioning setUserPassword vera [password]",
		"admin  changeUser vera [blocked]",
		"admin  createUser Vera [login password]",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if strings.Contains(string(raw), "secret") {
		t.Error("the log has passwords")
	}
	admin.want(200, "GET", "/admin/acts?q=vera&limit=2", nil, &page)
	if len(page.Items) != 2 || page.Next == "" {
		t.Errorf("got %+v", page)
	}
	anna.want(403, "GET", "/admin/acts", nil, nil)
}

// What goes on, and a backup of it: for administrators, and noted where it is taken away.
func TestAdministratorsSeeWhatGoesOnAndTakeBackups(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	admin, anna := s.as("admin"), s.as("anna")
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{"name": "Hers"}, &c)
	var now api.Running
	admin.want(200, "GET", "/admin/running", nil, &now)
	if len(now.Items) != 0 || now.Machine.Cores != 2 {
		t.Errorf("got %+v", now)
	}
	s.enter(c.CID, "anna", "Anna")
	admin.want(200, "GET", "/admin/running", nil, &now)
	if len(now.Items) != 1 || now.Items[0].Name != "Hers" || now.Items[0].Participants != 1 || now.Items[0].Started == nil {
		t.Errorf("got %+v", now.Items)
	}
	key, _ := admin.key(m{"name": "nightly", "scopes": []string{"admin"}})
	if status, code := key.outcome("GET", "/admin/backup?key=true", nil); status != 403 || code != "scope_missing" {
		t.Errorf("a key gets the key: %d %s", status, code)
	}
	for path, want := range map[string]bool{"/admin/backup": false, "/admin/backup?key=true": true} {
		_, raw := admin.do("GET", path, nil)
		names := map[string]bool{}
		for files := tar.NewReader(bytes.NewReader(raw)); ; {
			h, err := files.Next()
			if err != nil {
				break
			}
			names[h.Name] = true
		}
		if !names["veche.db"] || names["secret.key"] != want {
			t.Errorf("%s has %v", path, names)
		}
	}
	var page actPage
	admin.want(200, "GET", "/admin/acts?q=backup", nil, &page)
	if len(page.Items) != 2 {
		t.Errorf("got %+v", page.Items)
	}
}
