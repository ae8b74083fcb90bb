package registration

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"log/slog"
)

// Token is the secret in the link of a registrant. It prints as a mark; convert it to
// a string to put it into the link.
type Token string

// TokenHash is SHA-256 of what a token stands for.
type TokenHash [32]byte

const tokenBytes = 32

// NewToken returns a token that nobody has.
func NewToken() Token {
	raw := make([]byte, tokenBytes)
	_, _ = rand.Read(raw) // never fails since Go 1.24
	return Token(base64.RawURLEncoding.EncodeToString(raw))
}

// Hash is that of a token as somebody shows it; false if it cannot be one of ours.
func (t Token) Hash() (TokenHash, bool) {
	if len(t) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return TokenHash{}, false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(string(t))
	if err != nil {
		return TokenHash{}, false
	}
	return sha256.Sum256(raw), true
}

// String hides the token.
func (t Token) String() string {
	if t == "" {
		return ""
	}
	return "[token]"
}

// GoString hides the token from %#v.
func (t Token) GoString() string { return `"` + t.String() + `"` }

// LogValue hides the token from structured logs.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

// Link is the individual link: the token stands in the fragment, which browsers send
// to nobody, so that it is in no log.
func (t Token) Link(page string) string {
	if t == "" {
		return page
	}
	return page + "#r=" + string(t)
}

// NewID returns a new id of a registrant.
func NewID() ID {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	return ID(hex.EncodeToString(b[:]))
}
