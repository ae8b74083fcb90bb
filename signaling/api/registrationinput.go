package api

import (
	"slices"
	"time"

	"veche/conference"
	"veche/conference/schedule"
)

// registrationInput is schedule.Registration, each part of it optional.
type registrationInput struct {
	On            *bool             `json:"on,omitempty" doc:"Public scheduled conferences only"`
	Closing       *schedule.Closing `json:"closing,omitempty" doc:"at_start, at_end, by_date or, if it repeats, never"`
	ClosesAt      *time.Time        `json:"closesAt,omitempty" doc:"With by_date"`
	Closed        *bool             `json:"closed,omitempty" doc:"By hand, at once"`
	CloseWhenFull *bool             `json:"closeWhenFull,omitempty" doc:"As many as the conference takes"`
	UsersTakePart *bool             `json:"usersTakePart,omitempty" doc:"People of this server take part by a button"`
	Fields        *[]schedule.Field `json:"fields,omitempty" maxItems:"32" doc:"Of the form, in order; they are chosen once. Own ones have a label, and get a key"`
}

func (in *registrationInput) apply(r *schedule.Registration) {
	set(&r.On, in.On)
	set(&r.Closing, in.Closing)
	set(&r.ClosesAt, in.ClosesAt)
	set(&r.Closed, in.Closed)
	set(&r.CloseWhenFull, in.CloseWhenFull)
	set(&r.UsersTakePart, in.UsersTakePart)
	if in.Fields != nil {
		r.Fields = slices.Clone(*in.Fields)
	}
}

// applyRegistration takes up what was given. A conference that becomes internal or a
// room loses the registration that it had.
func (in *conferenceInput) applyRegistration(d *conference.Definition) {
	if in.Registration != nil {
		in.Registration.apply(&d.Registration)
		return
	}
	if d.Access != conference.Public || d.Schedule == nil {
		d.Registration.On = false
	}
}
