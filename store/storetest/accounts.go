package storetest

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/account"
)

func (c check) accounts() {
	t, s := c.t, c.store
	ctx := t.Context()
	_, err := s.Account(ctx, "anna")
	refused(t, err, conference.NotFound, "user_unknown")
	anna, err := s.CreateAccount(ctx, account.Account{
		Login: "anna", Name: "Анна Петрова", EMail: "anna@example.org", Avatar: "x.jpg", Language: "ru",
		Rights: account.DefaultRights(), PasswordHash: "hash",
	})
	must(t, err)
	if anna.Revision != 1 || anna.Created.IsZero() {
		t.Errorf("got %+v", anna)
	}
	got, err := s.Account(ctx, "anna")
	must(t, err)
	if !reflect.DeepEqual(got, anna) {
		t.Errorf("got %+v, want %+v", got, anna)
	}
	_, err = s.CreateAccount(ctx, account.Account{Login: "anna"})
	refused(t, err, conference.Conflict, "login_taken")

	anna.Name = "Anna"
	changed, err := s.ChangeAccount(ctx, anna)
	must(t, err)
	if changed.Revision != 2 || changed.Name != "Anna" {
		t.Errorf("got %+v", changed)
	}
	_, err = s.ChangeAccount(ctx, anna)
	refused(t, err, conference.Conflict, "changed_meanwhile")
	_, err = s.ChangeAccount(ctx, account.Account{Login: "nobody", Revision: 1})
	refused(t, err, conference.NotFound, "user_unknown")

	for i := range 12 {
		_, err := s.CreateAccount(ctx, account.Account{Login: fmt.Sprintf("u%02d", i), Name: "Иван", Blocked: i%2 == 0})
		must(t, err)
	}
	for _, c := range []struct {
		q     account.Query
		total int
	}{
		{account.Query{Limit: 5}, 13},
		{account.Query{Limit: 13}, 13},
		{account.Query{Limit: 5, Active: true}, 7},
		{account.Query{Limit: 5, Text: "ИВАН"}, 12},
		{account.Query{Limit: 5, Text: "@EXAMPLE"}, 1},
		{account.Query{Limit: 5, Text: "nobody"}, 0},
	} {
		var logins []string
		for q := c.q; ; {
			p, err := s.Accounts(ctx, q)
			must(t, err)
			if p.Total != c.total || len(p.Accounts) > c.q.Limit {
				t.Errorf("%+v: total %d, want %d", q, p.Total, c.total)
			}
			for _, a := range p.Accounts {
				if n := len(logins); n > 0 && logins[n-1] >= a.Login {
					t.Errorf("%+v: %s after %s", q, a.Login, logins[n-1])
				}
				logins = append(logins, a.Login)
			}
			if p.Next == "" {
				break
			}
			q.Cursor = p.Next
		}
		if len(logins) != c.total {
			t.Errorf("%+v: %v", c.q, logins)
		}
	}

	must(t, s.DeleteAccount(ctx, "anna"))
	_, err = s.Account(ctx, "anna")
	refused(t, err, conference.NotFound, "user_unknown")
	refused(t, s.DeleteAccount(ctx, "anna"), conference.NotFound, "user_unknown")
}

// findPeople: lists by what sets people apart are made by the store, whatever page they are on.
func (c check) findPeople() {
	t, s := c.t, c.store
	ctx, now := t.Context(), c.clock.Now()
	temporary := func(d time.Duration) access.Participation {
		return access.Participation{Kind: access.Temporary, Until: now.Add(d).UTC().Truncate(time.Second)}
	}
	for _, a := range []account.Account{
		{Login: "admin", Admin: true},
		{Login: "former", Admin: true, Blocked: true},
		{Login: "blocked", Blocked: true, Participation: access.Participation{Kind: access.Never}},
		{Login: "operator", Rights: account.Rights{account.Call, account.Operator}, Participation: access.Participation{Kind: access.Permanent}},
		{Login: "caller", Rights: account.Rights{account.Call}, Participation: temporary(time.Hour)},
		{Login: "late", Participation: temporary(-time.Hour)},
	} {
		_, err := s.CreateAccount(ctx, a)
		must(t, err)
	}
	for _, c := range []struct {
		q    account.Query
		want string
	}{
		{account.Query{}, "admin blocked caller former late operator"},
		{account.Query{Active: true}, "admin caller late operator"},
		{account.Query{Is: account.MarkAdministrator}, "admin former"},
		{account.Query{Is: account.MarkBlocked}, "blocked former"},
		{account.Query{Right: account.Operator}, "operator"},
		{account.Query{Right: account.Call}, "caller operator"},
		{account.Query{Right: account.Call, Text: "oper"}, "operator"},
		{account.Query{Stands: account.StandingPermanent}, "admin former operator"},
		{account.Query{Stands: account.StandingTemporary}, "caller"},
		{account.Query{Stands: account.StandingOver}, "late"},
		{account.Query{Stands: account.StandingNone}, "blocked"},
		{account.Query{Stands: account.StandingNone, Active: true}, ""},
		{account.Query{Logins: []string{"late", "nobody", "admin"}}, "admin late"},
		{account.Query{Logins: []string{}}, ""},
	} {
		p, err := s.Accounts(ctx, c.q)
		must(t, err)
		var logins []string
		for _, a := range p.Accounts {
			logins = append(logins, a.Login)
		}
		if got := strings.Join(logins, " "); got != c.want || p.Total != len(logins) {
			t.Errorf("%+v: got %q of %d, want %q", c.q, got, p.Total, c.want)
		}
	}
	caller, err := s.Account(ctx, "caller")
	must(t, err)
	caller.Participation, caller.Rights = access.Participation{Kind: access.Never}, nil
	_, err = s.ChangeAccount(ctx, caller)
	must(t, err)
	p, err := s.Accounts(ctx, account.Query{Stands: account.StandingNone, Text: "caller"})
	must(t, err)
	if len(p.Accounts) != 1 || p.Accounts[0].Participation != caller.Participation {
		t.Errorf("got %+v", p)
	}
}

func (c check) lastAdministrator() {
	t, s := c.t, c.store
	ctx := t.Context()
	admin, err := s.CreateAccount(ctx, account.Account{Login: "admin", Admin: true})
	must(t, err)
	_, err = s.CreateAccount(ctx, account.Account{Login: "blocked", Admin: true, Blocked: true})
	must(t, err)
	demoted, blocked := admin, admin
	demoted.Admin, blocked.Blocked = false, true
	for _, a := range []account.Account{demoted, blocked} {
		_, err = s.ChangeAccount(ctx, a)
		refused(t, err, conference.Conflict, "last_administrator")
	}
	refused(t, s.DeleteAccount(ctx, "admin"), conference.Conflict, "last_administrator")

	_, err = s.CreateAccount(ctx, account.Account{Login: "second", Admin: true})
	must(t, err)
	_, err = s.ChangeAccount(ctx, demoted)
	must(t, err)
	refused(t, s.DeleteAccount(ctx, "second"), conference.Conflict, "last_administrator")
	must(t, s.DeleteAccount(ctx, "admin"))
}

func session(n int, login string, used time.Time) account.Session {
	return account.Session{
		ID: fmt.Sprintf("s%d", n), Token: account.TokenHash{byte(n >> 8), byte(n)}, Login: login,
		Created: used, LastUsed: used, Agent: "test", Address: "192.0.2.1",
	}
}

func (c check) sessions() {
	t, s, clock := c.t, c.store, c.clock
	ctx := t.Context()
	_, err := s.CreateAccount(ctx, account.Account{Login: "anna"})
	must(t, err)
	one, two, three := session(1, "anna", clock.Now()), session(2, "anna", clock.Now()), session(3, "anna2", clock.Now())
	for _, n := range []account.Session{one, two, three} {
		must(t, s.CreateSession(ctx, n))
	}
	got, err := s.Session(ctx, one.Token)
	must(t, err)
	if !reflect.DeepEqual(got, one) {
		t.Errorf("got %+v, want %+v", got, one)
	}
	_, err = s.Session(ctx, account.TokenHash{9})
	refused(t, err, conference.NotFound, "session_unknown")

	used := clock.Now()
	must(t, s.TouchSession(ctx, one.Token, used, "192.0.2.9"))
	must(t, s.TouchSession(ctx, account.TokenHash{9}, used, "192.0.2.9"))
	list, err := s.SessionsOf(ctx, "anna")
	must(t, err)
	if len(list) != 2 || list[0].ID != "s1" || !list[0].LastUsed.Equal(used) || list[0].Address != "192.0.2.9" || list[1].Token != two.Token {
		t.Errorf("got %+v", list)
	}

	refused(t, s.DeleteSession(ctx, "anna2", "s1"), conference.NotFound, "session_unknown")
	must(t, s.DeleteSession(ctx, "anna", "s1"))
	_, err = s.Session(ctx, one.Token)
	refused(t, err, conference.NotFound, "session_unknown")

	must(t, s.CreateSession(ctx, one))
	must(t, s.DeleteSessions(ctx, "anna", "s2"))
	if list, err := s.SessionsOf(ctx, "anna"); len(list) != 1 || list[0].ID != "s2" || err != nil {
		t.Errorf("kept %+v, %v", list, err)
	}
	must(t, s.DeleteAccount(ctx, "anna"))
	_, err = s.Session(ctx, two.Token)
	refused(t, err, conference.NotFound, "session_unknown")
	if _, err := s.Session(ctx, three.Token); err != nil {
		t.Errorf("session of somebody else: %v", err)
	}
}

func (c check) manySessions() {
	t, s, clock := c.t, c.store, c.clock
	ctx := t.Context()
	for n := range 103 {
		must(t, s.CreateSession(ctx, session(n, "anna", clock.Now())))
	}
	list, err := s.SessionsOf(ctx, "anna")
	must(t, err)
	if len(list) != 100 || list[0].ID != "s102" || list[99].ID != "s3" {
		t.Errorf("%d sessions, first %s, last %s", len(list), list[0].ID, list[len(list)-1].ID)
	}
}

func (c check) keys() {
	t, s, clock := c.t, c.store, c.clock
	ctx := t.Context()
	_, err := s.CreateAccount(ctx, account.Account{Login: "anna"})
	must(t, err)
	key := func(n int) account.Session {
		k := session(n, "anna", clock.Now())
		k.Key = &account.Key{Name: "calendar", Scopes: account.Scopes{account.ScopeRead}, Expires: clock.Now().Add(time.Hour)}
		return k
	}
	first := key(0)
	must(t, s.CreateSession(ctx, first))
	for n := range 101 {
		must(t, s.CreateSession(ctx, session(200+n, "anna", clock.Now())))
	}
	got, err := s.Session(ctx, first.Token)
	must(t, err)
	if !reflect.DeepEqual(got, first) {
		t.Errorf("got %+v, want %+v", got, first)
	}
	for n := 1; n < 100; n++ {
		must(t, s.CreateSession(ctx, key(n)))
	}
	refused(t, s.CreateSession(ctx, key(100)), conference.Conflict, "too_many_keys")
	must(t, s.DeleteSessions(ctx, "anna", ""))
	if list, err := s.SessionsOf(ctx, "anna"); err != nil || len(list) != 100 || list[0].Key == nil {
		t.Errorf("%d are left, %v", len(list), err)
	}
	must(t, s.DeleteSession(ctx, "anna", "s0"))
	_, err = s.Session(ctx, first.Token)
	refused(t, err, conference.NotFound, "session_unknown")
	must(t, s.DeleteAccount(ctx, "anna"))
	_, err = s.Session(ctx, key(1).Token)
	refused(t, err, conference.NotFound, "session_unknown")
}

func (c check) settings() {
	t, s := c.t, c.store
	ctx := t.Context()
	got, err := s.Settings(ctx)
	must(t, err)
	if !reflect.DeepEqual(got, account.DefaultSettings()) {
		t.Errorf("got %+v", got)
	}
	got.ServerName = "Вече"
	changed, err := s.ChangeSettings(ctx, got)
	must(t, err)
	if changed.Revision != 1 {
		t.Errorf("revision %d", changed.Revision)
	}
	_, err = s.ChangeSettings(ctx, got)
	refused(t, err, conference.Conflict, "changed_meanwhile")
	if stored, err := s.Settings(ctx); err != nil || !reflect.DeepEqual(stored, changed) {
		t.Errorf("stored %+v, %v", stored, err)
	}
}

func (c check) avatars() {
	t, s := c.t, c.store
	ctx := t.Context()
	must(t, s.SaveAvatar(ctx, "abc.jpg", []byte("picture")))
	f, err := s.OpenAvatar(ctx, "abc.jpg")
	must(t, err)
	got, err := io.ReadAll(f)
	must(t, err)
	must(t, f.Close())
	if string(got) != "picture" {
		t.Errorf("got %q", got)
	}
	for _, name := range []string{"nothing.jpg", "../veche.db", "..", ".", "", "a/b"} {
		_, err := s.OpenAvatar(ctx, name)
		refused(t, err, conference.NotFound, "avatar_unknown")
	}
	must(t, s.DeleteAvatar(ctx, "abc.jpg"))
	must(t, s.DeleteAvatar(ctx, "abc.jpg"))
	_, err = s.OpenAvatar(ctx, "abc.jpg")
	refused(t, err, conference.NotFound, "avatar_unknown")
}
