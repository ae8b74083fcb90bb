package schedule

import (
	"fmt"
	"time"
)

// Local is a wall-clock time without a zone, to the minute: "2026-11-24T10:00".
// The zero value is no time.
type Local struct{ t time.Time } // as if it were UTC

const localForm = "2006-01-02T15:04"

// LocalAt is what a clock in the zone of t shows.
func LocalAt(t time.Time) Local {
	return Local{time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)}
}

// ParseLocal reads what [Local.String] writes.
func ParseLocal(s string) (Local, error) {
	t, err := time.Parse(localForm, s)
	if err != nil {
		return Local{}, fmt.Errorf("schedule: %q is not a time like %s", s, localForm)
	}
	return Local{t}, nil
}

// In is when the clock in the zone shows l. A time the clock skips is as far after
// the gap as it would have been; of two the first counts (RFC 5545, 3.3.5).
func (l Local) In(zone *time.Location) time.Time {
	t := l.t
	at := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, zone)
	if LocalAt(at) == l { // of two, Date does not say which
		if first := at.Add(-time.Hour); LocalAt(first) == l {
			return first
		}
		return at
	}
	_, before := at.Add(-24 * time.Hour).Zone()
	return time.Unix(t.Unix()-int64(before), 0).In(zone)
}

// IsZero tells whether l is no time.
func (l Local) IsZero() bool { return l.t.IsZero() }

// Before tells which comes first on the clock.
func (l Local) Before(other Local) bool { return l.t.Before(other.t) }

// String is the time as "2026-11-24T10:00"; "" for none.
func (l Local) String() string {
	if l.IsZero() {
		return ""
	}
	return l.t.Format(localForm)
}

// MarshalText writes it as String does.
func (l Local) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (l *Local) UnmarshalText(text []byte) (err error) {
	*l = Local{}
	if len(text) > 0 {
		*l, err = ParseLocal(string(text))
	}
	return err
}
