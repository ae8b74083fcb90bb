package digest

import (
	"testing"
	"time"
)

func TestTheExampleOfRFC2617(t *testing.T) {
	t.Parallel()
	c, err := ParseCredentials(`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html", ` +
		`qop=auth, nc=00000001, cnonce="0a4f113b", response="6629fae49393a05397450978507c4ef1", opaque="5ccc069c403ebaf9f0171e9517f40e41"`)
	if err != nil || !c.Proves(HA1(MD5, "Mufasa", "testrealm@host.com", "Circle Of Life"), "GET") {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestTheExampleOfRFC7616(t *testing.T) {
	t.Parallel()
	c, err := ParseCredentials(`Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=SHA-256, ` +
		`nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, ` +
		`response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"`)
	if err != nil || !c.Proves(HA1(SHA256, "Mufasa", "http-auth@example.org", "Circle of Life"), "GET") {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestBothSidesAgree(t *testing.T) {
	t.Parallel()
	for _, algorithm := range []string{MD5, SHA256} {
		for _, qop := range []bool{true, false} {
			ch, err := ParseChallenge(Challenge{Realm: `a "b"`, Nonce: "n", Algorithm: algorithm, QOP: qop}.String())
			if err != nil || ch.Realm != `a "b"` {
				t.Fatalf("%+v, %v", ch, err)
			}
			c, err := ParseCredentials(Answer(ch, `us"er`, "pw", "REGISTER", "sip:h", 1).String())
			if err != nil || !c.Proves(HA1(algorithm, `us"er`, ch.Realm, "pw"), "REGISTER") {
				t.Errorf("%s %v: %+v, %v", algorithm, qop, c, err)
			}
			if c.Proves(HA1(algorithm, `us"er`, ch.Realm, "other"), "REGISTER") || c.Proves(HA1(algorithm, `us"er`, ch.Realm, "pw"), "INVITE") {
				t.Errorf("%s %v: proves too much", algorithm, qop)
			}
		}
	}
}

func TestWhatIsNotUnderstood(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", "Digest", "Basic dXNlcg==", "Digest realm", `Digest realm="a`, `Digest realm="a", realm="b", nonce="c"`,
		`Digest realm="a", nonce="b", algorithm=MD5-sess`, `Digest realm="a", nonce="b", qop="auth-int"`, "NoOneKnowsThisScheme opaque-data=here",
	} {
		if c, err := ParseChallenge(s); err == nil {
			t.Errorf("%q: %+v", s, c)
		}
	}
}

func TestNonces(t *testing.T) {
	t.Parallel()
	now := time.Now()
	n := NewNonces(time.Minute)
	nonce := n.New("10.0.0.1", now)
	if !n.Fresh(nonce, "10.0.0.1", now.Add(59*time.Second)) {
		t.Error("not fresh")
	}
	if n.Fresh(nonce, "10.0.0.2", now) || n.Fresh(nonce, "10.0.0.1", now.Add(61*time.Second)) || n.Fresh("x", "10.0.0.1", now) ||
		NewNonces(time.Minute).Fresh(nonce, "10.0.0.1", now) {
		t.Error("fresh elsewhere, later, or of somebody else")
	}
	for i, test := range []struct {
		nc string
		ok bool
	}{{"00000001", true}, {"00000001", false}, {"00000003", true}, {"00000002", false}, {"0", false}, {"x", false}, {"00000004", true}} {
		if n.Use(Credentials{Nonce: nonce, QOP: "auth", NC: test.nc}) != test.ok {
			t.Errorf("use %d", i)
		}
	}
	if c := (Credentials{Nonce: "once"}); !n.Use(c) || n.Use(c) {
		t.Error("without qop a nonce is good once")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`Digest username="a", realm="b", nonce="c", uri="d", response="e", qop=auth, nc=1, cnonce="f"`)
	f.Add(`Digest realm="a\"b", nonce="c", algorithm=SHA-256, qop="auth,auth-int", stale=TRUE`)
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := ParseCredentials(s); err == nil {
			again, err := ParseCredentials(c.String())
			if err == nil && again.Response != c.Response {
				t.Errorf("%+v became %+v", c, again)
			}
		}
		if c, err := ParseChallenge(s); err == nil && c.Nonce == "" {
			t.Errorf("%q: no nonce", s)
		}
	})
}
