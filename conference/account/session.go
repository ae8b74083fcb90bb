package account

import (
	"context"
	"time"
)

// TokenHash is SHA-256 of a token; the token itself is kept nowhere.
type TokenHash [32]byte

// SessionLife is how long a session lives after its last use.
const SessionLife = 30 * 24 * time.Hour

// Session is one signed-in browser or program, or an API key.
type Session struct {
	ID       string    `json:"id"` // for lists and ending it; says nothing of the token
	Token    TokenHash `json:"-"`
	Login    string    `json:"login"`
	Created  time.Time `json:"created"`
	LastUsed time.Time `json:"lastUsed"` // to within a few minutes
	Agent    string    `json:"agent,omitempty"`
	Address  string    `json:"address,omitempty"` // where it was last used from
	Key      *Key      `json:"key,omitempty"`     // nil: somebody signed in
}

// Expired reports whether nobody used s for too long, or the key has ended.
func (s *Session) Expired(now time.Time) bool {
	if s.Key != nil {
		return !now.Before(s.Key.Expires)
	}
	return now.Sub(s.LastUsed) > SessionLife
}

// Sessions keeps sessions.
type Sessions interface {
	// CreateSession stores a new one. One login has at most 100; the one used
	// longest ago makes room. Keys are counted apart, and one more than 100 is
	// refused: Conflict, code "too_many_keys".
	CreateSession(ctx context.Context, s Session) error
	// Session finds one by its token, expired ones too; NotFound, code
	// "session_unknown", if there is none.
	Session(ctx context.Context, token TokenHash) (Session, error)
	// TouchSession notes a use. One that is gone meanwhile stays so, without an
	// error.
	TouchSession(ctx context.Context, token TokenHash, used time.Time, address string) error
	// SessionsOf lists those of a login, keys too, last used first.
	SessionsOf(ctx context.Context, login string) ([]Session, error)
	// DeleteSession ends one of login; NotFound if there is none.
	DeleteSession(ctx context.Context, login, id string) error
	// DeleteSessions ends all of login but the one with the id keep, and keys.
	DeleteSessions(ctx context.Context, login, keep string) error
}
