package scheduler

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"veche/conference"
	"veche/conference/schedule"
)

// This file finds what is to be done. It is pure.

const (
	// lateReminder is how late a reminder may be of a meeting that has begun.
	lateReminder = 3 * time.Minute
	// fresh is for how long what is due before a change of the definition is still done.
	fresh = 2 * time.Minute
	// kept is how long the keys of acts are kept after the start of their meeting: as far
	// as the clock may be set back.
	kept = 7 * 24 * time.Hour
)

// act is something to be done for one meeting.
type act struct {
	meeting schedule.Occurrence
	before  int // minutes, of a reminder; 0: the start
}

// at is when it is due.
func (a act) at() time.Time { return a.meeting.Start.Add(-time.Duration(a.before) * time.Minute) }

// key names the act for ever. A meeting that is moved has other acts.
func (a act) key() string {
	return fmt.Sprintf("%d %s %s %d", a.meeting.Start.Unix(), a.meeting.Series, a.meeting.Of, a.before)
}

// found is what a look at one conference comes to.
type found struct {
	acts    []act    // to be done
	skipped []string // keys of reminders that a later one makes needless
	next    time.Time
}

// look finds what is to be done of d at now, where what was due until since needs no
// reminder any more. reminders are minutes before the start.
func look(d *conference.Definition, done []string, since, now time.Time, reminders []int) found {
	f := found{next: Never}
	if o, ok := d.Schedule.Next(now); ok {
		if a := (act{meeting: o}); !o.Start.After(now) && !slices.Contains(done, a.key()) {
			f.acts = append(f.acts, a)
		}
		f.soon(comingAfter(d.Schedule, now), 0)
	}
	for _, before := range reminders {
		f.soon(comingAfter(d.Schedule, now.Add(time.Duration(before)*time.Minute)), before)
	}
	f.remind(d.Schedule, done, since, now, reminders)
	return f
}

// comingAfter is the first meeting that begins after t.
func comingAfter(s *schedule.Schedule, t time.Time) *schedule.Occurrence {
	o, ok := s.Next(t)
	if ok && !o.Start.After(t) {
		o, ok = s.Next(o.End)
	}
	if !ok {
		return nil
	}
	return &o
}

// soon notes when an act of o is due.
func (f *found) soon(o *schedule.Occurrence, before int) {
	if o == nil {
		return
	}
	if at := (act{*o, before}).at(); at.Before(f.next) {
		f.next = at
	}
}

// remind finds the reminders that are due: of each meeting the last.
func (f *found) remind(s *schedule.Schedule, done []string, since, now time.Time, reminders []int) {
	if len(reminders) == 0 {
		return
	}
	longest := time.Duration(slices.Max(reminders)) * time.Minute
	for _, o := range s.Between(now.Add(-lateReminder), now.Add(longest+time.Second), 0) {
		var last *act
		for _, before := range sorted(reminders) {
			a := act{o, before}
			at := a.at()
			if at.After(now) || !at.After(since) || slices.Contains(done, a.key()) {
				continue
			}
			if last != nil {
				f.skipped = append(f.skipped, last.key())
			}
			last = &a
		}
		switch {
		case last == nil:
		case o.Start.After(now) || now.Sub(last.at()) <= lateReminder:
			f.acts = append(f.acts, *last)
		default:
			f.skipped = append(f.skipped, last.key())
		}
	}
}

// sorted is reminders with the earliest first.
func sorted(reminders []int) []int {
	return slices.SortedFunc(slices.Values(reminders), func(a, b int) int { return cmp.Compare(b, a) })
}

// prune drops the keys of meetings that were long ago.
func prune(done []string, now time.Time) []string {
	return slices.DeleteFunc(done, func(key string) bool {
		start, _, _ := strings.Cut(key, " ")
		at, err := strconv.ParseInt(start, 10, 64)
		return err != nil || now.Sub(time.Unix(at, 0)) > kept
	})
}
