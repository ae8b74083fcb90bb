package server

import (
	"testing"

	"github.com/bluenviron/gortsplib/v4/pkg/auth"
	"github.com/bluenviron/gortsplib/v4/pkg/base"
	"github.com/bluenviron/gortsplib/v4/pkg/headers"
)

// shown is what the library's own client sends in answer to a challenge.
func shown(t *testing.T, challenge base.HeaderValue, user, password string) *base.Request {
	t.Helper()
	sender := &auth.Sender{WWWAuth: challenge, User: user, Pass: password}
	if err := sender.Initialize(); err != nil {
		t.Fatal(err)
	}
	u, err := base.ParseURL("rtsp://h/c/1234567890/")
	if err != nil {
		t.Fatal(err)
	}
	req := &base.Request{Method: base.Describe, URL: u, Header: base.Header{}}
	sender.AddAuthorization(req)
	return req
}

// Section 8: a digest, by SHA-256 or MD5, or the secret itself prove that somebody
// knows it, whatever name he gives.
func TestProofs(t *testing.T) {
	md5, sha := headers.AuthAlgorithmMD5, headers.AuthAlgorithmSHA256
	for name, ask := range map[string]base.HeaderValue{
		"MD5":     headers.Authenticate{Method: headers.AuthMethodDigest, Realm: realm, Nonce: "n1", Algorithm: &md5}.Marshal(),
		"RFC2069": headers.Authenticate{Method: headers.AuthMethodDigest, Realm: realm, Nonce: "n1"}.Marshal(),
		"SHA-256": headers.Authenticate{Method: headers.AuthMethodDigest, Realm: realm, Nonce: "n1", Algorithm: &sha}.Marshal(),
		"all":     challenge(&target{}, "n1").Header["WWW-Authenticate"],
		"Basic":   challenge(&target{token: true}, "n1").Header["WWW-Authenticate"],
	} {
		p := proofOf(shown(t, ask, "anybody", "756910"), "n1")
		if !p.given || !p.knows("756910") || p.knows("756911") || p.knows("") {
			t.Errorf("%s: %+v", name, p)
		}
		if other := proofOf(shown(t, ask, "anybody", "756910"), "n2"); name != "Basic" && other.knows("756910") {
			t.Errorf("%s: the digest of another connection is taken", name)
		}
	}
	if p := proofOf(&base.Request{Header: base.Header{}}, "n1"); p.given || p.knows("") || p.knows("x") {
		t.Error("nothing proves something")
	}
}

// FFmpeg takes the last challenge and knows only MD5; whoever knows more takes the first.
func TestTheChallengeIsForAllPlayers(t *testing.T) {
	asked := challenge(&target{}, "n1").Header["WWW-Authenticate"]
	var last headers.Authenticate
	if len(asked) != 2 || last.Unmarshal(asked[1:]) != nil || last.Algorithm == nil || *last.Algorithm != headers.AuthAlgorithmMD5 {
		t.Errorf("asked for %q", asked)
	}
}

func FuzzProof(f *testing.F) {
	for _, text := range []string{
		`Digest username="u", realm="Veche", nonce="n1", uri="rtsp://h/", response="0"`, `Digest`, `Basic dTpw`, `Basic `, `Basic !!`, ``,
		`Digest username="u", realm="Veche", nonce="n1", uri="", response="", algorithm="SHA-256"`,
	} {
		f.Add(text, "756910")
	}
	f.Fuzz(func(t *testing.T, text, secret string) {
		p := proofOf(&base.Request{Method: base.Describe, Header: base.Header{"Authorization": {text}}}, "n1")
		if p.knows(secret) && p.bearer() != secret && p.header.Response != p.response(secret) {
			t.Errorf("%q proves %q", text, secret)
		}
	})
}
