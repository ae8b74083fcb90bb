package auth

import (
	"net/http"

	"veche/conference"
	"veche/conference/access"
	"veche/signaling/problem"
)

// BodyBytes is the most that a request may carry, unless its handler takes more.
const BodyBytes = 1 << 20

var (
	errCrossOrigin = conference.Refuse(conference.Denied, "cross_origin", "This request comes from a page of another site.")
	errTooLarge    = conference.Refuse(conference.Invalid, "body_too_large", "The request is too large.")
)

// Protect stands before all handlers of the API: so many requests from one
// source, no writes by pages of other sites, and bodies of at most BodyBytes
// where large does not say that the handler itself limits them; nil: nowhere.
func (a *Auth) Protect(next http.Handler, large func(*http.Request) bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := a.admit(r); err != nil {
			problem.Write(w, err)
			return
		}
		if large == nil || !large(r) {
			if r.ContentLength > BodyBytes {
				problem.Write(w, errTooLarge)
				return
			}
			r.Body = http.MaxBytesReader(w, r.Body, BodyBytes)
		}
		next.ServeHTTP(w, r)
	})
}

func (a *Auth) admit(r *http.Request) error {
	source, now := access.SourceKey(a.ClientAddr(r)), a.cfg.Now()
	if !a.rate.Allow(source, now) {
		return problem.Later(ErrSlowDown, a.rate.RetryAfter(source, now))
	}
	// Browsers send cookies by themselves, but no token of ours: no page of
	// another site can add that header.
	if scheme, _ := authorization(r); ours(scheme) || isShared(r) {
		return nil
	}
	if a.origins.Check(r) != nil {
		return errCrossOrigin
	}
	return nil
}
