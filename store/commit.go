package store

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference"
)

// maxGroup is the most writes in one commit, and the most that wait before
// callers of update wait to be queued.
const maxGroup = 512

// errClosed is what writes get after Close.
var errClosed = errors.New("store: closed")

// write is a closure waiting for its commit.
type write struct {
	fn   func(*tx) error
	err  error
	done chan struct{}
}

// tx is a transaction that knows whether it has changed anything.
type tx struct {
	*bolt.Tx
	dirty bool
}

// put stores a value in a bucket.
func (t *tx) put(b *bolt.Bucket, key, value []byte) error {
	t.dirty = true
	if err := b.Put(key, value); err != nil {
		return fmt.Errorf("store: put: %w", err)
	}
	return nil
}

// remove deletes a key, present or not.
func (t *tx) remove(b *bolt.Bucket, key []byte) error {
	t.dirty = true
	if err := b.Delete(key); err != nil {
		return fmt.Errorf("store: delete: %w", err)
	}
	return nil
}

// bucket opens a nested bucket, making it if needed.
func (t *tx) bucket(b *bolt.Bucket, name []byte) (*bolt.Bucket, error) {
	if sub := b.Bucket(name); sub != nil {
		return sub, nil
	}
	t.dirty = true
	sub, err := b.CreateBucket(name)
	if err != nil {
		return nil, fmt.Errorf("store: bucket: %w", err)
	}
	return sub, nil
}

// update runs fn in a transaction and returns when it is on disk. Others that
// wait at the same time share the commit. fn may run more than once.
func (s *Store) update(ctx context.Context, fn func(*tx) error) error {
	w := &write{fn: fn, done: make(chan struct{})}
	select {
	case s.writes <- w:
	case <-s.closing:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-w.done:
	case <-s.committed: // and so either done or never begun
		select {
		case <-w.done:
		default:
			return errClosed
		}
	}
	return w.err
}

// view runs fn in a transaction that only reads.
func (s *Store) view(ctx context.Context, fn func(*bolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.db.View(fn)
}

// commit is the loop that carries writes out, until the store closes and
// nobody waits any more.
func (s *Store) commit() {
	defer close(s.committed)
	for {
		select {
		case w := <-s.writes:
			s.group(w)
			continue
		case <-s.closing:
		}
		select {
		case w := <-s.writes:
			s.group(w)
		default:
			return
		}
	}
}

// group commits first and all that wait behind it.
func (s *Store) group(first *write) {
	group := append(make([]*write, 0, 16), first)
	for len(group) < maxGroup {
		select {
		case w := <-s.writes:
			group = append(group, w)
			continue
		default:
		}
		break
	}
	s.commitGroup(group)
	for _, w := range group {
		close(w.done)
	}
}

// commitGroup runs the writes in one transaction. A refusal stays with its
// write; any other error, or a refusal after something was changed, undoes the
// transaction, and then each write gets one of its own.
func (s *Store) commitGroup(group []*write) {
	began := time.Now()
	err := s.db.Update(func(b *bolt.Tx) error {
		t := &tx{Tx: b}
		changed := false
		for _, w := range group {
			t.dirty = false
			w.err = w.fn(t)
			if w.err != nil && (t.dirty || conference.KindOf(w.err) == "") {
				return w.err
			}
			changed = changed || t.dirty
		}
		if !changed {
			return errUnchanged
		}
		return nil
	})
	switch {
	case err == nil:
		s.commits.count(len(group), time.Since(began))
	case errors.Is(err, errUnchanged):
	case len(group) == 1:
		group[0].err = err
	default:
		for _, w := range group {
			s.commitGroup([]*write{w})
		}
	}
}

// errUnchanged spares the disk a commit of nothing.
var errUnchanged = errors.New("store: nothing changed")

type commitCounters struct {
	groups, writes atomic.Uint64
	nanoseconds    atomic.Int64
}

func (c *commitCounters) count(writes int, took time.Duration) {
	c.groups.Add(1)
	c.writes.Add(uint64(writes))
	c.nanoseconds.Add(int64(took))
}

// Stats are figures since Open.
type Stats struct {
	Commits uint64        // transactions written
	Writes  uint64        // acknowledged within them
	Took    time.Duration // by all commits together
	Bytes   int64         // size of the database
}

// Stats may be called at any time.
func (s *Store) Stats() Stats {
	st := Stats{
		Commits: s.commits.groups.Load(),
		Writes:  s.commits.writes.Load(),
		Took:    time.Duration(s.commits.nanoseconds.Load()),
	}
	_ = s.db.View(func(t *bolt.Tx) error { st.Bytes = t.Size(); return nil }) // 0 when closed
	return st
}
