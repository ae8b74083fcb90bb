package schedule

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/teambition/rrule-go"
)

func TestRulesArePlain(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"freq=weekly;byday=tu,mo;interval=1":       "FREQ=WEEKLY;BYDAY=TU,MO",
		"BYDAY=MO;FREQ=MONTHLY;BYSETPOS=+1,-1":     "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1,1",
		"FREQ=DAILY;UNTIL=20261231":                "FREQ=DAILY;UNTIL=20261231T205959Z",
		"FREQ=DAILY;UNTIL=20261231T100000":         "FREQ=DAILY;UNTIL=20261231T070000Z",
		"FREQ=DAILY;UNTIL=20261231T100000Z":        "FREQ=DAILY;UNTIL=20261231T100000Z",
		"FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3;WKST=MO": "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
	} {
		s := Schedule{[]Series{series(t, "2026-11-24T10:00 Europe/Moscow "+given)}}
		s.Settle()
		if got := s.Series[0].Rule; got != want {
			t.Errorf("%s: got %s, want %s", given, got, want)
		}
	}
}

// compare holds the days of a rule against those that rrule-go finds.
func compare(t *testing.T, text string, start time.Time) {
	t.Helper()
	r, err := parseRule(text, time.UTC)
	if err != nil {
		return
	}
	option, err := rrule.StrToROption(r.String())
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	option.Dtstart = start
	if option.Until.IsZero() {
		option.Until = start.AddDate(30, 0, 0)
	}
	other, err := rrule.NewRRule(*option)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	next := other.Iterator()
	var want []time.Time
	for at, ok := next(); ok && len(want) < 50; at, ok = next() {
		want = append(want, at)
	}
	s := Schedule{[]Series{{ID: "x", Start: LocalAt(start), Zone: "Etc/UTC", Minutes: 1, Rule: r.String()}}}
	var got []time.Time
	for _, o := range s.Between(time.Time{}, option.Until.Add(time.Second), 50) {
		got = append(got, o.Start)
	}
	if !slices.EqualFunc(got, want, time.Time.Equal) {
		t.Errorf("%s from %s:\ngot  %v\nwant %v", text, start, got, want)
	}
	if len(got) < 3 {
		return
	}
	// Whoever begins in the middle finds the same.
	middle := s.Between(got[len(got)/2], option.Until.Add(time.Second), 50)
	for i, o := range middle[:len(got)-len(got)/2] {
		if !o.Start.Equal(got[len(got)/2+i]) {
			t.Errorf("%s from the middle: got %s, want %s", text, o.Start, got[len(got)/2+i])
		}
	}
}

// TestRulesAgreeWithAnother plays random rules against rrule-go. Left out is what it does
// not do as RFC 5545 says: numbered days beside others, and BYSETPOS in the week in which
// a rule begins.
func TestRulesAgreeWithAnother(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(choices ...string) string { return choices[random.IntN(len(choices))] }
	for range 150 {
		text := "FREQ=" + pick("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
		text += pick("", "", ";INTERVAL=2", ";INTERVAL=3", ";INTERVAL=13")
		text += pick("", "", ";COUNT=7", ";UNTIL=20290301T100000Z")
		text += pick("", "", "", ";BYMONTH=2", ";BYMONTH=1,6,12")
		text += pick("", "", "", ";BYMONTHDAY=1,15,31", ";BYMONTHDAY=-1", ";BYMONTHDAY=29,-3")
		text += pick("", "", ";BYDAY=MO", ";BYDAY=SU,WE", ";BYDAY=-1FR", ";BYDAY=2MO,-1MO", ";BYDAY=5TU,1SA")
		text += pick("", "", "", ";BYSETPOS=1", ";BYSETPOS=-1,2")
		text += pick("", "", ";WKST=SU", ";WKST=TH")
		if strings.Contains(text, "WEEKLY") && strings.Contains(text, "SETPOS") {
			continue
		}
		compare(t, text, time.Date(2026, time.Month(1+random.IntN(12)), 1+random.IntN(28), 10, 0, 0, 0, time.UTC))
	}
}

func FuzzRule(f *testing.F) {
	for _, seed := range []string{
		"FREQ=WEEKLY;BYDAY=TU", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=DAILY;UNTIL=20261231",
		"FREQ=SECONDLY;BYSECOND=1,2,3", "FREQ=YEARLY;BYDAY=53MO;INTERVAL=99", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "", ";;=", "COUNT=99999999999999999999",
		"FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=MO,SU;COUNT=1000", "FREQ=MONTHLY;BYSETPOS=-366;BYDAY=MO", "freq=daily;until=20261231T235959",
	} {
		f.Add(seed, int64(29929800), uint16(60))
	}
	zones := []string{"Europe/Moscow", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"}
	f.Fuzz(func(t *testing.T, text string, minute int64, length uint16) {
		start := LocalAt(time.Unix((minute%200_000_000)*60, 0).UTC())
		s := Schedule{[]Series{{Start: start, Zone: zones[length%4], Minutes: int(length), Rule: text}}}
		s.Settle()
		if s.Validate() != nil {
			return
		}
		again := s.Clone()
		again.Settle()
		if again.Series[0].Rule != s.Series[0].Rule || again.Series[0].Start != s.Series[0].Start || strings.ToUpper(s.Series[0].Rule) != s.Series[0].Rule {
			t.Fatalf("%q settles as %q, then %q", text, s.Series[0].Rule, again.Series[0].Rule)
		}
		end := time.Time{}
		all := s.Between(time.Time{}, endOfTime, 20)
		if len(all) == 0 || all[0].Of != s.Series[0].Start {
			t.Fatalf("%q: begins with %v", text, all)
		}
		for _, o := range all {
			if o.Start.Before(end) {
				t.Fatalf("%q: %v begins before the one ahead is over", text, o)
			}
			end = o.End
			if found, ok := s.Find(s.Series[0].ID, o.Of); !ok || found != o {
				t.Fatalf("%q: %v is found as %v", text, o, found)
			}
			if next, ok := s.Next(o.Start); !ok || next != o {
				t.Fatalf("%q: at the start of %v comes %v", text, o, next)
			}
		}
		if last, ends := s.Last(); ends && last.Before(end) {
			t.Fatalf("%q: over at %v, but a meeting ends at %v", text, last, end)
		}
	})
}

func BenchmarkNext(b *testing.B) {
	for name, text := range map[string]string{
		"weekly": "2020-11-24T10:00 Europe/Moscow FREQ=WEEKLY", "daily with count": "2026-01-24T10:00 Europe/Berlin FREQ=DAILY;COUNT=500",
		"last Friday": "2020-11-27T10:00 America/New_York FREQ=MONTHLY;BYDAY=-1FR", "hostile": "2000-02-29T10:00 Etc/UTC FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=TU;INTERVAL=99",
	} {
		b.Run(name, func(b *testing.B) {
			s := Schedule{[]Series{series(b, text)}}
			for b.Loop() {
				s.Next(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC))
			}
		})
	}
}

// BenchmarkSettle: what a change of a schedule costs at most, which is as large as one
// can be and has rules that hardly ever come true.
func BenchmarkSettle(b *testing.B) {
	for name, rule := range map[string]string{
		"count": "FREQ=DAILY;COUNT=1000", "rare": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=TU;COUNT=1000", "until": "FREQ=WEEKLY;UNTIL=21990101T000000Z",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s := Schedule{}
				for i := range mostSeries {
					one := series(b, "2000-02-29T10:00 Europe/Moscow "+rule)
					one.Start, one.ID = one.Start.add(time.Duration(3*i)*365*24*time.Hour), ""
					for k := range mostChanges {
						one.Changes = append(one.Changes, Change{Of: one.Start.add(time.Duration(k) * 24 * time.Hour), Minutes: 5})
					}
					s.Series = append(s.Series, one)
				}
				s.Settle()
				_ = s.Validate()
			}
		})
	}
}
