package storetest

import (
	"fmt"
	"slices"
	"time"

	"veche/conference"
	"veche/conference/schedule"
)

// plan stores a conference of anna with a schedule, such as "2026-03-10T10:00" and
// "FREQ=WEEKLY"; without a start it is a room.
func (c check) plan(n int, name, start, rule string, invited ...string) conference.Definition {
	c.t.Helper()
	d := definition(n, "anna", invited...)
	d.Name, d.Created = name, c.clock.Now()
	if start != "" {
		at, err := schedule.ParseLocal(start)
		must(c.t, err)
		d.Schedule = &schedule.Schedule{Series: []schedule.Series{{ID: "one", Start: at, Zone: "Etc/UTC", Minutes: 60, Rule: rule}}}
		must(c.t, d.Schedule.Validate())
	}
	must(c.t, c.store.CreateDefinition(c.t.Context(), d))
	return d
}

// some is a store with rooms, meetings that are over, come once and again. It is 1 March
// 2026, noon.
func (c check) some() {
	c.plan(1, "beta", "", "")
	c.plan(2, "Alpha", "2026-03-10T10:00", "")
	c.plan(3, "Дельта", "2026-02-24T10:00", "FREQ=WEEKLY") // next on 3 March
	c.plan(4, "gamma", "2026-02-01T10:00", "")             // over
	c.plan(5, "alpha", "", "")
	c.plan(6, "Epsilon", "2026-01-01T10:00", "FREQ=DAILY;COUNT=10") // over on 10 January
	c.plan(7, "zeta", "2026-03-01T11:30", "")                       // goes on
}

// lists checks the names of all pages, whatever is on a page.
func (c check) lists(q conference.Query, want ...string) {
	c.t.Helper()
	for _, limit := range []int{1, 2, 100} {
		q.Limit, q.Cursor = limit, ""
		var got []string
		for {
			p, err := c.store.Definitions(c.t.Context(), q)
			must(c.t, err)
			got = append(got, names(p)...)
			if p.Total != len(want) {
				c.t.Errorf("%+v: total %d, want %d", q, p.Total, len(want))
			}
			if q.Cursor = p.Next; q.Cursor == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			c.t.Errorf("%+v: got %v, want %v", q, got, want)
		}
	}
}

func (c check) launches() {
	c.some()
	for _, login := range []string{"anna", ""} {
		c.lists(conference.Query{Login: login, Launch: conference.LaunchRoom}, "alpha", "beta")
		c.lists(conference.Query{Login: login, Launch: conference.LaunchScheduled}, "zeta", "Epsilon", "gamma", "Дельта", "Alpha")
		c.lists(conference.Query{Login: login, Launch: conference.LaunchRoom, Backwards: true}, "beta", "alpha")
		c.lists(conference.Query{Login: login, Launch: conference.LaunchScheduled, Text: "AL"}, "Alpha")
	}
	d, err := c.store.Definition(c.t.Context(), string(definition(2, "").ID))
	must(c.t, err)
	d.Schedule = nil
	_, err = c.store.ChangeDefinition(c.t.Context(), d)
	must(c.t, err)
	c.lists(conference.Query{Login: "anna", Launch: conference.LaunchRoom}, "Alpha", "alpha", "beta")
	c.lists(conference.Query{Login: "boris", Launch: conference.LaunchRoom})
}

func (c check) sortDefinitions() {
	c.some()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, login := range []string{"anna", ""} {
		all := conference.Query{Login: login}
		c.lists(all, "zeta", "Epsilon", "alpha", "gamma", "Дельта", "Alpha", "beta")
		all.Sort = conference.ByName
		c.lists(all, "Alpha", "alpha", "beta", "Epsilon", "gamma", "zeta", "Дельта")
		all.Backwards = true
		c.lists(all, "Дельта", "zeta", "gamma", "Epsilon", "beta", "alpha", "Alpha")
		start := conference.Query{Login: login, Sort: conference.ByStart, Launch: conference.LaunchScheduled}
		c.lists(start, "Epsilon", "gamma", "zeta", "Дельта", "Alpha")
		start.From = now
		c.lists(start, "zeta", "Дельта", "Alpha")
		start.To = now.AddDate(0, 0, 3)
		c.lists(start, "zeta", "Дельта")
		c.lists(conference.Query{Login: login, Sort: conference.ByStart, Backwards: true, To: now}, "zeta", "gamma", "Epsilon")
	}
}

// nearestMeeting: NB6 by the store's clock, with nobody changing anything.
func (c check) nearestMeeting() {
	c.plan(1, "weekly", "2026-03-03T10:00", "FREQ=WEEKLY;COUNT=3", "boris")
	c.plan(2, "once", "2026-03-05T10:00", "", "boris")
	q := conference.Query{Login: "boris", Sort: conference.ByStart}
	c.lists(q, "weekly", "once")
	c.clock.Pass(3 * 24 * time.Hour) // 4 March
	c.lists(q, "once", "weekly")
	q.From, q.To = time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 11, 0, 0, 0, 0, time.UTC)
	c.lists(q, "weekly")
	c.clock.Pass(7 * 24 * time.Hour) // 11 March
	c.lists(q)
	c.clock.Pass(365 * 24 * time.Hour) // all are over: the last one counts
	q.To = time.Date(2026, 3, 18, 0, 0, 0, 0, time.UTC)
	c.lists(q, "weekly")
	must(c.t, c.store.DeleteDefinition(c.t.Context(), definition(1, "").ID))
	c.lists(q)
	c.lists(conference.Query{Sort: conference.ByStart}, "once")
}

func (c check) planned() {
	c.some()
	for _, s := range []struct {
		login, from, to string
		want            []string
	}{
		{"anna", "2026-03-01", "2026-04-01", []string{"Alpha", "zeta", "Дельта"}},
		{"anna", "2026-01-01", "2026-02-01", []string{"Epsilon"}},
		{"anna", "2050-01-01", "2050-01-02", []string{"Дельта"}},
		{"anna", "2025-01-01", "2025-02-01", nil},
		{"boris", "2026-03-01", "2026-04-01", nil},
	} {
		from, err := time.Parse(time.DateOnly, s.from)
		must(c.t, err)
		to, err := time.Parse(time.DateOnly, s.to)
		must(c.t, err)
		found, err := c.store.Planned(c.t.Context(), s.login, from, to)
		must(c.t, err)
		got := names(conference.Page{Definitions: found})
		slices.Sort(got)
		if !slices.Equal(got, s.want) {
			c.t.Errorf("%s from %s: got %v, want %v", s.login, s.from, got, s.want)
		}
	}
}

func (c check) owned() {
	for n := range 4 {
		c.plan(n, fmt.Sprint("Room ", n), "", "", "boris")
	}
	personal, instant := definition(5, "anna"), definition(6, "anna")
	personal.Personal, instant.Instant = true, true
	must(c.t, c.store.CreateDefinition(c.t.Context(), personal))
	must(c.t, c.store.CreateDefinition(c.t.Context(), instant))
	passed, err := c.store.Definition(c.t.Context(), string(definition(1, "").ID))
	must(c.t, err)
	passed.Owner = "boris"
	_, err = c.store.ChangeDefinition(c.t.Context(), passed)
	must(c.t, err)
	must(c.t, c.store.DeleteDefinition(c.t.Context(), definition(2, "").ID))
	for login, want := range map[string]int{"anna": 2, "boris": 1, "nobody": 0} {
		if got, err := c.store.Owned(c.t.Context(), login); err != nil || got != want {
			c.t.Errorf("%s owns %d, want %d; %v", login, got, want, err)
		}
	}
}
