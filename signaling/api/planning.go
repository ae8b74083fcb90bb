package api

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"veche/conference"
	"veche/conference/schedule"
	"veche/signaling/auth"
)

// planning is what people do with the meetings of a conference (G5, NB6).
func (a *API) planning() {
	route(a, op{"GET", "/conferences/{cid}/occurrences", "The meetings of a conference", signedIn, 0}, a.occurrences)
	route(a, op{"PATCH", "/conferences/{cid}/occurrences/{series}/{of}", "Move, cancel or restore a meeting", signedIn, 0}, a.changeOccurrence)
	route(a, op{"PUT", "/conferences/{cid}/occurrences/{series}/{of}/following", "Change a meeting and all that follow", signedIn, 0}, a.changeFollowing)
	route(a, op{"DELETE", "/conferences/{cid}/occurrences/{series}/{of}/following", "Call off a meeting and all that follow", signedIn, 0}, a.endBefore)
	route(a, op{"GET", "/agenda", "The meetings of one's own conferences and of those one is invited to", signedIn, 0}, a.agenda)
	route(a, op{"POST", "/schedule/preview", "When meetings would take place", signedIn, 0}, a.previewSchedule)
}

// scheduleInput is schedule.Schedule, of which people need not say everything.
type scheduleInput struct {
	Series []seriesInput `json:"series" maxItems:"50"`
}

// seriesInput is schedule.Series.
type seriesInput struct {
	ID      string            `json:"id,omitempty" doc:"Of one that is there; left out: a new one"`
	Start   schedule.Local    `json:"start" doc:"Of the first meeting, on the clock of the zone, such as 2026-11-24T10:00"`
	Zone    string            `json:"zone" doc:"IANA name, such as Europe/Moscow"`
	Minutes int               `json:"minutes" doc:"1 to 10080"`
	Rule    string            `json:"rule,omitempty" doc:"Value of an RRULE by days (RFC 5545, 3.3.10); empty: once"`
	Changes []schedule.Change `json:"changes,omitempty" maxItems:"500" doc:"Of single meetings"`
}

func (in *seriesInput) series() schedule.Series {
	return schedule.Series{ID: in.ID, Start: in.Start, Zone: in.Zone, Minutes: in.Minutes, Rule: in.Rule, Changes: in.Changes}
}

// applyPlanning takes up what was given of the schedule and what hangs on it.
func (in *conferenceInput) applyPlanning(d *conference.Definition) {
	if in.Schedule.Given {
		d.Schedule = nil
	}
	if in.Schedule.Given && !in.Schedule.Null {
		d.Schedule = &schedule.Schedule{}
		for i := range in.Schedule.Value.Series {
			d.Schedule.Series = append(d.Schedule.Series, in.Schedule.Value.Series[i].series())
		}
	}
	if in.Reminders.Given {
		d.Reminders = in.Reminders.Value // nil for null
		if d.Reminders == nil && !in.Reminders.Null {
			d.Reminders = []int{}
		}
	}
	set(&d.InviteByMail, in.InviteByMail)
	set(&d.WaitForOwner, in.WaitForOwner)
}

// nextOf is the present or coming meeting of d; nil if there is none.
func nextOf(d *conference.Definition) *schedule.Occurrence {
	if d.Schedule == nil {
		return nil
	}
	if o, ok := d.Schedule.Next(time.Now()); ok {
		return &o
	}
	return nil
}

// nullable is a value that null removes; Given tells it from one left out.
type nullable[T any] struct {
	Given, Null bool
	Value       T
}

// UnmarshalJSON takes a value or null.
func (n *nullable[T]) UnmarshalJSON(raw []byte) error {
	*n = nullable[T]{Given: true, Null: bytes.Equal(raw, []byte("null"))}
	if n.Null {
		return nil
	}
	return json.Unmarshal(raw, &n.Value)
}

// Schema tells huma what it looks like. That null is allowed needs no word: of a part
// that can be left out it always is.
func (nullable[T]) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[T](), true, "")
}

type previewRequest struct {
	Body struct {
		Series seriesInput `json:"series"`
		Count  int         `json:"count,omitempty" minimum:"0" maximum:"100" doc:"How many meetings are told; 0 means 10"`
	}
}

// Preview is a series as it would be stored, and when its first meetings would be.
type Preview struct {
	Start schedule.Local        `json:"start" doc:"The first day of the rule at or after the given one"`
	Rule  string                `json:"rule" doc:"In its plain form"`
	Items []schedule.Occurrence `json:"items" nullable:"false"`
	Last  *time.Time            `json:"last" doc:"When the last meeting is over; null: it goes on for ever"`
}

func (a *API) previewSchedule(_ context.Context, _ auth.Identity, in *previewRequest) (*body[Preview], error) {
	s := schedule.Schedule{Series: []schedule.Series{in.Body.Series.series()}}
	s.Settle()
	if err := s.Validate(); err != nil {
		return nil, conference.ScheduleError(err)
	}
	count := in.Body.Count
	if count == 0 {
		count = 10
	}
	p := Preview{Start: s.Series[0].Start, Rule: s.Series[0].Rule, Items: s.Between(time.Time{}, endOfTime, count)}
	if last, ends := s.Last(); ends {
		p.Last = &last
	}
	return answer(p), nil
}

// endOfTime is after all meetings.
var endOfTime = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
