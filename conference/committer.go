package conference

import (
	"context"
	"errors"
	"sync"
	"time"
)

// committer carries events from the loop to the archive, in order, grouped
// while a commit is under way. What the archive does not take is tried again,
// with the events that came meanwhile, until it does.
type committer struct {
	mu      sync.Mutex
	changed *sync.Cond // for those who wait
	wake    chan struct{}
	batch   *batch // not tried yet
	closed  bool   // no more will come
	over    bool   // and nobody tries any more
	done    uint64 // Seq of the newest event that is committed

	failed   error  // of the last try
	failedTo uint64 // what that try was to commit
}

// batch is what one commit holds.
type batch struct {
	events []Event
	seq    uint64 // of the newest event, or of the newest before them
	live   *liveState
}

// Tries to commit.
const (
	retryFirst = 100 * time.Millisecond // doubles
	retryMost  = 5 * time.Second
	lastTries  = 5 // when the loop is over
)

var errNotArchived = errors.New("the conference was over before it was archived")

// init is called with the Seq that the archive has.
func (q *committer) init(seq uint64) {
	q.changed = sync.NewCond(&q.mu)
	q.wake = make(chan struct{}, 1)
	q.done = seq
}

func (q *committer) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// add leaves events to be committed, and live, the state after them.
func (q *committer) add(events []Event, seq uint64, live *liveState) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.batch == nil {
		q.batch = &batch{}
	}
	q.batch.events = append(q.batch.events, events...)
	q.batch.seq, q.batch.live = seq, live
	q.signal()
}

func (q *committer) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.signal()
}

// take returns what is to be committed, nil for nothing.
func (q *committer) take() (b *batch, closed bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	b, q.batch = q.batch, nil
	return b, q.closed
}

// tried tells what became of b.
func (q *committer) tried(b *batch, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.failed = err
	switch {
	case err == nil:
		q.done = b.seq
	case q.batch == nil:
		q.failedTo, q.batch = b.seq, b
	default:
		q.failedTo = b.seq
		q.batch.events = append(b.events, q.batch.events...) // the order stays
	}
	q.changed.Broadcast()
}

func (q *committer) finish() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.over = true
	q.changed.Broadcast()
}

// wait returns nil when everything up to seq is committed, and an error when
// the archive did not take it, though a later try may.
func (q *committer) wait(ctx context.Context, seq uint64) error {
	stop := context.AfterFunc(ctx, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.changed.Broadcast()
	})
	defer stop()
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		switch {
		case q.done >= seq:
			return nil
		case q.failed != nil && q.failedTo >= seq:
			return q.failed
		case q.over:
			return errNotArchived
		case ctx.Err() != nil:
			return ctx.Err()
		}
		q.changed.Wait()
	}
}

// write commits until the loop is over and everything is archived. An archive
// that fails then too gets a few tries more.
func (c *Conference) write() {
	defer c.commit.finish()
	pause, last := retryFirst, 0
	for {
		b, closed := c.commit.take()
		if b == nil {
			if closed {
				return
			}
			<-c.commit.wake
			continue
		}
		events := len(b.events) // b may be added to once it is given back
		err := c.archive.Commit(context.Background(), c.id, b.events, b.live.encode())
		c.commit.tried(b, err)
		if err == nil {
			pause = retryFirst
			continue
		}
		c.log.Error("archive does not take events", "error", err, "events", events)
		if closed {
			if last++; last >= lastTries {
				return
			}
		}
		c.commit.rest(pause)
		pause = min(2*pause, retryMost)
	}
}

// rest waits for d, or until there is more to commit.
func (q *committer) rest(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-q.wake:
	}
}
