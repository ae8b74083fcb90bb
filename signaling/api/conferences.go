package api

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/attachment"
	"veche/conference/layout"
	"veche/conference/schedule"
	"veche/signaling/auth"
	"veche/signaling/calendar"
)

// conferences is what owners do with theirs (G10 to G16).
func (a *API) conferences() {
	route(a, op{"GET", "/conferences", "List one's own conferences and those one is invited to", signedIn, 0}, a.listConferences)
	route(a, op{"POST", "/conferences", "Make a conference", signedIn, 201}, a.createConference)
	route(a, op{"GET", "/conferences/{cid}", "Look at a conference, by CID or id", signedIn, 0}, a.conference)
	route(a, op{"PATCH", "/conferences/{cid}", "Change a conference", signedIn, 0}, a.changeConference)
	route(a, op{"DELETE", "/conferences/{cid}", "End and remove a conference with its files and recordings", signedIn, 0}, a.deleteConference)
	route(a, op{"POST", "/conferences/{cid}/start", "Start a conference", signedIn, 0}, a.startConference)
	route(a, op{"POST", "/conferences/{cid}/stop", "End a conference for all", signedIn, 0}, a.stopConference)
	route(a, op{"GET", "/conferences/{cid}/events", "What happened in a conference", signedIn, 0}, a.conferenceEvents)
}

// Conference is a conference as one may see it who is invited or manages it.
type Conference struct {
	conference.Definition
	URL          string     `json:"url"`
	OwnerName    string     `json:"ownerName"`
	HasPIN       bool       `json:"hasPin"`
	Running      bool       `json:"running"`
	Started      *time.Time `json:"started,omitempty"`
	Participants int        `json:"participants" doc:"Who is inside now"`
	Locked       bool       `json:"locked"`
	// LiveRecording is not part of the definition, whose recording is the owner's rules.
	LiveRecording   *conference.RecordingInfo `json:"liveRecording,omitempty" doc:"The recording that runs"`
	Next            *schedule.Occurrence      `json:"next" doc:"The present or coming meeting of the schedule; null: there is none"`
	Mine            bool                      `json:"mine" doc:"Who asks is the owner"`
	CanManage       bool                      `json:"canManage" doc:"Who asks may change and delete it"`
	Registered      int                       `json:"registered" doc:"How many have registered; for those who may change it"`
	RegistrationNow *RegistrationNow          `json:"registrationNow,omitempty" doc:"Where people register; for those who may change it"`
	Widget          string                    `json:"widget,omitempty" doc:"HTML that embeds a public conference into a page (A15)"`
	CalendarLinks   *calendar.Links           `json:"calendarLinks,omitempty" doc:"While there are meetings to come; the file is at calendar.ics"`
	StreamURL       string                    `json:"streamUrl,omitempty" doc:"Where players read it, while the server serves streams and rtspOutput is true"`
}

// view shows d to who. names are those of owners found before.
func (a *API) view(ctx context.Context, who auth.Identity, d *conference.Definition, names map[string]string) (Conference, error) {
	v := Conference{
		Definition: *d, URL: a.absolute(requestOf(ctx), a.cfg.URL(d.CID)), HasPIN: d.PIN != "",
		Next: nextOf(d), Mine: d.Owner == who.Account.Login, CanManage: manages(who, d), OwnerName: a.nameOf(ctx, d.Owner, names),
	}
	v.Recording = v.Recording.WithDefaults()
	v.Layout, v.Invited = v.ShowLayout(), conference.ShowInvited(v.Invited)
	if d.RTSPOutput {
		v.StreamURL = a.streamURL(requestOf(ctx), d.CID)
	}
	if !v.CanManage {
		v.PIN, v.Stream.Password, v.Invited = "", "", []conference.Invited{}
		v.Layout = layout.Plain(d.Layout.Spec) // who is where names others
		v.Layout.Fixed = d.Layout.Fixed
		if i, ok := d.InvitedLogin(who.Account.Login); ok {
			v.Invited = append(v.Invited, i)
		}
	}
	if v.CanManage {
		var err error
		if v.Registered, err = a.registered(ctx, d); err != nil {
			return v, err
		}
		if v.RegistrationNow, err = a.registrationNow(ctx, d); err != nil {
			return v, err
		}
	}
	v.Widget = a.widget(requestOf(ctx), d)
	if err := a.showReplies(ctx, d, v.Invited); err != nil {
		return v, err
	}
	v.CalendarLinks = a.calendarLinks(ctx, d)
	c, ok := a.cfg.Directory.Live(d.ID)
	if !ok {
		return v, nil
	}
	live, err := c.Info(ctx)
	if conference.KindOf(err) == conference.Gone {
		return v, nil // it ended this moment
	}
	if err != nil {
		return v, err
	}
	v.Running, v.Started = true, live.Started
	v.Participants, v.Locked, v.LiveRecording = live.Participants, live.Locked, live.Recording
	return v, nil
}

type listConferencesRequest struct {
	Paging
	Text   string    `query:"q" maxLength:"200" doc:"Words, each of them in the name or, from 3 characters on, the CID"`
	Since  time.Time `query:"updated_since" doc:"Changed at or after this moment"`
	Launch string    `query:"launch" enum:"scheduled,room" doc:"With a schedule, or rooms; left out: both"`
	Part   string    `query:"part" enum:"owner,invited" doc:"One's own, or those of others one is invited to; left out: both; of no effect with all"`
	From   time.Time `query:"from" doc:"The nearest meeting (the present or coming one, or the last one when all are over) ends after this moment"`
	To     time.Time `query:"to" doc:"The nearest meeting begins before this moment"`
	Sort   string    `query:"sort" enum:"updated,name,start" doc:"By change, newest first (the default), by name, or by the start of the nearest meeting"`
	Order  string    `query:"order" enum:"asc,desc" doc:"desc: the other way round"`
	All    bool      `query:"all" doc:"Those of everybody (administrators)"`
}

// query is what in asks for.
func (in *listConferencesRequest) query(login string) conference.Query {
	q := conference.Query{
		Login: login, Text: in.Text, Since: in.Since, Launch: conference.Launch(in.Launch), Part: conference.Part(in.Part), From: in.From, To: in.To,
		Sort: conference.Sort(in.Sort), Backwards: in.Order == "desc", Limit: in.Limit, Cursor: in.Cursor,
	}
	if in.Sort == "updated" {
		q.Sort = ""
	}
	return q
}

func (a *API) listConferences(ctx context.Context, who auth.Identity, in *listConferencesRequest) (*body[list[Conference]], error) {
	q := in.query(who.Account.Login)
	if in.All {
		if !who.Account.Admin {
			return nil, errNotAdministrator
		}
		q.Login = ""
	}
	found, err := a.cfg.Directory.Definitions(ctx, q)
	if err != nil {
		return nil, err
	}
	page := list[Conference]{Items: []Conference{}, Next: found.Next, Total: found.Total}
	names := make(map[string]string)
	for i := range found.Definitions {
		v, err := a.view(ctx, who, &found.Definitions[i], names)
		if err != nil {
			return nil, err
		}
		page.Items = append(page.Items, v)
	}
	return answer(page), nil
}

type createConferenceRequest struct {
	Body conferenceInput
}

// conferenceAnswer carries the revision as an ETag, for If-Match.
type conferenceAnswer struct {
	ETag string `header:"ETag"`
	Body Conference
}

func (a *API) answerConference(ctx context.Context, who auth.Identity, d *conference.Definition) (*conferenceAnswer, error) {
	v, err := a.view(ctx, who, d, make(map[string]string))
	if err != nil {
		return nil, err
	}
	return &conferenceAnswer{fmt.Sprintf(`"%d"`, d.Revision), v}, nil
}

var (
	errNoCreating = conference.Refuse(conference.Denied, "no_right",
		"You have no right to create conferences. Ask the administrator of your server.") // E3, E12
	errPersonalRoom = conference.Refuse(conference.Conflict, "personal_room",
		"A personal room cannot be deleted. It goes with the account.") // ND5
	errTooManyConferences = conference.Refuse(conference.Full, "too_many_conferences",
		"You have as many conferences as the server allows.")
)

func (a *API) createConference(ctx context.Context, who auth.Identity, in *createConferenceRequest) (*conferenceAnswer, error) {
	if !who.Account.Rights.Has(account.CreateConference) {
		return nil, errNoCreating
	}
	settings, err := a.cfg.Settings.Settings(ctx)
	if err != nil {
		return nil, err
	}
	if err := a.roomForConference(ctx, who.Account.Login, settings.Limits.ConferencesPerUser); err != nil {
		return nil, err
	}
	d, err := a.beginning(ctx, who, &in.Body)
	if err != nil {
		return nil, err
	}
	if err := a.completeInvited(ctx, who, &in.Body); err != nil {
		return nil, err
	}
	if err := in.Body.apply(&d, settings.Limits.Participants); err != nil {
		return nil, err
	}
	kept, err := a.templateOfNew(ctx, who, in.Body.SaveAsTemplate, d)
	if err != nil {
		return nil, err
	}
	created, err := a.cfg.Directory.Create(ctx, who.Account.Person(), d)
	if err != nil {
		return nil, err
	}
	if kept != nil {
		if _, err := a.cfg.Templates.CreateTemplate(ctx, *kept); err != nil {
			return nil, err
		}
	}
	return a.answerConference(ctx, who, &created)
}

// beginning is what a new conference is before what is given explicitly: the
// template, or the defaults.
func (a *API) beginning(ctx context.Context, who auth.Identity, in *conferenceInput) (conference.Definition, error) {
	if in.Template == nil {
		return conference.Definition{Guests: conference.AllowGuestsAll()}, nil
	}
	t, err := a.cfg.Templates.Template(ctx, who.Account.Login, *in.Template)
	if err != nil {
		return conference.Definition{}, err
	}
	return t.Definition(in.Schedule.Given && !in.Schedule.Null), nil
}

// roomForConference refuses one more than limit.
func (a *API) roomForConference(ctx context.Context, login string, limit int) error {
	owned, err := a.cfg.Directory.Owned(ctx, login)
	if err == nil && owned >= limit {
		err = errTooManyConferences
	}
	return err
}

// ConferencePath names a conference.
type ConferencePath struct {
	CID string `path:"cid" maxLength:"64" doc:"CID or id"`
}

func (a *API) conference(ctx context.Context, who auth.Identity, in *ConferencePath) (*conferenceAnswer, error) {
	d, err := a.visible(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	return a.answerConference(ctx, who, &d)
}

type changeConferenceRequest struct {
	ConferencePath
	IfMatch string `header:"If-Match" doc:"Instead of revision"`
	Body    conferenceInput
}

// revisionOf is the one the change was made on: as the body or If-Match has it.
func revisionOf(given int64, ifMatch string) (int64, error) {
	if given > 0 {
		return given, nil
	}
	n, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(ifMatch, "W/"), `"`), 10, 64)
	if err != nil || n <= 0 {
		return 0, &conference.Error{
			Kind: conference.Invalid, Code: "revision_needed", Field: "revision",
			Detail: "Say which revision you are changing, by revision or If-Match.",
		}
	}
	return n, nil
}

func (a *API) changeConference(ctx context.Context, who auth.Identity, in *changeConferenceRequest) (*conferenceAnswer, error) {
	d, err := a.managed(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	revision, err := revisionOf(in.Body.Revision, in.IfMatch)
	if err != nil {
		return nil, err
	}
	if err := in.Body.newOnly(); err != nil {
		return nil, err
	}
	settings, err := a.cfg.Settings.Settings(ctx)
	if err != nil {
		return nil, err
	}
	if err := a.mayPassTo(ctx, who, &d, in.Body.Owner); err != nil {
		return nil, err
	}
	if err := a.completeInvited(ctx, who, &in.Body); err != nil {
		return nil, err
	}
	changed, err := a.cfg.Directory.Change(ctx, string(d.ID), revision, func(d *conference.Definition) error {
		set(&d.Owner, in.Body.Owner)
		return in.Body.apply(d, settings.Limits.Participants)
	})
	if err != nil {
		return nil, err
	}
	return a.answerConference(ctx, who, &changed)
}

// mayPassTo checks a change of the owner: administrators only, and to somebody
// who exists (NA11).
func (a *API) mayPassTo(ctx context.Context, who auth.Identity, d *conference.Definition, owner *string) error {
	if owner == nil || *owner == d.Owner {
		return nil
	}
	if !who.Account.Admin {
		return errNotAdministrator
	}
	*owner = account.FoldLogin(*owner)
	_, err := a.cfg.Accounts.Account(ctx, *owner)
	return err
}

func (a *API) deleteConference(ctx context.Context, who auth.Identity, in *ConferencePath) (*struct{}, error) {
	d, err := a.managed(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	if d.Personal {
		return nil, errPersonalRoom
	}
	return nil, a.removeConference(ctx, d.ID)
}

func (a *API) removeConference(ctx context.Context, id conference.ID) error {
	c, runs := a.cfg.Directory.Live(id)
	if err := a.cfg.Directory.Delete(ctx, id); err != nil {
		return err
	}
	if runs {
		select { // no recording begins any more then
		case <-c.Ended():
		case <-ctx.Done():
		}
	}
	// Nobody would find them any more.
	return errors.Join(a.cfg.Files.DeleteFiles(ctx, attachment.InConference(id)), a.cfg.Registrants.DeleteRegistrants(ctx, id), a.cfg.Recordings.RemoveSession(string(id)))
}

func (a *API) startConference(ctx context.Context, who auth.Identity, in *ConferencePath) (*conferenceAnswer, error) {
	d, err := a.visible(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	if i, _ := d.InvitedLogin(who.Account.Login); !manages(who, &d) && !i.Moderator {
		return nil, errNotManager
	}
	if err := a.cfg.Directory.StartBy(ctx, d.ID, actor(who)); err != nil {
		return nil, err
	}
	return a.answerConference(ctx, who, &d)
}

// stopConference ends a running one; one that is not running stays as it is.
func (a *API) stopConference(ctx context.Context, who auth.Identity, in *ConferencePath) (*conferenceAnswer, error) {
	d, err := a.visible(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	if c, ok := a.cfg.Directory.Live(d.ID); ok {
		if err := c.End(ctx, actor(who)); err != nil && conference.KindOf(err) != conference.Gone {
			return nil, err
		}
		select { // what is asked next should see it ended
		case <-c.Ended():
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	} else if !manages(who, &d) {
		return nil, errNotManager
	}
	return a.answerConference(ctx, who, &d)
}

type eventsRequest struct {
	ConferencePath
	After uint64 `query:"after" doc:"seq of the last event one has"`
	Limit int    `query:"limit" minimum:"0" maximum:"1000" doc:"0 means 100"`
}

// Events is a part of the archive. What one wrote to another is between the two,
// whoever owns the conference.
type Events struct {
	Items []conference.Event `json:"items" nullable:"false"`
	Next  uint64             `json:"next" doc:"after for the next part; 0 at the end"`
}

func (a *API) conferenceEvents(ctx context.Context, who auth.Identity, in *eventsRequest) (*body[Events], error) {
	d, err := a.managed(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	limit := in.Limit
	if limit == 0 {
		limit = 100
	}
	events, err := a.cfg.Archive.Events(ctx, d.ID, in.After, limit+1)
	if err != nil {
		return nil, err
	}
	part := Events{Items: []conference.Event{}}
	if len(events) > limit {
		events = events[:limit]
		part.Next = events[limit-1].Seq
	}
	for i := range events {
		if !events[i].Private() {
			part.Items = append(part.Items, events[i])
		}
	}
	return answer(part), nil
}
