package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference/audit"
)

var _ audit.Log = (*Store)(nil)

// actKey sorts acts newest first. The number tells those of one moment apart.
func actKey(at time.Time, n uint64) []byte {
	return append(numberKey(^uint64(at.UnixNano())), numberKey(^n)...)
}

// AddAct implements [audit.Log].
func (s *Store) AddAct(ctx context.Context, a audit.Act) error {
	if a.At.IsZero() {
		a.At = s.now()
	}
	return s.update(ctx, func(t *tx) error {
		acts := t.Bucket(bucketActs)
		n, err := acts.NextSequence()
		if err != nil {
			return err
		}
		key := actKey(a.At, n)
		a.ID = hex.EncodeToString(key)
		raw, err := encode(a)
		if err != nil {
			return err
		}
		if err := t.put(acts, key, raw); err != nil {
			return err
		}
		if n <= audit.Most {
			return nil
		}
		oldest, _ := acts.Cursor().Last()
		return t.remove(acts, bytes.Clone(oldest))
	})
}

// Acts implements [audit.Log].
func (s *Store) Acts(ctx context.Context, q audit.Query) (p audit.Page, err error) {
	after, err := readCursor(q.Cursor)
	if err != nil {
		return p, err
	}
	text, limit := strings.ToLower(strings.TrimSpace(q.Text)), pageLimit(q.Limit)
	p.Acts = []audit.Act{}
	err = s.view(ctx, func(t *bolt.Tx) error {
		c := t.Bucket(bucketActs).Cursor()
		k, v := seekActs(c, q.To, after)
		var last []byte
		for ; k != nil; k, v = c.Next() {
			a, err := decode[audit.Act](v)
			if err != nil {
				return err
			}
			if a.At.Before(q.From) {
				return nil
			}
			if !strings.Contains(strings.ToLower(a.By+"\n"+a.Operation+"\n"+a.About), text) {
				continue
			}
			if len(p.Acts) == limit {
				p.Next = writeCursor(last)
				return nil
			}
			p.Acts, last = append(p.Acts, a), k
		}
		return nil
	})
	return p, err
}

// seekActs goes to the newest one before a time, and behind that of a cursor.
func seekActs(c *bolt.Cursor, before time.Time, after []byte) (k, v []byte) {
	switch {
	case after != nil:
		if k, v = c.Seek(after); bytes.Equal(k, after) {
			k, v = c.Next()
		}
	case before.IsZero():
		k, v = c.First()
	default:
		k, v = c.Seek(actKey(before.Add(-1), 1<<64-1))
	}
	return k, v
}
