package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/account"
	"veche/signaling/problem"
)

// cheap costs, so that tests need not wait.
var cheap = argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// memory is a store of one test.
type memory struct {
	mu       sync.Mutex
	accounts map[string]account.Account
	sessions map[account.TokenHash]account.Session
	settings account.Settings
	touched  int
}

func (m *memory) Account(_ context.Context, login string) (account.Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if a, ok := m.accounts[login]; ok {
		return a, nil
	}
	return account.Account{}, account.ErrUnknown
}

func (m *memory) ChangeAccount(_ context.Context, a account.Account) (account.Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.accounts[a.Login].Revision != a.Revision {
		return account.Account{}, account.ErrChangedMeanwhile
	}
	a.Revision++
	m.accounts[a.Login] = a
	return a, nil
}

func (m *memory) Settings(context.Context) (account.Settings, error) { return m.settings, nil }

func (m *memory) CreateSession(_ context.Context, s account.Session) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions[s.Token] = s
	return nil
}

func (m *memory) Session(_ context.Context, token account.TokenHash) (account.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s, ok := m.sessions[token]; ok {
		return s, nil
	}
	return account.Session{}, account.ErrSessionUnknown
}

func (m *memory) TouchSession(_ context.Context, token account.TokenHash, used time.Time, address string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.sessions[token]
	s.LastUsed, s.Address = used, address
	m.sessions[token] = s
	m.touched++
	return nil
}

func (m *memory) SessionsOf(context.Context, string) ([]account.Session, error) { return nil, nil }

func (m *memory) DeleteSession(_ context.Context, login, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for token, s := range m.sessions {
		if s.Login == login && s.ID == id {
			delete(m.sessions, token)
			return nil
		}
	}
	return account.ErrSessionUnknown
}

func (m *memory) DeleteSessions(_ context.Context, login, keep string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for token, s := range m.sessions {
		if s.Login == login && s.ID != keep && s.Key == nil {
			delete(m.sessions, token)
		}
	}
	return nil
}

// server is an Auth with the accounts anna (password "right-password"), and
// its store and clock.
type server struct {
	*Auth
	*memory
	now     time.Time
	dropped []string
}

func newServer(t *testing.T, change func(*Config)) *server {
	t.Helper()
	s := &server{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	s.memory = &memory{
		accounts: map[string]account.Account{}, sessions: map[account.TokenHash]account.Session{},
		settings: account.DefaultSettings(),
	}
	cfg := Config{
		Accounts: s.memory, Sessions: s.memory, Settings: s.memory,
		Now:       func() time.Time { return s.now },
		Costs:     cheap,
		SignedOut: func(login string) { s.dropped = append(s.dropped, login) },
		Guessing:  access.NewGuessing(access.GuessingConfig{Source: access.Limits{Burst: 1000}}),
	}
	if change != nil {
		change(&cfg)
	}
	a, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	s.Auth = a
	hash, err := s.Hash(t.Context(), "right-password")
	if err != nil {
		t.Fatal(err)
	}
	s.accounts["anna"] = account.Account{Login: "anna", PasswordHash: hash, Created: s.now.Add(-time.Hour)}
	return s
}

func request(from string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "http://veche.example/api/v1/session", nil)
	r.RemoteAddr = netip.AddrPortFrom(netip.MustParseAddr(from), 40000).String()
	return r
}

// signIn returns the code of the refusal, "" for none.
func (s *server) signIn(login, password string) string {
	_, _, err := s.SignIn(request("192.0.2.1"), login, password)
	return code(err)
}

func code(err error) string {
	if err == nil {
		return ""
	}
	return problem.Of(err).Code
}

func TestSignInAndOut(t *testing.T) {
	s := newServer(t, nil)
	token, who, err := s.SignIn(request("192.0.2.1"), " Anna ", "right-password")
	if err != nil || who.Account.Login != "anna" || who.Session.Address != "192.0.2.1" {
		t.Fatalf("%+v, %v", who, err)
	}
	for _, stored := range s.sessions {
		if strings.Contains(fmt.Sprintf("%+v %s", stored, stored.Token), token) {
			t.Error("the token itself is stored")
		}
	}
	bearer := request("192.0.2.1")
	bearer.Header.Set("Authorization", "Bearer "+token)
	cookie := request("192.0.2.1")
	c := s.Cookie(cookie, token)
	cookie.AddCookie(&c)
	for name, r := range map[string]*http.Request{"bearer": bearer, "cookie": cookie} {
		if got, err := s.Authenticate(r); err != nil || got.Account.Login != "anna" || got.Session.ID != who.Session.ID {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if err := s.SignOut(t.Context(), who); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Authenticate(bearer); code(err) != "sign_in_needed" {
		t.Errorf("after signing out: %v", err)
	}
	if len(s.dropped) != 1 || s.dropped[0] != "anna" {
		t.Errorf("dropped %v", s.dropped)
	}
}

func TestAuthenticateRefuses(t *testing.T) {
	s := newServer(t, nil)
	token, _, err := s.SignIn(request("192.0.2.1"), "anna", "right-password")
	if err != nil {
		t.Fatal(err)
	}
	with := func(header, value string) *http.Request {
		r := request("192.0.2.1")
		if header != "" {
			r.Header.Set(header, value)
		}
		return r
	}
	both := with("Cookie", plainCookie+"="+token)
	both.Header.Set("Authorization", "Bearer nonsense")
	seat := with("Cookie", plainCookie+"="+token)
	seat.Header.Set("Authorization", "Participant secret")
	for name, r := range map[string]*http.Request{
		"nothing":                             with("", ""),
		"nonsense":                            with("Authorization", "Bearer nonsense"),
		"another scheme":                      with("Authorization", "Token "+token),
		"a token of nobody":                   with("Authorization", "Bearer "+strings.Repeat("A", 43)),
		"the name of the cookie over TLS":     with("Cookie", secureCookie+"="+token),
		"a wrong token beside a right cookie": both,
		"a seat beside a right cookie":        seat,
	} {
		if _, err := s.Authenticate(r); code(err) != "sign_in_needed" {
			t.Errorf("%s: %v", name, err)
		}
	}
	basic := with("Cookie", plainCookie+"="+token)
	basic.Header.Set("Authorization", "Basic cHJveHk6cHJveHk=")
	if _, err := s.Authenticate(basic); err != nil {
		t.Errorf("behind a proxy that asks for a password of its own: %v", err)
	}
	if secret, ok := SeatSecret(seat); !ok || secret != "secret" {
		t.Errorf("seat %q, %v", secret, ok)
	}
	if p, err := s.Person(with("Authorization", "Bearer 123456")); p != nil || err != nil {
		t.Errorf("a PIN as the bearer makes %+v, %v", p, err)
	}

	r := with("Authorization", "Bearer "+token)
	blocked := s.accounts["anna"]
	blocked.Blocked = true
	s.accounts["anna"] = blocked
	if _, err := s.Authenticate(r); code(err) != "sign_in_needed" {
		t.Errorf("blocked: %v", err)
	}
	blocked.Blocked, blocked.Created = false, s.now.Add(time.Hour)
	s.accounts["anna"] = blocked
	if _, err := s.Authenticate(r); code(err) != "sign_in_needed" {
		t.Errorf("somebody else of the same name: %v", err)
	}
}

func TestSessionSlidesAndIsNotedSeldom(t *testing.T) {
	s := newServer(t, nil)
	token, _, err := s.SignIn(request("192.0.2.1"), "anna", "right-password")
	if err != nil {
		t.Fatal(err)
	}
	r := request("198.51.100.7")
	r.Header.Set("Authorization", "Bearer "+token)
	for range 10 {
		s.now = s.now.Add(29 * 24 * time.Hour)
		for range 3 {
			if _, err := s.Authenticate(r); err != nil {
				t.Fatal(err)
			}
		}
	}
	if s.touched != 10 {
		t.Errorf("noted %d times", s.touched)
	}
	s.now = s.now.Add(31 * 24 * time.Hour)
	if _, err := s.Authenticate(r); code(err) != "sign_in_needed" {
		t.Errorf("after 31 days: %v", err)
	}
}

// D2, P3.
func TestLockoutTellsNobodyWhoExists(t *testing.T) {
	for _, login := range []string{"anna", "nobody"} {
		s := newServer(t, nil)
		for range s.settings.Lockout.Attempts {
			if got := s.signIn(login, "wrong-password"); got != "wrong_password" {
				t.Errorf("%s: %q", login, got)
			}
		}
		_, _, err := s.SignIn(request("203.0.113.9"), login, "right-password")
		p := problem.Of(err)
		if p.Code != "account_blocked" || p.Status != http.StatusForbidden ||
			p.Detail != "Your account is blocked. Try later or contact the administrator of your server." {
			t.Errorf("%s: %+v", login, p)
		}
		if s.LockedUntil(login).Sub(s.now) != 15*time.Minute {
			t.Errorf("%s is blocked until %s", login, s.LockedUntil(login))
		}
		s.Forgive(strings.ToUpper(login))
		if got := s.signIn(login, "right-password"); login == "anna" && got != "" || login == "nobody" && got != "wrong_password" {
			t.Errorf("%s, forgiven: %q", login, got)
		}
	}
}

func TestLockoutEndsByItself(t *testing.T) {
	s := newServer(t, nil)
	for range s.settings.Lockout.Attempts {
		s.signIn("anna", "wrong-password")
	}
	s.now = s.now.Add(16 * time.Minute)
	if got := s.signIn("anna", "right-password"); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestBlockedAccountIsToldOnlyToWhoKnowsThePassword(t *testing.T) {
	s := newServer(t, nil)
	a := s.accounts["anna"]
	a.Blocked = true
	s.accounts["anna"] = a
	if got := s.signIn("anna", "wrong-password"); got != "wrong_password" {
		t.Errorf("wrong password: %q", got)
	}
	if got := s.signIn("anna", "right-password"); got != "account_blocked" {
		t.Errorf("right password: %q", got)
	}
}

func TestSourceThatGuessesIsSlowedDown(t *testing.T) {
	s := newServer(t, func(c *Config) { c.Guessing = access.NewGuessing(access.GuessingConfig{}) })
	for i := range 10 {
		if got := s.signIn(fmt.Sprintf("user%d", i), "wrong-password"); got != "wrong_password" {
			t.Fatalf("guess %d: %q", i, got)
		}
	}
	_, _, err := s.SignIn(request("192.0.2.1"), "anna", "right-password")
	if after, ok := problem.RetryAfter(err); code(err) != "slow_down" || !ok || after == "0" {
		t.Errorf("got %v, Retry-After %q", err, after)
	}
	if _, _, err := s.SignIn(request("192.0.2.2"), "anna", "right-password"); err != nil {
		t.Errorf("from elsewhere: %v", err)
	}
}

func TestWithoutLockoutAnAccountStillHasABudget(t *testing.T) {
	s := newServer(t, nil)
	s.settings.Lockout.Attempts = 0
	var err error
	for i := range 11 {
		_, _, err = s.SignIn(request(fmt.Sprintf("198.51.100.%d", i+1)), "anna", "wrong-password")
	}
	if code(err) != "slow_down" {
		t.Errorf("got %v", err)
	}
}

func TestAccountWithoutPasswordCannotSignIn(t *testing.T) {
	s := newServer(t, nil)
	s.accounts["empty"] = account.Account{Login: "empty"}
	for _, password := range []string{"", "-", "x"} {
		if got := s.signIn("empty", password); got != "wrong_password" {
			t.Errorf("%q: %q", password, got)
		}
	}
}

func TestHashWithOtherCostsIsRenewed(t *testing.T) {
	s := newServer(t, nil)
	other := cheap
	other.Memory *= 2
	hash, err := argon2id.CreateHash("right-password", &other)
	if err != nil {
		t.Fatal(err)
	}
	a := s.accounts["anna"]
	a.PasswordHash = hash
	s.accounts["anna"] = a
	for range 2 {
		if got := s.signIn("anna", "right-password"); got != "" {
			t.Fatal(got)
		}
		if !s.passwords.Current(s.accounts["anna"].PasswordHash) {
			t.Error("not renewed")
		}
	}
}

func TestChangePasswordEndsOtherSessions(t *testing.T) {
	s := newServer(t, nil)
	_, here, err := s.SignIn(request("192.0.2.1"), "anna", "right-password")
	if err != nil {
		t.Fatal(err)
	}
	if got := s.signIn("anna", "right-password"); got != "" {
		t.Fatal(got)
	}
	if err := s.ChangePassword(request("192.0.2.1"), here, "wrong-password", "new-password"); code(err) != "wrong_password" {
		t.Errorf("wrong: %v", err)
	}
	if err := s.ChangePassword(request("192.0.2.1"), here, "right-password", "short"); code(err) != "password_short" {
		t.Errorf("short: %v", err)
	}
	if err := s.ChangePassword(request("192.0.2.1"), here, "right-password", "new-password"); err != nil {
		t.Fatal(err)
	}
	if _, kept := s.sessions[here.Session.Token]; !kept || len(s.sessions) != 1 {
		t.Errorf("%d sessions, own one there: %v", len(s.sessions), kept)
	}
	if got := s.signIn("anna", "new-password"); got != "" {
		t.Error(got)
	}
	if err := s.SetPassword(t.Context(), "anna", "given-password"); err != nil || len(s.sessions) != 0 {
		t.Errorf("%v, %d sessions", err, len(s.sessions))
	}
}

func TestPasswordsTakeTurns(t *testing.T) {
	p := NewPasswords(cheap)
	for range cap(p.turns) {
		p.turns <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range passwordQueue {
		wg.Go(func() {
			if _, err := p.Match(ctx, "x", ""); code(err) != "slow_down" {
				t.Errorf("waited in vain: %v", err)
			}
		})
	}
	for len(p.queue) < passwordQueue {
		select {
		case <-time.After(time.Millisecond):
		case <-t.Context().Done():
			t.Fatal("they do not wait")
		}
	}
	if _, err := p.Match(t.Context(), "x", ""); code(err) != "slow_down" {
		t.Errorf("one too many: %v", err)
	}
	cancel()
	wg.Wait()
}

func TestClientAddress(t *testing.T) {
	s := newServer(t, func(c *Config) {
		c.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	})
	for _, c := range []struct {
		remote    string
		forwarded []string
		want      string
	}{
		{"192.0.2.1", nil, "192.0.2.1"},
		{"192.0.2.1", []string{"198.51.100.1"}, "192.0.2.1"}, // nobody we trust says so
		{"10.0.0.1", []string{"198.51.100.1"}, "198.51.100.1"},
		{"10.0.0.1", []string{"1.1.1.1, 198.51.100.1"}, "198.51.100.1"}, // the first was made up
		{"10.0.0.1", []string{"1.1.1.1", "198.51.100.1, 10.0.0.2"}, "198.51.100.1"},
		{"10.0.0.1", []string{"nonsense"}, "10.0.0.1"},
		{"10.0.0.1", []string{"10.0.0.3"}, "10.0.0.3"},
		{"fd00::1", []string{"2001:db8::7"}, "2001:db8::7"},
		{"10.0.0.1", []string{"198.51.100.1:40000"}, "198.51.100.1"}, // some proxies add the port
		{"10.0.0.1", []string{"[2001:db8::7]:40000, 10.0.0.2"}, "2001:db8::7"},
		{"10.0.0.1", []string{"[2001:db8::7]"}, "2001:db8::7"},
		{"::ffff:10.0.0.1", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
	} {
		r := request(c.remote)
		for _, f := range c.forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		if got := s.ClientAddr(r).String(); got != c.want {
			t.Errorf("%s %v: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}

func TestCookie(t *testing.T) {
	s := newServer(t, func(c *Config) { c.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")} })
	plain := request("192.0.2.1")
	plain.Header.Set("X-Forwarded-Proto", "https") // not from a proxy of ours
	if c := s.Cookie(plain, "t"); c.Name != "veche" || c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" {
		t.Errorf("plain: %+v", c)
	}
	proxied := request("10.0.0.1")
	proxied.Header.Set("X-Forwarded-Proto", "https")
	if c := s.Cookie(proxied, "t"); c.Name != "__Host-veche" || !c.Secure || c.Domain != "" {
		t.Errorf("behind TLS: %+v", c)
	}
	if c := s.Cookie(plain, ""); c.MaxAge >= 0 {
		t.Errorf("taken away: %+v", c)
	}
}

func TestProtect(t *testing.T) {
	s := newServer(t, func(c *Config) { c.PublicURL = "https://meet.example/base" })
	handler := s.Protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		buffer := make([]byte, BodyBytes+10)
		n := 0
		for {
			m, err := r.Body.Read(buffer[n:])
			n += m
			if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
				w.WriteHeader(http.StatusRequestEntityTooLarge)
				return
			}
			if err != nil {
				return
			}
		}
	}), func(r *http.Request) bool { return r.URL.Path == "/large" })
	for _, c := range []struct {
		name    string
		path    string
		headers map[string]string
		body    string
		chunked bool
		want    int
	}{
		{"a program", "/", nil, "", false, 200},
		{"a page of ours", "/", map[string]string{"Origin": "http://veche.example", "Sec-Fetch-Site": "same-origin"}, "", false, 200},
		{"a page at the public address", "/", map[string]string{"Origin": "https://meet.example", "Sec-Fetch-Site": "cross-site"}, "", false, 200},
		{"a page of another site", "/", map[string]string{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, "", false, 403},
		{"the same in an old browser", "/", map[string]string{"Origin": "https://evil.example"}, "", false, 403},
		{"the same with a password for a proxy", "/", map[string]string{"Origin": "https://evil.example", "Authorization": "Basic eDp4"}, "", false, 403},
		{"with a token of ours", "/", map[string]string{"Origin": "https://other.example", "Authorization": "Bearer x"}, "", false, 200},
		{"too large", "/", nil, strings.Repeat("x", BodyBytes+1), false, 413},
		{"too large, without saying so", "/", nil, strings.Repeat("x", BodyBytes+1), true, 413},
		{"large where it may be", "/large", nil, strings.Repeat("x", BodyBytes+1), false, 200},
	} {
		r := httptest.NewRequest(http.MethodPost, "http://veche.example"+c.path, strings.NewReader(c.body))
		if c.chunked {
			r.ContentLength = -1
		}
		for k, v := range c.headers {
			r.Header.Set(k, v)
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s: %d %s, want %d", c.name, w.Code, w.Body, c.want)
		}
	}
}

func TestRateOfOneSource(t *testing.T) {
	s := newServer(t, func(c *Config) { c.Rate = access.Limits{Burst: 3, Every: time.Second} })
	handler := s.Protect(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), nil)
	get := func(from string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, request(from))
		return w
	}
	for range 3 {
		if w := get("2001:db8::1"); w.Code != 200 {
			t.Fatal(w.Code)
		}
	}
	if w := get("2001:db8::2"); w.Code != 429 || w.Header().Get("Retry-After") == "" { // the same /64
		t.Errorf("got %d %v", w.Code, w.Header())
	}
	if w := get("2001:db8:1::1"); w.Code != 200 {
		t.Errorf("another: %d", w.Code)
	}
	s.now = s.now.Add(time.Second)
	if w := get("2001:db8::1"); w.Code != 200 {
		t.Errorf("a second later: %d", w.Code)
	}
}

func FuzzToken(f *testing.F) {
	f.Add("")
	f.Add(strings.Repeat("A", 43))
	token, _ := newSession("anna", time.Now())
	f.Add(token)
	f.Fuzz(func(t *testing.T, token string) {
		if _, ok := tokenHash(token); ok && len(token) != 43 {
			t.Errorf("%q passed", token)
		}
	})
}

func FuzzClientAddr(f *testing.F) {
	f.Add("10.0.0.1:1", "1.1.1.1, 2.2.2.2")
	f.Add("[fe80::1%eth0]:1", ",,")
	a, err := New(Config{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, remoteAddr, forwarded string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = remoteAddr
		r.Header["X-Forwarded-For"] = []string{forwarded}
		got := a.ClientAddr(r)
		if got.IsValid() && (got.Is4In6() || got.Zone() != "") {
			t.Errorf("got %s", got)
		}
	})
}

var _ account.Sessions = (*memory)(nil)

func TestPersonOfAccount(t *testing.T) {
	s := newServer(t, nil)
	token, _, err := s.SignIn(request("192.0.2.1"), "anna", "right-password")
	if err != nil {
		t.Fatal(err)
	}
	r := request("192.0.2.1")
	r.Header.Set("Authorization", "Bearer "+token)
	if p, err := s.Person(r); err != nil || p == nil || p.Login != "anna" {
		t.Errorf("got %+v, %v", p, err)
	}
	if conference.KindOf(ErrSignInNeeded) != conference.Denied {
		t.Error("Person tells guests by that kind")
	}
}

// NE1: a key that may only read neither takes part in a conference nor is taken
// for a guest, whose PIN it would be.
func TestAKeyTakesPartOnlyWithItsScope(t *testing.T) {
	s := newServer(t, nil)
	anna := Identity{Account: s.accounts["anna"]}
	for scope, want := range map[account.Scope]string{account.ScopeRead: "scope_missing", account.ScopeCreate: ""} {
		token, made, err := s.CreateKey(request("192.0.2.1"), anna, account.Key{Name: "x", Scopes: account.Scopes{scope}})
		if err != nil {
			t.Fatal(err)
		}
		r := request("192.0.2.1")
		r.Header.Set("Authorization", "Bearer "+token)
		p, err := s.Person(r)
		if code(err) != want || (p != nil) != (want == "") {
			t.Errorf("%s: got %+v, %v", scope, p, err)
		}
		s.now = made.Key.Expires
		if _, err := s.Authenticate(r); code(err) != "sign_in_needed" {
			t.Errorf("an ended key: %v", err)
		}
		s.now = made.Created
	}
}

func TestAnAdministratorIsNoneWithoutTheScope(t *testing.T) {
	s := newServer(t, nil)
	a := s.accounts["anna"]
	a.Admin = true
	s.accounts["anna"] = a
	for _, scope := range account.AllScopes {
		token, _, err := s.CreateKey(request("192.0.2.1"), Identity{Account: a}, account.Key{Name: "x", Scopes: account.Scopes{scope}})
		if err != nil {
			t.Fatal(err)
		}
		r := request("192.0.2.1")
		r.Header.Set("Authorization", "Bearer "+token)
		who, err := s.Authenticate(r)
		if err != nil || who.Account.Admin != (scope == account.ScopeAdmin) {
			t.Errorf("%s: administrator %v, %v", scope, who.Account.Admin, err)
		}
	}
}
