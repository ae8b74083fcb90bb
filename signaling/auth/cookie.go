package auth

import (
	"net/http"

	"veche/conference/account"
)

// Names of the session cookie. The one with the prefix is believed only where
// a browser could have set it: over TLS, by this host, for all paths.
const (
	secureCookie = "__Host-veche"
	plainCookie  = "veche"
)

func (a *Auth) cookieName(r *http.Request) string {
	if a.Secure(r) {
		return secureCookie
	}
	return plainCookie
}

func (a *Auth) cookie(r *http.Request) (string, bool) {
	c, err := r.Cookie(a.cookieName(r))
	if err != nil {
		return "", false
	}
	return c.Value, true
}

// Cookie carries a token to a browser; an empty token takes it away.
func (a *Auth) Cookie(r *http.Request, token string) http.Cookie {
	c := http.Cookie{
		Name: a.cookieName(r), Value: token, Path: "/", MaxAge: int(account.SessionLife.Seconds()),
		HttpOnly: true, Secure: a.Secure(r), SameSite: http.SameSiteLaxMode,
	}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}
