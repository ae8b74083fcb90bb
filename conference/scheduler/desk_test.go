package scheduler_test

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/schedule"
	"veche/conference/scheduler"
)

// desk is a store, conferences and people to be reminded, in memory.
type desk struct {
	t       testing.TB
	mu      sync.Mutex
	ahead   time.Duration // the clock of the wall, before the real one
	defs    map[conference.ID]conference.Definition
	entries map[conference.ID]scheduler.Entry
	mark    scheduler.Mark
	policy  scheduler.Policy
	did     []string // what was done, in words
	times   map[string]int
	fail    func(what string) error

	planner *scheduler.Scheduler
	stop    func()
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{
		t: t, defs: map[conference.ID]conference.Definition{}, entries: map[conference.ID]scheduler.Entry{},
		times: map[string]int{}, policy: scheduler.Policy{Remind: true, Reminders: []int{15}},
		fail: func(string) error { return nil },
	}
	d.start()
	t.Cleanup(func() { d.stop() })
	return d
}

// start runs a new scheduler over what is kept, as the server does after a restart.
func (d *desk) start() {
	d.planner = scheduler.New(scheduler.Config{
		Acts: d, Definitions: d, Conferences: d, Log: slog.New(slog.DiscardHandler), Now: d.now,
		Policy: func() scheduler.Policy {
			d.mu.Lock()
			defer d.mu.Unlock()
			return d.policy
		},
		Remind: func(_ context.Context, def conference.Definition, o schedule.Occurrence, minutes int) error {
			return d.note(fmt.Sprintf("%s: %d minutes to %s", def.ID, minutes, o.Start.UTC().Format(form)), o, minutes)
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); d.planner.Run(ctx) }()
	d.stop = func() { cancel(); <-done }
}

const form = "2006-01-02 15:04"

func (d *desk) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.wall()
}

func (d *desk) wall() time.Time { return time.Now().Add(d.ahead).UTC() }

// set moves the clock of the wall.
func (d *desk) set(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ahead += by
}

func (d *desk) note(what string, o schedule.Occurrence, before int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.fail(what); err != nil {
		return err
	}
	at, due := d.wall(), o.Start.Add(-time.Duration(before)*time.Minute)
	if at.Before(due) || !at.Before(o.End) {
		d.t.Errorf("%s was done at %v", what, at)
	}
	if d.times[what]++; d.times[what] > 1 {
		d.t.Errorf("%s was done twice", what)
	}
	d.did = append(d.did, what)
	return nil
}

// StartMeeting implements [scheduler.Conferences].
func (d *desk) StartMeeting(_ context.Context, id conference.ID, o schedule.Occurrence) error {
	return d.note(fmt.Sprintf("%s: starts %s", id, o.Start.UTC().Format(form)), o, 0)
}

// done is what was done since it was last asked.
func (d *desk) done() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	did := d.did
	d.did = nil
	return did
}

// plan stores a definition as the store does.
func (d *desk) plan(id conference.ID, change func(*conference.Definition)) {
	d.mu.Lock()
	def := d.defs[id]
	def.ID, def.Updated = id, d.wall()
	def.Schedule = def.Schedule.Clone()
	change(&def)
	def.Revision++
	d.defs[id] = def
	e := d.entries[id]
	e.ID, e.Due = id, time.Time{}
	d.entries[id] = e
	if def.Schedule == nil {
		delete(d.entries, id)
	}
	d.mu.Unlock()
	d.planner.Changed(nil, &def)
}

// meets plans id by a rule.
func (d *desk) meets(id conference.ID, start, zone, rule string, minutes int, reminders ...int) {
	d.t.Helper()
	at, err := schedule.ParseLocal(start)
	if err != nil {
		d.t.Fatal(err)
	}
	d.plan(id, func(def *conference.Definition) {
		def.Reminders = reminders
		def.Schedule = &schedule.Schedule{Series: []schedule.Series{{ID: "s", Start: at, Zone: zone, Minutes: minutes, Rule: rule}}}
		if err := def.Schedule.Validate(); err != nil {
			d.t.Fatal(err)
		}
	})
}

// Definition implements [scheduler.Definitions].
func (d *desk) Definition(_ context.Context, id string) (conference.Definition, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	def, ok := d.defs[conference.ID(id)]
	if !ok {
		return def, conference.Refuse(conference.NotFound, "conference_unknown", "")
	}
	return def, nil
}

// DueActs implements [scheduler.Acts].
func (d *desk) DueActs(_ context.Context, now time.Time, limit int) (due []scheduler.Entry, next time.Time, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []scheduler.Entry
	for _, e := range d.entries {
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b scheduler.Entry) int { return a.Due.Compare(b.Due) })
	for _, e := range all {
		if len(due) == limit || e.Due.After(now) {
			return due, e.Due, nil
		}
		due = append(due, e)
	}
	return due, next, nil
}

// SettleActs implements [scheduler.Acts].
func (d *desk) SettleActs(_ context.Context, e scheduler.Entry, revision int64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.defs[e.ID].Revision != revision {
		return conference.Refuse(conference.Conflict, "changed_meanwhile", "")
	}
	if len(e.Done) > 100 {
		d.t.Errorf("%d acts are kept", len(e.Done))
	}
	d.entries[e.ID] = e
	if e.Seen.After(d.mark.At) {
		d.mark.At = e.Seen
	}
	return nil
}

// PlannedActs implements [scheduler.Acts].
func (d *desk) PlannedActs(_ context.Context, after conference.ID, limit int) (some []scheduler.Entry, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range d.entries {
		if e.ID > after {
			some = append(some, e)
		}
	}
	slices.SortFunc(some, func(a, b scheduler.Entry) int { return cmp.Compare(a.ID, b.ID) })
	return some[:min(limit, len(some))], nil
}

// ActsMark implements [scheduler.Acts].
func (d *desk) ActsMark(context.Context) (scheduler.Mark, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.mark, nil
}

// SetActsMark implements [scheduler.Acts].
func (d *desk) SetActsMark(_ context.Context, m scheduler.Mark) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.mark = m
	return nil
}
