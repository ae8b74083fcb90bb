package conference

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"veche/conference/access"
)

// Conference is one conference while it runs. Its loop owns the state; every
// method hands the loop a closure and waits for the turn, except where it says
// otherwise. Commands whose effect must survive a crash (chat, lock, PIN,
// roles, admissions) return after the archive has them (design.md section 5).
type Conference struct {
	id      ID
	log     *slog.Logger
	archive Archive
	tasks   chan func(*state)
	stopped chan struct{} // closed when the loop takes no more turns
	ended   chan struct{} // closed when all of it is archived, too
	facts   chan []Speaking
	reports reports
	policy  func() RecordingPolicy
	calls   func() CallPolicy

	attendance *attendance
	callsBy    func() Outside

	commit committer
}

// timings of a running conference.
const (
	instantEmptyFor = 20 * time.Second      // and one that was made for a call after this
	emptyFor        = 5 * time.Minute       // a conference with nobody inside ends after this
	turnBudget      = 20 * time.Millisecond // longer turns are logged
	tickEvery       = time.Second
	ringsFor        = 45 * time.Second
)

// start opens the media room of s and runs the loop.
func start(s *state, cfg Config) *Conference {
	c := &Conference{
		id:      s.id,
		log:     cfg.Log.With("conference", string(s.id)),
		archive: cfg.Archive,
		tasks:   make(chan func(*state), 64),
		stopped: make(chan struct{}),
		ended:   make(chan struct{}),
		facts:   make(chan []Speaking, 1),
		reports: reports{wake: make(chan struct{}, 1)},
		policy:  cfg.Recording,
		calls:   cfg.Calls,
		callsBy: cfg.Outside,

		attendance: s.attendance,
	}
	c.commit.init(s.seq - uint64(len(s.events)))
	s.room = cfg.Media.OpenRoom(s.id, c)
	go c.run(s)
	return c
}

// ID of the conference.
func (c *Conference) ID() ID { return c.id }

// Ended is closed when the conference is over and everything is archived.
func (c *Conference) Ended() <-chan struct{} { return c.ended }

// over tells whether no more turns are taken.
func (c *Conference) over() bool {
	select {
	case <-c.stopped:
		return true
	default:
		return false
	}
}

// run is the loop. It returns when the conference has ended or was suspended,
// after the last commit.
func (c *Conference) run(s *state) {
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	var writing sync.WaitGroup
	writing.Go(func() { c.write() })
	c.turn(s, (*state).placeOrdered)
	for !s.over {
		select {
		case task := <-c.tasks:
			c.turn(s, task)
		case speakers := <-c.facts:
			c.turn(s, func(s *state) { s.speakers(speakers) })
		case <-c.reports.wake:
			for _, r := range c.reports.take() {
				c.turn(s, func(s *state) { s.recordingReported(r) })
			}
		case <-s.awaitedLeader():
			c.turn(s, (*state).admitLed)
		case <-tick.C:
			c.turn(s, (*state).tick)
		}
	}
	close(c.stopped)
	c.commit.close()
	s.close()
	writing.Wait()
	close(c.ended)
}

// turn lets fn change the state, and then tells everybody what came of it. A
// panic ends this conference, not the server.
func (c *Conference) turn(s *state, fn func(*state)) {
	began := time.Now()
	defer func() {
		if r := recover(); r != nil {
			c.log.Error("conference ended by a fault", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			s.abort()
			c.after(s)
			return
		}
		if took := time.Since(began); took > turnBudget {
			c.log.Warn("long turn", "took", took, "participants", len(s.members))
		}
	}()
	fn(s)
	c.after(s)
}

// after settles a turn: views and Plan, deliveries, and what is to be archived.
func (c *Conference) after(s *state) {
	s.settle()
	if events := s.takeEvents(); len(events) > 0 || s.liveChanged {
		s.liveChanged = false
		c.commit.add(events, s.seq, s.live())
	}
}

// ask runs fn on the loop of c and returns what it returns.
func ask[T any](ctx context.Context, c *Conference, fn func(*state) (T, error)) (T, error) {
	v, _, err := askSeq(ctx, c, fn)
	return v, err
}

type answer[T any] struct {
	v   T
	seq uint64
	err error
}

func askSeq[T any](ctx context.Context, c *Conference, fn func(*state) (T, error)) (T, uint64, error) {
	done := make(chan answer[T], 1)
	task := func(s *state) {
		defer func() {
			if r := recover(); r != nil {
				done <- answer[T]{err: ErrEnded}
				panic(r)
			}
		}()
		v, err := fn(s)
		s.settle() // the answer and what it caused are one
		done <- answer[T]{v, s.seq, err}
	}
	var none T
	if ctx.Err() != nil {
		return none, 0, ctx.Err()
	}
	select {
	case c.tasks <- task:
	case <-c.stopped:
		return none, 0, ErrEnded
	case <-ctx.Done():
		return none, 0, ctx.Err()
	}
	select {
	case a := <-done: // a turn never blocks, so this wait is short
		return a.v, a.seq, a.err
	case <-c.stopped:
		select {
		case a := <-done:
			return a.v, a.seq, a.err
		default:
			return none, 0, ErrEnded
		}
	}
}

// keep is ask for what must survive a crash: it returns when the archive has it.
func keep[T any](ctx context.Context, c *Conference, fn func(*state) (T, error)) (T, error) {
	v, seq, err := askSeq(ctx, c, fn)
	if err != nil {
		return v, err
	}
	if err := c.commit.wait(ctx, seq); err != nil {
		return v, fmt.Errorf("conference: archive: %w", err)
	}
	return v, nil
}

// do is keep for commands without an answer.
func (c *Conference) do(ctx context.Context, fn func(*state) error) error {
	_, err := keep(ctx, c, func(s *state) (struct{}, error) { return struct{}{}, fn(s) })
	return err
}

// Speakers implements [Facts]. It never blocks: a report that the loop has not
// taken yet is replaced.
func (c *Conference) Speakers(now []Speaking) {
	for {
		select {
		case c.facts <- now:
			return
		default:
		}
		select {
		case <-c.facts:
		default:
		}
	}
}

var _ Facts = (*Conference)(nil)

// End ends the conference for all (E11).
func (c *Conference) End(ctx context.Context, by Actor) error {
	return c.do(ctx, func(s *state) error {
		if err := s.moderates(by); err != nil {
			return err
		}
		s.end()
		return nil
	})
}

// Suspend stops the loop without ending the conference: the server is going
// down, and the live state waits for the next start (P5).
func (c *Conference) Suspend(ctx context.Context) error {
	_, err := ask(ctx, c, func(s *state) (struct{}, error) { s.suspend(); return struct{}{}, nil })
	if err != nil && !errors.Is(err, ErrEnded) {
		return err
	}
	select {
	case <-c.ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Rules are the access rules as they stand now.
func (c *Conference) Rules(ctx context.Context) (access.Rules, error) {
	return ask(ctx, c, func(s *state) (access.Rules, error) { return s.rules(), nil })
}
