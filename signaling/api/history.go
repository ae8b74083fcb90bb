package api

import (
	"context"
	"encoding/base64"
	"strconv"
	"time"

	"veche/conference"
	"veche/conference/history"
	"veche/signaling/auth"
)

// history is what people did: their calls and conferences (D14).
func (a *API) history() {
	route(a, op{"GET", "/history", "Own calls and conferences, newest first", signedIn, 0}, a.listHistory)
}

// HistoryEntry is one call, or one stay in a conference.
type HistoryEntry struct {
	ID         string         `json:"id"`
	Kind       history.Kind   `json:"kind" enum:"missed,outgoing,incoming,conference"`
	With       *history.Party `json:"with,omitempty" doc:"Who is at the other end of a call, or has called into the conference; dial is without what is secret"`
	Conference *HistoryPlace  `json:"conference,omitempty" doc:"Absent of a call between two"`
	Outcome    string         `json:"outcome,omitempty" doc:"Why a call was not answered: declined, no_answer, cancelled, unreachable, busy or another code of calls"`
	Start      time.Time      `json:"start"`
	Seconds    int64          `json:"seconds" doc:"How long it took; 0: it was not answered, or goes on"`
	Ongoing    bool           `json:"ongoing"`
}

// HistoryPlace is the conference of an entry.
type HistoryPlace struct {
	CID    conference.CID `json:"cid" doc:"That it has now, or had then if it is gone"`
	Name   string         `json:"name" doc:"That it had then"`
	Exists bool           `json:"exists" doc:"It can be looked at by you"`
	Owned  bool           `json:"owned" doc:"Its card and analytics are for you"`
}

type listHistoryRequest struct {
	Paging
	Kind history.Kind `query:"kind" enum:"missed,outgoing,incoming,conference" doc:"Left out: all"`
	Text string       `query:"q" maxLength:"200" doc:"In name, login or dial string of the other end, or name or CID of the conference"`
	From time.Time    `query:"from" doc:"Began then or later"`
	To   time.Time    `query:"to" doc:"Began before"`
}

func (a *API) listHistory(ctx context.Context, who auth.Identity, in *listHistoryRequest) (*body[list[HistoryEntry]], error) {
	found, err := a.cfg.History.History(ctx, history.Query{
		Login: who.Account.Login, Kind: in.Kind, Text: in.Text, From: in.From, To: in.To, Limit: in.Limit, Cursor: in.Cursor,
	})
	if err != nil {
		return nil, err
	}
	page := list[HistoryEntry]{Items: []HistoryEntry{}, Next: found.Next, Total: found.Total}
	places := make(map[conference.ID]HistoryPlace)
	for i := range found.Entries {
		e := &found.Entries[i]
		item := HistoryEntry{
			ID: historyID(e), Kind: e.Kind, With: e.With, Outcome: e.Outcome, Start: e.Start,
			Seconds: int64(e.Spoke.Round(time.Second) / time.Second), Ongoing: e.Ongoing,
		}
		if e.Conference != nil {
			item.Conference = a.placeOf(ctx, who, e.Conference, places)
		}
		page.Items = append(page.Items, item)
	}
	return answer(page), nil
}

func historyID(e *history.Entry) string {
	return base64.RawURLEncoding.EncodeToString([]byte(string(e.In) + "." + strconv.FormatUint(e.N, 36)))
}

// placeOf is p as it stands for who; seen are those looked up before.
func (a *API) placeOf(ctx context.Context, who auth.Identity, p *history.Place, seen map[conference.ID]HistoryPlace) *HistoryPlace {
	now, known := seen[p.ID]
	if !known {
		now.CID = p.CID
		if d, err := a.visible(ctx, who, string(p.ID)); err == nil && !d.Instant {
			now.CID, now.Exists, now.Owned = d.CID, true, manages(who, &d)
		}
		seen[p.ID] = now
	}
	now.Name = p.Name
	return &now
}
