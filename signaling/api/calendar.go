package api

import (
	"context"
	"mime"
	"net/http"
	"time"

	"veche/conference"
	"veche/signaling/auth"
	"veche/signaling/calendar"
)

// calendars are files for calendars, and what people answer to invitations (A10, D8).
func (a *API) calendars() {
	a.plain(plainOp{
		"GET", "/conferences/{cid}/calendar.ics", "The meetings of a conference for a calendar: for those who see it, and of public ones without a PIN for everybody",
		"conferenceCalendar", "", "text/calendar", true,
	}, a.conferenceCalendar)
	route(a, op{"POST", "/replies", "Look at an invitation by the token of its letter, and answer it", anybody, 0}, a.reply)
}

var errNotPlanned = conference.Refuse(conference.NotFound, "not_planned", "This conference has no times.")

// alarm is how long before the start calendars remind of what they took in.
const alarm = 10 * time.Minute

func (a *API) conferenceCalendar(w http.ResponseWriter, r *http.Request) {
	who, err := a.cfg.Auth.Authenticate(r)
	if err != nil {
		who = auth.Identity{}
	}
	d, known, err := a.plannable(r.Context(), who, r.PathValue("cid"))
	if err == nil && d.Schedule == nil {
		err = errNotPlanned
	}
	if err != nil {
		a.Problem(w, r, err)
		return
	}
	object := a.calendarOf(r, &d)
	object.Alarm = alarm
	if owner, err := a.cfg.Accounts.Account(r.Context(), d.Owner); err == nil {
		object.Organizer.Name = owner.Name
		if known { // strangers learn no addresses
			object.Organizer.EMail = owner.EMail
		}
	}
	if manages(who, &d) {
		object.PIN = string(d.PIN)
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": string(d.CID) + ".ics"}))
	_, _ = w.Write([]byte(object.String())) // who asked may be gone
}

// plannable finds a conference whose times who may know; known: as one of its people.
func (a *API) plannable(ctx context.Context, who auth.Identity, cid string) (d conference.Definition, known bool, err error) {
	if who.Account.Login != "" {
		if d, err = a.visible(ctx, who, cid); err == nil {
			return d, true, nil
		}
	}
	d, _, err = a.cfg.Directory.Find(ctx, cid)
	if err == nil && (d.Access != conference.Public || d.PIN != "") {
		return conference.Definition{}, false, errConferenceUnknown
	}
	return d, false, err
}

func (a *API) calendarOf(r *http.Request, d *conference.Definition) *calendar.Object {
	return &calendar.Object{
		Method: calendar.Publish, Conference: d, Link: a.absolute(r, a.cfg.URL(d.CID)), Now: time.Now(), Product: "Veche " + a.cfg.Version,
	}
}

// calendarLinks are those of a conference that has meetings to come; nil otherwise.
func (a *API) calendarLinks(ctx context.Context, d *conference.Definition) *calendar.Links {
	links, ok := a.calendarOf(requestOf(ctx), d).WebLinks()
	if !ok {
		return nil
	}
	return &links
}
