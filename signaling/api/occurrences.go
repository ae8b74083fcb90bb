package api

import (
	"context"
	"time"

	"veche/conference"
	"veche/conference/schedule"
	"veche/signaling/auth"
)

type occurrencesRequest struct {
	ConferencePath
	From   time.Time `query:"from" doc:"Meetings that are not over then; left out: now"`
	To     time.Time `query:"to" doc:"Meetings that begin before; left out: all"`
	Limit  int       `query:"limit" minimum:"0" maximum:"500" doc:"Entries on a page; 0 means 100"`
	Cursor string    `query:"cursor" maxLength:"40" doc:"next of the page before"`
}

// Occurrences is a page of the meetings of a conference. There may be no end of them,
// and so no total.
type Occurrences struct {
	Items []schedule.Occurrence `json:"items" nullable:"false"`
	Next  string                `json:"next" doc:"Cursor of the next page; empty at the end"`
}

func (a *API) occurrences(ctx context.Context, who auth.Identity, in *occurrencesRequest) (*body[Occurrences], error) {
	d, err := a.visible(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	from, to, limit := in.From, in.To, in.Limit
	if in.Cursor != "" {
		if from, err = time.Parse(time.RFC3339, in.Cursor); err != nil {
			return nil, errCursor
		}
	}
	if from.IsZero() {
		from = time.Now()
	}
	if to.IsZero() {
		to = endOfTime
	}
	if limit == 0 {
		limit = 100
	}
	page := Occurrences{Items: []schedule.Occurrence{}}
	if d.Schedule == nil {
		return answer(page), nil
	}
	page.Items = append(page.Items, d.Schedule.Between(from, to, limit)...)
	if len(page.Items) == limit { // meetings of a conference do not overlap
		page.Next = page.Items[limit-1].End.Format(time.RFC3339)
	}
	return answer(page), nil
}

var errCursor = &conference.Error{
	Kind: conference.Invalid, Code: "cursor_invalid", Field: "cursor",
	Detail: "This cursor is not one of this list.",
}

// OccurrencePath names a meeting.
type OccurrencePath struct {
	ConferencePath
	Series string `path:"series" maxLength:"64"`
	Of     string `path:"of" maxLength:"16" doc:"When the rule has it, such as 2026-11-24T10:00, wherever it was moved to"`
}

// reschedule changes the schedule of a conference by fn, which gets the meeting.
func (a *API) reschedule(ctx context.Context, who auth.Identity, at OccurrencePath, revision int64, fn func(*schedule.Schedule, schedule.Local) error) (*conferenceAnswer, error) {
	d, err := a.managed(ctx, who, at.CID)
	if err != nil {
		return nil, err
	}
	of, err := schedule.ParseLocal(at.Of)
	if err != nil || d.Schedule == nil {
		return nil, conference.ScheduleError(schedule.ErrUnknown)
	}
	changed, err := a.cfg.Directory.Change(ctx, string(d.ID), revision, func(d *conference.Definition) error {
		if d.Schedule == nil {
			return conference.ScheduleError(schedule.ErrUnknown)
		}
		return conference.ScheduleError(fn(d.Schedule, of))
	})
	if err != nil {
		return nil, err
	}
	return a.answerConference(ctx, who, &changed)
}

type changeOccurrenceRequest struct {
	OccurrencePath
	IfMatch string `header:"If-Match" doc:"Instead of revision"`
	Body    struct {
		Revision  int64           `json:"revision,omitempty" doc:"Of the conference; needed, here or as If-Match"`
		Start     *schedule.Local `json:"start,omitempty" doc:"On the clock of the series' zone; empty: as the rule has it"`
		Minutes   *int            `json:"minutes,omitempty" doc:"0: as the series"`
		Cancelled *bool           `json:"cancelled,omitempty" doc:"false restores it as the rule has it"`
	}
}

func (a *API) changeOccurrence(ctx context.Context, who auth.Identity, in *changeOccurrenceRequest) (*conferenceAnswer, error) {
	revision, err := revisionOf(in.Body.Revision, in.IfMatch)
	if err != nil {
		return nil, err
	}
	return a.reschedule(ctx, who, in.OccurrencePath, revision, in.change)
}

func (in *changeOccurrenceRequest) change(s *schedule.Schedule, of schedule.Local) error {
	if in.Body.Cancelled != nil && *in.Body.Cancelled {
		return s.Cancel(in.Series, of)
	}
	now, hold := s.Changed(in.Series, of), s.Move
	if in.Body.Cancelled != nil {
		now, hold = schedule.Change{}, s.Hold
	}
	set(&now.Start, in.Body.Start)
	set(&now.Minutes, in.Body.Minutes)
	return hold(in.Series, of, now.Start, now.Minutes)
}

type changeFollowingRequest struct {
	OccurrencePath
	IfMatch string `header:"If-Match" doc:"Instead of revision"`
	Body    struct {
		Start    schedule.Local `json:"start"`
		Zone     string         `json:"zone"`
		Minutes  int            `json:"minutes"`
		Rule     string         `json:"rule,omitempty"`
		Revision int64          `json:"revision,omitempty" doc:"Of the conference; needed, here or as If-Match"`
	}
}

func (a *API) changeFollowing(ctx context.Context, who auth.Identity, in *changeFollowingRequest) (*conferenceAnswer, error) {
	revision, err := revisionOf(in.Body.Revision, in.IfMatch)
	if err != nil {
		return nil, err
	}
	return a.reschedule(ctx, who, in.OccurrencePath, revision, func(s *schedule.Schedule, of schedule.Local) error {
		b := &in.Body
		return s.Following(in.Series, of, schedule.Series{Start: b.Start, Zone: b.Zone, Minutes: b.Minutes, Rule: b.Rule})
	})
}

type endBeforeRequest struct {
	OccurrencePath
	IfMatch  string `header:"If-Match" doc:"Instead of revision"`
	Revision int64  `query:"revision" doc:"Of the conference; needed, here or as If-Match"`
}

func (a *API) endBefore(ctx context.Context, who auth.Identity, in *endBeforeRequest) (*conferenceAnswer, error) {
	revision, err := revisionOf(in.Revision, in.IfMatch)
	if err != nil {
		return nil, err
	}
	return a.reschedule(ctx, who, in.OccurrencePath, revision, func(s *schedule.Schedule, of schedule.Local) error {
		return s.EndBefore(in.Series, of)
	})
}
