package schedule_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"veche/conference/schedule"
)

func local(t *testing.T, text string) schedule.Local {
	t.Helper()
	l, err := schedule.ParseLocal(text)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func once(t *testing.T) *schedule.Schedule {
	t.Helper()
	return &schedule.Schedule{Series: []schedule.Series{{ID: "a", Start: local(t, "2026-11-24T10:00"), Zone: "UTC", Minutes: 60}}}
}

func weekly(t *testing.T) *schedule.Schedule {
	t.Helper()
	return &schedule.Schedule{Series: []schedule.Series{{ID: "a", Start: local(t, "2026-11-24T10:00"), Zone: "UTC", Minutes: 60, Rule: "FREQ=WEEKLY;COUNT=3"}}}
}

func endless(t *testing.T) *schedule.Schedule {
	t.Helper()
	return &schedule.Schedule{Series: []schedule.Series{{ID: "a", Start: local(t, "2026-11-24T10:00"), Zone: "UTC", Minutes: 60, Rule: "FREQ=WEEKLY"}}}
}

// G20, G21, G22: when the form is open, and what is said when it is not.
func TestRegistrationIsOpen(t *testing.T) {
	at := func(text string) time.Time { return local(t, text).In(time.UTC) }
	before, during, after := at("2026-11-23T10:00"), at("2026-11-24T10:30"), at("2026-11-24T11:00")
	between, end := at("2026-11-26T10:00"), at("2026-12-08T11:00")
	on := func(c schedule.Closing) schedule.Registration { return schedule.Registration{On: true, Closing: c} }
	date := schedule.Registration{On: true, Closing: schedule.ClosesByDate, ClosesAt: at("2026-11-24T09:00")}
	full := schedule.Registration{On: true, CloseWhenFull: true}
	for name, c := range map[string]struct {
		r     schedule.Registration
		s     *schedule.Schedule
		count int
		now   time.Time
		want  schedule.Why
	}{
		"G20 off":                                   {schedule.Registration{}, once(t), 0, before, schedule.WhyOff},
		"G20 not of a virtual room":                 {on(schedule.ClosesAtStart), nil, 0, before, schedule.WhyOff},
		"G21 at the start: before":                  {on(schedule.ClosesAtStart), once(t), 0, before, ""},
		"G21 at the start is the default":           {on(""), once(t), 0, during, schedule.WhyStarted},
		"G21 at the start: in the first second":     {on(schedule.ClosesAtStart), once(t), 0, at("2026-11-24T10:00"), schedule.WhyStarted},
		"G21 at the end: during":                    {on(schedule.ClosesAtEnd), once(t), 0, during, ""},
		"G21 at the end: after":                     {on(schedule.ClosesAtEnd), once(t), 0, after, schedule.WhyOver},
		"G21 by hand":                               {schedule.Registration{On: true, Closed: true, Closing: schedule.ClosesAtEnd}, once(t), 0, before, schedule.WhyClosed},
		"G21 by hand: over":                         {schedule.Registration{On: true, Closed: true}, once(t), 0, after, schedule.WhyOver},
		"G21 by date: before":                       {date, once(t), 0, before, ""},
		"G21 by date: in that second":               {date, once(t), 0, date.ClosesAt, schedule.WhyDate},
		"G21 repeating, at the start: during":       {on(schedule.ClosesAtStart), weekly(t), 0, during, schedule.WhyStarted},
		"G21 repeating, at the start: between":      {on(schedule.ClosesAtStart), weekly(t), 0, between, ""},
		"G21 repeating, at the end: during":         {on(schedule.ClosesAtEnd), weekly(t), 0, during, ""},
		"G21 repeating, never: after the last":      {on(schedule.ClosesNever), weekly(t), 0, end, schedule.WhyOver},
		"G21 repeating for ever, never: in a year":  {on(schedule.ClosesNever), endless(t), 0, at("2027-11-24T10:00"), ""},
		"G22 a place is left":                       {full, once(t), 9, before, ""},
		"G22 full":                                  {full, once(t), 10, before, schedule.WhyFull},
		"G22 not asked for":                         {on(schedule.ClosesAtStart), once(t), 10, before, ""},
		"G22 full, but the date is what is told of": {schedule.Registration{On: true, CloseWhenFull: true}, once(t), 10, during, schedule.WhyStarted},
	} {
		open, why := c.r.Open(c.s, c.count, 10, c.now)
		if why != c.want || open != (c.want == "") {
			t.Errorf("%s: got %v, %q, want %q", name, open, why, c.want)
		}
	}
	if open, _ := full.Open(once(t), 1_000_000, 0, before); !open {
		t.Error("closed though as many may come as want")
	}
}

func TestRegistrationCloses(t *testing.T) {
	at := func(text string) time.Time { return local(t, text).In(time.UTC) }
	now := at("2026-11-26T10:00")
	date := schedule.Registration{On: true, Closing: schedule.ClosesByDate, ClosesAt: at("2026-12-01T09:00")}
	for name, c := range map[string]struct {
		r    schedule.Registration
		s    *schedule.Schedule
		want string
	}{
		"at the start of the next": {schedule.Registration{On: true}, weekly(t), "2026-12-01T10:00"},
		"at the end of the last":   {schedule.Registration{On: true, Closing: schedule.ClosesAtEnd}, weekly(t), "2026-12-08T11:00"},
		"at an end there is not":   {schedule.Registration{On: true, Closing: schedule.ClosesAtEnd}, endless(t), ""},
		"never":                    {schedule.Registration{On: true, Closing: schedule.ClosesNever}, weekly(t), ""},
		"by date":                  {date, once(t), "2026-12-01T09:00"},
		"of a virtual room":        {date, nil, ""},
	} {
		got, ok := c.r.Closes(c.s, now)
		if ok != (c.want != "") || ok && schedule.LocalAt(got.UTC()).String() != c.want {
			t.Errorf("%s: got %v, %v", name, got, ok)
		}
	}
}

func TestRegistrationIsValid(t *testing.T) {
	on := schedule.Registration{On: true}
	with := func(change func(*schedule.Registration)) schedule.Registration { r := on; change(&r); return r }
	var eleven []schedule.Field
	for range 11 {
		eleven = append(eleven, schedule.Field{Label: "What?"})
	}
	for name, c := range map[string]struct {
		r      schedule.Registration
		public bool
		s      *schedule.Schedule
		want   string
	}{
		"G20 none":                         {schedule.Registration{}, false, nil, ""},
		"G20 public and scheduled":         {on, true, once(t), ""},
		"G20 internal":                     {on, false, once(t), "registration_needs_schedule"},
		"G20 a virtual room":               {on, true, nil, "registration_needs_schedule"},
		"G21 never, repeating":             {with(func(r *schedule.Registration) { r.Closing = schedule.ClosesNever }), true, weekly(t), ""},
		"G21 never, once":                  {with(func(r *schedule.Registration) { r.Closing = schedule.ClosesNever }), true, once(t), "registration_never"},
		"G21 by no date":                   {with(func(r *schedule.Registration) { r.Closing = schedule.ClosesByDate }), true, once(t), "registration_date"},
		"G21 unknown":                      {with(func(r *schedule.Registration) { r.Closing = "someday" }), true, once(t), "registration_closing"},
		"G25 ten own fields":               {with(func(r *schedule.Registration) { r.Fields = eleven[:10] }), true, once(t), ""},
		"G25 eleven own fields":            {with(func(r *schedule.Registration) { r.Fields = eleven }), true, once(t), "registration_own_fields"},
		"G25 an own field without a label": {with(func(r *schedule.Registration) { r.Fields = []schedule.Field{{Key: "own1"}} }), true, once(t), "registration_label"},
		"G25 a field twice":                {with(func(r *schedule.Registration) { r.Fields = []schedule.Field{{Key: "phone"}, {Key: "phone"}} }), true, once(t), "registration_field"},
		"G25 a field that is none":         {with(func(r *schedule.Registration) { r.Fields = []schedule.Field{{Key: "own11", Label: "?"}} }), true, once(t), "registration_field"},
	} {
		c.r.Settle()
		err := c.r.Validate(c.public, c.s)
		if e, _ := errors.AsType[*schedule.Error](err); (err == nil) != (c.want == "") || e != nil && e.Code != c.want {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

// G25: first name and e-mail are always there and mandatory; own fields get keys.
func TestFieldsAreSettled(t *testing.T) {
	r := schedule.Registration{On: true, Fields: []schedule.Field{
		{Key: "phone", Label: "mine"}, {Label: " Shoe size "}, {Key: "own1", Label: "First"}, {Key: "email"}, {Label: "Third"},
	}}
	r.Settle()
	want := []schedule.Field{
		{Key: "first_name", Required: true},
		{Key: "phone"},
		{Key: "own2", Label: "Shoe size"},
		{Key: "own1", Label: "First"},
		{Key: "email", Required: true},
		{Key: "own3", Label: "Third"},
	}
	if !reflect.DeepEqual(r.Fields, want) {
		t.Errorf("got %+v", r.Fields)
	}
	again := r
	again.Settle()
	if !reflect.DeepEqual(again, r) {
		t.Errorf("settled twice: %+v", again)
	}
	off := schedule.Registration{}
	off.Settle()
	if !reflect.DeepEqual(off, schedule.Registration{}) {
		t.Errorf("got %+v", off)
	}
}

func FuzzFields(f *testing.F) {
	f.Add("own1", "Size", "", "Other")
	f.Add("email", "x", "first_name", "")
	f.Add("own11", "\xff", "own1", "")
	f.Fuzz(func(t *testing.T, key1, label1, key2, label2 string) {
		r := schedule.Registration{On: true, Fields: []schedule.Field{{Key: key1, Label: label1}, {Key: key2, Label: label2}}}
		r.Settle()
		if r.Validate(true, once(t)) != nil {
			return
		}
		again := schedule.Registration{On: true, Fields: r.Fields}
		again.Settle()
		if !again.SameFields(&r) {
			t.Error(fmt.Sprint(r.Fields, " settled twice becomes ", again.Fields))
		}
	})
}
