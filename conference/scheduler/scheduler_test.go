package scheduler_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"veche/conference"
	"veche/conference/schedule"
)

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// until lets time pass until the clock of the wall is there.
func (d *desk) until(at string) {
	d.t.Helper()
	t, err := time.Parse(form, at)
	if err != nil {
		d.t.Fatal(err)
	}
	time.Sleep(t.Sub(d.now()))
	synctest.Wait()
}

// A simulated year: weekly and daily meetings in zones whose clocks change, with the
// server restarted again and again. Nothing is missed, nothing is done twice.
func TestAYear(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		random := rand.New(rand.NewPCG(1, 2))
		d.meets("berlin", "2000-01-03T09:30", "Europe/Berlin", "FREQ=DAILY", 30)
		d.meets("york", "2000-01-04T02:30", "America/New_York", "FREQ=WEEKLY;BYDAY=TU,SU", 60, 1440, 60, 5)
		d.meets("moscow", "2000-01-28T18:00", "Europe/Moscow", "FREQ=MONTHLY;BYDAY=-1FR", 120, 10080, 15)
		d.meets("once", "2000-07-01T12:00", "UTC", "", 45, 30)
		began, end := d.now(), d.now().AddDate(1, 0, 0)
		for d.now().Before(end) {
			time.Sleep(time.Duration(random.IntN(72*60)) * time.Minute)
			d.stop()
			time.Sleep(time.Duration(random.IntN(4*60)) * time.Second)
			d.start()
		}
		synctest.Wait()
		var want []string
		for id, def := range d.defs {
			reminders := def.Reminders
			if reminders == nil {
				reminders = []int{15}
			}
			for _, o := range def.Schedule.Between(began, d.now(), 0) {
				want = append(want, fmt.Sprintf("%s: starts %s", id, o.Start.UTC().Format(form)))
			}
			for _, m := range reminders {
				before := time.Duration(m) * time.Minute
				for _, o := range def.Schedule.Between(began.Add(before), d.now().Add(before), 0) {
					if at := o.Start.Add(-before); at.After(began) && !at.After(d.now()) {
						want = append(want, fmt.Sprintf("%s: %d minutes to %s", id, m, o.Start.UTC().Format(form)))
					}
				}
			}
		}
		got := d.done()
		slices.Sort(got)
		slices.Sort(want)
		if len(want) < 700 {
			t.Fatalf("only %d acts in a year", len(want))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d acts done, want %d", len(got), len(want))
			for _, w := range want {
				if d.times[w] == 0 {
					t.Error("missed:", w)
				}
			}
		}
	})
}

// The clock of the wall is set back and forth: what was done is not done again, and
// nothing is missed whose time the clock has shown.
func TestTheClockIsSet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.meets("a", "2000-01-02T10:00", "UTC", "FREQ=DAILY", 60)
		d.until("2000-01-02 10:30")
		same(t, "the first day", d.done(), "a: 15 minutes to 2000-01-02 10:00", "a: starts 2000-01-02 10:00")
		d.set(-2 * time.Hour) // 08:30
		d.until("2000-01-02 12:00")
		same(t, "set back", d.done())
		d.set(22 * time.Hour) // 10:00 of the next day
		time.Sleep(time.Minute)
		synctest.Wait()
		same(t, "set forth", d.done(), "a: starts 2000-01-03 10:00")
		d.set(-23 * time.Hour)
		d.until("2000-01-04 09:50")
		same(t, "back again", d.done(), "a: 15 minutes to 2000-01-04 10:00")
		d.stop() // set back while the server is down
		d.set(-5 * time.Hour)
		d.start()
		d.meets("b", "2000-01-04T06:00", "UTC", "", 30)
		d.until("2000-01-04 11:00")
		same(t, "down", d.done(), "b: 15 minutes to 2000-01-04 06:00", "b: starts 2000-01-04 06:00", "a: starts 2000-01-04 10:00")
	})
}

func TestAfterTheServerWasDown(t *testing.T) {
	for name, c := range map[string]struct {
		from, to string
		want     []string
	}{
		"a start is made up for while the meeting is on": {
			"2000-01-02 09:50", "2000-01-02 10:59", []string{"a: starts 2000-01-02 10:00", "a: 1440 minutes to 2000-01-03 10:00"},
		},
		"not after it": {"2000-01-02 09:50", "2000-01-02 11:00", []string{"a: 1440 minutes to 2000-01-03 10:00"}},
		"a reminder is sent as long as it has not begun": {
			"2000-01-02 08:30", "2000-01-02 09:55", []string{"a: 15 minutes to 2000-01-02 10:00"},
		},
		"of two reminders the last is sent": {
			"2000-01-01 00:10", "2000-01-02 09:59", []string{"a: 15 minutes to 2000-01-02 10:00"},
		},
		"no more when it has begun": {
			"2000-01-02 08:30", "2000-01-02 10:04", []string{"a: starts 2000-01-02 10:00", "a: 1440 minutes to 2000-01-03 10:00"},
		},
		"days are not made up for": {"2000-01-02 12:00", "2000-01-05 12:00", []string{"a: 1440 minutes to 2000-01-06 10:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				d.meets("a", "2000-01-02T10:00", "UTC", "FREQ=DAILY", 60, 1440, 90, 15)
				d.until(c.from)
				d.done()
				d.stop()
				d.until(c.to)
				d.start()
				synctest.Wait()
				same(t, "done", d.done(), c.want...)
			})
		})
	}
}

func TestChangedDefinitions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		time.Sleep(10 * time.Minute)
		d.meets("late", "2000-01-01T00:00", "UTC", "", 60, 15) // planned while it is on
		synctest.Wait()
		same(t, "planned late", d.done(), "late: starts 2000-01-01 00:00")
		d.meets("soon", "2000-01-01T00:20", "UTC", "", 60, 60, 15) // too late for its reminders
		synctest.Wait()
		same(t, "planned shortly before", d.done())
		d.until("2000-01-01 00:20")
		same(t, "it starts", d.done(), "soon: starts 2000-01-01 00:20")
		d.plan("soon", func(def *conference.Definition) { def.Name = "another" })
		d.until("2000-01-01 00:30")
		same(t, "another name", d.done())

		d.meets("moved", "2000-01-01T12:00", "UTC", "", 60)
		d.until("2000-01-01 11:50")
		same(t, "reminded", d.done(), "moved: 15 minutes to 2000-01-01 12:00")
		d.plan("moved", func(def *conference.Definition) {
			def.Schedule.Series[0].Start = schedule.LocalAt(d.wall().Add(130 * time.Minute))
		})
		d.until("2000-01-01 13:59")
		same(t, "reminded of its new time", d.done(), "moved: 15 minutes to 2000-01-01 14:00")
		d.plan("moved", func(def *conference.Definition) { def.Schedule = nil })
		d.until("2000-01-01 16:00")
		same(t, "a room now", d.done())
	})
}

// The administrator's reminders are those of conferences with none of their own.
func TestTheRemindersOfTheServerChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.meets("a", "2000-01-02T10:00", "UTC", "FREQ=DAILY;COUNT=3", 60)
		d.meets("own", "2000-01-02T10:00", "UTC", "FREQ=DAILY;COUNT=3", 60, 10)
		set := func(remind bool, reminders ...int) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.policy.Remind, d.policy.Reminders = remind, reminders
		}
		d.until("2000-01-02 09:00")
		set(true, 120, 30)
		d.until("2000-01-02 09:59")
		same(t, "not what would have been due before", d.done(), "a: 30 minutes to 2000-01-02 10:00", "own: 10 minutes to 2000-01-02 10:00")
		set(false, 120, 30)
		d.until("2000-01-03 09:00")
		d.done()
		set(true, 120)
		d.until("2000-01-04 10:30")
		got := d.done()
		slices.Sort(got)
		same(t, "later", got, "a: 120 minutes to 2000-01-04 10:00", "a: starts 2000-01-03 10:00", "a: starts 2000-01-04 10:00",
			"own: 10 minutes to 2000-01-03 10:00", "own: 10 minutes to 2000-01-04 10:00", "own: starts 2000-01-03 10:00", "own: starts 2000-01-04 10:00")
	})
}

func TestWhatFailsIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		tries := 0
		d.fail = func(string) error {
			if tries++; tries%3 != 0 {
				return errors.New("the disk is full")
			}
			return nil
		}
		d.meets("a", "2000-01-02T10:00", "UTC", "", 60, 15)
		d.until("2000-01-02 09:59")
		same(t, "reminded", d.done(), "a: 15 minutes to 2000-01-02 10:00")
		d.until("2000-01-02 10:59")
		same(t, "started", d.done(), "a: starts 2000-01-02 10:00")
		if s := d.planner.Stats(); s.Started != 1 || s.Reminded != 1 || s.Failed != 4 || s.Late != 2 {
			t.Errorf("%+v", s)
		}
	})
}

// At a full hour many begin, and none waits for the others for long.
func TestManyAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		for i := range 500 {
			d.meets(conference.ID(fmt.Sprint("c", i)), "2000-01-01T10:00", "UTC", "", 60)
		}
		d.until("2000-01-01 10:00")
		if n := len(d.done()); n != 1000 {
			t.Errorf("%d acts done", n)
		}
	})
}
