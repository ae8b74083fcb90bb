package store

import (
	"bytes"
	"context"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference"
	"veche/conference/attachment"
)

// This file removes instant conferences (F7) that have been over for long. They stand in
// no list, so that their owners never would. Histories and the archive keep what was.

// instantsAtOnce bounds a transaction.
const instantsAtOnce = 200

// instantKey sorts instant conferences by the time they were made, oldest first: who was
// made after a moment has not ended before it.
func instantKey(d *conference.Definition) []byte {
	return append(numberKey(uint64(d.Created.UnixNano())), d.ID...)
}

// keepInstant takes before off the list of instant conferences and puts after on it; nil
// is none.
func (t *tx) keepInstant(before, after *conference.Definition) error {
	was, is := before != nil && before.Instant, after != nil && after.Instant
	switch instants := t.Bucket(bucketInstants); {
	case was && !is:
		return t.remove(instants, instantKey(before))
	case is && !was:
		return t.put(instants, instantKey(after), nil)
	}
	return nil
}

// RemoveInstants removes instant conferences that ended before a moment, and returns how
// many. Those stay that are running, that have files, and those of which wanted is true.
func (s *Store) RemoveInstants(ctx context.Context, before time.Time, wanted func(conference.ID) bool) (removed int, err error) {
	var over []conference.ID
	for after := []byte(nil); ; {
		err := s.view(ctx, func(t *bolt.Tx) error {
			over, after, err = instantsOver(t, after, before)
			return err
		})
		if err != nil {
			return removed, err
		}
		n, err := s.removeInstants(ctx, over, before, wanted)
		removed += n
		if err != nil || after == nil {
			return removed, err
		}
	}
}

// instantsOver looks at some of the instant conferences behind a key; next is the key of
// the last one, nil at the end.
func instantsOver(t *bolt.Tx, after []byte, before time.Time) (over []conference.ID, next []byte, err error) {
	c, end := t.Bucket(bucketInstants).Cursor(), numberKey(uint64(before.UnixNano()))
	k, _ := c.First()
	if after != nil {
		if k, _ = c.Seek(after); bytes.Equal(k, after) {
			k, _ = c.Next()
		}
	}
	for n := 0; k != nil && bytes.Compare(k, end) < 0; k, _ = c.Next() {
		if n++; n > instantsAtOnce {
			return over, next, nil
		}
		next = bytes.Clone(k)
		id := conference.ID(k[8:])
		is, err := instantOver(t, id, before)
		if err != nil {
			return nil, nil, err
		}
		if is {
			over = append(over, id)
		}
	}
	return over, nil, nil
}

// instantOver tells whether an instant conference made before a moment also ended before
// it, and has no files.
func instantOver(t *bolt.Tx, id conference.ID, before time.Time) (bool, error) {
	if t.Bucket(bucketLive).Get([]byte(id)) != nil {
		return false, nil
	}
	place := pair(string(attachment.InConference(id)), "")
	if k, _ := t.Bucket(bucketFilesOf).Cursor().Seek(place); bytes.HasPrefix(k, place) {
		return false, nil
	}
	events := t.Bucket(bucketEvents).Bucket([]byte(id))
	if events == nil {
		return true, nil // nobody ever came
	}
	k, raw := events.Cursor().Last()
	if k == nil {
		return true, nil
	}
	last, err := decodeEvent(raw)
	return last.At.Before(before), err
}

// removeInstants removes those of ids that nobody wants and that are still over.
func (s *Store) removeInstants(ctx context.Context, ids []conference.ID, before time.Time, wanted func(conference.ID) bool) (removed int, err error) {
	unwanted := ids[:0]
	for _, id := range ids {
		if !wanted(id) {
			unwanted = append(unwanted, id)
		}
	}
	if len(unwanted) == 0 {
		return 0, nil
	}
	now := s.now()
	err = s.update(ctx, func(t *tx) error {
		removed = 0
		for _, id := range unwanted {
			over, err := instantOver(t.Tx, id, before)
			if err == nil && over {
				removed++
				err = s.deleteDefinition(t, id, now)
			}
			if conference.KindOf(err) == conference.NotFound { // somebody was faster
				removed, err = removed-1, nil
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return removed, err
}

// listInstants lists those that older stores have.
func listInstants(b *bolt.Tx) error {
	if err := createBuckets(bucketInstants)(b); err != nil {
		return err
	}
	t := &tx{Tx: b}
	return b.Bucket(bucketConferences).ForEach(func(_, raw []byte) error {
		r, err := decode[definition](raw)
		if err != nil {
			return err
		}
		return t.keepInstant(nil, &r.Definition)
	})
}
