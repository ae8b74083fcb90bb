package access

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
)

// PIN of a conference, or as somebody gave it. It prints and logs as a mark,
// so that a Rules or Arrival in a log line gives nothing away; convert it to a
// string to store or show it.
type PIN string

const (
	minPIN = 4
	maxPIN = 32
)

// NewPIN returns six random digits.
func NewPIN() PIN {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // documented never to happen since Go 1.24
	}
	return PIN(fmt.Sprintf("%06d", n))
}

// Valid reports whether p may be set: 4 to 32 ASCII letters or digits, which
// is what fits after the comma of a dial string (C26). Only digits can be typed
// on a telephone.
func (p PIN) Valid() bool {
	if len(p) < minPIN || len(p) > maxPIN {
		return false
	}
	for _, c := range []byte(p) {
		switch {
		case '0' <= c && c <= '9', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
		default:
			return false
		}
	}
	return true
}

// Equal compares in a time that depends on neither the place of the first
// difference nor the length of p. Spaces around what was given do not count.
// An empty p equals nothing.
func (p PIN) Equal(given PIN) bool {
	want := sha256.Sum256([]byte(p))
	got := sha256.Sum256([]byte(strings.TrimSpace(string(given))))
	same := subtle.ConstantTimeCompare(want[:], got[:]) == 1
	return same && p != ""
}

// String hides the PIN.
func (p PIN) String() string {
	if p == "" {
		return ""
	}
	return "[PIN]"
}

// GoString hides the PIN from %#v.
func (p PIN) GoString() string { return `"` + p.String() + `"` }

// LogValue hides the PIN from structured logs.
func (p PIN) LogValue() slog.Value { return slog.StringValue(p.String()) }

// LogValue keeps the PIN out of handlers that encode what they log.
func (r Rules) LogValue() slog.Value {
	type plain Rules
	return slog.StringValue(fmt.Sprintf("%+v", plain(r)))
}

// LogValue keeps the PIN out of handlers that encode what they log.
func (a Arrival) LogValue() slog.Value {
	type plain Arrival
	return slog.StringValue(fmt.Sprintf("%+v", plain(a)))
}
