package api

import (
	"context"
	"net/url"
	"slices"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/registration"
	"veche/conference/report"
	"veche/conference/schedule"
	"veche/signaling/auth"
	"veche/signaling/problem"
)

// registrations is how people register for conferences (G20-G25, A11-A14), and what
// owners see of it.
//
// Whether an e-mail address is registered already is told to nobody but those who
// manage the conference. Where mail is sent, the link goes to the address itself, again
// and again the same one. Where it is not, who fills in the form gets a link on the
// screen; for an address that has one already it is a link that leads nowhere, since the
// right one would make him somebody else: the page behind it says so, and that the
// first one counts.
func (a *API) registrations() {
	route(a, op{"POST", "/conferences/{cid}/registrations", "Register for a conference", anybody, 201}, a.register)
	route(a, op{"POST", "/conferences/{cid}/registrations/mine", "Take part in a conference as a user of this server", signedIn, 0}, a.takePart)
	route(a, op{"GET", "/conferences/{cid}/registrations", "Who registered for a conference", signedIn, 0}, a.listRegistrants)
	route(a, op{"POST", "/conferences/{cid}/registrations/people", "Register somebody else", signedIn, 201}, a.addRegistrant)
	route(a, op{"GET", "/conferences/{cid}/registrations/{id}", "Who registered, with the link", signedIn, 0}, a.registrant)
	route(a, op{"DELETE", "/conferences/{cid}/registrations/{id}", "Take somebody off; the link leads nowhere then", signedIn, 0}, a.deleteRegistrant)
	route(a, op{"POST", "/conferences/{cid}/registrations/{id}/link", "Send the link again", signedIn, 0}, a.sendLink)
	a.registrationsTable()
}

// Budgets of registrations: of one source, behind which there may be a whole class, and
// of letters to one address.
var (
	registrationsOfSource = access.Limits{Burst: 60, Every: 10 * time.Second}
	lettersToAddress      = access.Limits{Burst: 3, Every: 10 * time.Minute}
)

// registrationForm is what people fill in.
type registrationForm struct {
	Answers  map[string]string `json:"answers" maxProperties:"16" doc:"By keys of the fields"`
	Language string            `json:"language,omitempty" maxLength:"20" doc:"Of letters"`
	Zone     string            `json:"zone,omitempty" maxLength:"64" doc:"For times in letters, an IANA name"`
}

func (f *registrationForm) form() registration.Form {
	return registration.Form{Answers: f.Answers, Language: f.Language, Zone: f.Zone}
}

type registerRequest struct {
	ConferencePath
	Body registrationForm
}

type registerAnswer struct {
	Mailed bool   `json:"mailed" doc:"The link is on its way to the address given"`
	Link   string `json:"link,omitempty" doc:"When no mail is sent: the individual link. Keep it; it is shown this once"`
}

var (
	errNoRegistration = conference.Refuse(conference.Conflict, "registration_off", "This conference has no registration.")
	errRegistration   = map[schedule.Why]error{
		schedule.WhyOff:     errNoRegistration,
		schedule.WhyStarted: conference.Refuse(conference.Conflict, "registration_started", "Registration is closed: the meeting has begun."),
		schedule.WhyDate:    conference.Refuse(conference.Conflict, "registration_date", "Registration is closed."),
		schedule.WhyClosed:  conference.Refuse(conference.Conflict, "registration_closed", "The owner has closed the registration."),
		schedule.WhyOver:    conference.Refuse(conference.Conflict, "registration_over", "The conference is over."),
		schedule.WhyFull:    registration.ErrFull,
	}
)

// registrationOpen tells whether people can register for d now, the places counted.
func (a *API) registrationOpen(ctx context.Context, d *conference.Definition, now time.Time) (bool, schedule.Why, error) {
	count, most := 0, 0
	if d.Registration.CloseWhenFull {
		var err error
		if count, err = a.cfg.Registrants.CountRegistrants(ctx, d.ID); err != nil {
			return false, "", err
		}
		if most, err = a.places(ctx, d); err != nil {
			return false, "", err
		}
	}
	open, why := d.Registration.Open(d.Schedule, count, most, now)
	return open, why, nil
}

// places is how many can register: of a conference that closes when full, as many as it
// takes (G22).
func (a *API) places(ctx context.Context, d *conference.Definition) (int, error) {
	if !d.Registration.CloseWhenFull {
		return registration.Most, nil
	}
	settings, err := a.cfg.Settings.Settings(ctx)
	if err != nil {
		return 0, err
	}
	most := settings.Limits.Participants
	if d.MaxParticipants > 0 {
		most = min(most, d.MaxParticipants)
	}
	return min(most, registration.Most), nil
}

func (a *API) register(ctx context.Context, who auth.Identity, in *registerRequest) (*body[registerAnswer], error) {
	source, now := access.SourceKey(a.cfg.Auth.ClientAddr(requestOf(ctx))), a.cfg.Now()
	if !a.arrivals.Allow(source, now) {
		return nil, problem.Later(auth.ErrSlowDown, a.arrivals.RetryAfter(source, now))
	}
	f, err := a.face(ctx, who, in.CID, conference.JoinRequest{})
	if err != nil {
		return nil, err
	}
	open, why, err := a.registrationOpen(ctx, &f.Definition, now)
	if err != nil {
		return nil, err
	}
	if !open {
		return nil, errRegistration[why]
	}
	stored, added, err := a.enrol(ctx, &f.Definition, in.Body.form(), "")
	if err != nil {
		return nil, err
	}
	mailed, err := a.mailLink(ctx, &f.Definition, &stored)
	if err != nil || mailed {
		return answer(registerAnswer{Mailed: mailed}), err
	}
	if !added {
		stored.Token = registration.NewToken() // somebody else's is not told
	}
	return answer(registerAnswer{Link: a.linkOf(ctx, &f.Definition, &stored)}), nil
}

// enrol stores who filled in the form, once.
func (a *API) enrol(ctx context.Context, d *conference.Definition, f registration.Form, by string) (registration.Registrant, bool, error) {
	r, err := registration.New(d.ID, d.Registration.Fields, f, a.cfg.Now())
	if err != nil {
		return r, false, err
	}
	r.AddedBy = by
	most, err := a.places(ctx, d)
	if err != nil {
		return r, false, err
	}
	return a.cfg.Registrants.CreateRegistrant(ctx, r, most)
}

func (a *API) linkOf(ctx context.Context, d *conference.Definition, r *registration.Registrant) string {
	return r.Token.Link(a.absolute(requestOf(ctx), a.cfg.URL(d.CID)))
}

// mailLink sends r the link, if mail is sent here. An address gets a few letters and no
// more, whoever asks for them; the answer is then the same. The host of the link is never
// the one that a request names: whoever asks could make it his own. Where the server has
// no public address, the link is as in all its letters.
func (a *API) mailLink(ctx context.Context, d *conference.Definition, r *registration.Registrant) (mailed bool, err error) {
	page, err := url.Parse(a.cfg.URL(d.CID))
	if err != nil {
		return false, err
	}
	if a.cfg.Registered == nil || r.EMail == "" {
		return false, nil
	}
	if !a.letters.Allow(string(d.ID)+" "+r.EMail, a.cfg.Now()) {
		return true, nil
	}
	link := ""
	if page.Host != "" {
		link = r.Token.Link(page.String())
	}
	return a.cfg.Registered(ctx, *d, *r, link)
}

// takePart makes who one of the registrants (A14, G23): before the start, and after it
// though registration may be closed for others.
func (a *API) takePart(ctx context.Context, who auth.Identity, in *ConferencePath) (*body[ConferencePage], error) {
	f, err := a.face(ctx, who, in.CID, conference.JoinRequest{})
	if err != nil {
		return nil, err
	}
	d := &f.Definition
	_, invited := d.InvitedLogin(who.Account.Login)
	if f.Registered == nil && !invited && d.Owner != who.Account.Login {
		if err := a.enrolUser(ctx, who, d); err != nil {
			return nil, err
		}
		if f, err = a.face(ctx, who, in.CID, conference.JoinRequest{}); err != nil {
			return nil, err
		}
	}
	p, err := a.page(ctx, who, &f)
	if err != nil {
		return nil, err
	}
	return answer(p), nil
}

var errUsersRegister = conference.Refuse(conference.Denied, "no_taking_part", "Register by the form of this conference.")

func (a *API) enrolUser(ctx context.Context, who auth.Identity, d *conference.Definition) error {
	if !d.Registration.On {
		return errNoRegistration
	}
	if !d.Registration.UsersTakePart {
		return errUsersRegister
	}
	now := a.cfg.Now()
	open, why, err := a.registrationOpen(ctx, d, now)
	if err != nil {
		return err
	}
	if next, ok := d.Schedule.Next(now); !open && (why == schedule.WhyFull || !ok || now.Before(next.Start)) {
		return errRegistration[why]
	}
	most, err := a.places(ctx, d)
	if err != nil {
		return err
	}
	acc := &who.Account
	_, _, err = a.cfg.Registrants.CreateRegistrant(ctx, registration.Registrant{
		ID: registration.NewID(), Conference: d.ID, Created: now.UTC(), Asked: now.UTC(),
		Login: acc.Login, FirstName: acc.Name, EMail: acc.EMail, Language: acc.Language, Zone: acc.Zone,
	}, most)
	return err
}

type addedRegistrant struct {
	RegistrantView
	Mailed bool `json:"mailed" doc:"The link is on its way to the address given"`
}

// addRegistrant registers somebody by those who manage the conference, whether
// registration is open or not. One who is registered stays as he is.
func (a *API) addRegistrant(ctx context.Context, who auth.Identity, in *registerRequest) (*body[addedRegistrant], error) {
	d, err := a.managed(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	if !d.Registration.On {
		return nil, errNoRegistration
	}
	stored, _, err := a.enrol(ctx, &d, in.Body.form(), who.Account.Login)
	if err != nil {
		return nil, err
	}
	return a.sent(ctx, &d, &stored)
}

// sent sends the link, and tells those who manage the conference.
func (a *API) sent(ctx context.Context, d *conference.Definition, r *registration.Registrant) (*body[addedRegistrant], error) {
	mailed, err := a.mailLink(ctx, d, r)
	if err != nil {
		return nil, err
	}
	v, err := a.enrolled(ctx, d)
	if err != nil {
		return nil, err
	}
	return answer(addedRegistrant{v.of(ctx, r), mailed}), nil
}

type registrantPath struct {
	ConferencePath
	ID registration.ID `path:"id" maxLength:"64"`
}

func (a *API) registrant(ctx context.Context, who auth.Identity, in *registrantPath) (*body[RegistrantView], error) {
	d, r, err := a.managedRegistrant(ctx, who, in)
	if err != nil {
		return nil, err
	}
	v, err := a.enrolled(ctx, &d)
	if err != nil {
		return nil, err
	}
	return answer(v.of(ctx, &r)), nil
}

func (a *API) managedRegistrant(ctx context.Context, who auth.Identity, in *registrantPath) (conference.Definition, registration.Registrant, error) {
	d, err := a.managed(ctx, who, in.CID)
	if err != nil {
		return d, registration.Registrant{}, err
	}
	r, err := a.cfg.Registrants.Registrant(ctx, d.ID, in.ID)
	return d, r, err
}

func (a *API) deleteRegistrant(ctx context.Context, who auth.Identity, in *registrantPath) (*struct{}, error) {
	d, r, err := a.managedRegistrant(ctx, who, in)
	if err != nil {
		return nil, err
	}
	if listed := invitedAs(&d, &r); listed != "" {
		_, err = a.cfg.Directory.Change(ctx, string(d.ID), 0, func(d *conference.Definition) error {
			d.Invited = slices.DeleteFunc(slices.Clone(d.Invited), func(i conference.Invited) bool { return i.EMail == listed })
			return nil
		})
		return nil, err
	}
	return nil, a.cfg.Registrants.DeleteRegistrant(ctx, d.ID, in.ID)
}

// invitedAs is the address on the list of invited that made r a registrant, as it stands
// there; with it he goes.
func invitedAs(d *conference.Definition, r *registration.Registrant) string {
	for i := range d.Invited {
		if email, ok := registration.FoldEMail(d.Invited[i].EMail); ok && r.Invited && email == r.EMail {
			return d.Invited[i].EMail
		}
	}
	return ""
}

var errNoLink = conference.Refuse(conference.Conflict, "registrant_user", "A user of this server has no link of his own: he signs in.")

func (a *API) sendLink(ctx context.Context, who auth.Identity, in *registrantPath) (*body[addedRegistrant], error) {
	d, r, err := a.managedRegistrant(ctx, who, in)
	if err != nil {
		return nil, err
	}
	if r.Token == "" {
		return nil, errNoLink
	}
	return a.sent(ctx, &d, &r)
}

// registered is how many there are, for those who manage the conference.
func (a *API) registered(ctx context.Context, d *conference.Definition) (int, error) {
	if d.Schedule == nil || d.Access != conference.Public {
		return 0, nil
	}
	return a.cfg.Registrants.CountRegistrants(ctx, d.ID)
}

// registrantsOf are all who registered, as reports want them.
func (a *API) registrantsOf(ctx context.Context, d *conference.Definition) ([]report.Registrant, error) {
	var all []report.Registrant
	for q := (registration.Query{Limit: 500}); ; {
		page, err := a.cfg.Registrants.Registrants(ctx, d.ID, q)
		if err != nil {
			return nil, err
		}
		for i := range page.Registrants {
			all = append(all, a.reportRegistrant(ctx, d, &page.Registrants[i]))
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			return all, nil
		}
	}
}

func (a *API) reportRegistrant(ctx context.Context, d *conference.Definition, r *registration.Registrant) report.Registrant {
	g := report.Registrant{
		ID: string(r.ID), Login: r.Login, Name: r.Name(), EMail: r.EMail, At: r.Created,
		Company: r.Answer("company"), Position: r.Answer("position"), Phone: r.Answer("phone"),
	}
	if r.Token != "" {
		g.Link = a.linkOf(ctx, d, r)
	}
	for i := range d.Registration.Fields {
		if f := &d.Registration.Fields[i]; f.Own() && r.Answer(f.Key) != "" {
			g.Answers = append(g.Answers, report.Answer{Label: f.Label, Text: r.Answer(f.Key)})
		}
	}
	return g
}
