package api

import (
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"veche/conference"
	"veche/conference/report"
	"veche/signaling/auth"
)

// analyticsTables are the lists of analytics as files for a spreadsheet (M7 to M9).
func (a *API) analyticsTables(at string) {
	for _, t := range []struct {
		name, summary, operation string
		filters                  []string
		write                    func(r *reported, q *tableQuery, w io.Writer) error
	}{
		{"participants", "All participants as CSV, whatever is filtered", "analyticsParticipantsTable", nil, writePeople},
		{"connections", "Who came and went as CSV", "analyticsConnectionsTable", []string{"q", "type", "session", "person", "from", "to"}, writeConnections},
		{"chat", "What was written to all as CSV", "analyticsChatTable", []string{"q", "sender", "from", "to"}, writeChat},
	} {
		o := tableOperation(at+"/"+t.name+".csv", t.summary, t.operation)
		for _, f := range t.filters {
			o.Parameters = append(o.Parameters, &huma.Param{Name: f, In: "query", Schema: textSchema, Description: "As in the list"})
		}
		a.describe(o, a.table(t.name, t.write))
	}
}

// tableOperation is the description of one that is answered with a table; about adds to it.
func tableOperation(path, summary, id string, about ...string) *huma.Operation {
	return &huma.Operation{
		Method: http.MethodGet, Path: path, Summary: summary, OperationID: id,
		Description: strings.Join(append([]string{"UTF-8 with a byte order mark, RFC 4180. Times are of the zone that the headings name. A field that a spreadsheet would take for a formula begins with an apostrophe."}, about...), " "),
		Security:    []map[string][]string{{"token": {}}, {"cookie": {}}},
		Parameters: []*huma.Param{
			{Name: "zone", In: "query", Schema: textSchema, Description: "Name of a time zone; left out: UTC"},
			{Name: "language", In: "query", Schema: textSchema, Description: "Of the headings: en or ru; left out: that of the account"},
		},
		Responses: map[string]*huma.Response{
			"200": {Description: "The table", Content: map[string]*huma.MediaType{tableType: {}}},
			"404": refusal("There is no such conference"),
		},
	}
}

const (
	tableType     = "text/csv; charset=utf-8"
	tablePatience = 5 * time.Minute // for a slow line
)

// tableQuery is what a table is asked for with.
type tableQuery struct {
	reader     report.Reader
	connection report.ConnectionFilter
	chat       report.ChatFilter
}

func readTableQuery(q url.Values, language string) (*tableQuery, error) {
	zone, err := ReportZone{q.Get("zone")}.place()
	if err != nil {
		return nil, err
	}
	var p ReportPeriod
	for name, into := range map[string]*time.Time{"from": &p.From, "to": &p.To} {
		if text := q.Get(name); text != "" {
			if *into, err = time.Parse(time.RFC3339, text); err != nil {
				return nil, &conference.Error{Kind: conference.Invalid, Code: "invalid", Detail: "This is not a moment.", Field: name}
			}
		}
	}
	var session uint64
	if text := q.Get("session"); text != "" {
		if session, err = strconv.ParseUint(text, 10, 64); err != nil {
			return nil, &conference.Error{Kind: conference.Invalid, Code: "invalid", Detail: "This is not a session.", Field: "session"}
		}
	}
	if l := q.Get("language"); l != "" {
		language = l
	}
	return &tableQuery{
		reader:     report.Reader{Language: language, Zone: zone},
		connection: ConnectionChoice{q.Get("q"), q.Get("type"), session, q.Get("person")}.filter(p),
		chat:       ChatChoice{q.Get("q"), q.Get("sender")}.filter(p),
	}, nil
}

// table serves a table that write writes.
func (a *API) table(name string, write func(*reported, *tableQuery, io.Writer) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		report, q, err := a.tableOf(r)
		if err != nil {
			a.Problem(w, r, err)
			return
		}
		h := w.Header()
		h.Set("Content-Type", tableType)
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{
			"filename": fmt.Sprintf("%s-%s.csv", report.definition.CID, name),
		}))
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(tablePatience)) // as far as the server can
		_ = write(report, q, w)                                                           // whoever asked may be gone
	}
}

// tableOf finds out who asks, for what, and whether he may.
func (a *API) tableOf(r *http.Request) (*reported, *tableQuery, error) {
	who, err := a.cfg.Auth.Authenticate(r)
	if err == nil {
		err = allowed(&who, signedIn, r.Method)
	}
	if err != nil {
		return nil, nil, err
	}
	return a.tableFor(r.Context(), who, r)
}

func (a *API) tableFor(ctx context.Context, who auth.Identity, r *http.Request) (*reported, *tableQuery, error) {
	found, err := a.reportOf(ctx, who, r.PathValue("cid"), true)
	if err != nil {
		return nil, nil, err
	}
	q, err := readTableQuery(r.URL.Query(), who.Account.Language)
	return found, q, err
}

func writePeople(r *reported, q *tableQuery, w io.Writer) error {
	return q.reader.WritePeople(w, r.people)
}

func writeConnections(r *reported, q *tableQuery, w io.Writer) error {
	has := func(c *report.Connection) bool { return q.connection.Has(c, r.now) }
	return q.reader.WriteConnections(w, report.Chosen(r.Connections, false, has))
}

func writeChat(r *reported, q *tableQuery, w io.Writer) error {
	return q.reader.WriteChat(w, report.Chosen(r.Messages, false, q.chat.Has))
}
