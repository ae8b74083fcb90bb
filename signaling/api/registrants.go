package api

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"veche/conference"
	"veche/conference/registration"
	"veche/conference/report"
	"veche/conference/schedule"
	"veche/signaling/auth"
)

// RegistrantView is what owners see of somebody who registered (M3).
type RegistrantView struct {
	registration.Registrant
	Name      string    `json:"name"`
	Link      string    `json:"link,omitempty" doc:"Individual: whoever has it comes in as this person. Users of this server have none"`
	TookPart  bool      `json:"tookPart" doc:"Was in the conference"`
	Connected bool      `json:"connected,omitempty" doc:"Is in it now"`
	Joined    time.Time `json:"joined,omitzero" doc:"First came"`
	Seconds   int64     `json:"seconds,omitempty" doc:"Of all connections together"`
}

// RegistrationNow is how registration stands at the moment.
type RegistrationNow struct {
	Open   bool         `json:"open"`
	WhyNot schedule.Why `json:"whyNot,omitempty" enum:"started,date,closed,over,full"`
	Closes *time.Time   `json:"closesAt,omitempty" doc:"By itself; left out: it does not"`
	Places int          `json:"places,omitempty" doc:"How many can register; left out: as many as come"`
}

// registrationNow is how the registration of d stands; nil: it has none.
func (a *API) registrationNow(ctx context.Context, d *conference.Definition) (*RegistrationNow, error) {
	if !registration.Takes(d) {
		return nil, nil
	}
	now := a.cfg.Now()
	open, why, err := a.registrationOpen(ctx, d, now)
	if err != nil {
		return nil, err
	}
	n := &RegistrationNow{Open: open, WhyNot: why}
	if closes, ok := d.Registration.Closes(d.Schedule, now); ok && open {
		n.Closes = &closes
	}
	if d.Registration.CloseWhenFull {
		n.Places, err = a.places(ctx, d)
	}
	return n, err
}

// enrolled shows registrants of one conference with what became of them.
type enrolled struct {
	api        *API
	definition *conference.Definition
	stays      map[string]report.Stay
}

func (a *API) enrolled(ctx context.Context, d *conference.Definition) (*enrolled, error) {
	_, running := a.cfg.Directory.Live(d.ID)
	h, err := a.reports.History(ctx, d.ID, running)
	if err != nil {
		return nil, err
	}
	return &enrolled{a, d, h.StaysOfRegistrants()}, nil
}

func (e *enrolled) of(ctx context.Context, r *registration.Registrant) RegistrantView {
	v := RegistrantView{Registrant: *r, Name: r.Name()}
	if r.Token != "" {
		v.Link = e.api.linkOf(ctx, e.definition, r)
	}
	stay, came := e.stays[report.RegistrantKey(r.Login, string(r.ID))]
	v.TookPart, v.Connected, v.Joined, v.Seconds = came, stay.Connected, stay.Joined, stay.Seconds
	return v
}

type listRegistrantsRequest struct {
	ConferencePath
	Paging
	Text   string    `query:"q" maxLength:"200" doc:"In name or e-mail address"`
	Field  string    `query:"field" maxLength:"32" doc:"Key of a field of the form; with answer"`
	Answer string    `query:"answer" maxLength:"200" doc:"In what was answered there; left out: who answered at all"`
	Took   string    `query:"took" enum:"yes,no" doc:"Took part"`
	From   time.Time `query:"from" doc:"Registered then or later"`
	To     time.Time `query:"to" doc:"Registered then or before"`
	Sort   string    `query:"sort" enum:"time,name,email" doc:"Left out: by time"`
	Order  string    `query:"order" enum:"asc,desc" doc:"desc: the other way round"`
}

// plain tells whether the store has the list as it is asked for.
func (in *listRegistrantsRequest) plain() bool {
	return in.Field == "" && in.Took == "" && in.From.IsZero() && in.To.IsZero() && (in.Sort == "" || in.Sort == "time")
}

func (a *API) listRegistrants(ctx context.Context, who auth.Identity, in *listRegistrantsRequest) (*body[list[RegistrantView]], error) {
	d, err := a.managed(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	e, err := a.enrolled(ctx, &d)
	if err != nil {
		return nil, err
	}
	if !in.plain() {
		return a.chosenRegistrants(ctx, e, in)
	}
	found, err := a.cfg.Registrants.Registrants(ctx, d.ID, registration.Query{
		Text: in.Text, Limit: in.Limit, Cursor: in.Cursor, Newest: in.Order == "desc",
	})
	if err != nil {
		return nil, err
	}
	page := list[RegistrantView]{Items: []RegistrantView{}, Next: found.Next, Total: found.Total}
	for i := range found.Registrants {
		page.Items = append(page.Items, e.of(ctx, &found.Registrants[i]))
	}
	return answer(page), nil
}

// chosenRegistrants looks at all of the conference.
func (a *API) chosenRegistrants(ctx context.Context, e *enrolled, in *listRegistrantsRequest) (*body[list[RegistrantView]], error) {
	all, err := a.allRegistrants(ctx, e)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(r, o RegistrantView) int {
		switch in.Sort {
		case "name":
			return strings.Compare(strings.ToLower(r.Name), strings.ToLower(o.Name))
		case "email":
			return strings.Compare(r.EMail, o.EMail)
		}
		return cmp.Or(r.Created.Compare(o.Created), strings.Compare(string(r.ID), string(o.ID)))
	})
	return reportPage(in.Paging, all, in.Order == "desc", in.has, func(r *RegistrantView) string { return string(r.ID) })
}

// has tells whether r is chosen.
func (in *listRegistrantsRequest) has(r *RegistrantView) bool {
	contains := func(in, text string) bool {
		return strings.Contains(strings.ToLower(in), strings.ToLower(strings.TrimSpace(text)))
	}
	given := r.Answer(in.Field)
	switch {
	case !contains(r.Name+"\n"+r.EMail, in.Text):
		return false
	case in.Field != "" && (given == "" || !contains(given, in.Answer)):
		return false
	case in.Took != "" && r.TookPart != (in.Took == "yes"):
		return false
	case !in.From.IsZero() && r.Created.Before(in.From), !in.To.IsZero() && r.Created.After(in.To):
		return false
	}
	return true
}

func (a *API) allRegistrants(ctx context.Context, e *enrolled) ([]RegistrantView, error) {
	var all []RegistrantView
	for q := (registration.Query{Limit: 500}); ; {
		page, err := a.cfg.Registrants.Registrants(ctx, e.definition.ID, q)
		if err != nil {
			return nil, err
		}
		for i := range page.Registrants {
			all = append(all, e.of(ctx, &page.Registrants[i]))
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			return all, nil
		}
	}
}
