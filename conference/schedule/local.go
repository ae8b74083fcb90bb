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
	at, _ := l.in(zone)
	return at
}

// farthest is more than any zone is away from UTC.
const farthest = 26 * 60 * 60

// in is In, and how long the gap is that l lies in; 0: in none. It walks through the
// periods of the zone around l, and so knows gaps of any length: half an hour on
// Lord Howe, the day that Samoa left out.
func (l Local) in(zone *time.Location) (time.Time, time.Duration) {
	wall := l.t.Unix()
	period := time.Unix(wall-farthest, 0).In(zone)
	_, before := period.Zone()
	for {
		_, offset := period.Zone()
		_, end := period.ZoneBounds()
		if !end.IsZero() && !end.After(period) { // package time says so on 31 December of leap years, in the south
			end = period.Add(24 * time.Hour)
		}
		at := wall - int64(offset)
		switch {
		case !end.IsZero() && at >= end.Unix():
			period, before = end, offset
		case at < period.Unix(): // after the period before, ahead of this one
			return time.Unix(wall-int64(before), 0).In(zone), time.Duration(offset-before) * time.Second
		default:
			return time.Unix(at, 0).In(zone), 0
		}
	}
}

// add is the time on the clock so much later.
func (l Local) add(d time.Duration) Local { return Local{l.t.Add(d)} }

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
