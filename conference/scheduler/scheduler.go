package scheduler

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"veche/conference"
	"veche/conference/schedule"
)

// Config of a Scheduler. All but Remind and Now are required.
type Config struct {
	Acts        Acts
	Definitions Definitions
	Conferences Conferences
	// Remind has people reminded of a meeting so many minutes before its start. It may
	// be called again for the same one after a crash, and is to do nothing then; an error
	// is tried again. nil: nobody reminds.
	Remind func(ctx context.Context, d conference.Definition, o schedule.Occurrence, minutesBefore int) error
	// Policy is the administrator's; it is asked each time.
	Policy func() Policy
	Log    *slog.Logger
	Now    func() time.Time // nil: time.Now
}

// Policy is what the administrator has set.
type Policy struct {
	Remind    bool
	Reminders []int // minutes before the start, of conferences with none of their own
}

// Definitions finds conferences.
type Definitions interface {
	Definition(ctx context.Context, idOrCID string) (conference.Definition, error)
}

// Conferences starts them.
type Conferences interface {
	// StartMeeting starts a meeting, and calls those invited to it; called again for the
	// same one it does nothing.
	StartMeeting(ctx context.Context, id conference.ID, o schedule.Occurrence) error
}

// Scheduler does what is due. Its methods are safe for concurrent use.
type Scheduler struct {
	cfg  Config
	wake chan struct{}

	// Of the one who runs.
	mark    Mark
	marked  bool          // mark was read
	walking bool          // all entries are being looked at again
	walked  conference.ID // up to here
	since   time.Time     // while walking: reminders due until then are not sent

	stats counters
}

type counters struct{ started, reminded, late, failed, due atomic.Int64 }

// Stats are figures since the start of the server.
type Stats struct {
	Started, Reminded int64 // acts done
	Late              int64 // of these, more than five seconds after they were due
	Failed            int64 // tries that are made again
	Due               int64 // conferences for which something is due now
}

// times of the scheduler.
const (
	longestSleep = time.Minute // timers do not notice that the clock was set
	retryAfter   = 30 * time.Second
	late         = 5 * time.Second
	setBack      = 2 * time.Second // less is the clock being kept right
	batch        = 64
	atOnce       = 8
)

// New returns a scheduler that does nothing until Run.
func New(cfg Config) *Scheduler {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Scheduler{cfg: cfg, wake: make(chan struct{}, 1)}
}

// Changed is for [conference.Config.Changed].
func (s *Scheduler) Changed(before, after *conference.Definition) {
	if before != nil && before.Schedule != nil || after != nil && after.Schedule != nil {
		s.Wake()
	}
}

// Wake makes it look now for what is due. It does not block.
func (s *Scheduler) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Stats may be called at any time.
func (s *Scheduler) Stats() Stats {
	c := &s.stats
	return Stats{c.started.Load(), c.reminded.Load(), c.late.Load(), c.failed.Load(), c.due.Load()}
}

// Run does what is due until ctx is over, and returns when nothing is under way.
func (s *Scheduler) Run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-timer.C:
		}
		pause, err := s.round(ctx)
		if err != nil && ctx.Err() == nil {
			s.cfg.Log.Error("what is due cannot be found", "error", err)
			pause = retryAfter
		}
		timer.Reset(pause)
	}
}

// round does some of what is due and returns when to look again.
func (s *Scheduler) round(ctx context.Context) (time.Duration, error) {
	now, policy := s.cfg.Now().Round(0), s.cfg.Policy()
	if err := s.check(ctx, now, policy); err != nil {
		return 0, err
	}
	if s.walking {
		return 0, s.walk(ctx, now, policy)
	}
	due, next, err := s.cfg.Acts.DueActs(ctx, now, batch)
	if err != nil {
		return 0, err
	}
	s.stats.due.Store(int64(len(due)))
	settled := s.lookAt(ctx, due, now, policy, time.Time{})
	switch {
	case len(due) == batch && settled > 0:
		return 0, nil
	case len(due) == batch:
		return retryAfter, nil
	case next.IsZero():
		return longestSleep, nil
	}
	return min(max(next.Sub(s.cfg.Now()), 0), longestSleep), nil
}

// check begins a walk over all entries when they were found by what is not so any more:
// other reminders, or a later clock.
func (s *Scheduler) check(ctx context.Context, now time.Time, policy Policy) (err error) {
	if !s.marked {
		if s.mark, err = s.cfg.Acts.ActsMark(ctx); err != nil {
			return err
		}
		s.marked = true
	}
	reminders := policy.of(nil)
	fresher := s.mark.Reminders == nil
	back := now.Before(s.mark.At.Add(-setBack))
	switch {
	case !back && slices.Equal(s.mark.Reminders, reminders) && !fresher:
		if now.After(s.mark.At) {
			s.mark.At = now
		}
		return nil
	case back:
		s.cfg.Log.Warn("the clock was set back", "by", s.mark.At.Sub(now))
		s.since = time.Time{}
	default:
		s.since = now.Add(-fresh)
	}
	s.walking, s.walked = !fresher || back, ""
	s.mark = Mark{At: now, Reminders: reminders}
	if !s.walking {
		return s.cfg.Acts.SetActsMark(ctx, s.mark)
	}
	return nil
}

// of are the reminders of d, of those with none of their own when d is nil; never nil.
func (p Policy) of(d *conference.Definition) []int {
	switch {
	case !p.Remind:
		return []int{}
	case d != nil && d.Reminders != nil:
		return d.Reminders
	case p.Reminders == nil:
		return []int{}
	}
	return p.Reminders
}

// walk looks at some entries. The mark is stored when all were looked at: a crash
// before that makes it begin anew.
func (s *Scheduler) walk(ctx context.Context, now time.Time, policy Policy) error {
	some, err := s.cfg.Acts.PlannedActs(ctx, s.walked, batch)
	if err != nil {
		return err
	}
	s.lookAt(ctx, some, now, policy, s.since)
	if len(some) == batch {
		s.walked = some[batch-1].ID
		return nil
	}
	s.walking = false
	return s.cfg.Acts.SetActsMark(ctx, s.mark)
}

// lookAt does what is due of all of due, several at once: at full hours there are many.
func (s *Scheduler) lookAt(ctx context.Context, due []Entry, now time.Time, policy Policy, since time.Time) (settled int64) {
	var busy sync.WaitGroup
	var n atomic.Int64
	places := make(chan struct{}, atOnce)
	for i := range due {
		places <- struct{}{}
		busy.Go(func() {
			defer func() { <-places }()
			if s.lookAtOne(ctx, due[i], now, policy, since) {
				n.Add(1)
			}
		})
	}
	busy.Wait()
	return n.Load()
}

// lookAtOne does what is due of one conference and notes it.
func (s *Scheduler) lookAtOne(ctx context.Context, e Entry, now time.Time, policy Policy, since time.Time) (settled bool) {
	log := s.cfg.Log.With("conference", string(e.ID))
	def, err := s.cfg.Definitions.Definition(ctx, string(e.ID))
	if err != nil || def.Schedule == nil {
		if conference.KindOf(err) == "" && err != nil && ctx.Err() == nil {
			log.Error("planned conference cannot be read", "error", err)
		}
		return false // the entry goes, or is looked at again in a while
	}
	since = later(since, e.since(&def))
	if since.After(now) { // the clock was set back
		since = now
	}
	f := look(&def, e.Done, since, now, policy.of(&def))
	e.Due, e.Seen = f.next, now
	e.Done = append(prune(slices.Clone(e.Done), now), f.skipped...)
	for _, a := range f.acts {
		if err := s.do(ctx, &def, a); err != nil {
			s.stats.failed.Add(1)
			log.Error("what is due cannot be done, and is tried again", "error", err, "before", a.before)
			e.Due, e.Seen = now.Add(retryAfter), since
			continue
		}
		s.count(a)
		e.Done = append(e.Done, a.key())
	}
	if ctx.Err() != nil {
		return false // the server is stopping: it is all done again after that
	}
	err = s.cfg.Acts.SettleActs(ctx, e, def.Revision)
	if conference.CodeOf(err) == "changed_meanwhile" {
		s.Wake() // it is due at once
	} else if err != nil && conference.KindOf(err) != conference.NotFound {
		log.Error("what is done cannot be noted", "error", err)
	}
	return err == nil
}

// since is until when reminders need not be sent any more.
func (e *Entry) since(d *conference.Definition) time.Time {
	if e.Due.IsZero() {
		return later(e.Seen, d.Updated.Add(-fresh))
	}
	return e.Seen
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// do does one act.
func (s *Scheduler) do(ctx context.Context, d *conference.Definition, a act) error {
	if a.before > 0 {
		if s.cfg.Remind == nil {
			return nil
		}
		return s.cfg.Remind(ctx, *d, a.meeting, a.before)
	}
	err := s.cfg.Conferences.StartMeeting(ctx, d.ID, a.meeting)
	if conference.KindOf(err) == conference.NotFound {
		return nil // deleted meanwhile
	}
	return err
}

func (s *Scheduler) count(a act) {
	if a.before > 0 {
		s.stats.reminded.Add(1)
	} else {
		s.stats.started.Add(1)
	}
	if s.cfg.Now().Sub(a.at()) > late {
		s.stats.late.Add(1)
	}
}
