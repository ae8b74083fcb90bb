package conference

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"veche/conference/schedule"
)

// planned is a definition that is right but for what the test does to it.
func planned(t *testing.T) Definition {
	t.Helper()
	start, err := schedule.ParseLocal("2026-11-24T10:00")
	if err != nil {
		t.Fatal(err)
	}
	d := Definition{
		ID: NewID(), CID: "1234567890", Name: "Planned",
		Schedule: &schedule.Schedule{Series: []schedule.Series{{Start: start, Zone: "Europe/Moscow", Minutes: 60, Rule: "freq=weekly"}}},
	}
	return d
}

func TestPlanningIsChecked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		with        func(*Definition)
		field, code string
	}{
		"a zone that does not exist": {func(d *Definition) { d.Schedule.Series[0].Zone = "Moon/Tycho" }, "schedule.zone", "schedule_zone"},
		"no series":                  {func(d *Definition) { d.Schedule.Series = nil }, "schedule.series", "schedule_series"},
		"a personal room":            {func(d *Definition) { d.Personal = true }, "schedule", "invalid"},
		"an instant meeting":         {func(d *Definition) { d.Instant = true }, "schedule", "invalid"},
		"five reminders":             {func(d *Definition) { d.Reminders = []int{1, 2, 3, 4, 5} }, "reminders", "invalid"}, // G5
		"a reminder at the start":    {func(d *Definition) { d.Reminders = []int{0} }, "reminders", "invalid"},
		"a reminder a year ahead":    {func(d *Definition) { d.Reminders = []int{365 * 24 * 60} }, "reminders", "invalid"},
	} {
		d := planned(t)
		c.with(&d)
		d.fillDefaults()
		if e, ok := errors.AsType[*Error](d.Validate()); !ok || e.Field != c.field || e.Code != c.code || e.Kind != Invalid {
			t.Errorf("%s: got %+v", name, e)
		}
	}
}

func TestPlanningIsSettledOnACopy(t *testing.T) {
	t.Parallel()
	d := planned(t)
	d.Reminders = []int{10, 60, 10}
	given := d.Schedule.Clone()
	before := d
	d.fillDefaults()
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	if s := d.Schedule.Series[0]; s.ID == "" || s.Rule != "FREQ=WEEKLY" {
		t.Errorf("settled as %+v", s)
	}
	if !reflect.DeepEqual(before.Schedule, given) || !reflect.DeepEqual(before.Reminders, []int{10, 60, 10}) {
		t.Error("what others hold was changed")
	}
	if !reflect.DeepEqual(d.Reminders, []int{60, 10}) {
		t.Errorf("reminders %v", d.Reminders)
	}
	d.Reminders = []int{}
	raw, err := json.Marshal(d)
	var back Definition
	if err != nil || json.Unmarshal(raw, &back) != nil || back.Reminders == nil {
		t.Error("no reminders became the administrator's")
	}
}
