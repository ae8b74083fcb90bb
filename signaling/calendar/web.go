package calendar

import (
	"net/url"
	"time"

	"veche/conference/schedule"
)

// Links open calendars on the web with the event filled in (D8).
type Links struct {
	Google    string `json:"google"`
	Outlook   string `json:"outlook" doc:"Of people, at outlook.live.com"`
	Office365 string `json:"office365" doc:"Of organisations"`
}

// WebLinks are those for the series that is on or comes next at o.Now; false if all is
// over. Outlook takes no rules: there it is the next meeting alone.
func (o *Object) WebLinks() (Links, bool) {
	if o.Conference.Schedule == nil {
		return Links{}, false
	}
	next, ok := o.Conference.Schedule.Next(o.Now)
	if !ok {
		return Links{}, false
	}
	place := o.Conference.Location
	if place == "" {
		place = o.Link
	}
	outlook := url.Values{
		"path": {"/calendar/action/compose"}, "rru": {"addevent"}, "subject": {o.Conference.Name},
		"startdt": {next.Start.UTC().Format(time.RFC3339)}, "enddt": {next.End.UTC().Format(time.RFC3339)},
		"body": {o.description()}, "location": {place},
	}.Encode()
	return Links{
		Google:    "https://calendar.google.com/calendar/render?" + o.google(&next, place),
		Outlook:   "https://outlook.live.com/calendar/0/deeplink/compose?" + outlook,
		Office365: "https://outlook.office.com/calendar/0/deeplink/compose?" + outlook,
	}, true
}

func (o *Object) google(next *schedule.Occurrence, place string) string {
	values := url.Values{
		"action": {"TEMPLATE"}, "text": {o.Conference.Name}, "details": {o.description()}, "location": {place},
		"dates": {span(next.Start, next.End)},
	}
	for _, s := range o.Conference.Schedule.Series {
		if s.ID != next.Series {
			continue
		}
		values.Set("ctz", s.Zone)
		if place, err := schedule.Zone(s.Zone); err == nil && s.Rule != "" { // it counts from the first one
			start := s.Start.In(place)
			values.Set("dates", span(start, start.Add(time.Duration(s.Minutes)*time.Minute)))
			values.Set("recur", "RRULE:"+s.Rule)
		}
	}
	return values.Encode()
}

func span(start, end time.Time) string {
	return start.UTC().Format(utcForm) + "/" + end.UTC().Format(utcForm)
}
