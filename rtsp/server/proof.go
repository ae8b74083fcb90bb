package server

import (
	"crypto/md5" //nolint:gosec // what most players know of digests
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"

	"github.com/bluenviron/gortsplib/v4/pkg/auth"
	"github.com/bluenviron/gortsplib/v4/pkg/base"
	"github.com/bluenviron/gortsplib/v4/pkg/headers"
)

// realm of all challenges. It says nothing of the conference, nor that there is one.
const realm = "Veche"

// challenge asks for credentials: for a token by Basic, which shows it as it is and is
// therefore only asked for where the address says that it is one; for all else by
// digest. The strongest comes first (RFC 7616 section 3.7); FFmpeg takes the last and
// knows only MD5.
func challenge(t *target, nonce string) *base.Response {
	methods := []auth.VerifyMethod{auth.VerifyMethodDigestSHA256, auth.VerifyMethodDigestMD5}
	if t.token {
		methods = []auth.VerifyMethod{auth.VerifyMethodBasic}
	}
	return &base.Response{
		StatusCode: base.StatusUnauthorized,
		Header:     base.Header{"WWW-Authenticate": auth.GenerateWWWAuthenticate(methods, realm, nonce)},
	}
}

func newNonce() string { return rand.Text() }

// proof is what a request shows of a secret.
type proof struct {
	given  bool
	digest bool // response is one, and bound to our nonce
	header headers.Authorization
	method base.Method
}

// proofOf reads the credentials of a request. The name in them does not count: people
// leave it out or put in the CID. Credentials that cannot be read prove nothing, and
// count as wrong.
func proofOf(req *base.Request, nonce string) proof {
	value, given := req.Header["Authorization"]
	p := proof{given: given, method: req.Method}
	if !given || p.header.Unmarshal(value) != nil {
		return p
	}
	// The URI is not compared: each player writes it in another way. The nonce is this
	// connection's, and what is read by it is what was asked for on it.
	p.digest = p.header.Method == headers.AuthMethodDigest && p.header.Realm == realm && p.header.Nonce == nonce
	return p
}

// bearer is the secret itself, if it is shown as it is.
func (p *proof) bearer() string {
	if p.header.Method == headers.AuthMethodBasic {
		return p.header.BasicPass
	}
	return ""
}

// knows tells whether who asks knows the secret, in a time that does not depend on it.
func (p *proof) knows(secret string) bool {
	if shown := p.bearer(); shown != "" {
		want, got := sha256.Sum256([]byte(secret)), sha256.Sum256([]byte(shown))
		return subtle.ConstantTimeCompare(want[:], got[:]) == 1
	}
	want := p.response(secret)
	return p.digest && subtle.ConstantTimeCompare([]byte(want), []byte(p.header.Response)) == 1
}

// response is the digest of who knows the secret, without qop (RFC 7616 section 3.4.1,
// RFC 2617 section 3.2.2.1).
func (p *proof) response(secret string) string {
	h := &p.header
	sum := md5Hex
	if h.Algorithm != nil && *h.Algorithm == headers.AuthAlgorithmSHA256 {
		sum = sha256Hex
	}
	return sum(sum(h.Username+":"+realm+":"+secret) + ":" + h.Nonce + ":" + sum(string(p.method)+":"+h.URI))
}

func md5Hex(s string) string {
	sum := md5.Sum([]byte(s)) //nolint:gosec // see the import
	return hex.EncodeToString(sum[:])
}

func sha256Hex(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
