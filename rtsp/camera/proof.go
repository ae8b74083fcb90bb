package camera

import (
	"errors"

	"github.com/bluenviron/gortsplib/v4/pkg/base"
	"github.com/bluenviron/gortsplib/v4/pkg/liberrors"
)

// proof is how we tell a camera who we are.
type proof struct {
	user, password string

	challenge *challenge // the last; nil before there was one
	fresh     bool       // it has not been answered
	accepted  bool       // an answer has been taken once: name and password are right
	answered  bool       // the last request had an answer
}

// sign puts the answer to the challenge into a request. The URI in it is that of the
// request line, which the library writes in the same way.
func (p *proof) sign(r *base.Request) {
	p.answered = p.challenge != nil && p.user != ""
	if !p.answered {
		return
	}
	p.fresh = false
	r.Header["Authorization"] = base.HeaderValue{
		p.challenge.answer(p.user, p.password, string(r.Method), r.URL.CloneWithoutCredentials().String()),
	}
}

// see takes the answer of the camera down.
func (p *proof) see(r *base.Response) {
	switch {
	case r.StatusCode == base.StatusUnauthorized:
		c := parseChallenges(r.Header["WWW-Authenticate"])
		// What was refused is tried again only where it cannot be the password: many
		// cameras lock out who tries wrong ones.
		p.fresh = c != nil && (!p.answered || p.accepted || c.stale())
		p.challenge = c
	case r.StatusCode < 300:
		p.accepted = p.accepted || p.answered
	}
}

// again tells whether a request that ended so is to be sent again.
func (p *proof) again(err error) bool {
	var status liberrors.ErrClientBadStatusCode
	return errors.As(err, &status) && status.Code == base.StatusUnauthorized && p.fresh && p.user != ""
}
