package api

import (
	"cmp"
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"veche/conference"
	"veche/conference/schedule"
	"veche/signaling/auth"
)

// longestAgenda is what can be asked for at once: what a calendar shows, and then some.
const longestAgenda = 100 * 24 * time.Hour

type agendaRequest struct {
	Paging
	From time.Time `query:"from" required:"true" doc:"Meetings that are not over then"`
	To   time.Time `query:"to" required:"true" doc:"Meetings that begin before; at most 100 days later"`
}

// AgendaEntry is a meeting of somebody (D3, D4, D10).
type AgendaEntry struct {
	Occurrence schedule.Occurrence `json:"occurrence"`
	Conference AgendaConference    `json:"conference"`
}

// AgendaConference is what a calendar shows of a conference.
type AgendaConference struct {
	ID             conference.ID         `json:"id"`
	CID            conference.CID        `json:"cid"`
	Name           string                `json:"name"`
	URL            string                `json:"url"`
	Mode           conference.Mode       `json:"mode"`
	Access         conference.AccessType `json:"access"`
	Owner          string                `json:"owner"`
	OwnerName      string                `json:"ownerName"`
	Mine           bool                  `json:"mine"`
	CanManage      bool                  `json:"canManage"`
	Running        bool                  `json:"running"`
	HasPIN         bool                  `json:"hasPin"`
	RegistrationOn bool                  `json:"registrationOn"`
	Revision       int64                 `json:"revision"`
}

var errAgendaSpan = &conference.Error{
	Kind: conference.Invalid, Code: "span_too_long", Field: "to",
	Detail: "At most 100 days can be looked at.",
}

func (a *API) agenda(ctx context.Context, who auth.Identity, in *agendaRequest) (*body[list[AgendaEntry]], error) {
	if !in.From.Before(in.To) || in.To.Sub(in.From) > longestAgenda {
		return nil, errAgendaSpan
	}
	after, err := readAgendaCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	planned, err := a.cfg.Directory.Planned(ctx, who.Account.Login, in.From, in.To)
	if err != nil {
		return nil, err
	}
	entries := entriesOf(planned, in.From, in.To)
	page := list[AgendaEntry]{Items: []AgendaEntry{}, Total: len(entries)}
	begin, found := slices.BinarySearchFunc(entries, after, func(e agendaEntry, after string) int { return strings.Compare(e.key, after) })
	if found {
		begin++
	}
	limit := cmp.Or(in.Limit, 100)
	if len(entries)-begin > limit {
		entries = entries[:begin+limit]
		page.Next = base64.RawURLEncoding.EncodeToString([]byte(entries[len(entries)-1].key))
	}
	names := make(map[string]string)
	for _, e := range entries[begin:] {
		page.Items = append(page.Items, AgendaEntry{e.Occurrence, a.agendaConference(ctx, who, e.of, names)})
	}
	return answer(page), nil
}

// agendaEntry is a meeting with what entries are sorted by.
type agendaEntry struct {
	schedule.Occurrence
	of  *conference.Definition
	key string
}

// entriesOf is the meetings of the span in their order.
func entriesOf(planned []conference.Definition, from, to time.Time) (entries []agendaEntry) {
	for i := range planned {
		d := &planned[i]
		for _, o := range d.Schedule.Between(from, to, 0) {
			key := o.Start.UTC().Format(time.RFC3339) + " " + string(d.ID) + " " + o.Series + " " + o.Of.String()
			entries = append(entries, agendaEntry{o, d, key})
		}
	}
	slices.SortFunc(entries, func(a, b agendaEntry) int { return strings.Compare(a.key, b.key) })
	return entries
}

func readAgendaCursor(cursor string) (string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return "", errCursor
	}
	return string(raw), nil
}

// agendaConference shows d to who. names are those of owners found before.
func (a *API) agendaConference(ctx context.Context, who auth.Identity, d *conference.Definition, names map[string]string) AgendaConference {
	_, runs := a.cfg.Directory.Live(d.ID)
	return AgendaConference{
		ID: d.ID, CID: d.CID, Name: d.Name, URL: a.absolute(requestOf(ctx), a.cfg.URL(d.CID)), Mode: d.Mode, Access: d.Access,
		Owner: d.Owner, OwnerName: a.nameOf(ctx, d.Owner, names), Mine: d.Owner == who.Account.Login, CanManage: manages(who, d),
		Running: runs, HasPIN: d.PIN != "", RegistrationOn: d.Registration.On, Revision: d.Revision,
	}
}

// nameOf is the name of a person, or the login where there is none.
func (a *API) nameOf(ctx context.Context, login string, known map[string]string) string {
	if name, ok := known[login]; ok {
		return name
	}
	known[login] = login
	if p, err := a.cfg.Accounts.Account(ctx, login); err == nil {
		known[login] = p.Name
	}
	return known[login]
}
