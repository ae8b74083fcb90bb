package account

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"veche/conference"
)

func TestLoginRules(t *testing.T) {
	for _, c := range []struct {
		typed string
		want  string // folded; "" when refused
	}{
		{"anna", "anna"},
		{" Anna.Petrova ", "anna.petrova"},
		{"0012345", "0012345"}, // C30
		{"1949195144", "1949195144"},
		{"a-b_c.d", "a-b_c.d"},
		{strings.Repeat("x", 64), strings.Repeat("x", 64)},
		{strings.Repeat("x", 65), ""},
		{"", ""},
		{"  ", ""},
		{"anna@example.org", ""}, // C2
		{"анна", ""},
		{"a b", ""},
		{"a/b", ""},
		{"..", ""},
		{"a,1", ""}, // C26
		{"\u212a", ""},
	} {
		got := FoldLogin(c.typed)
		if err := CheckLogin(got); (err == nil) != (c.want != "") {
			t.Errorf("CheckLogin(%q) = %v", got, err)
		} else if err == nil && got != c.want {
			t.Errorf("FoldLogin(%q) = %q, want %q", c.typed, got, c.want)
		}
	}
}

func FuzzLogin(f *testing.F) {
	for _, s := range []string{"Anna", " 00123 ", "a@b", "İ", "a\x00b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		got := FoldLogin(typed)
		if CheckLogin(got) != nil {
			return
		}
		if FoldLogin(got) != got {
			t.Errorf("folding %q again gives %q", got, FoldLogin(got))
		}
		if strings.ContainsAny(got, "@/\\ ,;#:\x00") || len(got) > 64 {
			t.Errorf("%q passed", got)
		}
	})
}

func TestDefaultRightsAreAllButOperatorAndRemoteControl(t *testing.T) {
	got := DefaultRights()
	if len(got) != len(AllRights)-2 || got.Has(Operator) || got.Has(RemoteControl) || !got.Has(CreateConference) {
		t.Errorf("got %v", got)
	}
}

func TestRightsAreASet(t *testing.T) {
	got, err := NewRights([]Right{SendFiles, Call, SendFiles})
	if err != nil || !slices.Equal(got, Rights{Call, SendFiles}) {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := NewRights([]Right{"everything"}); conference.KindOf(err) != conference.Invalid {
		t.Errorf("unknown right: %v", err)
	}
	if text, _ := json.Marshal(Account{}); !strings.Contains(string(text), `"rights":[]`) {
		t.Errorf("no rights are written as %s", text)
	}
}

func TestValidateAccount(t *testing.T) {
	good := Account{Login: "anna", Name: " Anna ", EMail: "anna@example.org", Language: "pt-BR", Rights: DefaultRights()}
	if err := good.Validate(); err != nil || good.Name != "Anna" {
		t.Fatalf("%v, name %q", err, good.Name)
	}
	for name, change := range map[string]func(*Account){
		"login":    func(a *Account) { a.Login = "a b" },
		"name":     func(a *Account) { a.Name = "" },
		"email":    func(a *Account) { a.EMail = "Anna <anna@example.org>" },
		"language": func(a *Account) { a.Language = "../etc" },
		"rights":   func(a *Account) { a.Rights = Rights{"root"} },
	} {
		a := good
		change(&a)
		err, _ := errors.AsType[*conference.Error](a.Validate())
		if err == nil || err.Field != name || err.Kind != conference.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	bad := good
	bad.Name = "Anna\u202egnp.exe"
	if bad.Validate() == nil {
		t.Error("a name that turns the text around it passed")
	}
}

func TestValidateSettings(t *testing.T) {
	s := DefaultSettings()
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Settings){
		"serverName":          func(s *Settings) { s.ServerName = " " },
		"contacts.email":      func(s *Settings) { s.Contacts.EMail = "nobody" },
		"contacts.phone":      func(s *Settings) { s.Contacts.Phone = "1\n2" },
		"equipmentUrl":        func(s *Settings) { s.EquipmentURL = "javascript:alert(1)" },
		"language":            func(s *Settings) { s.Language = "" },
		"lockout.attempts":    func(s *Settings) { s.Lockout.Attempts = -1 },
		"lockout.minutes":     func(s *Settings) { s.Lockout.Minutes = 0 },
		"limits.participants": func(s *Settings) { s.Limits.Participants = 10_001 },
		"recording.maxHours":  func(s *Settings) { s.Recording.MaxHours = 25 },
		"instant.keepDays":    func(s *Settings) { s.Instant.KeepDays = -1 },
		"recording.keepDays":  func(s *Settings) { s.Recording.KeepDays = -1 },
		"limits.fileBytes":    func(s *Settings) { s.Limits.FileBytes = -1 },
	} {
		s := DefaultSettings()
		change(&s)
		err, _ := errors.AsType[*conference.Error](s.Validate())
		if err == nil || err.Field != name || err.Kind != conference.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPasswordLength(t *testing.T) {
	for password, ok := range map[string]bool{
		"1234567": false, "12345678": true, "пароль12": true, "пароль": false,
		strings.Repeat("x", 256): true, strings.Repeat("x", 257): false,
	} {
		if err := CheckPassword(password); (err == nil) != ok {
			t.Errorf("%q: %v", password, err)
		}
	}
}

func TestPersonHasTheRightsOfTheAccount(t *testing.T) {
	a := Account{Login: "anna", Name: "Anna", Avatar: "x.jpg", Rights: Rights{SendFiles, Operator}}
	p := a.Person()
	if !p.Operator || p.Admin || !p.Rights["send_files"] || p.Rights["call"] || p.Avatar != "/api/v1/avatars/x.jpg" {
		t.Errorf("got %+v", p)
	}
}

func TestBlockedPersonIsNotFound(t *testing.T) {
	p := People{accounts{"anna": {Login: "anna"}, "boris": {Login: "boris", Blocked: true}}}
	if got, err := p.Person(t.Context(), "Anna"); err != nil || got.Login != "anna" {
		t.Errorf("anna: %+v, %v", got, err)
	}
	for _, login := range []string{"boris", "nobody"} {
		if _, err := p.Person(t.Context(), login); conference.KindOf(err) != conference.NotFound {
			t.Errorf("%s: %v", login, err)
		}
	}
}

func TestAKeyEndsOnItsDay(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	s := Session{LastUsed: now, Key: &Key{Name: " x ", Scopes: Scopes{ScopeRead}, Expires: now.Add(90 * 24 * time.Hour)}}
	if err := s.Key.Validate(now); err != nil || s.Key.Name != "x" {
		t.Errorf("%v, name %q", err, s.Key.Name)
	}
	if s.Expired(s.Key.Expires.Add(-time.Second)) || !s.Expired(s.Key.Expires) {
		t.Error("wrong life")
	}
}

func TestScopes(t *testing.T) {
	for _, tt := range []struct {
		of   Scopes
		want Scopes
	}{
		{nil, nil},
		{Scopes{ScopeRead}, Scopes{ScopeRead}},
		{Scopes{ScopeCreate}, Scopes{ScopeRead, ScopeCreate}},
		{Scopes{ScopeAdmin}, Scopes{ScopeAdmin}},
		{AllScopes, AllScopes},
	} {
		for _, s := range AllScopes {
			if got := tt.of.Has(s); got != slices.Contains(tt.want, s) {
				t.Errorf("%v has %s: %v", tt.of, s, got)
			}
		}
	}
}

func TestSessionExpiresAfter30DaysWithoutUse(t *testing.T) {
	s := Session{LastUsed: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	if s.Expired(s.LastUsed.Add(SessionLife)) || !s.Expired(s.LastUsed.Add(SessionLife+time.Second)) {
		t.Error("wrong life")
	}
}

type accounts map[string]Account

func (m accounts) Account(_ context.Context, login string) (Account, error) {
	if a, ok := m[login]; ok {
		return a, nil
	}
	return Account{}, ErrUnknown
}
