package storetest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/history"
)

// happened is one event of a conference.
func happened(seq uint64, at time.Time, typ conference.EventType, data string) conference.Event {
	return conference.Event{Seq: seq, At: at, Run: 1, Type: typ, Data: json.RawMessage(data)}
}

func (c check) historyOf(q history.Query) history.Page {
	c.t.Helper()
	p, err := c.store.History(c.t.Context(), q)
	must(c.t, err)
	return p
}

func (c check) history() {
	t, s := c.t, c.store
	ctx := t.Context()
	const id = conference.ID("0123456789abcdef")
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	live := json.RawMessage(`{}`)
	events := []conference.Event{
		happened(1, at, conference.Started, `{"cid":"1234","name":"Planning","owner":"boris"}`),
		happened(2, at, conference.ParticipantJoined, `{"participant":{"id":"p1","login":"anna","name":"Anna"}}`),
	}
	must(t, s.Commit(ctx, id, events, live))
	want := history.Entry{
		Login: "anna", Kind: history.Conference, Conference: &history.Place{ID: id, CID: "1234", Name: "Planning"},
		Start: at, Ongoing: true, In: id, N: 4,
	}
	if got := c.historyOf(history.Query{Login: "anna"}); !reflect.DeepEqual(got.Entries, []history.Entry{want}) || got.Total != 1 {
		t.Errorf("got %+v", got)
	}
	// What was archived before makes no history a second time.
	events = append(events, happened(3, at.Add(time.Minute), conference.ParticipantLeft, `{"participant":"p1"}`))
	must(t, s.Commit(ctx, id, events, live))
	must(t, s.Commit(ctx, id, events, live))
	want.Ongoing, want.Spoke = false, time.Minute
	if got := c.historyOf(history.Query{Login: "anna"}); !reflect.DeepEqual(got.Entries, []history.Entry{want}) {
		t.Errorf("got %+v", got)
	}
	// Who was inside when it was given up is so no longer.
	events = []conference.Event{happened(4, at.Add(time.Hour), conference.ParticipantJoined, `{"participant":{"id":"p2","login":"boris","name":"Boris"}}`)}
	must(t, s.Commit(ctx, id, events, live))
	must(t, s.Commit(ctx, id, nil, nil))
	if got := c.historyOf(history.Query{Login: "boris"}); len(got.Entries) != 1 || got.Entries[0].Ongoing || got.Entries[0].Spoke <= 0 {
		t.Errorf("got %+v", got)
	}
	// Nothing is left of somebody who is removed, but of others.
	_, err := s.CreateAccount(ctx, account.Account{Login: "anna", Name: "Anna"})
	must(t, err)
	must(t, s.DeleteAccount(ctx, "anna"))
	if a, b := c.historyOf(history.Query{Login: "anna"}), c.historyOf(history.Query{Login: "boris"}); a.Total != 0 || a.Entries == nil || b.Total != 1 {
		t.Errorf("got %+v, %+v", a, b)
	}
}

func (c check) pageHistory() {
	t, s := c.t, c.store
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	for n := range 10 {
		id, start := conference.ID(fmt.Sprintf("%016d", n)), at.Add(time.Duration(n)*time.Hour)
		must(t, s.Commit(t.Context(), id, []conference.Event{
			happened(1, start, conference.Started, fmt.Sprintf(`{"cid":"cid-%d","name":"Meeting %d"}`, n, n)),
			happened(2, start, conference.ParticipantJoined, `{"participant":{"id":"p1","login":"anna","name":"Anna"}}`),
			happened(3, start, conference.ParticipantJoined, `{"participant":{"id":"p2","login":"annabel","name":"Annabel"}}`),
			happened(4, start.Add(time.Minute), conference.RingChanged, `{"ring":{"id":"r","login":"anna","state":"no_answer","from":{"name":"Борис"},"by":"boris"}}`),
			happened(5, start.Add(2*time.Minute), conference.Ended, `{}`),
		}, nil))
	}
	for name, q := range map[string]struct {
		query history.Query
		want  int
		first string
	}{
		"all":        {history.Query{}, 20, "cid-9"},
		"conference": {history.Query{Kind: history.Conference}, 10, "cid-9"},
		"missed":     {history.Query{Kind: history.Missed, Text: " бОРис "}, 10, "cid-9"},
		"by CID":     {history.Query{Text: "CID-3"}, 2, "cid-3"},
		"nothing":    {history.Query{Text: "annabel"}, 0, ""},
		"from":       {history.Query{From: at.Add(7 * time.Hour)}, 6, "cid-9"},
		"to":         {history.Query{To: at.Add(2 * time.Hour)}, 4, "cid-1"},
		"one hour":   {history.Query{From: at.Add(4 * time.Hour), To: at.Add(5 * time.Hour)}, 2, "cid-4"},
	} {
		for _, limit := range []int{0, 1, 3} {
			q.query.Login, q.query.Limit, q.query.Cursor = "anna", limit, ""
			var got []history.Entry
			for {
				p := c.historyOf(q.query)
				got = append(got, p.Entries...)
				if p.Total != q.want || len(got) > q.want {
					t.Fatalf("%s by %d: %d of %d, want %d", name, limit, len(got), p.Total, q.want)
				}
				if q.query.Cursor = p.Next; p.Next == "" {
					break
				}
			}
			if len(got) != q.want || q.want > 0 && string(got[0].Conference.CID) != q.first {
				t.Errorf("%s by %d: got %d, %+v", name, limit, len(got), got)
			}
			for i := 1; i < len(got); i++ {
				if got[i].Start.After(got[i-1].Start) {
					t.Errorf("%s by %d: out of order", name, limit)
				}
			}
		}
	}
	_, err := s.History(t.Context(), history.Query{Login: "anna", Cursor: "*"})
	refused(t, err, conference.Invalid, "cursor_invalid")
}
