// Package digest is HTTP digest authentication as SIP uses it (RFC 3261,
// section 22; RFC 8760): MD5 and SHA-256, qop auth or none. Both sides: answers
// to challenges of others, and challenges of our own with nonces that expire and
// whose counts must rise.
package digest

import (
	"crypto/md5" //nolint:gosec // what the devices in the world have
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"strings"
)

// Algorithms.
const (
	MD5    = "MD5"
	SHA256 = "SHA-256"
)

// Challenge is what WWW-Authenticate or Proxy-Authenticate says.
type Challenge struct {
	Realm, Nonce, Opaque string
	Algorithm            string // MD5 or SHA-256; others are not understood
	QOP                  bool   // "auth" is on offer
	Stale                bool   // only the nonce was wrong
}

// Credentials is what Authorization or Proxy-Authorization says.
type Credentials struct {
	Username, Realm, Nonce, URI, Response string
	Algorithm                             string
	QOP                                   string // empty or "auth"
	NC, CNonce                            string
	Opaque                                string
}

// Errors of parsing.
var (
	ErrSyntax    = errors.New("digest: not understood")
	ErrAlgorithm = errors.New("digest: unknown algorithm")
)

// ParseChallenge reads the value of a field.
func ParseChallenge(s string) (Challenge, error) {
	p, err := fields(s)
	if err != nil {
		return Challenge{}, err
	}
	c := Challenge{Realm: p["realm"], Nonce: p["nonce"], Opaque: p["opaque"], Stale: strings.EqualFold(p["stale"], "true")}
	if c.Algorithm, err = algorithm(p["algorithm"]); err != nil {
		return c, err
	}
	qop, offered := p["qop"]
	for q := range strings.SplitSeq(qop, ",") {
		c.QOP = c.QOP || strings.EqualFold(strings.TrimSpace(q), "auth")
	}
	if c.Nonce == "" || offered && qop != "" && !c.QOP {
		return c, ErrSyntax
	}
	return c, nil
}

// ParseCredentials reads the value of a field.
func ParseCredentials(s string) (Credentials, error) {
	p, err := fields(s)
	if err != nil {
		return Credentials{}, err
	}
	c := Credentials{
		Username: p["username"], Realm: p["realm"], Nonce: p["nonce"], URI: p["uri"], Response: strings.ToLower(p["response"]),
		QOP: strings.ToLower(p["qop"]), NC: strings.ToLower(p["nc"]), CNonce: p["cnonce"], Opaque: p["opaque"],
	}
	if c.Algorithm, err = algorithm(p["algorithm"]); err != nil {
		return c, err
	}
	if c.Username == "" || c.Nonce == "" || c.URI == "" || c.Response == "" || c.QOP != "" && c.QOP != "auth" {
		return c, ErrSyntax
	}
	return c, nil
}

func algorithm(s string) (string, error) {
	switch {
	case s == "" || strings.EqualFold(s, MD5):
		return MD5, nil
	case strings.EqualFold(s, SHA256):
		return SHA256, nil
	}
	return "", ErrAlgorithm
}

func (c Challenge) String() string {
	s := fmt.Sprintf(`Digest realm="%s", nonce="%s", algorithm=%s`, escape(c.Realm), escape(c.Nonce), c.Algorithm)
	if c.QOP {
		s += `, qop="auth"`
	}
	if c.Stale {
		s += `, stale=true`
	}
	if c.Opaque != "" {
		s += `, opaque="` + escape(c.Opaque) + `"`
	}
	return s
}

func (c Credentials) String() string {
	s := fmt.Sprintf(`Digest username="%s", realm="%s", nonce="%s", uri="%s", response="%s", algorithm=%s`,
		escape(c.Username), escape(c.Realm), escape(c.Nonce), escape(c.URI), c.Response, c.Algorithm)
	if c.QOP != "" {
		s += fmt.Sprintf(`, qop=%s, nc=%s, cnonce="%s"`, c.QOP, c.NC, c.CNonce)
	}
	if c.Opaque != "" {
		s += `, opaque="` + escape(c.Opaque) + `"`
	}
	return s
}

func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "", "\n", "").Replace(s)
}

// Answer answers a challenge for a request; nc counts the uses of its nonce
// from 1.
func Answer(c Challenge, username, password, method, uri string, nc int) Credentials {
	a := Credentials{
		Username: username, Realm: c.Realm, Nonce: c.Nonce, URI: uri, Algorithm: c.Algorithm, Opaque: c.Opaque,
	}
	if c.QOP {
		a.QOP, a.NC, a.CNonce = "auth", fmt.Sprintf("%08x", nc), strings.ToLower(rand.Text())
	}
	a.Response = a.expected(HA1(c.Algorithm, username, c.Realm, password), method)
	return a
}

// HA1 is what a server keeps instead of a secret: it is good for one realm.
func HA1(algorithm, username, realm, secret string) string {
	return sum(algorithm, username+":"+realm+":"+secret)
}

// Proves reports, in constant time, whether whoever made c knows the secret
// behind ha1.
func (c Credentials) Proves(ha1, method string) bool {
	return subtle.ConstantTimeCompare([]byte(c.expected(ha1, method)), []byte(c.Response)) == 1
}

func (c Credentials) expected(ha1, method string) string {
	ha2 := sum(c.Algorithm, method+":"+c.URI)
	if c.QOP == "" {
		return sum(c.Algorithm, ha1+":"+c.Nonce+":"+ha2)
	}
	return sum(c.Algorithm, strings.Join([]string{ha1, c.Nonce, c.NC, c.CNonce, c.QOP, ha2}, ":"))
}

func sum(algorithm, s string) string {
	var h hash.Hash
	if algorithm == SHA256 {
		h = sha256.New()
	} else {
		h = md5.New() //nolint:gosec // see above
	}
	h.Write([]byte(s))
	return hex.EncodeToString(h.Sum(nil))
}

// maxFields bounds what one field may make us keep.
const maxFields = 32

// fields reads "Digest a=b, c="d"". Names come in lower case, once each.
func fields(s string) (map[string]string, error) {
	scheme, rest, ok := strings.Cut(strings.TrimSpace(s), " ")
	if !ok || !strings.EqualFold(scheme, "Digest") {
		return nil, ErrSyntax
	}
	list := make(map[string]string)
	for rest = strings.TrimLeft(rest, " \t,"); rest != ""; rest = strings.TrimLeft(rest, " \t,") {
		name, after, ok := strings.Cut(rest, "=")
		if !ok || len(list) >= maxFields {
			return nil, ErrSyntax
		}
		var value string
		if value, rest, ok = cutValue(strings.TrimLeft(after, " \t")); !ok {
			return nil, ErrSyntax
		}
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := list[name]; twice {
			return nil, ErrSyntax
		}
		list[name] = value
	}
	return list, nil
}

// cutValue takes a token or a quoted string off s.
func cutValue(s string) (value, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		end := strings.IndexByte(s, ',')
		if end < 0 {
			end = len(s)
		}
		return strings.TrimSpace(s[:end]), s[end:], true
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), s[i+1:], true
		case '\\':
			if i++; i == len(s) {
				return "", "", false
			}
		}
		b.WriteByte(s[i])
	}
	return "", "", false
}
