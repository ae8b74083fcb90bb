package camera

import (
	"crypto/md5" // RFC 2069: many cameras know nothing better
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// challenge is what a camera wants to be proved: RFC 7616, RFC 7617.
type challenge struct {
	scheme string // "basic" or "digest"
	sha256 bool
	params map[string]string
	count  int // how often it has been answered
}

// rank orders challenges; a camera that has several takes the best. 0: not for us.
func (c *challenge) rank() int {
	switch {
	case c.scheme == "digest" && c.sha256:
		return 3
	case c.scheme == "digest":
		return 2
	case c.scheme == "basic":
		return 1
	}
	return 0
}

// parseChallenges reads WWW-Authenticate headers; nil if there is nothing to be done with
// them.
func parseChallenges(headers []string) *challenge {
	var best *challenge
	for _, h := range headers {
		for _, c := range splitChallenges(h) {
			if best == nil || c.rank() > best.rank() {
				best = c
			}
		}
	}
	if best == nil || best.rank() == 0 {
		return nil
	}
	return best
}

const paramsMost = 32

// splitChallenges reads one header, in which several challenges may stand.
func splitChallenges(h string) []*challenge {
	var list []*challenge
	for range paramsMost {
		h = strings.TrimLeft(h, " ,\t")
		if h == "" {
			break
		}
		word, rest := token(h)
		after := strings.TrimLeft(rest, " \t")
		switch {
		case strings.HasPrefix(after, "=") && len(list) > 0:
			list[len(list)-1].params[strings.ToLower(word)], h = paramValue(after[1:])
		case word == "":
			h = h[1:]
		default:
			list = append(list, &challenge{scheme: strings.ToLower(word), params: make(map[string]string)})
			h = rest
		}
	}
	for _, c := range list {
		c.complete()
	}
	return list
}

// complete looks at what the parameters mean; what we cannot answer gets no scheme.
func (c *challenge) complete() {
	switch strings.ToLower(c.params["algorithm"]) {
	case "", "md5":
	case "sha-256", "sha256":
		c.sha256 = true
	default:
		c.scheme = ""
	}
	if c.scheme == "digest" && c.params["nonce"] == "" {
		c.scheme = ""
	}
}

// token is a word up to a separator.
func token(s string) (word, rest string) {
	end := strings.IndexAny(s, " \t,=\"")
	if end < 0 {
		end = len(s)
	}
	return s[:end], s[end:]
}

// paramValue is a value, quoted or not.
func paramValue(s string) (value, rest string) {
	s = strings.TrimLeft(s, " \t")
	if !strings.HasPrefix(s, `"`) {
		end := strings.IndexAny(s, ", \t")
		if end < 0 {
			end = len(s)
		}
		return s[:end], s[end:]
	}
	value, rest, _ = strings.Cut(s[1:], `"`)
	return value, rest
}

// answer is the Authorization header of a request. uri is exactly that of the request
// line. An answer to a Basic challenge holds the password.
func (c *challenge) answer(user, password, method, uri string) string {
	if c.scheme == "basic" {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
	}
	c.count++
	realm, nonce := c.params["realm"], c.params["nonce"]
	h := func(parts ...string) string { return c.hash(strings.Join(parts, ":")) }
	secret, request := h(user, realm, password), h(method, uri)
	var b strings.Builder
	fmt.Fprintf(&b, `Digest username="%s", realm="%s", nonce="%s", uri="%s"`, quotable(user), realm, nonce, uri)
	if c.protects() {
		count, own := fmt.Sprintf("%08x", c.count), rand.Text()
		fmt.Fprintf(&b, `, response="%s", qop=auth, nc=%s, cnonce="%s"`, h(secret, nonce, count, own, "auth", request), count, own)
	} else {
		fmt.Fprintf(&b, `, response="%s"`, h(secret, nonce, request))
	}
	if algorithm, ok := c.params["algorithm"]; ok {
		fmt.Fprintf(&b, `, algorithm=%s`, algorithm)
	}
	if opaque, ok := c.params["opaque"]; ok {
		fmt.Fprintf(&b, `, opaque="%s"`, opaque)
	}
	return b.String()
}

// protects tells whether the challenge is one of RFC 2617 or later, with qop.
func (c *challenge) protects() bool {
	for q := range strings.SplitSeq(c.params["qop"], ",") {
		if strings.EqualFold(strings.TrimSpace(q), "auth") {
			return true
		}
	}
	return false
}

func (c *challenge) stale() bool { return strings.EqualFold(c.params["stale"], "true") }

func (c *challenge) hash(s string) string {
	if c.sha256 {
		sum := sha256.Sum256([]byte(s))
		return hex.EncodeToString(sum[:])
	}
	sum := md5.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}

// quotable makes a name fit between quotes.
func quotable(s string) string { return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) }
