package auth

import (
	"context"
	"net/http"
	"slices"
	"strings"
)

// Origins are those whose pages may use what is shared with other sites, as
// browsers write them: https://player.example.org. "*" is every one.
type Origins []string

func (o Origins) all() bool { return slices.Contains(o, "*") }

func (o Origins) has(origin string) bool {
	return origin != "" && (o.all() || slices.Contains(o, strings.ToLower(origin)))
}

// sharedKey marks a request that Share has let through.
type sharedKey struct{}

func isShared(r *http.Request) bool { return r.Context().Value(sharedKey{}) != nil }

// Share stands before Protect, so that refusals can be read as well: pages of
// origins may use what shared says (CORS, Fetch Standard 3.3). They do it in nobody's
// name but that of the token or PIN they show: cookies are taken off, and browsers
// are never told that they may send them.
func (a *Auth) Share(next http.Handler, origins Origins, shared func(*http.Request) bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(origins) > 0 && shared(r) {
			r = a.share(w.Header(), r, origins)
		}
		next.ServeHTTP(w, r)
	})
}

func (a *Auth) share(answer http.Header, r *http.Request, origins Origins) *http.Request {
	answer.Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if !origins.has(origin) {
		return r
	}
	if origins.all() {
		origin = "*"
	}
	answer.Set("Access-Control-Allow-Origin", origin)
	answer.Set("Access-Control-Expose-Headers", "Location, Retry-After")
	if a.origins.Check(r) == nil {
		return r // a page of ours, or nothing that changes anything
	}
	foreign := r.Clone(context.WithValue(r.Context(), sharedKey{}, true))
	foreign.Header.Del("Cookie")
	return foreign
}
