package conference

import (
	"context"
	"encoding/json"
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
	ended   chan struct{} // closed when the loop has returned
	facts   chan []Speaking

	commit committer
}

// timings of a running conference.
const (
	emptyFor   = 5 * time.Minute       // a conference with nobody inside ends after this
	turnBudget = 20 * time.Millisecond // longer turns are logged
	tickEvery  = time.Second
	ringsFor   = 45 * time.Second
)

// start opens the media room of s and runs the loop.
func start(s *state, cfg Config) *Conference {
	c := &Conference{
		id:      s.id,
		log:     cfg.Log.With("conference", string(s.id)),
		archive: cfg.Archive,
		tasks:   make(chan func(*state), 64),
		ended:   make(chan struct{}),
		facts:   make(chan []Speaking, 1),
	}
	c.commit.init()
	s.room = cfg.Media.OpenRoom(s.id, c)
	go c.run(s)
	return c
}

// ID of the conference.
func (c *Conference) ID() ID { return c.id }

// Ended is closed when the conference is over and everything is archived.
func (c *Conference) Ended() <-chan struct{} { return c.ended }

// run is the loop. It returns when the conference has ended or was suspended,
// after the last commit.
func (c *Conference) run(s *state) {
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	var writing sync.WaitGroup
	writing.Go(func() { c.write() })
	c.after(s)
	for !s.over {
		select {
		case task := <-c.tasks:
			c.turn(s, task)
		case speakers := <-c.facts:
			c.turn(s, func(s *state) { s.speakers(speakers) })
		case <-tick.C:
			c.turn(s, (*state).tick)
		}
	}
	c.commit.close()
	writing.Wait()
	s.close()
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
		c.commit.add(events, s.live())
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
	select {
	case c.tasks <- task:
	case <-c.ended:
		return none, 0, ErrEnded
	case <-ctx.Done():
		return none, 0, ctx.Err()
	}
	select {
	case a := <-done: // a turn never blocks, so this wait is short
		return a.v, a.seq, a.err
	case <-c.ended:
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

// Publishing implements [Facts].
func (c *Conference) Publishing(ParticipantID, []SourceKind) {}

var _ Facts = (*Conference)(nil)

// committer carries events from the loop to the archive, in order, grouped
// while a commit is under way.
type committer struct {
	mu      sync.Mutex
	changed *sync.Cond
	events  []Event
	live    json.RawMessage
	dirty   bool
	closed  bool
	done    uint64 // Seq of the newest event that is committed
	failed  error
}

func (q *committer) init() { q.changed = sync.NewCond(&q.mu) }

func (q *committer) add(events []Event, live json.RawMessage) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.events = append(q.events, events...)
	q.live, q.dirty = live, true
	q.changed.Broadcast()
}

func (q *committer) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.changed.Broadcast()
}

// take waits for something to commit; ok is false when there is nothing more.
func (q *committer) take() (events []Event, live json.RawMessage, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for !q.dirty && !q.closed {
		q.changed.Wait()
	}
	if !q.dirty {
		return nil, nil, false
	}
	events, live = q.events, q.live
	q.events, q.dirty, q.failed = nil, false, nil
	return events, live, true
}

func (q *committer) finish(events []Event, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.failed = err
	if err != nil {
		q.events = append(events, q.events...) // the order stays; the next commit tries again
	} else if len(events) > 0 {
		q.done = events[len(events)-1].Seq
	}
	q.changed.Broadcast()
}

// wait returns when everything up to seq is committed, or the last try failed.
func (q *committer) wait(ctx context.Context, seq uint64) error {
	stop := context.AfterFunc(ctx, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.changed.Broadcast()
	})
	defer stop()
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.done < seq && q.failed == nil && ctx.Err() == nil && (q.dirty || !q.closed || len(q.events) > 0) {
		q.changed.Wait()
	}
	if q.done >= seq {
		return nil
	}
	return errors.Join(q.failed, ctx.Err())
}

// write commits until the loop is over.
func (c *Conference) write() {
	for {
		events, live, ok := c.commit.take()
		if !ok {
			return
		}
		err := c.archive.Commit(context.Background(), c.id, events, live)
		if err != nil {
			c.log.Error("archive does not take events", "error", err, "events", len(events))
		}
		c.commit.finish(events, err)
	}
}

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
