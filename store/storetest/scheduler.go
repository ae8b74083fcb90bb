package storetest

import (
	"reflect"
	"time"

	"veche/conference"
	"veche/conference/schedule"
	"veche/conference/scheduler"
)

// meeting stores a conference that takes place once.
func (c check) meeting(id conference.ID) conference.Definition {
	c.t.Helper()
	start, err := schedule.ParseLocal("2026-04-01T10:00")
	must(c.t, err)
	d := conference.Definition{
		ID: id, CID: conference.CID("cid-" + id), Owner: "anna", Name: "x", Revision: 1,
		Schedule: &schedule.Schedule{Series: []schedule.Series{{ID: "s", Start: start, Zone: "UTC", Minutes: 60}}},
	}
	must(c.t, c.store.CreateDefinition(c.t.Context(), d))
	return d
}

func (c check) plannedActs() {
	t, s := c.t, c.store
	ctx, now := t.Context(), time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	due := func(at time.Time, limit int, want ...conference.ID) (next time.Time) {
		t.Helper()
		entries, next, err := s.DueActs(ctx, at, limit)
		must(t, err)
		var got []conference.ID
		for _, e := range entries {
			got = append(got, e.ID)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("due at %v: got %v, want %v", at, got, want)
		}
		return next
	}
	if next := due(now, 10); !next.IsZero() {
		t.Errorf("of nothing the next is due at %v", next)
	}
	c.meeting("a")
	b := c.meeting("b")
	room := conference.Definition{ID: "room", CID: "room", Owner: "anna", Name: "x", Revision: 1}
	must(t, s.CreateDefinition(ctx, room))
	due(now, 10, "a", "b") // at once: they are new
	due(now, 1, "a")

	later := scheduler.Entry{ID: "a", Due: now.Add(time.Hour), Seen: now, Done: []string{"1 s x 0"}}
	must(t, s.SettleActs(ctx, later, 1))
	must(t, s.SettleActs(ctx, scheduler.Entry{ID: "b", Due: now.Add(time.Minute), Seen: now.Add(time.Second)}, 1))
	if next := due(now, 10); !next.Equal(now.Add(time.Minute)) {
		t.Errorf("the next is due at %v", next)
	}
	if next := due(now.Add(time.Minute), 10, "b"); !next.Equal(later.Due) {
		t.Errorf("the next is due at %v", next)
	}
	if m, err := s.ActsMark(ctx); err != nil || !m.At.Equal(now.Add(time.Second)) || m.Reminders != nil {
		t.Errorf("got %+v, %v", m, err)
	}

	c.plannedChange(b, later, now)
	refused(t, s.SettleActs(ctx, scheduler.Entry{ID: "room"}, 1), conference.NotFound, "conference_unknown")
	mark := scheduler.Mark{At: now.Add(-time.Hour), Reminders: []int{}}
	must(t, s.SetActsMark(ctx, mark))
	if got, err := s.ActsMark(ctx); err != nil || !reflect.DeepEqual(got, mark) {
		t.Errorf("got %+v, %v", got, err)
	}
}

// plannedChange is what becomes of entries with their definitions.
func (c check) plannedChange(b conference.Definition, a scheduler.Entry, now time.Time) {
	t, s := c.t, c.store
	ctx := t.Context()
	b, err := s.ChangeDefinition(ctx, b)
	must(t, err)
	refused(t, s.SettleActs(ctx, scheduler.Entry{ID: "b", Due: now}, 1), conference.Conflict, "changed_meanwhile")
	all, err := s.PlannedActs(ctx, "", 10)
	must(t, err)
	if len(all) != 2 || !reflect.DeepEqual(all[0], a) || !all[1].Due.IsZero() || !all[1].Seen.Equal(now.Add(time.Second)) {
		t.Errorf("got %+v", all) // what was done stays known
	}
	if rest, err := s.PlannedActs(ctx, "a", 10); err != nil || len(rest) != 1 || rest[0].ID != "b" {
		t.Errorf("after a: %+v, %v", rest, err)
	}
	must(t, s.SettleActs(ctx, scheduler.Entry{ID: "b", Due: scheduler.Never, Seen: now}, b.Revision))
	if due, next, err := s.DueActs(ctx, now.AddDate(100, 0, 0), 10); err != nil || len(due) != 1 || !next.Equal(scheduler.Never) {
		t.Errorf("got %+v, %v, %v", due, next, err)
	}
	b.Schedule = nil
	_, err = s.ChangeDefinition(ctx, b)
	must(t, err)
	must(t, s.DeleteDefinition(ctx, "a"))
	if all, err := s.PlannedActs(ctx, "", 10); err != nil || len(all) != 0 {
		t.Errorf("got %+v, %v", all, err)
	}
}
