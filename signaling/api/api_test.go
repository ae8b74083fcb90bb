package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/account"
	"veche/conference/camera"
	"veche/conference/conferencetest"
	"veche/conference/registration"
	"veche/media/record"
	"veche/signaling/api"
	"veche/signaling/auth"
	"veche/signaling/mail"
	"veche/store"
)

// server is a whole API over a real store, with media that carry nothing.
type server struct {
	t         *testing.T
	store     *store.Store
	directory *conference.Directory
	auth      *auth.Auth
	media     *conferencetest.Media
	shelf     record.Shelf
	outside   *conferencetest.Outside // nil: nobody makes calls
	phones    *phones                 // nil: no gateway runs
	cameras   *watched                // nil: no cameras are taken
	mailed    *[]string               // links that were sent; nil: no mail is
	url       string                  // public address
	http      *httptest.Server
	dropped   []string
	told      frames
}

// newServer has the administrator "admin" and the users "anna" and "boris",
// whose passwords are their logins twice.
func newServer(t *testing.T, with ...func(*server)) *server {
	t.Helper()
	s := &server{t: t, media: &conferencetest.Media{}, shelf: record.Shelf{Folder: filepath.Join(t.TempDir(), "recordings"), Place: time.UTC}}
	for _, set := range with {
		set(s)
	}
	var err error
	s.store, err = store.Open(t.TempDir(), store.Options{NoSync: true, MinFree: 1})
	must(t, err)
	t.Cleanup(func() { must(t, s.store.Close()) })
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	guessing := access.NewGuessing(access.GuessingConfig{Source: access.Limits{Burst: 1000}})
	s.directory = conference.NewDirectory(conference.Config{
		Definitions: s.store, Archive: s.store, People: account.People{Repository: s.store},
		Media: s.media, Guessing: guessing, Log: log, Features: conference.Features{Recording: true, Composed: true},
		Recording:          func() conference.RecordingPolicy { return s.settings().Recording.Policy() },
		Calls:              func() conference.CallPolicy { return s.settings().Calls.Policy() },
		PublicURL:          "https://video.company.com",
		ParticipationAsked: func() bool { return s.settings().Participation.Required },
		Registrants:        registration.Door{Registrants: s.store},
		CameraName: func(ctx context.Context, id camera.ID) (string, error) {
			e, err := s.store.Camera(ctx, id)
			return e.Name, err
		},
		Outside: func() conference.Outside {
			if s.outside == nil {
				return nil
			}
			return s.outside
		},
	})
	t.Cleanup(func() { must(t, s.directory.Close(context.Background())) })
	s.auth, err = auth.New(auth.Config{
		Accounts: s.store, Sessions: s.store, Settings: s.store, Guessing: guessing, Log: log,
		SignedOut: func(login string) { s.dropped = append(s.dropped, login) },
		Rate:      access.Limits{Burst: 100_000},
		Costs:     argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32},
	})
	must(t, err)
	cfg := api.Config{
		Auth: s.auth, Directory: s.directory, Archive: s.store, Accounts: s.store, PeopleGroups: s.store, Sessions: s.store,
		Settings: s.store, Avatars: s.store, Files: s.store, Trunks: s.store, Devices: s.store, Book: s.store, Contacts: s.store, Conversations: s.store, Tell: s.tell, History: s.store, Templates: s.store, Registrants: s.store, Acts: s.store, Backup: s.store.Backup, Machine: func() api.Machine { return api.Machine{Cores: 2} },
		Recordings: s.shelf, Telephony: s.telephony(), Log: log, Version: "1.2.3",
		URL: func(cid conference.CID) string { return s.url + "/c/" + string(cid) },
	}
	if s.mailed != nil {
		cfg.Registered = func(_ context.Context, _ conference.Definition, r registration.Registrant, link string) (bool, error) {
			*s.mailed = append(*s.mailed, r.EMail+" "+link)
			return true, nil
		}
	}
	cfg.Outbox, cfg.Texts, cfg.Replies = s.store, s.store, s.store
	cfg.Mail = mail.New(mail.Config{
		Outbox: s.store, Texts: s.store, Replies: s.store, Accounts: s.store, Registrants: s.store, Settings: s.settings,
		URL: func(cid conference.CID) string { return "https://video.company.com/c/" + string(cid) },
	})
	if s.cameras != nil {
		cfg.Cameras, cfg.Steering = s.cameras, s.cameras
	}
	a := api.New(cfg)
	a.Broadcasts(unserved{})
	mux := http.NewServeMux()
	a.Register(mux)
	s.http = httptest.NewServer(mux)
	t.Cleanup(s.http.Close)
	for _, login := range []string{"admin", "anna", "boris"} {
		s.add(login)
	}
	return s
}

// telephony is nil when there is none, not an interface with nil in it.
func (s *server) telephony() api.Telephony {
	if s.phones == nil {
		return nil
	}
	return s.phones
}

func (s *server) settings() account.Settings {
	settings, err := s.store.Settings(context.Background())
	if err != nil {
		s.t.Error(err)
	}
	return settings
}

func (s *server) add(login string) {
	s.t.Helper()
	hash, err := s.auth.Hash(s.t.Context(), login+login)
	must(s.t, err)
	_, err = s.store.CreateAccount(s.t.Context(), account.Account{
		Login: login, Name: strings.ToUpper(login), Rights: account.DefaultRights(),
		Admin: login == "admin", PasswordHash: hash,
	})
	must(s.t, err)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// client calls the API in the name of somebody.
type client struct {
	s       *server
	headers map[string]string
}

// as signs login in.
func (s *server) as(login string) client {
	s.t.Helper()
	var in struct{ Token string }
	client{s: s}.want(200, "POST", "/session", map[string]string{"login": login, "password": login + login}, &in)
	return client{s, map[string]string{"Authorization": "Bearer " + in.Token}}
}

func (c client) with(header, value string) client {
	headers := map[string]string{header: value}
	for k, v := range c.headers {
		if _, given := headers[k]; !given {
			headers[k] = v
		}
	}
	return client{c.s, headers}
}

// do sends in as JSON, or as it is if it is bytes.
func (c client) do(method, path string, in any) (*http.Response, []byte) {
	c.s.t.Helper()
	var content io.Reader
	kind := ""
	switch v := in.(type) {
	case nil:
	case []byte:
		content = bytes.NewReader(v)
	default:
		raw, err := json.Marshal(in)
		must(c.s.t, err)
		content, kind = bytes.NewReader(raw), "application/json"
	}
	r, err := http.NewRequestWithContext(c.s.t.Context(), method, c.s.http.URL+"/api/v1"+path, content)
	must(c.s.t, err)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for k, v := range c.headers {
		r.Header.Set(k, v)
	}
	res, err := http.DefaultClient.Do(r)
	must(c.s.t, err)
	raw, err := io.ReadAll(res.Body)
	must(c.s.t, err)
	must(c.s.t, res.Body.Close())
	return res, raw
}

// want checks the status and reads the answer into out.
func (c client) want(status int, method, path string, in, out any) {
	c.s.t.Helper()
	res, raw := c.do(method, path, in)
	if res.StatusCode != status {
		c.s.t.Fatalf("%s %s: %d %s, want %d", method, path, res.StatusCode, raw, status)
	}
	if out != nil {
		reflect.ValueOf(out).Elem().SetZero() // what is left out of the answer must not stay from another
		must(c.s.t, json.Unmarshal(raw, out))
	}
}

// refused checks that the answer is a problem.
func (c client) refused(status int, code, method, path string, in any) {
	c.s.t.Helper()
	res, raw := c.do(method, path, in)
	var p struct {
		Status              int
		Code, Detail, Title string
	}
	err := json.Unmarshal(raw, &p)
	if err != nil || res.StatusCode != status || p.Status != status || p.Code != code || p.Detail == "" ||
		res.Header.Get("Content-Type") != "application/problem+json" {
		c.s.t.Errorf("%s %s: %d %s %s, want %d %s", method, path, res.StatusCode, res.Header.Get("Content-Type"), raw, status, code)
	}
}

type m map[string]any

func TestSignInByToken(t *testing.T) {
	s := newServer(t)
	nobody := client{s: s}
	nobody.refused(401, "sign_in_needed", "GET", "/session", nil)
	nobody.refused(401, "wrong_password", "POST", "/session", m{"login": "anna", "password": "wrong"})
	nobody.refused(401, "wrong_password", "POST", "/session", m{"login": "nobody", "password": "wrong"})
	nobody.refused(422, "invalid", "POST", "/session", m{"login": "anna"})
	nobody.refused(401, "sign_in_needed", "PATCH", "/me", m{"nonsense": 1})

	anna := s.as("anna")
	var got struct{ User api.User }
	anna.want(200, "GET", "/session", nil, &got)
	if u := got.User; u.Login != "anna" || u.Name != "ANNA" || u.Admin || len(u.Rights) != 8 || u.Created.IsZero() {
		t.Errorf("got %+v", u)
	}
	other := s.as("anna")
	var sessions struct {
		Items []api.SessionView
		Total int
	}
	anna.want(200, "GET", "/sessions", nil, &sessions)
	if sessions.Total != 2 || sessions.Items[0].Current == sessions.Items[1].Current || sessions.Items[0].Address != "127.0.0.1" {
		t.Errorf("got %+v", sessions)
	}
	for _, one := range sessions.Items {
		if !one.Current {
			anna.want(204, "DELETE", "/sessions/"+one.ID, nil, nil)
			anna.refused(404, "session_unknown", "DELETE", "/sessions/"+one.ID, nil)
		}
	}
	other.refused(401, "sign_in_needed", "GET", "/session", nil)
	anna.want(204, "DELETE", "/session", nil, nil)
	anna.refused(401, "sign_in_needed", "GET", "/session", nil)
	if len(s.dropped) != 2 {
		t.Errorf("dropped %v", s.dropped)
	}
}

func TestSignInByCookie(t *testing.T) {
	s := newServer(t)
	res, _ := client{s: s}.do("POST", "/session", m{"login": "anna", "password": "annaanna"})
	cookies := res.Cookies()
	if len(cookies) != 1 || cookies[0].Name != "veche" || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteLaxMode {
		t.Fatalf("got %+v", cookies)
	}
	anna := client{s: s}.with("Cookie", cookies[0].String())
	anna.want(200, "PATCH", "/me", m{"name": "Anna"}, nil)
	evil := anna.with("Origin", "https://evil.example").with("Sec-Fetch-Site", "cross-site")
	evil.refused(403, "cross_origin", "PATCH", "/me", m{"name": "Evil"})
	res, _ = anna.do("DELETE", "/sessions", nil)
	if c := res.Cookies(); len(c) != 1 || c[0].MaxAge >= 0 {
		t.Errorf("got %+v", c)
	}
	anna.refused(401, "sign_in_needed", "GET", "/session", nil)
}

// D2.
func TestLockoutAndUnlock(t *testing.T) {
	s := newServer(t)
	admin := s.as("admin")
	admin.want(200, "PATCH", "/settings", m{"lockout": m{"attempts": 2, "minutes": 30}}, nil)
	wrong := m{"login": "anna", "password": "wrong"}
	nobody := client{s: s}
	for range 2 {
		nobody.refused(401, "wrong_password", "POST", "/session", wrong)
	}
	nobody.refused(403, "account_blocked", "POST", "/session", m{"login": "anna", "password": "annaanna"})
	res, raw := nobody.do("POST", "/session", wrong)
	if !bytes.Contains(raw, []byte("Your account is blocked. Try later or contact the administrator of your server.")) || res.Header.Get("Retry-After") == "" {
		t.Errorf("got %s, %v", raw, res.Header)
	}
	var u api.User
	admin.want(200, "GET", "/users/anna", nil, &u)
	if u.LockedUntil == nil || time.Until(*u.LockedUntil) < 29*time.Minute {
		t.Errorf("locked until %v", u.LockedUntil)
	}
	admin.want(204, "POST", "/users/anna/unlock", nil, nil)
	s.as("anna")
}

func TestOwnData(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	var u api.User
	anna.want(200, "PATCH", "/me", m{"name": " Анна ", "email": "anna@example.org", "language": "ru"}, &u)
	if u.Name != "Анна" || u.EMail != "anna@example.org" || u.Language != "ru" || u.Revision != 2 {
		t.Errorf("got %+v", u)
	}
	anna.refused(422, "email_invalid", "PATCH", "/me", m{"email": "nobody"})
	anna.refused(422, "invalid", "PATCH", "/me", m{"admin": true})
	other := s.as("anna")
	anna.refused(401, "wrong_password", "PUT", "/me/password", m{"old": "wrong", "new": "new-password"})
	anna.refused(422, "password_short", "PUT", "/me/password", m{"old": "annaanna", "new": "new"})
	anna.want(204, "PUT", "/me/password", m{"old": "annaanna", "new": "new-password"}, nil)
	other.refused(401, "sign_in_needed", "GET", "/session", nil)
	anna.want(200, "GET", "/session", nil, nil)
	client{s: s}.want(200, "POST", "/session", m{"login": "ANNA", "password": "new-password"}, nil)
}

func TestPeopleAreFoundByThoseSignedIn(t *testing.T) {
	s := newServer(t)
	client{s: s}.refused(401, "sign_in_needed", "GET", "/people", nil)
	var found struct {
		Items []api.PersonView
		Next  string
		Total int
	}
	s.as("anna").want(200, "GET", "/people?q=BORIS", nil, &found)
	if found.Total != 1 || found.Items[0].Login != "boris" || found.Items[0].Online {
		t.Errorf("got %+v", found)
	}
	s.as("anna").want(200, "GET", "/people?limit=2", nil, &found)
	if found.Total != 3 || len(found.Items) != 2 || found.Next == "" {
		t.Errorf("got %+v", found)
	}
}

func TestUsersAreForAdministrators(t *testing.T) {
	s := newServer(t)
	anna, admin := s.as("anna"), s.as("admin")
	for _, c := range [][2]string{
		{"GET", "/users"},
		{"POST", "/users"},
		{"GET", "/users/boris"},
		{"PATCH", "/users/boris"},
		{"DELETE", "/users/boris"},
		{"PUT", "/users/boris/password"},
		{"POST", "/users/boris/unlock"},
		{"DELETE", "/users/boris/sessions"},
		{"GET", "/settings"},
		{"PATCH", "/settings"},
		{"GET", "/conferences?all=true"},
	} {
		anna.refused(403, "not_administrator", c[0], c[1], nil)
	}
	var made struct {
		User     api.User
		Password string
	}
	admin.want(201, "POST", "/users", m{"login": "Clara", "name": "Clara"}, &made)
	if made.User.Login != "clara" || len(made.User.Rights) != 8 || len(made.Password) < 16 {
		t.Errorf("got %+v", made)
	}
	client{s: s}.want(200, "POST", "/session", m{"login": "clara", "password": made.Password}, nil)
	admin.refused(409, "login_taken", "POST", "/users", m{"login": "CLARA"})
	admin.refused(422, "login_invalid", "POST", "/users", m{"login": "clara@example.org"})
	admin.refused(422, "right_unknown", "POST", "/users", m{"login": "dora", "rights": []string{"root"}})
	admin.refused(422, "password_short", "POST", "/users", m{"login": "dora", "password": "short"})

	var u api.User
	admin.want(200, "PATCH", "/users/clara", m{"revision": 1, "rights": []string{"operator", "call"}, "admin": true}, &u)
	if fmt.Sprint(u.Rights) != "[call operator]" || !u.Admin || u.Revision != 2 {
		t.Errorf("got %+v", u)
	}
	if len(s.dropped) != 1 || s.dropped[0] != "clara" {
		t.Errorf("dropped %v", s.dropped)
	}
	admin.refused(409, "changed_meanwhile", "PATCH", "/users/clara", m{"revision": 1, "name": "C"})
	admin.refused(404, "user_unknown", "PATCH", "/users/nobody", m{"name": "C"})
	admin.refused(409, "own_account", "DELETE", "/users/admin", nil)

	boris := s.as("boris")
	admin.want(200, "PATCH", "/users/boris", m{"blocked": true}, nil)
	boris.refused(401, "sign_in_needed", "GET", "/session", nil)
	client{s: s}.refused(403, "account_blocked", "POST", "/session", m{"login": "boris", "password": "borisboris"})

	made.Password = ""
	admin.want(200, "PUT", "/users/anna/password", m{}, &made)
	anna.refused(401, "sign_in_needed", "GET", "/session", nil)
	client{s: s}.want(200, "POST", "/session", m{"login": "anna", "password": made.Password}, nil)
	admin.want(204, "DELETE", "/users/anna/sessions", nil, nil)

	var found struct{ Total int }
	admin.want(200, "GET", "/users?q=clara", nil, &found)
	if found.Total != 1 {
		t.Errorf("found %d", found.Total)
	}
}

func TestConferencesOfARemovedUserPassOn(t *testing.T) {
	s := newServer(t)
	var c api.Conference
	s.as("anna").want(201, "POST", "/conferences", m{"name": "Hers"}, &c)
	admin := s.as("admin")
	admin.want(204, "DELETE", "/users/anna", nil, nil)
	admin.want(200, "GET", "/conferences/"+string(c.CID), nil, &c)
	if c.Owner != "admin" || !c.Mine {
		t.Errorf("got %+v", c)
	}
	admin.refused(404, "user_unknown", "GET", "/users/anna", nil)
}

func TestSettings(t *testing.T) {
	s := newServer(t)
	admin := s.as("admin")
	var got account.Settings
	admin.want(200, "PATCH", "/settings", m{
		"serverName": "Test", "contacts": m{"phone": "+7 1"}, "equipmentUrl": "https://example.org/",
		"guests": m{"allowed": false}, "limits": m{"participants": 20},
	}, &got)
	if got.ServerName != "Test" || got.Contacts.Phone != "+7 1" || got.Limits.Participants != 20 || got.Limits.FileBytes == 0 || got.Revision != 1 {
		t.Errorf("got %+v", got)
	}
	admin.refused(422, "url_invalid", "PATCH", "/settings", m{"equipmentUrl": "javascript:1"})
	admin.refused(409, "changed_meanwhile", "PATCH", "/settings", m{"revision": 7, "serverName": "X"})
	var public api.Server
	client{s: s}.want(200, "GET", "/server", nil, &public)
	if public.Name != "Test" || public.GuestsAllowed || public.Version != "1.2.3" || len(public.Languages) != 2 || public.Contacts.Phone != "+7 1" {
		t.Errorf("got %+v", public)
	}
}

func TestDocument(t *testing.T) {
	s := newServer(t)
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			OperationID string
			Responses   map[string]any
		}
		Components struct{ Schemas map[string]any }
	}
	client{s: s}.want(200, "GET", "/openapi.json", nil, &doc)
	if !strings.HasPrefix(doc.OpenAPI, "3.1") || len(doc.Components.Schemas) < 20 {
		t.Errorf("OpenAPI %q with %d schemas", doc.OpenAPI, len(doc.Components.Schemas))
	}
	names := map[string]string{}
	for path, methods := range doc.Paths {
		for method, o := range methods {
			if method == "parameters" {
				continue
			}
			if before, twice := names[o.OperationID]; twice || o.OperationID == "" {
				t.Errorf("%s %s has the name %q of %s", method, path, o.OperationID, before)
			}
			names[o.OperationID] = method + " " + path
			if len(o.Responses) == 0 {
				t.Errorf("%s %s answers nothing", method, path)
			}
		}
	}
	for _, path := range []string{"/session", "/conferences/{cid}", "/conferences/{cid}/live/participants/{id}", "/conferences/{cid}/files"} {
		if doc.Paths["/api/v1"+path] == nil {
			t.Errorf("%s is missing", path)
		}
	}
}

func TestWhatIsNotThere(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	anna.refused(404, "path_unknown", "GET", "/nothing", nil)
	anna.refused(422, "invalid", "GET", "/people?limit=501", nil)
	anna.refused(422, "cursor_invalid", "GET", "/people?cursor=%25", nil)
	anna.with("Content-Type", "application/json").refused(400, "invalid", "PATCH", "/me", []byte("{"))
	anna.with("Content-Type", "application/json").refused(413, "body_too_large", "PATCH", "/me", bytes.Repeat([]byte(" "), 2<<20))
}

// form makes the body of an upload.
func form(t *testing.T, field, name string, content []byte) (kind string, raw []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile(field, name)
	must(t, err)
	_, err = part.Write(content)
	must(t, err)
	must(t, w.Close())
	return w.FormDataContentType(), b.Bytes()
}

// enter puts somebody into a conference and returns the secret of the seat.
func (s *server) enter(cid conference.CID, login, name string) (*conference.Conference, conference.You) {
	s.t.Helper()
	r := conference.JoinRequest{Kind: access.KindGuest, Name: name, Page: page{}}
	if login != "" {
		p, err := (account.People{Repository: s.store}).Person(s.t.Context(), login)
		must(s.t, err)
		r.Kind, r.Person = access.KindUser, &p
	}
	door := conference.Door{CID: string(cid), Source: netip.MustParseAddr("127.0.0.1")}
	c, res, err := s.directory.Join(s.t.Context(), door, r)
	must(s.t, err)
	if res.Entered == nil {
		s.t.Fatalf("%s%s does not enter: %+v", login, name, res)
	}
	return c, res.Entered.You
}

type page struct{}

func (page) Deliver(*conference.Notice) {}

// unserved stands where WHIP and WHEP are, so that the document has them.
type unserved struct{}

func (unserved) Create(w http.ResponseWriter, r *http.Request, _ string) { http.NotFound(w, r) }
func (unserved) Patch(w http.ResponseWriter, r *http.Request)            { http.NotFound(w, r) }
func (unserved) Remove(w http.ResponseWriter, r *http.Request)           { http.NotFound(w, r) }
func (unserved) Options(w http.ResponseWriter, r *http.Request)          { http.NotFound(w, r) }
