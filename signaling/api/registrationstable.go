package api

import (
	"fmt"
	"mime"
	"net/http"
	"time"

	"veche/conference/report"
	"veche/conference/schedule"
)

// registrationsTable is the list of registrants as a file for a spreadsheet: all of them,
// whatever is filtered (M7).
func (a *API) registrationsTable() {
	a.describe(tableOperation("/conferences/{cid}/registrations.csv", "Who registered as CSV, whatever is filtered", "registrantsTable",
		"There is a column for each field of the form. Individual links are left out."), a.serveRegistrants)
}

func (a *API) serveRegistrants(w http.ResponseWriter, r *http.Request) {
	e, all, q, err := a.registrantsFor(r)
	if err != nil {
		a.Problem(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", tableType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{
		"filename": fmt.Sprintf("%s-registrations.csv", e.definition.CID),
	}))
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(tablePatience)) // as far as the server can
	_ = q.reader.WriteRegistrants(w, e.definition.Registration.Fields, rowsOf(all, e.definition.Registration.Fields))
}

// registrantsFor finds out who asks, for what, and whether he may.
func (a *API) registrantsFor(r *http.Request) (*enrolled, []RegistrantView, *tableQuery, error) {
	who, err := a.cfg.Auth.Authenticate(r)
	if err == nil {
		err = allowed(&who, signedIn, r.Method)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	d, err := a.managed(r.Context(), who, r.PathValue("cid"))
	if err != nil {
		return nil, nil, nil, err
	}
	q, err := readTableQuery(r.URL.Query(), who.Account.Language)
	if err != nil {
		return nil, nil, nil, err
	}
	e, err := a.enrolled(r.Context(), &d)
	if err != nil {
		return nil, nil, nil, err
	}
	all, err := a.allRegistrants(r.Context(), e)
	return e, all, q, err
}

func rowsOf(all []RegistrantView, fields []schedule.Field) []report.RegistrantRow {
	rows := make([]report.RegistrantRow, len(all))
	for i := range all {
		r := &all[i]
		rows[i] = report.RegistrantRow{
			Login: r.Login, At: r.Created, Invited: r.Invited, AddedBy: r.AddedBy, TookPart: r.TookPart, Joined: r.Joined, Seconds: r.Seconds,
		}
		for j := range fields {
			rows[i].Answers = append(rows[i].Answers, r.Answer(fields[j].Key))
		}
	}
	return rows
}
