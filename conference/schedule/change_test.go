package schedule

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestChanges: what is done to a schedule of four weekly meetings, and when meetings
// take place then.
func TestChanges(t *testing.T) {
	t.Parallel()
	const weekly = "2026-11-24T10:00 Europe/Moscow FREQ=WEEKLY;COUNT=4"
	d1, d2, d3 := local(t, "2026-11-24T10:00"), local(t, "2026-12-01T10:00"), local(t, "2026-12-08T10:00")
	next := func(text string) Series { return series(t, text) }
	for _, c := range []struct {
		name string
		do   func(*Schedule) error
		want string // in UTC; an error by its text
	}{
		{"cancelled", func(s *Schedule) error { return s.Cancel("s1", d2) }, "11-24T07:00 12-08T07:00 12-15T07:00"},
		{"cancelled and restored", func(s *Schedule) error {
			return errors.Join(s.Cancel("s1", d2), s.Restore("s1", d2))
		}, "11-24T07:00 12-01T07:00 12-08T07:00 12-15T07:00"},
		{"moved to another day", func(s *Schedule) error { return s.Move("s1", d2, local(t, "2026-12-02T12:00"), 30) }, "11-24T07:00 12-02T09:00 12-08T07:00 12-15T07:00"},
		{"moved across others", func(s *Schedule) error { return s.Move("s1", d1, local(t, "2026-12-10T10:00"), 0) }, "12-01T07:00 12-08T07:00 12-10T07:00 12-15T07:00"},
		{"moved and back", func(s *Schedule) error {
			return errors.Join(s.Move("s1", d1, local(t, "2026-12-10T10:00"), 0), s.Move("s1", d1, d1, 60))
		}, "11-24T07:00 12-01T07:00 12-08T07:00 12-15T07:00"},
		{"moved onto another", func(s *Schedule) error { return s.Move("s1", d1, local(t, "2026-12-01T09:30"), 0) }, errCollides.Detail},
		{"moved beside another", func(s *Schedule) error { return s.Move("s1", d1, local(t, "2026-12-01T09:00"), 0) }, "12-01T06:00 12-01T07:00 12-08T07:00 12-15T07:00"},
		{"moved to where another was", func(s *Schedule) error {
			return errors.Join(s.Move("s1", d2, local(t, "2026-12-03T10:00"), 0), s.Move("s1", d1, d2, 0))
		}, "12-01T07:00 12-03T07:00 12-08T07:00 12-15T07:00"},
		{"two moved onto one time", func(s *Schedule) error {
			return errors.Join(s.Move("s1", d2, local(t, "2026-12-03T10:00"), 0), s.Move("s1", d1, local(t, "2026-12-03T10:30"), 0))
		}, errCollides.Detail},
		{"restored onto another", func(s *Schedule) error {
			return errors.Join(s.Cancel("s1", d2), s.Move("s1", d1, d2, 0), s.Restore("s1", d2))
		}, errCollides.Detail},
		{"a cancelled one moved", func(s *Schedule) error { return errors.Join(s.Cancel("s1", d2), s.Move("s1", d2, d3, 0)) }, errNothingMoved.Detail},
		{"longer into the next", func(s *Schedule) error { return s.Move("s1", d2, Local{}, 7*24*60+1) }, errMinutes.Detail},
		{"not a meeting", func(s *Schedule) error { return s.Cancel("s1", local(t, "2026-11-25T10:00")) }, ErrUnknown.Detail},
		{"not a series", func(s *Schedule) error { return s.Cancel("s9", d1) }, ErrUnknown.Detail},
		{"this and all following", func(s *Schedule) error {
			return s.Following("s1", d2, next("2026-12-03T09:00 Europe/Moscow FREQ=WEEKLY;COUNT=2"))
		}, "11-24T07:00 12-03T06:00 12-10T06:00"},
		{"this and all following, from the first on", func(s *Schedule) error {
			return s.Following("s1", d1, next("2026-12-03T09:00 Asia/Tokyo FREQ=WEEKLY;COUNT=2"))
		}, "12-03T00:00 12-10T00:00"},
		{"following ones before what stays", func(s *Schedule) error {
			return s.Following("s1", d3, next("2026-11-30T09:00 Europe/Moscow"))
		}, errSeriesOrder.Detail},
		{"the end of the series", func(s *Schedule) error { return s.EndBefore("s1", d3) }, "11-24T07:00 12-01T07:00"},
		{"the end before the first", func(s *Schedule) error { return s.EndBefore("s1", d1) }, ErrNothingLeft.Detail},
		{"what was moved before the end stays", func(s *Schedule) error {
			return errors.Join(s.Move("s1", d2, local(t, "2026-12-20T10:00"), 0), s.Cancel("s1", d3), s.EndBefore("s1", d3))
		}, "11-24T07:00 12-20T07:00"},
	} {
		s := plan(t, weekly)
		before := s.Clone()
		err := c.do(s)
		if err != nil {
			if got, _, _ := strings.Cut(err.Error(), "\n"); got != c.want {
				t.Errorf("%s: got %q, want %q", c.name, got, c.want)
			}
			if len(before.Series) != 1 || before.Series[0].Changes != nil {
				t.Errorf("%s: the copy was changed", c.name)
			}
			continue
		}
		var want []string
		for w := range strings.FieldsSeq(c.want) {
			want = append(want, "2026-"+w)
		}
		if got := beginnings(t, s, 0); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", c.name, got, want)
		}
		last, ends := s.Last()
		all := s.Between(time.Time{}, endOfTime, 0)
		if !ends || !last.Equal(all[len(all)-1].End) {
			t.Errorf("%s: the last is over at %v", c.name, last)
		}
	}
}

func TestARefusedChangeLeavesTheSchedule(t *testing.T) {
	t.Parallel()
	s := plan(t, "2026-11-24T10:00 Europe/Moscow FREQ=WEEKLY;COUNT=4")
	before := s.Clone()
	if s.Move("s1", local(t, "2026-11-24T10:00"), local(t, "2026-12-01T10:00"), 0) == nil || s.EndBefore("s1", local(t, "2026-11-24T10:00")) == nil {
		t.Fatal("was not refused")
	}
	if !reflect.DeepEqual(s, before) {
		t.Errorf("got %+v, want %+v", s, before)
	}
}

func TestFoundWhereverItWasMoved(t *testing.T) {
	t.Parallel()
	s := plan(t, "2026-11-24T10:00 Etc/UTC FREQ=WEEKLY")
	of := local(t, "2026-12-01T10:00")
	if err := s.Move("s1", of, local(t, "2026-12-02T12:00"), 30); err != nil {
		t.Fatal(err)
	}
	o, ok := s.Find("s1", of)
	if !ok || !o.Moved || o.Of != of || o.Start.Format(time.RFC3339) != "2026-12-02T12:00:00Z" || o.End.Sub(o.Start) != 30*time.Minute {
		t.Errorf("got %+v", o)
	}
	if o, ok = s.Find("s1", local(t, "2026-12-08T10:00")); !ok || o.Moved {
		t.Errorf("got %+v", o)
	}
	if err := s.Cancel("s1", of); err != nil {
		t.Fatal(err)
	}
	for _, none := range []string{"2026-12-01T10:00", "2026-12-02T12:00", "2026-11-17T10:00"} {
		if o, ok := s.Find("s1", local(t, none)); ok {
			t.Errorf("%s: got %+v", none, o)
		}
	}
}

// TestChangesGoWithTheirMeetings: a rule that no longer has a meeting forgets what
// became of it.
func TestChangesGoWithTheirMeetings(t *testing.T) {
	t.Parallel()
	s := plan(t, "2026-11-24T10:00 Etc/UTC FREQ=WEEKLY")
	for _, of := range []string{"2026-12-01T10:00", "2026-12-08T10:00"} {
		if err := s.Cancel("s1", local(t, of)); err != nil {
			t.Fatal(err)
		}
	}
	s.Series[0].Rule = "FREQ=WEEKLY;INTERVAL=2"
	s.Settle()
	if got := s.Series[0].Changes; len(got) != 1 || got[0].Of.String() != "2026-12-08T10:00" {
		t.Errorf("got %+v", got)
	}
	s.Series[0].Zone = "Asia/Tokyo" // the zone alone moves the meetings with their changes
	s.Settle()
	if err := s.Validate(); err != nil || len(s.Series[0].Changes) != 1 {
		t.Errorf("got %+v, %v", s.Series[0], err)
	}
}
