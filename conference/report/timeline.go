package report

import (
	"time"

	"veche/conference/access"
)

// Row is one line of who was when.
type Row struct {
	Person string      `json:"person"`
	Name   string      `json:"name"`
	Type   access.Kind `json:"type"`
	Spans  []Presence  `json:"spans" nullable:"false"`
}

// Presence is a time that somebody was there.
type Presence struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero" doc:"Left out: is there now"`
}

// Timeline is who was when, of the connections that f chooses, in order of coming.
func (h *History) Timeline(f ConnectionFilter, now time.Time) []Row {
	var rows []Row
	at := make(map[string]int)
	for i := range h.Connections {
		c := &h.Connections[i]
		if !f.Has(c, now) {
			continue
		}
		n, is := at[c.Person]
		if !is {
			n = len(rows)
			at[c.Person] = n
			rows = append(rows, Row{Person: c.Person, Type: c.Type})
		}
		rows[n].Name = c.Name // the newest
		rows[n].Spans = append(rows[n].Spans, Presence{c.Joined, c.Left})
	}
	return rows
}
