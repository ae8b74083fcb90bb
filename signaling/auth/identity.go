package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"veche/conference"
	"veche/conference/account"
)

// Identity is who sends a request.
type Identity struct {
	Account account.Account
	Session account.Session
}

// May reports whether who may do what is in scope s, as far as the key goes: all
// for somebody who signed in.
func (who *Identity) May(s account.Scope) bool {
	return who.Session.Key == nil || who.Session.Key.Scopes.Has(s)
}

// tokenBytes of randomness in a token.
const tokenBytes = 32

// touchAfter: uses of a session are noted no more often than this.
const touchAfter = 5 * time.Minute

func newSession(login string, now time.Time) (token string, s account.Session) {
	raw := make([]byte, tokenBytes)
	_, _ = rand.Read(raw) // never fails since Go 1.24
	id := make([]byte, 8)
	_, _ = rand.Read(id)
	now = now.UTC()
	return base64.RawURLEncoding.EncodeToString(raw), account.Session{
		ID: hex.EncodeToString(id), Token: sha256.Sum256(raw), Login: login, Created: now, LastUsed: now,
	}
}

// tokenHash returns the hash of a token as it was given; false if it cannot
// be one of ours.
func tokenHash(token string) (account.TokenHash, bool) {
	if len(token) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return account.TokenHash{}, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return account.TokenHash{}, false
	}
	return sha256.Sum256(raw), true
}

// Authenticate says who sends r, by bearer token or else by cookie. Whoever is
// nobody, signed out or blocked gets ErrSignInNeeded. With an API key that has
// not the scope for it, an administrator is none.
func (a *Auth) Authenticate(r *http.Request) (Identity, error) {
	token, ok := a.token(r)
	if !ok {
		return Identity{}, ErrSignInNeeded
	}
	hash, ok := tokenHash(token)
	if !ok {
		return Identity{}, ErrSignInNeeded
	}
	s, err := a.cfg.Sessions.Session(r.Context(), hash)
	if err != nil {
		return Identity{}, unknownIs(err)
	}
	now := a.cfg.Now()
	if s.Expired(now) {
		return Identity{}, ErrSignInNeeded // the store removes it in its time
	}
	found, err := a.cfg.Accounts.Account(r.Context(), s.Login)
	if err != nil {
		return Identity{}, unknownIs(err)
	}
	// A login that was deleted and given to somebody else is another account.
	if !found.Active() || s.Created.Before(found.Created.Truncate(time.Second)) {
		return Identity{}, ErrSignInNeeded
	}
	if s.Key != nil && !bearer(r) {
		return Identity{}, ErrSignInNeeded // a key is no cookie
	}
	if now.Sub(s.LastUsed) > touchAfter {
		s.LastUsed, s.Address = now.UTC(), a.ClientAddr(r).String()
		if err := a.cfg.Sessions.TouchSession(r.Context(), hash, s.LastUsed, s.Address); err != nil {
			return Identity{}, err
		}
	}
	who := Identity{Account: found, Session: s}
	who.Account.Admin = found.Admin && who.May(account.ScopeAdmin)
	return who, nil
}

// unknownIs makes of "not found" that one must sign in, and leaves internal
// errors what they are.
func unknownIs(err error) error {
	if conference.KindOf(err) == conference.NotFound {
		return ErrSignInNeeded
	}
	return err
}

// Person is Authenticate as conferences want it: nil for a guest. A key that is
// not for taking part gets ErrScope.
func (a *Auth) Person(r *http.Request) (*conference.Person, error) {
	who, err := a.Authenticate(r)
	switch {
	case conference.KindOf(err) == conference.Denied:
		return nil, nil
	case err != nil:
		return nil, err
	case !who.May(account.ScopeCreate):
		return nil, ErrScope
	}
	p := who.Account.Person()
	return &p, nil
}

// token is the one that r shows.
func (a *Auth) token(r *http.Request) (string, bool) {
	if scheme, credentials := authorization(r); ours(scheme) {
		return credentials, bearer(r)
	}
	return a.cookie(r)
}

func bearer(r *http.Request) bool {
	scheme, _ := authorization(r)
	return strings.EqualFold(scheme, "Bearer")
}

// authorization splits the header; a reverse proxy may put Basic there.
func authorization(r *http.Request) (scheme, credentials string) {
	scheme, credentials, _ = strings.Cut(r.Header.Get("Authorization"), " ")
	return scheme, strings.TrimSpace(credentials)
}

// ours reports whether a scheme is one that only our own programs and pages
// send, never a browser by itself. Participant carries the secret of a seat.
func ours(scheme string) bool {
	return strings.EqualFold(scheme, "Bearer") || strings.EqualFold(scheme, "Participant")
}

// SeatSecret is the secret of a seat that r shows instead of a session.
func SeatSecret(r *http.Request) (string, bool) {
	scheme, credentials := authorization(r)
	return credentials, strings.EqualFold(scheme, "Participant") && credentials != ""
}

func toValid(s string) string { return strings.ToValidUTF8(s, "") }
