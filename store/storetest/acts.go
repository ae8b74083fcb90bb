package storetest

import (
	"fmt"
	"slices"
	"time"

	"veche/conference"
	"veche/conference/audit"
)

func (c check) acts() {
	t, s := c.t, c.store
	ctx := t.Context()
	if p, err := s.Acts(ctx, audit.Query{}); err != nil || p.Acts == nil || len(p.Acts) != 0 {
		t.Errorf("got %+v, %v", p, err)
	}
	begin := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	for i := range 5 {
		must(t, s.AddAct(ctx, audit.Act{
			At: begin.Add(time.Duration(i/2) * time.Hour), By: "admin", Source: "192.0.2.1", Operation: "changeUser",
			About: fmt.Sprint("Person", i), Fields: []string{"rights"},
		}))
	}
	about := func(q audit.Query) (all []string) {
		t.Helper()
		for {
			p, err := s.Acts(ctx, q)
			must(t, err)
			for i := range p.Acts {
				all = append(all, p.Acts[i].About)
			}
			if p.Next == "" {
				return all
			}
			q.Cursor = p.Next
		}
	}
	for _, test := range []struct {
		name string
		q    audit.Query
		want []string
	}{
		{"newest first", audit.Query{}, []string{"Person4", "Person3", "Person2", "Person1", "Person0"}},
		{"in pages", audit.Query{Limit: 2}, []string{"Person4", "Person3", "Person2", "Person1", "Person0"}},
		{"by words", audit.Query{Text: " pERSON3 "}, []string{"Person3"}},
		{"by who did it", audit.Query{Text: "boris"}, nil},
		{"from", audit.Query{From: begin.Add(time.Hour)}, []string{"Person4", "Person3", "Person2"}},
		{"before", audit.Query{To: begin.Add(time.Hour)}, []string{"Person1", "Person0"}},
		{"between, in pages", audit.Query{From: begin.Add(time.Hour), To: begin.Add(2 * time.Hour), Limit: 1}, []string{"Person3", "Person2"}},
	} {
		if got := about(test.q); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
	_, err := s.Acts(ctx, audit.Query{Cursor: "!"})
	refused(t, err, conference.Invalid, "cursor_invalid")
}
