package telephony_test

import (
	"errors"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/dial"
	"veche/conference/telephony"
)

// wrong is the field and code of a refusal.
func wrong(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	e, ok := errors.AsType[*conference.Error](err)
	if !ok || e.Kind != conference.Invalid {
		t.Fatalf("got %v", err)
	}
	return e.Field + " " + e.Code
}

func TestATrunkThatCannotBeStoredIsRefusedWithItsField(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*telephony.Trunk)
		want   string
	}{
		"a good one":                     {func(*telephony.Trunk) {}, ""},
		"no name":                        {func(k *telephony.Trunk) { k.Name = " " }, "name name_invalid"},
		"a name that turns text around":  {func(k *telephony.Trunk) { k.Name = "a\u202eb" }, "name name_invalid"},
		"no host":                        {func(k *telephony.Trunk) { k.Host = "" }, "host host_invalid"},
		"a host with a user":             {func(k *telephony.Trunk) { k.Host = "a@b.example" }, "host host_invalid"},
		"a host with parameters":         {func(k *telephony.Trunk) { k.Host = "b.example;transport=tcp" }, "host host_invalid"},
		"a host with digits to send":     {func(k *telephony.Trunk) { k.Host = "b.example,12" }, "host host_invalid"},
		"a port out of range":            {func(k *telephony.Trunk) { k.Port = 70000 }, "port port_invalid"},
		"another transport":              {func(k *telephony.Trunk) { k.Transport = "sctp" }, "transport transport_invalid"},
		"a password with a line break":   {func(k *telephony.Trunk) { k.Password = "a\r\nVia: x" }, "password text_invalid"},
		"a password without a login":     {func(k *telephony.Trunk) { k.Login, k.Registration = "", "off" }, "login login_missing"},
		"a registration without a login": {func(k *telephony.Trunk) { k.Login, k.Password = "", "" }, "login login_missing"},
		"another registration":           {func(k *telephony.Trunk) { k.Registration = "often" }, "registration registration_invalid"},
		"registering every second":       {func(k *telephony.Trunk) { k.Expires = 1 }, "expires number_range"},
		"a caller that is an address":    {func(k *telephony.Trunk) { k.From.User = "a@b" }, "from.user from_invalid"},
		"a caller's domain with a port":  {func(k *telephony.Trunk) { k.From.Domain = "b.example:5060" }, "from.domain host_invalid"},
		"an empty pattern":               {func(k *telephony.Trunk) { k.Patterns[1].Match = "" }, "patterns.1.match pattern_invalid"},
		"a pattern with a letter":        {func(k *telephony.Trunk) { k.Patterns[0].Match = "8a" }, "patterns.0.match pattern_invalid"},
		"a point in the middle":          {func(k *telephony.Trunk) { k.Patterns[0].Match = "8.5" }, "patterns.0.match pattern_invalid"},
		"a plus in the middle":           {func(k *telephony.Trunk) { k.Patterns[0].Match = "8+" }, "patterns.0.match pattern_invalid"},
		"an open bracket":                {func(k *telephony.Trunk) { k.Patterns[0].Match = "8[2-" }, "patterns.0.match pattern_invalid"},
		"nothing in brackets":            {func(k *telephony.Trunk) { k.Patterns[0].Match = "8[]" }, "patterns.0.match pattern_invalid"},
		"a range that goes down":         {func(k *telephony.Trunk) { k.Patterns[0].Match = "[4-2]." }, "patterns.0.match pattern_invalid"},
		"taking off more than there is":  {func(k *telephony.Trunk) { k.Patterns[0].Strip = 2 }, "patterns.0.strip number_range"},
		"nothing left to dial":           {func(k *telephony.Trunk) { k.Patterns[1] = telephony.Pattern{Match: "12", Strip: 2} }, "patterns.1.strip pattern_empty"},
		"letters in front":               {func(k *telephony.Trunk) { k.Patterns[0].Prepend = "a" }, "patterns.0.prepend prepend_invalid"},
		"too many patterns":              {func(k *telephony.Trunk) { k.Patterns = make([]telephony.Pattern, 51) }, "patterns too_many"},
	} {
		k := telephony.Trunk{
			Name: "PBX", Host: "pbx.example.org", Login: "veche", Password: "x", Registration: telephony.RegistrationPermanent,
			Patterns: []telephony.Pattern{{Match: "8.", Strip: 1, Prepend: "+7"}, {Match: "[2-4,7]xx"}},
		}
		c.change(&k)
		if got := wrong(t, k.Validate()); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestATrunkIsTidied(t *testing.T) {
	for typed, want := range map[string]struct {
		host string
		port int
	}{
		" PBX.Example.org ":    {"pbx.example.org", 0},
		"pbx.example.org:5070": {"pbx.example.org", 5070},
		"192.0.2.1":            {"192.0.2.1", 0},
		"2001:DB8::1":          {"2001:db8::1", 0},
		"[2001:db8::1]:5070":   {"2001:db8::1", 5070},
		"пример.рф":            {"xn--e1afmkfd.xn--p1ai", 0},
	} {
		k := telephony.Trunk{Name: " PBX ", Host: typed}
		if err := k.Validate(); err != nil {
			t.Errorf("%s: %v", typed, err)
			continue
		}
		if k.Host != want.host || k.Port != want.port || k.Name != "PBX" {
			t.Errorf("%s: %+v", typed, k)
		}
		if k.Transport != dial.UDP || k.Registration != telephony.RegistrationOff || k.Expires != telephony.DefaultExpires || k.Patterns == nil {
			t.Errorf("%s: what was left out is %+v", typed, k)
		}
	}
	for _, c := range []struct {
		trunk telephony.Trunk
		want  int
	}{
		{telephony.Trunk{}, 5060},
		{telephony.Trunk{Transport: dial.TLS}, 5061},
		{telephony.Trunk{Transport: dial.TLS, Port: 7}, 7},
	} {
		if got := c.trunk.PortOrDefault(); got != c.want {
			t.Errorf("%+v: port %d", c.trunk, got)
		}
	}
}

func TestCallsComeFromWhomTheTrunkKnows(t *testing.T) {
	for _, c := range []struct {
		trunk  telephony.Trunk
		user   string
		domain string
	}{
		{telephony.Trunk{Host: "h"}, "veche", "h"},
		{telephony.Trunk{Host: "h", Login: "l"}, "l", "h"},
		{telephony.Trunk{Host: "h", Login: "l", From: telephony.From{User: "+7495", Domain: "d"}}, "+7495", "d"},
	} {
		if c.trunk.FromUser() != c.user || c.trunk.FromDomain() != c.domain {
			t.Errorf("%+v: %s@%s", c.trunk, c.trunk.FromUser(), c.trunk.FromDomain())
		}
	}
}

func TestASettingThatCannotBeStoredIsRefusedWithItsField(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*telephony.Gateway)
		want   string
	}{
		"the defaults":       {func(*telephony.Gateway) {}, ""},
		"another encryption": {func(s *telephony.Gateway) { s.Encryption = "" }, "t.encryption encryption_invalid"},
		"no network":         {func(s *telephony.Gateway) { s.Trusted = []netip.Prefix{{}} }, "t.trusted network_invalid"},
		"too many networks":  {func(s *telephony.Gateway) { s.Blocked = make([]netip.Prefix, 501) }, "t.blocked too_many"},
	} {
		s := telephony.DefaultGateway()
		c.change(&s)
		if got := wrong(t, s.Validate("t.")); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	s := telephony.DefaultGateway()
	s.Trusted = []netip.Prefix{netip.MustParsePrefix("192.0.2.7/24"), netip.MustParsePrefix("192.0.2.0/24")}
	if err := s.Validate(""); err != nil || !reflect.DeepEqual(s.Trusted, []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}) {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestNetworksAreReadAsPeopleTypeThem(t *testing.T) {
	for typed, want := range map[string]string{
		"192.0.2.1": "192.0.2.1/32", "192.0.2.0/24": "192.0.2.0/24", "2001:db8::1": "2001:db8::1/128", "::ffff:192.0.2.1": "192.0.2.1/32",
		"": "", "example.org": "", "192.0.2.0/33": "",
	} {
		got, err := telephony.ParseNetwork(typed)
		if (err == nil) != (want != "") || want != "" && got.String() != want {
			t.Errorf("%q: %v, %v", typed, got, err)
		}
	}
}

func TestDevicesHaveSecretsOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		d, secret := telephony.NewDevice("anna", " Desk ", time.Unix(1, 0))
		if err := d.Validate(); err != nil || d.Label != "Desk" {
			t.Fatalf("%+v: %v", d, err)
		}
		if len(secret) != 20 || strings.Trim(secret, "abcdefghijkmnpqrstuvwxyz23456789") != "" || seen[secret] {
			t.Errorf("secret %q", secret)
		}
		if len(d.Username) != 8 || d.Username[0] == '0' || strings.Trim(d.Username, "0123456789") != "" {
			t.Errorf("user name %q", d.Username)
		}
		if strings.Contains(d.MD5+d.SHA256, secret) || len(d.MD5) != 32 || len(d.SHA256) != 64 {
			t.Errorf("got %+v", d)
		}
		seen[secret] = true
	}
	if err := (&telephony.Device{}).Validate(); wrong(t, err) != "label name_invalid" {
		t.Errorf("got %v", err)
	}
}

func TestEveryCauseHasASentence(t *testing.T) {
	for kind, text := range telephony.CauseTexts {
		if c := telephony.NewCause(kind, 0, "", false); c.Kind != kind || c.Text != text || !strings.HasSuffix(text, ".") {
			t.Errorf("%s: %+v", kind, c)
		}
	}
	if c := telephony.NewCause("news", 599, "x", true); c.Kind != telephony.Failed || c.Status != 599 || !c.Local {
		t.Errorf("got %+v", c)
	}
}

func TestACallLastsFromTheAnswer(t *testing.T) {
	at := func(s int) time.Time { return time.Unix(int64(s), 0) }
	for _, c := range []struct {
		call telephony.LoggedCall
		want time.Duration
	}{
		{telephony.LoggedCall{Began: at(1)}, 0},
		{telephony.LoggedCall{Began: at(1), Ended: at(5)}, 0},
		{telephony.LoggedCall{Began: at(1), Answered: at(3)}, 7 * time.Second},
		{telephony.LoggedCall{Began: at(1), Answered: at(3), Ended: at(5)}, 2 * time.Second},
	} {
		if got := c.call.Duration(at(10)); got != c.want {
			t.Errorf("%+v: %v, want %v", c.call, got, c.want)
		}
	}
}
