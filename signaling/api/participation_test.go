package api_test

import (
	"testing"
	"time"

	"veche/conference/access"
	"veche/conference/audit"
	"veche/signaling/api"
)

// D6, as an administrator gives permissions, and as their holders see and prolong them.
func TestParticipation(t *testing.T) {
	s := newServer(t)
	boss, anna := s.as("admin"), s.as("anna")
	type session struct {
		User          api.User
		Participation *api.OwnParticipation
	}
	own := func() (o session) { anna.want(200, "GET", "/session", nil, &o); return o }
	give := func(kind string, until time.Time) {
		t.Helper()
		p := m{"kind": kind}
		if !until.IsZero() {
			p["until"] = until
		}
		boss.want(200, "PATCH", "/users/anna", m{"participation": p}, nil)
	}

	if o := own(); o.Participation != nil || o.User.Participation.Kind != access.Permanent {
		t.Errorf("off by default: got %+v", o)
	}
	anna.want(409, "POST", "/me/participation/prolong", nil, nil)
	boss.want(200, "PATCH", "/settings", m{"participation": m{"required": true}}, nil)
	if o := own(); o.Participation == nil || !o.Participation.Allowed || o.Participation.Prolongs {
		t.Errorf("who was there before may take part: got %+v", o.Participation)
	}
	anna.refused(409, "participation_not_temporary", "POST", "/me/participation/prolong", nil)

	give("until", time.Now().Add(-time.Hour))
	if o := own(); o.Participation.Allowed || !o.Participation.Prolongable || o.User.Participation.Kind != access.Temporary {
		t.Errorf("it is over: got %+v", o.Participation)
	}
	anna.refused(403, "no_participation", "POST", "/calls", m{"login": "boris"})
	s.as("boris").refused(403, "called_no_participation", "POST", "/calls", m{"login": "anna"})
	var room api.Conference
	anna.want(201, "POST", "/conferences", m{"name": "Room"}, &room) // planning is not taking part
	anna.refused(403, "no_participation", "POST", "/conferences/"+string(room.CID)+"/start", nil)
	anna.refused(403, "no_participation", "GET", "/conferences/"+string(room.CID)+"/page", nil)

	var longer api.OwnParticipation
	anna.want(200, "POST", "/me/participation/prolong", nil, &longer)
	if left := time.Until(*longer.Until); !longer.Allowed || longer.Prolongable || left > access.Prolongation || left < access.Prolongation-time.Hour/2 {
		t.Errorf("got %+v", longer)
	}
	anna.refused(409, "participation_prolonged", "POST", "/me/participation/prolong", nil)
	anna.want(200, "POST", "/conferences/"+string(room.CID)+"/start", nil, nil)
	acts, err := s.store.Acts(t.Context(), audit.Query{Text: "prolongParticipation"})
	if err != nil || len(acts.Acts) != 1 || acts.Acts[0].By != "anna" {
		t.Errorf("in the log: %+v, %v", acts, err)
	}

	boss.want(200, "PATCH", "/settings", m{"participation": m{"shown": false, "prolong": false}}, nil)
	if o := own(); o.Participation != nil {
		t.Errorf("hidden: got %+v", o.Participation)
	}
	give("until", time.Now().Add(time.Hour))
	anna.refused(409, "prolonging_off", "POST", "/me/participation/prolong", nil)
	give("none", time.Time{})
	anna.want(200, "GET", "/me/participation", nil, &longer)
	if longer.Allowed || longer.Kind != access.Never {
		t.Errorf("who was refused is told in any case: got %+v", longer)
	}
}

func TestPermissionsOfNewPeopleAndOfSeveral(t *testing.T) {
	s := newServer(t)
	boss := s.as("admin")
	var made struct{ User api.User }
	kindOf := func(body m) access.Permission {
		t.Helper()
		boss.want(201, "POST", "/users", body, &made)
		return made.User.Participation.Kind
	}
	if got := kindOf(m{"login": "p"}); got != access.Permanent {
		t.Errorf("got %s", got)
	}
	boss.want(200, "PATCH", "/settings", m{"participation": m{"initial": "until", "initialDays": 3}}, nil)
	if got := kindOf(m{"login": "q"}); got != access.Temporary || time.Until(made.User.Participation.Until) > 73*time.Hour {
		t.Errorf("got %+v", made.User.Participation)
	}
	boss.want(200, "PATCH", "/settings", m{"participation": m{"initial": "none"}}, nil)
	if got := kindOf(m{"login": "r"}); got != access.Never {
		t.Errorf("got %s", got)
	}
	if got := kindOf(m{"login": "s", "participation": m{"kind": "permanent"}}); got != access.Permanent {
		t.Errorf("got %s", got)
	}

	until := time.Now().Add(240 * time.Hour).UTC().Truncate(time.Second)
	var done struct {
		Changed int
		Unknown []string
	}
	boss.want(200, "PUT", "/users/participation", m{"logins": []string{"P", "r", "gone"}, "participation": m{"kind": "until", "until": until}}, &done)
	if done.Changed != 2 || len(done.Unknown) != 1 || done.Unknown[0] != "gone" {
		t.Errorf("got %+v", done)
	}
	var page struct{ Items []api.User }
	boss.want(200, "GET", "/users?participation=until", nil, &page)
	if len(page.Items) != 3 || page.Items[0].Login != "p" || !page.Items[0].Participation.Until.Equal(until) {
		t.Errorf("got %+v", page)
	}
	for _, p := range []m{{"kind": "until"}, {"kind": "x"}, {"kind": "until", "until": "0001-01-01T00:00:00Z"}, {"kind": "until", "until": "2900-01-01T00:00:00Z"}} {
		boss.want(422, "PUT", "/users/participation", m{"logins": []string{"p"}, "participation": p}, nil)
		boss.want(422, "PATCH", "/users/p", m{"participation": p}, nil)
		boss.want(422, "POST", "/users", m{"login": "z", "participation": p}, nil)
	}
	for _, change := range []m{{"initial": "x"}, {"initialDays": 0}, {"initialDays": 99_999}} {
		boss.want(422, "PATCH", "/settings", m{"participation": change}, nil)
	}
}

// E10: who the operators are, wherever in the list they stand.
func TestOperatorsAreFound(t *testing.T) {
	s := newServer(t)
	boss := s.as("admin")
	boss.want(200, "PATCH", "/users/boris", m{"rights": []string{"operator"}}, nil)
	boss.want(200, "PATCH", "/users/anna", m{"blocked": true}, nil)
	boss.want(200, "PATCH", "/settings", m{"lockout": m{"attempts": 1}}, nil)
	for _, login := range []string{"boris", "nobody-known"} {
		client{s: s}.want(401, "POST", "/session", m{"login": login, "password": "wrong"}, nil)
	}
	for query, want := range map[string]string{"right=operator": "boris", "is=administrator": "admin", "is=blocked": "anna", "is=locked": "boris"} {
		var page struct {
			Items []api.User
			Total int
		}
		boss.want(200, "GET", "/users?"+query, nil, &page)
		if len(page.Items) != 1 || page.Items[0].Login != want || page.Total != 1 {
			t.Errorf("%s: got %+v", query, page)
		}
	}
	boss.want(422, "GET", "/users?right=x", nil, nil)
}
