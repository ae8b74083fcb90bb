package store

import (
	"bytes"
	"context"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference"
	"veche/conference/scheduler"
)

var _ scheduler.Acts = (*Store)(nil)

// actsKey is the place of an entry among those that are due.
func actsKey(due time.Time, id conference.ID) []byte {
	var at uint64 // at once
	if !due.IsZero() {
		at = uint64(max(due.UnixMilli(), 1))
	}
	return append(numberKey(at), id...)
}

func readActs(t *bolt.Tx, id conference.ID) (e scheduler.Entry, planned bool, err error) {
	raw := t.Bucket(bucketPlanned).Get([]byte(id))
	if raw == nil {
		return e, false, nil
	}
	e, err = decode[scheduler.Entry](raw)
	e.ID = id
	return e, err == nil, err
}

// putActs stores e in place of what is there.
func (t *tx) putActs(e scheduler.Entry) error {
	if err := t.dropActs(e.ID); err != nil {
		return err
	}
	raw, err := encode(&e)
	if err != nil {
		return err
	}
	if err := t.put(t.Bucket(bucketPlanned), []byte(e.ID), raw); err != nil {
		return err
	}
	return t.put(t.Bucket(bucketPlannedDue), actsKey(e.Due, e.ID), nil)
}

func (t *tx) dropActs(id conference.ID) error {
	old, planned, err := readActs(t.Tx, id)
	if err != nil || !planned {
		return err
	}
	if err := t.remove(t.Bucket(bucketPlannedDue), actsKey(old.Due, id)); err != nil {
		return err
	}
	return t.remove(t.Bucket(bucketPlanned), []byte(id))
}

// plan makes d due at once, whose definition has changed; one without a schedule never
// is.
func (t *tx) plan(d *conference.Definition) error {
	if d.Schedule == nil {
		return t.dropActs(d.ID)
	}
	e, _, err := readActs(t.Tx, d.ID)
	if err != nil {
		return err
	}
	e.ID, e.Due = d.ID, time.Time{}
	return t.putActs(e)
}

// DueActs implements [scheduler.Acts].
func (s *Store) DueActs(ctx context.Context, now time.Time, limit int) (due []scheduler.Entry, next time.Time, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		c := t.Bucket(bucketPlannedDue).Cursor()
		for k, _ := c.First(); len(k) > 8; k, _ = c.Next() {
			at := time.UnixMilli(int64(number(k[:8]))) //nolint:gosec // as actsKey wrote it
			if len(due) == limit || at.After(now) {
				next = at
				return nil
			}
			e, planned, err := readActs(t, conference.ID(k[8:]))
			if err != nil {
				return err
			}
			if planned {
				due = append(due, e)
			}
		}
		return nil
	})
	return due, next, err
}

// SettleActs implements [scheduler.Acts].
func (s *Store) SettleActs(ctx context.Context, e scheduler.Entry, revision int64) error {
	return s.update(ctx, func(t *tx) error {
		_, planned, err := readActs(t.Tx, e.ID)
		if err != nil {
			return err
		}
		raw := t.Bucket(bucketConferences).Get([]byte(e.ID))
		if !planned || raw == nil {
			return errConferenceUnknown
		}
		d, err := decode[struct {
			Revision int64 `json:"revision"`
		}](raw)
		if err != nil {
			return err
		}
		if d.Revision != revision {
			return errChangedMeanwhile
		}
		mark, err := readActsMark(t.Tx)
		if err != nil {
			return err
		}
		if e.Seen.After(mark.At) {
			mark.At = e.Seen
			if err := t.putActsMark(mark); err != nil {
				return err
			}
		}
		return t.putActs(e)
	})
}

// PlannedActs implements [scheduler.Acts].
func (s *Store) PlannedActs(ctx context.Context, after conference.ID, limit int) (all []scheduler.Entry, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		c := t.Bucket(bucketPlanned).Cursor()
		for k, _ := c.Seek([]byte(after)); k != nil && len(all) < limit; k, _ = c.Next() {
			if bytes.Equal(k, []byte(after)) {
				continue
			}
			e, _, err := readActs(t, conference.ID(k))
			if err != nil {
				return err
			}
			all = append(all, e)
		}
		return nil
	})
	return all, err
}

var keyPlanned = []byte("planned")

func readActsMark(t *bolt.Tx) (m scheduler.Mark, err error) {
	if raw := t.Bucket(bucketMeta).Get(keyPlanned); raw != nil {
		m, err = decode[scheduler.Mark](raw)
	}
	return m, err
}

func (t *tx) putActsMark(m scheduler.Mark) error {
	raw, err := encode(m)
	if err != nil {
		return err
	}
	return t.put(t.Bucket(bucketMeta), keyPlanned, raw)
}

// ActsMark implements [scheduler.Acts].
func (s *Store) ActsMark(ctx context.Context) (m scheduler.Mark, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		m, err = readActsMark(t)
		return err
	})
	return m, err
}

// SetActsMark implements [scheduler.Acts].
func (s *Store) SetActsMark(ctx context.Context, m scheduler.Mark) error {
	return s.update(ctx, func(t *tx) error { return t.putActsMark(m) })
}
