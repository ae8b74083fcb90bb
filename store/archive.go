package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"

	"veche/conference"
)

// Commit implements [conference.Archive]. Events that are there already are
// left alone if they are the same, so that a commit can be repeated; a gap is
// an error.
func (s *Store) Commit(ctx context.Context, id conference.ID, events []conference.Event, live json.RawMessage) error {
	records := make([][]byte, len(events))
	for i := range events {
		raw, err := encode(&events[i])
		if err != nil {
			return err
		}
		records[i] = raw
	}
	var sealed []byte
	if live != nil {
		sealed = s.seal.close(live, livePlace(id)) // it holds the secrets of seats
	}
	now := s.now()
	return s.update(ctx, func(t *tx) error {
		known, err := t.appendEvents(id, events, records)
		if err != nil {
			return err
		}
		if err := t.remember(id, events[known:], live == nil, now); err != nil {
			return err
		}
		all := t.Bucket(bucketLive)
		if sealed == nil {
			return t.remove(all, []byte(id))
		}
		return t.put(all, []byte(id), sealed)
	})
}

// appendEvents tells how many of the first were there already.
func (t *tx) appendEvents(id conference.ID, events []conference.Event, records [][]byte) (known int, err error) {
	if len(events) == 0 {
		return 0, nil
	}
	b, err := t.bucket(t.Bucket(bucketEvents), []byte(id))
	if err != nil {
		return 0, err
	}
	b.FillPercent = 0.9 // only ever appended to
	last := lastSeq(b)
	for i, e := range events {
		key := numberKey(e.Seq)
		switch {
		case e.Seq == last+1:
			if err := t.put(b, key, records[i]); err != nil {
				return known, err
			}
			last++
		case e.Seq > last:
			return known, fmt.Errorf("store: conference %s: event %d after %d", id, e.Seq, last)
		case !bytes.Equal(b.Get(key), records[i]):
			return known, fmt.Errorf("store: conference %s: another event %d is there", id, e.Seq)
		default:
			known = i + 1
		}
	}
	return known, nil
}

func lastSeq(b *bolt.Bucket) uint64 {
	k, _ := b.Cursor().Last()
	return number(k)
}

// Live implements [conference.Archive].
func (s *Store) Live(ctx context.Context) (map[conference.ID]json.RawMessage, error) {
	states := make(map[conference.ID]json.RawMessage)
	err := s.view(ctx, func(t *bolt.Tx) error {
		return t.Bucket(bucketLive).ForEach(func(id, sealed []byte) error {
			live, err := s.seal.open(sealed, livePlace(conference.ID(id)))
			if err != nil {
				return fmt.Errorf("store: live state of %s: %w", id, err)
			}
			states[conference.ID(id)] = live
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return states, nil
}

// Events implements [conference.Archive].
func (s *Store) Events(ctx context.Context, id conference.ID, after uint64, limit int) ([]conference.Event, error) {
	return s.events(ctx, id, after, limit, func([]byte) bool { return true })
}

// EventsOf implements [conference.Archive].
func (s *Store) EventsOf(ctx context.Context, id conference.ID, types []conference.EventType, after uint64, limit int) ([]conference.Event, error) {
	return s.events(ctx, id, after, limit, func(record []byte) bool {
		return slices.Contains(types, typeOf(record))
	})
}

var typeMark = []byte(`,"type":"`)

// typeOf is the type in the record of an event, without decoding the record: what
// encode writes before it are numbers and a time.
func typeOf(record []byte) conference.EventType {
	_, rest, _ := bytes.Cut(record, typeMark)
	name, _, _ := bytes.Cut(rest, []byte{'"'})
	return conference.EventType(name)
}

func (s *Store) events(ctx context.Context, id conference.ID, after uint64, limit int, wanted func(record []byte) bool) ([]conference.Event, error) {
	var events []conference.Event
	err := s.view(ctx, func(t *bolt.Tx) error {
		b := t.Bucket(bucketEvents).Bucket([]byte(id))
		if b == nil || after+1 == 0 {
			return nil
		}
		c := b.Cursor()
		for k, v := c.Seek(numberKey(after + 1)); k != nil && len(events) < limit; k, v = c.Next() {
			if !wanted(v) {
				continue
			}
			e, err := decodeEvent(v)
			if err != nil {
				return err
			}
			events = append(events, e)
		}
		return nil
	})
	return events, err
}

// LastSeq implements [conference.Archive].
func (s *Store) LastSeq(ctx context.Context, id conference.ID) (seq uint64, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		if b := t.Bucket(bucketEvents).Bucket([]byte(id)); b != nil {
			seq = lastSeq(b)
		}
		return nil
	})
	return seq, err
}
