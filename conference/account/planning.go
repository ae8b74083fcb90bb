package account

import (
	"slices"

	"veche/conference"
	"veche/conference/scheduler"
)

// Planning is what the server does for scheduled conferences (G5).
type Planning struct {
	// RemindersAllowed: people are reminded by mail.
	RemindersAllowed bool `json:"remindersAllowed"`
	// Reminders are how many minutes before the start, for conferences whose owners set
	// none; at most 4, the earliest first.
	Reminders []int `json:"reminders"`
}

// Policy is what the scheduler is told of it.
func (p Planning) Policy() scheduler.Policy {
	return scheduler.Policy{Remind: p.RemindersAllowed, Reminders: p.Reminders}
}

// bounds of reminders.
const (
	mostReminders   = 4
	earliestMinutes = 30 * 24 * 60
)

// validate puts the reminders in order, each once.
func (p *Planning) validate() error {
	sorted := append([]int{}, p.Reminders...)
	slices.Sort(sorted)
	sorted = slices.Compact(sorted)
	slices.Reverse(sorted)
	if len(sorted) > mostReminders {
		return field(conference.Invalid, "planning.reminders", "reminders_many", "There can be at most 4 reminders.")
	}
	for _, minutes := range sorted {
		if minutes < 1 || minutes > earliestMinutes {
			return field(conference.Invalid, "planning.reminders", "number_range", "This number is out of range.")
		}
	}
	p.Reminders = sorted
	return nil
}
