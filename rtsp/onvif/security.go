package onvif

import (
	"crypto/md5" //nolint:gosec // what the devices in the world have (RFC 7616)
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // what the profile prescribes
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"net/http"
	"strings"
	"time"
)

const (
	nsSecurity = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
	nsUtility  = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
	typeDigest = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest"
	typeNonce  = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"
)

// usernameToken is the header that proves a password at a moment of the device's clock
// (WS-Security UsernameToken Profile 1.0, section 3.1).
func usernameToken(login, password string, now time.Time) string {
	nonce := make([]byte, 16)
	_, _ = rand.Read(nonce) // never fails since Go 1.24
	created := now.UTC().Format("2006-01-02T15:04:05.000Z")
	return `<w:Security s:mustUnderstand="1" xmlns:w="` + nsSecurity + `" xmlns:u="` + nsUtility + `"><w:UsernameToken>` +
		`<w:Username>` + text(login) + `</w:Username>` +
		`<w:Password Type="` + typeDigest + `">` + PasswordDigest(nonce, created, password) + `</w:Password>` +
		`<w:Nonce EncodingType="` + typeNonce + `">` + base64.StdEncoding.EncodeToString(nonce) + `</w:Nonce>` +
		`<u:Created>` + created + `</u:Created></w:UsernameToken></w:Security>`
}

// PasswordDigest is that of a UsernameToken.
func PasswordDigest(nonce []byte, created, password string) string {
	h := sha1.New() //nolint:gosec // see above
	h.Write(nonce)
	h.Write([]byte(created + password))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// challenge is one of HTTP digest authentication (RFC 7616).
type challenge struct {
	realm, nonce, opaque, algorithm string
	qop                             bool // "auth" is offered
	hash                            func() hash.Hash
}

var digests = map[string]func() hash.Hash{"": md5.New, "MD5": md5.New, "SHA-256": sha256.New}

// challengeOf finds the best challenge that can be answered. Basic is never: it would
// hand out the password.
func challengeOf(h http.Header) (best challenge, ok bool) {
	for i, line := range h.Values("WWW-Authenticate") {
		if i == 8 {
			break
		}
		c, can := parseChallenge(line)
		if can && (!ok || c.algorithm == "SHA-256") {
			best, ok = c, true
		}
	}
	return best, ok
}

func parseChallenge(line string) (challenge, bool) {
	scheme, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	if !strings.EqualFold(scheme, "digest") || len(line) > 2048 {
		return challenge{}, false
	}
	fields := parseFields(rest)
	c := challenge{realm: fields["realm"], nonce: fields["nonce"], opaque: fields["opaque"], algorithm: strings.ToUpper(fields["algorithm"])}
	for q := range strings.SplitSeq(fields["qop"], ",") {
		c.qop = c.qop || strings.TrimSpace(q) == "auth"
	}
	c.hash = digests[c.algorithm]
	return c, c.hash != nil && c.nonce != ""
}

// parseFields reads name=value and name="value" between commas.
func parseFields(s string) map[string]string {
	fields := map[string]string{}
	for s = strings.TrimLeft(s, " \t,"); s != ""; s = strings.TrimLeft(s, " \t,") {
		name, rest, ok := strings.Cut(s, "=")
		if !ok {
			break
		}
		var value string
		if rest = strings.TrimLeft(rest, " "); strings.HasPrefix(rest, `"`) {
			value, s = quoted(rest[1:])
		} else {
			value, s, _ = strings.Cut(rest, ",")
		}
		fields[strings.ToLower(strings.TrimSpace(name))] = strings.TrimSpace(value)
	}
	return fields
}

// quoted reads up to the closing quotation mark.
func quoted(s string) (value, rest string) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), s[i+1:]
		case '\\':
			if i++; i == len(s) {
				return b.String(), ""
			}
		}
		b.WriteByte(s[i])
	}
	return b.String(), ""
}

// answer is the value of Authorization for one request (RFC 7616 section 3.4).
func (c *challenge) answer(method, uri, login, password string) string {
	ha1 := c.sum(login + ":" + c.realm + ":" + password)
	ha2 := c.sum(method + ":" + uri)
	fields := fmt.Sprintf(`Digest username=%s, realm=%s, nonce=%s, uri=%s`, quote(login), quote(c.realm), quote(c.nonce), quote(uri))
	if c.qop {
		client := rand.Text()[:16]
		const count = "00000001"
		response := c.sum(strings.Join([]string{ha1, c.nonce, count, client, "auth", ha2}, ":"))
		fields += fmt.Sprintf(`, qop=auth, nc=%s, cnonce="%s", response="%s"`, count, client, response)
	} else {
		fields += fmt.Sprintf(`, response="%s"`, c.sum(ha1+":"+c.nonce+":"+ha2))
	}
	if c.algorithm != "" {
		fields += ", algorithm=" + c.algorithm
	}
	if c.opaque != "" {
		fields += ", opaque=" + quote(c.opaque)
	}
	return fields
}

func (c *challenge) sum(s string) string {
	h := c.hash()
	h.Write([]byte(s))
	return hex.EncodeToString(h.Sum(nil))
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "", "\n", "").Replace(s) + `"`
}

// DigestRight tells whether the value of Authorization proves a password, whatever nonce
// it is for: the other side of the answers here, for simulated devices.
func DigestRight(authorization, method, uri, login, password string) bool {
	scheme, rest, _ := strings.Cut(authorization, " ")
	f := parseFields(rest)
	c := challenge{realm: f["realm"], nonce: f["nonce"], algorithm: f["algorithm"], hash: digests[strings.ToUpper(f["algorithm"])]}
	if !strings.EqualFold(scheme, "digest") || c.hash == nil || f["username"] != login || f["uri"] != uri {
		return false
	}
	parts := []string{c.sum(login + ":" + c.realm + ":" + password), c.nonce}
	if f["qop"] != "" {
		parts = append(parts, f["nc"], f["cnonce"], f["qop"])
	}
	return f["response"] == c.sum(strings.Join(append(parts, c.sum(method+":"+uri)), ":"))
}
