package api

import (
	"testing"
	"time"
)

func FuzzPeriod(f *testing.F) {
	for _, text := range []string{"", "2026-03-01", "2026-03-01T12:00:00Z", "2026-03-01T12:00:00.5+03:00", "2026-02-30", "yesterday", "0000-00-00"} {
		f.Add(text, text)
	}
	moscow := time.FixedZone("MSK", 3*3600)
	f.Fuzz(func(t *testing.T, from, to string) {
		in := listRecordingsRequest{From: from, To: to}
		begin, end, err := in.period(moscow)
		if err != nil {
			return
		}
		if from == "" && !begin.IsZero() || to == "" && !end.IsZero() {
			t.Errorf("%q to %q: a bound that nobody named: %v, %v", from, to, begin, end)
		}
		if day, err := time.ParseInLocation(time.DateOnly, from, moscow); err == nil && from == to && (!begin.Equal(day) || end.Sub(begin) != 24*time.Hour) {
			t.Errorf("the day %s is from %v to %v", from, begin, end)
		}
	})
}
