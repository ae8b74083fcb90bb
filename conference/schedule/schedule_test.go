package schedule

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func local(t testing.TB, s string) Local {
	t.Helper()
	l, err := ParseLocal(s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// series is one of an hour, such as "2026-11-24T10:00 Europe/Moscow FREQ=DAILY".
func series(t testing.TB, text string) Series {
	t.Helper()
	f := append(strings.Fields(text), "")
	return Series{ID: "s1", Start: local(t, f[0]), Zone: f[1], Minutes: 60, Rule: f[2]}
}

func plan(t testing.TB, text string) *Schedule {
	t.Helper()
	s := &Schedule{[]Series{series(t, text)}}
	s.Settle()
	if err := s.Validate(); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return s
}

// beginnings are the first n meetings as the clock of the zone and of UTC show them.
func beginnings(t testing.TB, s *Schedule, n int) (list []string) {
	t.Helper()
	for _, o := range s.Between(time.Time{}, endOfTime, n) {
		list = append(list, o.Start.Format("2006-01-02T15:04"))
	}
	return list
}

func TestMeetingsByRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, series, want string }{ // want: in UTC, "." after the last one
		{"once", "2026-11-24T10:00 Europe/Moscow", "2026-11-24T07:00 ."},
		{"weekly on Tuesdays", "2026-11-24T10:00 Europe/Moscow FREQ=WEEKLY;BYDAY=TU", "2026-11-24T07:00 2026-12-01T07:00"},
		{"clocks go forward", "2026-03-28T02:30 Europe/Berlin FREQ=DAILY", "2026-03-28T01:30 2026-03-29T01:30 2026-03-30T00:30"},
		{"clocks go back: the first of two", "2026-10-24T02:30 Europe/Berlin FREQ=DAILY", "2026-10-24T00:30 2026-10-25T00:30 2026-10-26T01:30"},
		{"the same in New York", "2026-03-07T02:30 America/New_York FREQ=DAILY", "2026-03-07T07:30 2026-03-08T07:30 2026-03-09T06:30"},
		{"and in autumn", "2026-10-31T01:30 America/New_York FREQ=DAILY", "2026-10-31T05:30 2026-11-01T05:30 2026-11-02T06:30"},
		{"southern hemisphere", "2026-04-04T10:00 Australia/Sydney FREQ=DAILY", "2026-04-03T23:00 2026-04-05T00:00"},
		{"south, forward", "2026-10-03T02:15 Australia/Sydney FREQ=DAILY", "2026-10-02T16:15 2026-10-03T16:15 2026-10-04T15:15"},
		{"half an hour forward", "2026-10-03T02:15 Australia/Lord_Howe FREQ=DAILY", "2026-10-02T15:45 2026-10-03T15:45 2026-10-04T15:15"},
		{"half an hour back", "2026-04-04T01:45 Australia/Lord_Howe FREQ=DAILY", "2026-04-03T14:45 2026-04-04T14:45 2026-04-05T15:15"},
		{"midnight that does not exist", "2018-11-03T00:00 America/Sao_Paulo FREQ=DAILY", "2018-11-03T03:00 2018-11-04T03:00 2018-11-05T02:00"},
		{"a day left out", "2011-12-29T10:00 Pacific/Apia FREQ=DAILY;COUNT=3", "2011-12-29T20:00 2011-12-30T20:00 2011-12-31T20:00 ."},
		{"an odd offset", "2026-11-24T10:00 Asia/Kathmandu", "2026-11-24T04:15 ."},
		{"last Friday", "2026-11-27T10:00 Etc/UTC FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27T10:00 2026-12-25T10:00 2027-01-29T10:00 2027-02-26T10:00"},
		{"last working day", "2026-11-30T10:00 Etc/UTC FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-11-30T10:00 2026-12-31T10:00 2027-01-29T10:00"},
		{"29 February", "2028-02-29T10:00 Etc/UTC FREQ=YEARLY", "2028-02-29T10:00 2032-02-29T10:00 2036-02-29T10:00"},
		{"29 February across 2100", "2096-02-29T10:00 Etc/UTC FREQ=YEARLY", "2096-02-29T10:00 2104-02-29T10:00"},
		{"29 February on a Monday", "2044-02-29T10:00 Etc/UTC FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "2044-02-29T10:00 2072-02-29T10:00"},
		{"fifth Monday", "2026-11-30T10:00 Etc/UTC FREQ=MONTHLY;BYDAY=5MO", "2026-11-30T10:00 2027-03-29T10:00 2027-05-31T10:00"},
		{"the 31st", "2026-01-31T10:00 Etc/UTC FREQ=MONTHLY", "2026-01-31T10:00 2026-03-31T10:00 2026-05-31T10:00"},
		{"last day of the month", "2026-01-31T10:00 Etc/UTC FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31T10:00 2026-02-28T10:00 2026-03-31T10:00"},
		{"Friday the 13th", "2026-02-13T10:00 Etc/UTC FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "2026-02-13T10:00 2026-03-13T10:00 2026-11-13T10:00"},
		{"every other week, two days", "2026-11-24T10:00 Etc/UTC FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU", "2026-11-24T10:00 2026-11-29T10:00 2026-12-08T10:00"},
		{"the same, weeks begin on Sunday", "2026-11-24T10:00 Etc/UTC FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", "2026-11-24T10:00 2026-12-06T10:00 2026-12-08T10:00"},
		{"Thanksgiving", "2026-11-26T10:00 Etc/UTC FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2026-11-26T10:00 2027-11-25T10:00"},
		{"twentieth Monday of the year", "2026-05-18T10:00 Etc/UTC FREQ=YEARLY;BYDAY=20MO", "2026-05-18T10:00 2027-05-17T10:00"},
		{"a number of times", "2026-11-24T10:00 Etc/UTC FREQ=DAILY;COUNT=2", "2026-11-24T10:00 2026-11-25T10:00 ."},
		{"until, in UTC: just so", "2026-11-24T10:00 Europe/Moscow FREQ=DAILY;UNTIL=20261125T070000Z", "2026-11-24T07:00 2026-11-25T07:00 ."},
		{"until, in UTC: a second too early", "2026-11-24T10:00 Europe/Moscow FREQ=DAILY;UNTIL=20261125T065959Z", "2026-11-24T07:00 ."},
		{"until, far from UTC", "2026-11-24T01:00 Pacific/Auckland FREQ=DAILY;UNTIL=20261124T120000Z", "2026-11-23T12:00 2026-11-24T12:00 ."},
		{"until a day, which counts whole", "2026-11-24T23:30 America/New_York FREQ=DAILY;UNTIL=20261125", "2026-11-25T04:30 2026-11-26T04:30 ."},
		{"until a time on the clock", "2026-11-24T10:00 Asia/Tokyo FREQ=DAILY;UNTIL=20261125T100000", "2026-11-24T01:00 2026-11-25T01:00 ."},
		{"the first day of the rule is the start", "2026-11-23T10:00 Etc/UTC FREQ=WEEKLY;BYDAY=TU;COUNT=2", "2026-11-24T10:00 2026-12-01T10:00 ."},
		{"working days", "2026-11-26T10:00 Etc/UTC FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "2026-11-26T10:00 2026-11-27T10:00 2026-11-30T10:00"},
		{"in summer", "2026-08-31T10:00 Etc/UTC FREQ=DAILY;BYMONTH=6,7,8", "2026-08-31T10:00 2027-06-01T10:00"},
	} {
		want := strings.Fields(c.want)
		ends := want[len(want)-1] == "."
		if ends {
			want = want[:len(want)-1]
		}
		s := plan(t, c.series)
		got := beginnings(t, s, len(want)+index(ends))
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", c.name, got, want)
		}
		last, over := s.Last()
		if over != (ends || s.Series[0].Rule == "") {
			t.Errorf("%s: ends: %v", c.name, over)
		}
		if over && last.Format("2006-01-02T15:04") != s.Between(time.Time{}, endOfTime, 0)[len(want)-1].End.Format("2006-01-02T15:04") {
			t.Errorf("%s: the last is over at %v", c.name, last)
		}
	}
}

func index(one bool) int {
	if one {
		return 1
	}
	return 0
}

func TestWhatIsNoSchedule(t *testing.T) {
	t.Parallel()
	once := "2026-11-24T10:00 Europe/Moscow"
	for _, c := range []struct {
		name, series string
		with         func(*Series)
		field        string
	}{
		{"a zone that does not exist", "2026-11-24T10:00 Europe/Atlantis", nil, "zone"},
		{"the server's zone", "2026-11-24T10:00 Local", nil, "zone"},
		{"a zone outside", "2026-11-24T10:00 ../../etc/passwd", nil, "zone"},
		{"no time at all", once, func(s *Series) { s.Minutes = 0 }, "minutes"},
		{"more than a week", once, func(s *Series) { s.Minutes = 7*24*60 + 1 }, "minutes"},
		{"no start", once, func(s *Series) { s.Start = Local{} }, "start"},
		{"long ago", "1999-12-31T10:00 Etc/UTC", nil, "start"},
		{"longer than the interval", once + " FREQ=DAILY", func(s *Series) { s.Minutes = 24*60 + 1 }, "minutes"},
		{"a whole day, of which one is shorter", "2026-11-24T10:00 Europe/Berlin FREQ=DAILY", func(s *Series) { s.Minutes = 24 * 60 }, "minutes"},
		{"never", once + " FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", nil, "rule"},
		{"over before it begins", once + " FREQ=DAILY;UNTIL=20261101T000000Z", nil, "rule"},
		{"every second", once + " FREQ=SECONDLY;BYSECOND=1", nil, "rule"},
		{"every hour", once + " FREQ=HOURLY", nil, "rule"},
		{"times of the day", once + " FREQ=DAILY;BYHOUR=1,2,3", nil, "rule"},
		{"no frequency", once + " COUNT=3", nil, "rule"},
		{"count and until", once + " FREQ=DAILY;COUNT=3;UNTIL=20271101T000000Z", nil, "rule"},
		{"something twice", once + " FREQ=DAILY;COUNT=3;COUNT=4", nil, "rule"},
		{"interval 0", once + " FREQ=DAILY;INTERVAL=0", nil, "rule"},
		{"interval too long", once + " FREQ=DAILY;INTERVAL=100", nil, "rule"},
		{"count too high", once + " FREQ=DAILY;COUNT=1001", nil, "rule"},
		{"until in words", once + " FREQ=DAILY;UNTIL=tomorrow", nil, "rule"},
		{"numbered days of weeks", once + " FREQ=WEEKLY;BYDAY=1MO", nil, "rule"},
		{"sixth Monday", once + " FREQ=MONTHLY;BYDAY=6MO", nil, "rule"},
		{"BYSETPOS alone", once + " FREQ=MONTHLY;BYSETPOS=1", nil, "rule"},
		{"BYMONTHDAY in weeks", once + " FREQ=WEEKLY;BYMONTHDAY=1", nil, "rule"},
		{"no day of the week", once + " FREQ=WEEKLY;BYDAY=XX", nil, "rule"},
		{"a rule with its name", once + " RRULE:FREQ=DAILY", nil, "rule"},
		{"an endless rule", once + " FREQ=DAILY;BYDAY=" + strings.Repeat("MO,", 200) + "MO", nil, "rule"},
		{"an id with blanks", once, func(s *Series) { s.ID = "a b" }, "series"},
		{"too many changes", once + " FREQ=DAILY", func(s *Series) { s.Changes = make([]Change, 501) }, "changes"},
	} {
		one := series(t, c.series)
		if c.with != nil {
			c.with(&one)
		}
		s := &Schedule{[]Series{one}}
		s.Settle()
		wrong, ok := errors.AsType[*Error](s.Validate())
		if !ok || wrong.Field != c.field {
			t.Errorf("%s: got %v, want a refusal of %s", c.name, wrong, c.field)
		}
	}
	if (&Schedule{}).Validate() == nil {
		t.Error("a schedule of nothing is none")
	}
}

func TestSeriesDoNotOverlap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		first, second string
		want          error
	}{
		{"2026-11-24T10:00 Etc/UTC FREQ=DAILY;COUNT=3", "2026-11-26T11:00 Etc/UTC FREQ=DAILY", nil},
		{"2026-11-24T10:00 Etc/UTC FREQ=DAILY;COUNT=3", "2026-11-26T10:59 Etc/UTC FREQ=DAILY", errSeriesOrder},
		{"2026-11-24T10:00 Etc/UTC FREQ=DAILY", "2027-11-26T10:59 Etc/UTC", errSeriesOrder},
		{"2026-11-24T10:00 Europe/Moscow", "2026-11-24T08:00 Etc/UTC", nil}, // zone changed
		{"2026-11-24T10:00 Etc/UTC", "2026-11-24T13:30 Europe/Moscow", errSeriesOrder},
		{"2026-11-24T10:00 Etc/UTC FREQ=YEARLY;BYMONTH=1;UNTIL=21000101T000000Z", "2100-01-01T11:00 Etc/UTC", nil},
	} {
		s := &Schedule{[]Series{series(t, c.second), series(t, c.first)}}
		s.Series[0].ID = "s2"
		s.Settle()
		if err := s.Validate(); !errors.Is(err, c.want) {
			t.Errorf("%s and %s: got %v, want %v", c.first, c.second, err, c.want)
		}
	}
}

func TestNextIsThePresentOrTheComingOne(t *testing.T) {
	t.Parallel()
	s := plan(t, "2026-11-24T10:00 Etc/UTC FREQ=WEEKLY;COUNT=2") // NB6
	for at, want := range map[string]string{
		"2020-01-01T00:00": "2026-11-24T10:00", "2026-11-24T10:59": "2026-11-24T10:00",
		"2026-11-24T11:00": "2026-12-01T10:00", "2026-12-01T11:00": "",
	} {
		o, ok := s.Next(local(t, at).t)
		if got := o.Of.String(); got != want || ok != (want != "") {
			t.Errorf("at %s: got %q, want %q", at, got, want)
		}
	}
}

// TestLongRunningRulesAreQuick: what comes next after a hundred years is found without
// going through them.
func TestLongRunningRulesAreQuick(t *testing.T) {
	s := plan(t, "2000-01-01T10:00 Europe/Moscow FREQ=DAILY")
	n := testing.AllocsPerRun(10, func() {
		if _, ok := s.Next(time.Date(2199, 1, 1, 0, 0, 0, 0, time.UTC)); !ok {
			t.Error("nothing comes next")
		}
	})
	if n > 200 {
		t.Errorf("%v allocations", n)
	}
}
