package access

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestPINEqual(t *testing.T) {
	for _, c := range []struct {
		pin, given PIN
		want       bool
	}{
		{"756910", "756910", true},
		{"756910", " 756910\n", true},
		{"756910", "756911", false},
		{"756910", "75691", false},
		{"756910", "7569100", false},
		{"756910", "", false},
		{"", "", false},
		{"", " ", false},
		{"abcD", "abcd", false},
	} {
		if got := c.pin.Equal(c.given); got != c.want {
			t.Errorf("%q, %q: got %v", string(c.pin), string(c.given), got)
		}
	}
}

func TestNewPINIsSixDigits(t *testing.T) {
	for range 100 {
		if p := NewPIN(); len(p) != 6 || !p.Valid() || strings.Trim(string(p), "0123456789") != "" {
			t.Fatalf("got %q", string(p))
		}
	}
}

// Lesson 39: a PIN was written to the log.
func TestPINIsNotPrinted(t *testing.T) {
	r, a := Rules{PIN: "756910"}, Arrival{PIN: "756910"}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "pin", r.PIN, "rules", r, "arrival", a)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "pin", r.PIN, "rules", r, "arrival", a)
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		fmt.Fprintf(&log, format, r)
		fmt.Fprintf(&log, format, a)
		fmt.Fprintf(&log, format, r.PIN)
	}
	if strings.Contains(log.String(), "756910") {
		t.Error(log.String())
	}
}
