package schedule

import (
	"testing"
	"time"
)

// TestLocalTimesInAllZones compares In with its contract at every hour around every
// change of many zones.
func TestLocalTimesInAllZones(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"Etc/UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Apia", "Pacific/Kiritimati",
		"America/Sao_Paulo", "Asia/Kathmandu", "Africa/Casablanca", "Europe/Dublin", "America/Nuuk", "Asia/Tehran", "Antarctica/Troll", "Europe/Moscow",
	} {
		zone, err := Zone(name)
		if err != nil {
			t.Fatal(err)
		}
		for at := time.Date(2005, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2037; {
			_, change := at.In(zone).ZoneBounds()
			if change.IsZero() {
				break
			}
			around := LocalAt(change.UTC())
			for d := -40 * time.Hour; d <= 40*time.Hour; d += 15 * time.Minute {
				checkLocal(t, around.add(d), zone)
			}
			at = change
		}
		for year := 2026; year < 2200; year += 7 {
			for d := -30 * time.Hour; d <= 30*time.Hour; d += 6 * time.Hour {
				checkLocal(t, LocalAt(time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC)).add(d), zone)
			}
		}
	}
}

func checkLocal(t *testing.T, l Local, zone *time.Location) {
	t.Helper()
	at, gap := l.in(zone)
	if gap == 0 {
		if LocalAt(at) != l {
			t.Fatalf("%s in %s: got %s", l, zone, at)
		}
		for d := 15 * time.Minute; d <= 3*time.Hour; d += 15 * time.Minute {
			if LocalAt(at.Add(-d)) == l {
				t.Fatalf("%s in %s: %s is the second of two", l, zone, at)
			}
		}
		return
	}
	if LocalAt(at) != l.add(gap) {
		t.Fatalf("%s in %s, in a gap of %s: got %s", l, zone, gap, at)
	}
}

func TestLocalTimesAreReadAndWritten(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "2026-11-24T10:00", "2028-02-29T23:59"} {
		var l Local
		if err := l.UnmarshalText([]byte(text)); err != nil || l.String() != text {
			t.Errorf("%q: got %q, %v", text, l, err)
		}
	}
	for _, text := range []string{"2026-02-30T10:00", "2026-11-24", "2026-11-24T10:00:00", "2026-11-24T10:00Z", "x"} {
		if _, err := ParseLocal(text); err == nil {
			t.Errorf("%q is a time", text)
		}
	}
}
