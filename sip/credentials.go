package sip

import (
	"veche/sip/digest"
	"veche/sip/message"
)

// credentials answer the challenges of servers for one account. What a server
// once asked is answered in later requests beforehand. Its owner has the lock.
type credentials struct {
	username, password string

	challenges map[string]digest.Challenge // by the field that answers
	uses       map[string]int              // of nonces
}

// authFields is which field answers which.
var authFields = map[string]string{"WWW-Authenticate": "Authorization", "Proxy-Authenticate": "Proxy-Authorization"}

// learn takes over the challenges of a 401 or 407; false when there is nothing
// new to say: asked the same twice in one exchange, whose rounds are counted by
// field, a server does not like the password, unless it says that only the nonce
// was old. SHA-256 comes before MD5 (RFC 8760).
func (c *credentials) learn(res *message.Message, rounds map[string]int) bool {
	if c == nil || c.username == "" || res.Status != 401 && res.Status != 407 {
		return false
	}
	learnt := false
	for asks, answers := range authFields {
		ch, found := bestChallenge(res, asks)
		if !found || rounds[answers] > 0 && !ch.Stale || rounds[answers] > 3 {
			continue
		}
		rounds[answers]++
		if c.challenges == nil {
			c.challenges = make(map[string]digest.Challenge)
		}
		c.challenges[answers] = ch
		c.uses = map[string]int{} // counts of nonces that are gone
		learnt = true
	}
	return learnt
}

func bestChallenge(res *message.Message, name string) (best digest.Challenge, found bool) {
	for _, f := range res.Header {
		if f.Name != name {
			continue
		}
		ch, err := digest.ParseChallenge(f.Value)
		if err == nil && (!found || ch.Algorithm == digest.SHA256) {
			best, found = ch, true
		}
	}
	return best, found
}

// sign puts the answers into a request.
func (c *credentials) sign(req *message.Message) {
	if c == nil {
		return
	}
	for name, ch := range c.challenges {
		c.uses[ch.Nonce]++
		req.Header.Set(name, digest.Answer(ch, c.username, c.password, req.Method, req.URI, c.uses[ch.Nonce]).String())
	}
}
