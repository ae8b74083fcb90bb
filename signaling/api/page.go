package api

import (
	"context"
	"slices"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/schedule"
	"veche/signaling/auth"
)

// ConferencePage is what the page of a conference may show to a visitor (A8-A14).
type ConferencePage struct {
	CID         conference.CID        `json:"cid"`
	URL         string                `json:"url"`
	Name        string                `json:"name"`
	Description string                `json:"description,omitempty"`
	Location    string                `json:"location,omitempty"`
	OwnerName   string                `json:"ownerName"`
	Access      conference.AccessType `json:"access"`
	HasPIN      bool                  `json:"hasPin"`

	State   PageState            `json:"state" enum:"open,planned,running,over" doc:"open: a room that can be entered at any time"`
	Started *time.Time           `json:"started,omitempty"`
	Next    *schedule.Occurrence `json:"next,omitempty" doc:"The meeting that is on or comes next"`
	Zone    string               `json:"zone,omitempty" doc:"In which it was planned, an IANA name"`
	Repeats bool                 `json:"repeats,omitempty"`

	Entry       access.Outcome `json:"entry,omitempty" enum:"enter,wait" doc:"What joining now leads to; left out: one cannot"`
	WhyNot      string         `json:"whyNot,omitempty" doc:"Code of the refusal: not_begun, over, register_first, registration_closed, locked, full, guest_limit"`
	GuestsJoin  bool           `json:"guestsJoin" doc:"Whoever has no account can join under a name"`
	MayTakePart bool           `json:"mayTakePart" doc:"People of this server can take part by a button, once signed in"`

	Registration *PageRegistration `json:"registration,omitempty" doc:"Left out: there is none"`
	Registered   *PageRegistered   `json:"registered,omitempty" doc:"The visitor is registered"`
	Calendar     *CalendarLinks    `json:"calendarLinks,omitempty"`
}

// PageState is in which state a conference is for who looks at its page.
type PageState string

const (
	pageOpen    PageState = "open"
	pagePlanned PageState = "planned"
	pageRunning PageState = "running"
	pageOver    PageState = "over"
)

// PageRegistration is the form.
type PageRegistration struct {
	Open   bool             `json:"open"`
	WhyNot schedule.Why     `json:"whyNot,omitempty" enum:"started,date,closed,over,full"`
	Closes *time.Time       `json:"closesAt,omitempty"`
	Fields []schedule.Field `json:"fields" nullable:"false"`
}

// PageRegistered is as whom the visitor is registered.
type PageRegistered struct {
	Name  string `json:"name"`
	EMail string `json:"email,omitempty"`
}

// CalendarLinks put the meetings of a conference into a calendar.
type CalendarLinks struct {
	ICS     string `json:"ics" doc:"A file for any calendar"`
	Google  string `json:"google"`
	Outlook string `json:"outlook"`
}

// conferencePages is what anybody may ask of a conference.
func (a *API) conferencePages() {
	route(a, op{"GET", "/conferences/{cid}/page", "What the page of a conference shows to who asks", anybody, 0}, a.conferencePage)
}

type conferencePageRequest struct {
	ConferencePath
	Registration string     `header:"Veche-Registration" maxLength:"128" doc:"The secret of an individual link"`
	PIN          access.PIN `header:"Veche-Pin" maxLength:"64" doc:"Of a conference that asks for one"`
}

func (a *API) conferencePage(ctx context.Context, who auth.Identity, in *conferencePageRequest) (*body[ConferencePage], error) {
	f, err := a.face(ctx, who, in.CID, conference.JoinRequest{Registration: in.Registration, PIN: in.PIN})
	if err != nil {
		return nil, err
	}
	p, err := a.page(ctx, who, &f)
	if err != nil {
		return nil, err
	}
	return answer(p), nil
}

// face is what the conference shows to who, by the rules of the door.
func (a *API) face(ctx context.Context, who auth.Identity, cid string, r conference.JoinRequest) (conference.Face, error) {
	r.Kind = access.KindGuest
	if who.Account.Login != "" {
		p := who.Account.Person()
		r.Kind, r.Person = access.KindUser, &p
	}
	door := conference.Door{CID: cid, Source: a.cfg.Auth.ClientAddr(requestOf(ctx))}
	return a.cfg.Directory.Face(ctx, door, r)
}

func (a *API) page(ctx context.Context, who auth.Identity, f *conference.Face) (ConferencePage, error) {
	d, now := &f.Definition, a.cfg.Now()
	p := ConferencePage{
		CID: d.CID, URL: a.absolute(requestOf(ctx), a.cfg.URL(d.CID)), Name: d.Name, Description: d.Description,
		Location: d.Location, OwnerName: f.Conference.Owner.Name, Access: d.Access, HasPIN: d.PIN != "",
		State: pageState(f, now), Started: f.Conference.Started, WhyNot: f.Why,
		MayTakePart: d.Registration.On && d.Registration.UsersTakePart,
	}
	if f.Why == "" {
		p.Entry = f.Entry
	}
	if d.Schedule != nil {
		p.Repeats = len(d.Schedule.Series) > 1 || d.Schedule.Series[0].Rule != ""
		if next, ok := d.Schedule.Next(now); ok {
			p.Next, p.Zone = &next, zoneOf(d.Schedule, next.Series)
		}
	}
	if g := f.Registered; g != nil {
		p.Registered = &PageRegistered{g.Name, g.EMail}
	}
	settings, err := a.cfg.Settings.Settings(ctx)
	if err != nil {
		return p, err
	}
	p.GuestsJoin = d.Access == conference.Public && settings.Guests.Allowed && !d.Registration.On
	if a.cfg.Calendar != nil && d.Schedule != nil {
		links := a.cfg.Calendar(d, p.URL)
		p.Calendar = &links
	}
	if d.Registration.On {
		p.Registration, err = a.pageRegistration(ctx, d, now)
	}
	return p, err
}

func pageState(f *conference.Face, now time.Time) PageState {
	if f.Conference.Running {
		return pageRunning
	}
	if f.Definition.Schedule == nil {
		return pageOpen
	}
	switch next, ok := f.Definition.Schedule.Next(now); {
	case !ok:
		return pageOver
	case now.Before(next.Start):
		return pagePlanned
	}
	return pageOpen
}

func zoneOf(s *schedule.Schedule, series string) string {
	i := slices.IndexFunc(s.Series, func(o schedule.Series) bool { return o.ID == series })
	if i < 0 {
		return ""
	}
	return s.Series[i].Zone
}

func (a *API) pageRegistration(ctx context.Context, d *conference.Definition, now time.Time) (*PageRegistration, error) {
	open, why, err := a.registrationOpen(ctx, d, now)
	if err != nil {
		return nil, err
	}
	p := &PageRegistration{Open: open, WhyNot: why, Fields: d.Registration.Fields}
	if at, ok := d.Registration.Closes(d.Schedule, now); ok && open {
		p.Closes = &at
	}
	return p, nil
}
