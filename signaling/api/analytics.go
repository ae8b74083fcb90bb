package api

import (
	"context"
	"encoding/base64"
	"strconv"
	"time"

	"veche/conference"
	"veche/conference/report"
	"veche/signaling/auth"
)

// analytics is what became of a conference (M1 to M9): for its owner and
// administrators, whether it is planned or a room, runs or not.
func (a *API) analytics() {
	const at = "/conferences/{cid}/analytics"
	route(a, op{"GET", at, "What became of a conference, in figures", signedIn, 0}, a.analyticsSummary)
	route(a, op{"GET", at + "/participants", "Who was expected and who came, the last added first", signedIn, 0}, a.analyticsParticipants)
	route(a, op{"GET", at + "/connections", "Who came and went, the last first", signedIn, 0}, a.analyticsConnections)
	route(a, op{"GET", at + "/timeline", "Who was there when, in order of coming", signedIn, 0}, a.analyticsTimeline)
	route(a, op{"GET", at + "/chat", "What was written to all, the last first", signedIn, 0}, a.analyticsChat)
	route(a, op{"GET", at + "/chart", "How many were added and how many were there over time", signedIn, 0}, a.analyticsChart)
	a.analyticsTables(at)
}

// reported is a conference with all that is told about it.
type reported struct {
	*report.History
	definition conference.Definition
	people     []report.Attendee
	running    bool
	now        time.Time
}

// reportOf finds the report of a conference that who manages; people are looked up
// only if they are wanted.
func (a *API) reportOf(ctx context.Context, who auth.Identity, cid string, people bool) (*reported, error) {
	d, err := a.managed(ctx, who, cid)
	if err != nil {
		return nil, err
	}
	_, running := a.cfg.Directory.Live(d.ID)
	h, err := a.reports.History(ctx, d.ID, running)
	if err != nil {
		return nil, err
	}
	r := &reported{History: h, definition: d, running: running, now: time.Now().UTC()}
	if !people {
		return r, nil
	}
	expected := report.Expected{Definition: &d, Person: a.personAsNow(ctx)}
	if expected.Registrants, err = a.registrantsOf(ctx, &d); err != nil {
		return nil, err
	}
	r.people = a.reports.People(d.ID, h, expected)
	return r, nil
}

func (a *API) personAsNow(ctx context.Context) func(string) (conference.Person, bool) {
	return func(login string) (conference.Person, bool) {
		found, err := a.cfg.Accounts.Account(ctx, login)
		return found.Person(), err == nil
	}
}

func (a *API) analyticsSummary(ctx context.Context, who auth.Identity, in *ConferencePath) (*body[report.Summary], error) {
	r, err := a.reportOf(ctx, who, in.CID, true)
	if err != nil {
		return nil, err
	}
	return answer(r.Summary(r.people, r.definition.Created, r.now, r.running)), nil
}

// ReportPeriod is a part of the time of a conference (M5).
type ReportPeriod struct {
	From time.Time `query:"from" doc:"RFC 3339; left out: since it was made"`
	To   time.Time `query:"to" doc:"RFC 3339; left out: to its end"`
}

func (p ReportPeriod) period() report.Period { return report.Period{From: p.From, To: p.To} }

// PeopleChoice chooses participants (M4).
type PeopleChoice struct {
	Text string `query:"q" maxLength:"200" doc:"In name or e-mail address"`
	Type string `query:"type" enum:"users,guests,devices" doc:"Left out: everybody"`
	Took string `query:"took" enum:"yes,no" doc:"Took part"`
}

func (c PeopleChoice) filter(p ReportPeriod) report.PeopleFilter {
	return report.PeopleFilter{Text: c.Text, Type: report.Group(c.Type), Took: c.Took, Period: p.period()}
}

type analyticsParticipantsRequest struct {
	ConferencePath
	Paging
	PeopleChoice
	ReportPeriod
}

func (a *API) analyticsParticipants(ctx context.Context, who auth.Identity, in *analyticsParticipantsRequest) (*body[list[report.Attendee]], error) {
	r, err := a.reportOf(ctx, who, in.CID, true)
	if err != nil {
		return nil, err
	}
	f := in.filter(in.ReportPeriod)
	return reportPage(in.Paging, r.people, false, f.Has, func(p *report.Attendee) string { return p.Key })
}

// ConnectionChoice chooses connections (M8).
type ConnectionChoice struct {
	Text    string `query:"q" maxLength:"200" doc:"In name or e-mail address"`
	Type    string `query:"type" enum:"users,guests,devices" doc:"Left out: everybody"`
	Session uint64 `query:"session" doc:"Of this session only"`
	Person  string `query:"person" maxLength:"300" doc:"Of the participant with this key only"`
}

func (c ConnectionChoice) filter(p ReportPeriod) report.ConnectionFilter {
	return report.ConnectionFilter{
		Text: c.Text, Type: report.Group(c.Type), Session: c.Session, Person: c.Person, Period: p.period(),
	}
}

type analyticsConnectionsRequest struct {
	ConferencePath
	Paging
	ConnectionChoice
	ReportPeriod
}

func (a *API) analyticsConnections(ctx context.Context, who auth.Identity, in *analyticsConnectionsRequest) (*body[list[report.Connection]], error) {
	r, err := a.reportOf(ctx, who, in.CID, false)
	if err != nil {
		return nil, err
	}
	f := in.filter(in.ReportPeriod)
	has := func(c *report.Connection) bool { return f.Has(c, r.now) }
	return reportPage(in.Paging, r.Connections, true, has, func(c *report.Connection) string { return strconv.FormatUint(c.ID, 10) })
}

func (a *API) analyticsTimeline(ctx context.Context, who auth.Identity, in *analyticsConnectionsRequest) (*body[list[report.Row]], error) {
	r, err := a.reportOf(ctx, who, in.CID, false)
	if err != nil {
		return nil, err
	}
	rows := r.Timeline(in.filter(in.ReportPeriod), r.now)
	return reportPage(in.Paging, rows, false, func(*report.Row) bool { return true }, func(row *report.Row) string { return row.Person })
}

// ChatChoice chooses messages (M9).
type ChatChoice struct {
	Text   string `query:"q" maxLength:"200" doc:"In the message"`
	Sender string `query:"sender" maxLength:"200" doc:"In the name of who wrote it"`
}

func (c ChatChoice) filter(p ReportPeriod) report.ChatFilter {
	return report.ChatFilter{Text: c.Text, Sender: c.Sender, Period: p.period()}
}

type analyticsChatRequest struct {
	ConferencePath
	Paging
	ChatChoice
	ReportPeriod
}

func (a *API) analyticsChat(ctx context.Context, who auth.Identity, in *analyticsChatRequest) (*body[list[report.Message]], error) {
	r, err := a.reportOf(ctx, who, in.CID, false)
	if err != nil {
		return nil, err
	}
	f := in.filter(in.ReportPeriod)
	return reportPage(in.Paging, r.Messages, true, f.Has, func(m *report.Message) string { return strconv.FormatUint(m.ID, 10) })
}

type analyticsChartRequest struct {
	ConferencePath
	PeopleChoice
	ReportPeriod
	ReportZone
}

func (a *API) analyticsChart(ctx context.Context, who auth.Identity, in *analyticsChartRequest) (*body[report.Chart], error) {
	zone, err := in.place()
	if err != nil {
		return nil, err
	}
	r, err := a.reportOf(ctx, who, in.CID, true)
	if err != nil {
		return nil, err
	}
	whole := r.Summary(r.people, r.definition.Created, r.now, r.running)
	p := report.Period{From: whole.From, To: whole.To} // M5
	if !in.From.IsZero() {
		p.From = in.From
	}
	if !in.To.IsZero() {
		p.To = in.To
	}
	return answer(r.Chart(r.people, in.filter(ReportPeriod{}), p, zone, r.now)), nil
}

// ReportZone is the zone of the reader.
type ReportZone struct {
	Zone string `query:"zone" maxLength:"100" doc:"Name of a time zone, as Europe/Moscow; left out: UTC"`
}

// place is the zone; "Local" is none, for the server's is nobody's business.
func (z ReportZone) place() (*time.Location, error) {
	place, err := time.LoadLocation(z.Zone)
	if err != nil || place == time.Local {
		return nil, &conference.Error{Kind: conference.Invalid, Code: "zone_unknown", Detail: "There is no such time zone.", Field: "zone"}
	}
	return place, nil
}

// reportPage is the page of all that has chooses.
func reportPage[T any](p Paging, all []T, backwards bool, has func(*T) bool, key func(*T) string) (*body[list[T]], error) {
	after, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err != nil {
		return nil, errReportCursor
	}
	limit := p.Limit
	if limit == 0 {
		limit = 100
	}
	part, next, total := report.Page(report.Chosen(all, backwards, has), key, string(after), limit)
	return answer(list[T]{Items: part, Next: base64.RawURLEncoding.EncodeToString([]byte(next)), Total: total}), nil
}

var errReportCursor = &conference.Error{
	Kind: conference.Invalid, Code: "cursor_invalid", Detail: "This cursor is not one of this list.", Field: "cursor",
}
