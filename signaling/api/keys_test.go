package api_test

import (
	"encoding/json"
	"testing"
	"time"

	"veche/conference/account"
	"veche/signaling/api"
)

// key makes an API key of who and returns a client that shows it.
func (c client) key(in m) (client, api.Key) {
	c.s.t.Helper()
	var made struct {
		api.Key
		Token string
	}
	c.want(201, "POST", "/keys", in, &made)
	return client{c.s, map[string]string{"Authorization": "Bearer " + made.Token}}, made.Key
}

// outcome is the status and, of a problem, its code.
func (c client) outcome(method, path string, in any) (int, string) {
	c.s.t.Helper()
	res, raw := c.do(method, path, in)
	var p struct{ Code string }
	if res.StatusCode >= 400 {
		must(c.s.t, json.Unmarshal(raw, &p))
	}
	return res.StatusCode, p.Code
}

// NE1, NA11: what a key may do is what the person may do and the scopes name.
func TestAKeyMayDoWhatPersonAndScopesAllow(t *testing.T) {
	s := newServer(t)
	admin, anna := s.as("admin"), s.as("anna")
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{"name": "Room"}, &c)
	at := "/conferences/" + string(c.CID)
	keys := map[string]client{}
	for name, scopes := range map[string][]string{"read": {"read"}, "create": {"create"}, "admin": {"admin"}, "all": {"read", "create", "admin"}} {
		keys[name], _ = admin.key(m{"name": name, "scopes": scopes})
	}
	keys["anna reads"], _ = anna.key(m{"name": "r", "scopes": []string{"read"}})
	keys["anna creates"], _ = anna.key(m{"name": "c", "scopes": []string{"create"}})
	const ok, scope = "", "scope_missing"
	for _, tt := range []struct {
		method, path string
		in           any
		want         map[string]string
	}{
		{"GET", "/session", nil, map[string]string{"read": ok, "create": ok, "admin": scope, "all": ok, "anna reads": ok, "anna creates": ok}},
		{"GET", at, nil, map[string]string{"read": "conference_unknown", "create": "conference_unknown", "all": ok, "anna reads": ok, "anna creates": ok}},
		{"PATCH", at, m{"name": "Renamed", "revision": c.Revision}, map[string]string{"read": scope, "admin": scope, "anna reads": scope, "anna creates": ok}},
		{"POST", "/conferences", m{"name": "New"}, map[string]string{"read": scope, "create": ok, "admin": scope, "anna reads": scope, "anna creates": ok}},
		{"GET", "/conferences?all=true", nil, map[string]string{"read": "not_administrator", "create": "not_administrator", "all": ok, "anna creates": "not_administrator"}},
		{"GET", "/settings", nil, map[string]string{"read": scope, "create": scope, "admin": ok, "all": ok, "anna creates": scope}},
		{"GET", "/users", nil, map[string]string{"read": scope, "create": scope, "admin": ok, "all": ok, "anna reads": scope}},
		{"PATCH", "/me", m{"name": "X"}, map[string]string{"create": scope, "all": scope, "anna creates": scope}},
		{"PUT", "/me/password", m{"old": "adminadmin", "new": "adminadmin2"}, map[string]string{"all": scope}},
		{"PUT", "/me/avatar", []byte("x"), map[string]string{"all": scope}},
		{"GET", "/sessions", nil, map[string]string{"all": scope}},
		{"DELETE", "/session", nil, map[string]string{"all": scope}},
		{"GET", "/keys", nil, map[string]string{"all": scope}},
		{"POST", "/keys", m{"name": "more", "scopes": []string{"read"}}, map[string]string{"all": scope}},
		{"GET", at + "/recordings", nil, map[string]string{"read": "conference_unknown", "admin": scope, "all": ok, "anna reads": ok, "anna creates": ok}},
		{"GET", at + "/recordings/x/file", nil, map[string]string{"read": "conference_unknown", "admin": scope, "anna reads": "recording_unknown"}},
		{"DELETE", at + "/recordings/x", nil, map[string]string{"read": scope, "anna reads": scope, "anna creates": "recording_unknown"}},
		{"PUT", at + "/live/recording", nil, map[string]string{"read": scope, "create": "conference_unknown", "anna reads": scope, "anna creates": "not_running"}},
		{"DELETE", at + "/live/recording", nil, map[string]string{"anna reads": scope, "anna creates": ok}},
		{"POST", at + "/files", []byte("x"), map[string]string{"read": scope, "anna reads": scope}},
	} {
		for name, want := range tt.want {
			status, code := keys[name].outcome(tt.method, tt.path, tt.in)
			if code != want || want == ok && status >= 300 {
				t.Errorf("%s %s with %s: %d %q, want %q", tt.method, tt.path, name, status, code, want)
			}
		}
	}
}

func TestKeysAreMadeListedAndRevoked(t *testing.T) {
	s := newServer(t)
	anna, boris := s.as("anna"), s.as("boris")
	for field, in := range map[string]m{
		"name":    {"name": " ", "scopes": []string{"read"}},
		"scopes":  {"name": "x", "scopes": []string{}},
		"expires": {"name": "x", "scopes": []string{"read"}, "expires": time.Now().Add(-time.Hour)},
	} {
		if status, code := anna.outcome("POST", "/keys", in); status != 422 || code != "invalid" {
			t.Errorf("%s: %d %s", field, status, code)
		}
	}
	anna.refused(422, "invalid", "POST", "/keys", m{"name": "x", "scopes": []string{"root"}})
	anna.refused(422, "invalid", "POST", "/keys", m{"name": "x", "scopes": []string{"read"}, "expires": time.Now().Add(11 * account.KeyLife)})
	anna.refused(403, "scope_missing", "POST", "/keys", m{"name": "x", "scopes": []string{"admin"}})

	program, key := anna.key(m{"name": "Calendar", "scopes": []string{"create"}})
	if key.Name != "Calendar" || key.Expires.Sub(key.Created).Round(time.Hour) != account.KeyLife {
		t.Errorf("got %+v", key)
	}
	var keys struct{ Items []map[string]any }
	anna.want(200, "GET", "/keys", nil, &keys)
	if len(keys.Items) != 1 || keys.Items[0]["name"] != "Calendar" || keys.Items[0]["token"] != nil {
		t.Errorf("got %+v", keys.Items)
	}
	var sessions struct{ Items []api.SessionView }
	anna.want(200, "GET", "/sessions", nil, &sessions)
	if len(sessions.Items) != 1 || !sessions.Items[0].Current {
		t.Errorf("a key stands among the sessions: %+v", sessions.Items)
	}
	token := program.headers["Authorization"][len("Bearer "):]
	client{s, map[string]string{"Cookie": "veche=" + token}}.refused(401, "sign_in_needed", "GET", "/session", nil)

	boris.refused(404, "key_unknown", "DELETE", "/keys/"+key.ID, nil)
	anna.refused(404, "key_unknown", "DELETE", "/keys/"+sessions.Items[0].ID, nil)
	anna.want(204, "PUT", "/me/password", m{"old": "annaanna", "new": "annaanna2"}, nil)
	program.want(200, "GET", "/session", nil, nil)
	anna.want(204, "DELETE", "/keys/"+key.ID, nil, nil)
	program.refused(401, "sign_in_needed", "GET", "/session", nil)

	program, _ = anna.key(m{"name": "Other", "scopes": []string{"read"}})
	s.as("admin").want(204, "DELETE", "/users/anna/sessions", nil, nil)
	program.refused(401, "sign_in_needed", "GET", "/session", nil)
}

func TestAKeyIsWorthNoMoreThanItsPerson(t *testing.T) {
	s := newServer(t)
	s.add("clara")
	admin, clara := s.as("admin"), s.as("clara")
	program, _ := clara.key(m{"name": "x", "scopes": []string{"create"}})
	var u api.User
	admin.want(200, "PATCH", "/users/clara", m{"rights": []string{}, "revision": 1}, &u)
	program.refused(403, "no_right", "POST", "/conferences", m{"name": "New"}) // E3
	admin.want(200, "PATCH", "/users/clara", m{"blocked": true, "revision": u.Revision}, nil)
	program.refused(401, "sign_in_needed", "GET", "/session", nil)
}
