package conference

import (
	"errors"
	"slices"

	"veche/conference/schedule"
)

// bounds of Definition.Reminders (G5).
const (
	maxReminders       = 4
	maxReminderMinutes = 30 * 24 * 60
)

// settlePlanning makes of what was planned what is stored. Others may hold the same
// schedule: it is changed as a copy.
func (d *Definition) settlePlanning() {
	if d.Schedule != nil {
		d.Schedule = d.Schedule.Clone()
		d.Schedule.Settle()
	}
	d.Registration.Settle()
	if d.Reminders != nil {
		d.Reminders = slices.Clone(d.Reminders)
		slices.SortFunc(d.Reminders, func(a, b int) int { return b - a })
		d.Reminders = slices.Compact(d.Reminders)
	}
}

func (d *Definition) validatePlanning() error {
	wrong := func(field, detail string) error { return &Error{Invalid, "invalid", detail, field} }
	switch {
	case d.Schedule != nil && d.Personal:
		return wrong("schedule", "A personal room has no schedule.")
	case d.Schedule != nil && d.Instant:
		return wrong("schedule", "An instant meeting has no schedule.")
	case len(d.Reminders) > maxReminders:
		return wrong("reminders", "There are at most 4 reminders.")
	case slices.ContainsFunc(d.Reminders, func(m int) bool { return m < 1 || m > maxReminderMinutes }):
		return wrong("reminders", "A reminder comes from a minute to 30 days before the start.")
	}
	if d.Schedule != nil {
		if err := d.Schedule.Validate(); err != nil {
			return ScheduleError(err)
		}
	}
	return RegistrationError(d.Registration.Validate(d.Access == Public, d.Schedule))
}

// RegistrationError makes what package schedule refuses of a registration an *Error,
// whose Field is "registration" and the part of it.
func RegistrationError(err error) error {
	e, ok := errors.AsType[*schedule.Error](err)
	if !ok {
		return err
	}
	field := "registration"
	if e.Field != field {
		field += "." + e.Field
	}
	return &Error{Invalid, e.Code, e.Detail, field}
}

// keepsForm refuses to choose the fields of the form anew (G24, G25).
func (d *Definition) keepsForm(before *Definition) error {
	if len(before.Registration.Fields) == 0 || d.Registration.SameFields(&before.Registration) {
		return nil
	}
	return RegistrationError(schedule.ErrFieldsFixed)
}

// ScheduleError makes what package schedule refuses an *Error, whose Field is
// "schedule." and the part of a series.
func ScheduleError(err error) error {
	e, ok := errors.AsType[*schedule.Error](err)
	if !ok {
		return err
	}
	kind := Invalid
	if e.Code == schedule.ErrUnknown.Code {
		kind = NotFound
	}
	return &Error{kind, e.Code, e.Detail, "schedule." + e.Field}
}
