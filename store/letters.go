package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference/post"
)

func letterPlace(id post.LetterID) string { return "letter " + string(id) }

// dueKey sorts letters that wait by when they are due.
func dueKey(l *post.Letter) []byte {
	return append(numberKey(uint64(l.Due.UnixNano())), l.ID...)
}

// letterKey sorts the letters of a state, the newest first.
func letterKey(state post.State, l *post.Letter) []byte {
	return append(append(pair(string(state), ""), numberKey(^uint64(l.Created.UnixNano()))...), l.ID...)
}

// PostLetters implements [post.Outbox].
func (s *Store) PostLetters(ctx context.Context, letters []post.Letter) (posted int, err error) {
	err = s.update(ctx, func(t *tx) error {
		posted, err = s.postLetters(t, letters)
		return err
	})
	return posted, err
}

func (s *Store) postLetters(t *tx, letters []post.Letter) (posted int, err error) {
	keys := t.Bucket(bucketLetterKeys)
	for i := range letters {
		l := letters[i]
		if keys.Get([]byte(l.Key)) != nil {
			continue
		}
		if l.ID == "" {
			l.ID = post.LetterID(rand.Text())
		}
		l.State = post.Waiting
		if err := t.put(keys, []byte(l.Key), numberKey(uint64(s.now().UnixNano()))); err != nil {
			return 0, err
		}
		content, err := json.Marshal(record[post.Content]{recordVersion, l.Content})
		if err != nil {
			return 0, err
		}
		if err := t.put(t.Bucket(bucketLetterBodies), []byte(l.ID), s.seal.close(content, letterPlace(l.ID))); err != nil {
			return 0, err
		}
		if err := t.putLetter(&l); err != nil {
			return 0, err
		}
		posted++
	}
	return posted, nil
}

// putLetter stores l with the entries it is found by.
func (t *tx) putLetter(l *post.Letter) error {
	raw, err := encode(l)
	if err != nil {
		return err
	}
	if err := t.put(t.Bucket(bucketLetters), []byte(l.ID), raw); err != nil {
		return err
	}
	if err := t.put(t.Bucket(bucketLettersOf), letterKey(l.State, l), []byte(l.ID)); err != nil {
		return err
	}
	if err := t.countLetters(l.State, 1); err != nil {
		return err
	}
	if l.State == post.Waiting {
		return t.put(t.Bucket(bucketLettersDue), dueKey(l), []byte(l.ID))
	}
	return nil
}

// takeLetter removes what putLetter stored.
func (t *tx) takeLetter(l *post.Letter) error {
	if err := t.remove(t.Bucket(bucketLetters), []byte(l.ID)); err != nil {
		return err
	}
	if err := t.remove(t.Bucket(bucketLettersOf), letterKey(l.State, l)); err != nil {
		return err
	}
	if err := t.countLetters(l.State, -1); err != nil {
		return err
	}
	return t.remove(t.Bucket(bucketLettersDue), dueKey(l))
}

func (t *tx) countLetters(state post.State, by int64) error {
	counts := t.Bucket(bucketLetterCounts)
	n := int64(number(counts.Get([]byte(state)))) + by
	return t.put(counts, []byte(state), numberKey(uint64(max(n, 0))))
}

func letter(t *bolt.Tx, id post.LetterID) (post.Letter, error) {
	raw := t.Bucket(bucketLetters).Get([]byte(id))
	if raw == nil {
		return post.Letter{}, post.ErrUnknown
	}
	return decode[post.Letter](raw)
}

// DueLetters implements [post.Outbox].
func (s *Store) DueLetters(ctx context.Context, now time.Time, limit int) (all []post.Letter, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		end := numberKey(uint64(now.UnixNano()) + 1)
		c := t.Bucket(bucketLettersDue).Cursor()
		for k, id := c.First(); k != nil && bytes.Compare(k, end) < 0 && len(all) < limit; k, id = c.Next() {
			l, err := letter(t, post.LetterID(id))
			if err != nil {
				return err
			}
			if l.Content, err = s.content(t, l.ID); err != nil {
				return err
			}
			all = append(all, l)
		}
		return nil
	})
	return all, err
}

func (s *Store) content(t *bolt.Tx, id post.LetterID) (post.Content, error) {
	plain, err := s.seal.open(t.Bucket(bucketLetterBodies).Get([]byte(id)), letterPlace(id))
	if err != nil {
		return post.Content{}, err
	}
	return decode[post.Content](plain)
}

// NextDue implements [post.Outbox].
func (s *Store) NextDue(ctx context.Context) (due time.Time, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		if k, _ := t.Bucket(bucketLettersDue).Cursor().First(); len(k) >= 8 {
			due = time.Unix(0, int64(number(k[:8])))
		}
		return nil
	})
	return due, err
}

// MarkLetter implements [post.Outbox].
func (s *Store) MarkLetter(ctx context.Context, l post.Letter) error {
	return s.update(ctx, func(t *tx) error {
		old, err := letter(t.Tx, l.ID)
		if err != nil {
			return nil //nolint:nilerr // an administrator has removed it meanwhile
		}
		if err := t.takeLetter(&old); err != nil {
			return err
		}
		old.State, old.Due, old.Tries, old.Error, old.Done = l.State, l.Due, l.Tries, l.Error, l.Done
		if old.State == post.Sent {
			if err := t.remove(t.Bucket(bucketLetterBodies), []byte(l.ID)); err != nil {
				return err
			}
		}
		return t.putLetter(&old)
	})
}

// Letters implements [post.Outbox]. The cursor is the key of the last one.
func (s *Store) Letters(ctx context.Context, q post.Query) (page post.Page, err error) {
	after, err := readCursor(q.Cursor)
	if err != nil {
		return page, err
	}
	limit := pageLimit(q.Limit)
	err = s.view(ctx, func(t *bolt.Tx) error {
		page.Total = int(number(t.Bucket(bucketLetterCounts).Get([]byte(q.State))))
		prefix := pair(string(q.State), "")
		begin := append(bytes.Clone(prefix), after...)
		c := t.Bucket(bucketLettersOf).Cursor()
		k, id := c.Seek(begin)
		if after != nil && bytes.Equal(k, begin) {
			k, id = c.Next()
		}
		for ; bytes.HasPrefix(k, prefix); k, id = c.Next() {
			if len(page.Letters) == limit {
				last := page.Letters[limit-1]
				page.Next = writeCursor(letterKey(q.State, &last)[len(prefix):])
				return nil
			}
			l, err := letter(t, post.LetterID(id))
			if err != nil {
				return err
			}
			page.Letters = append(page.Letters, l)
		}
		return nil
	})
	return page, err
}

// RetryLetter implements [post.Outbox].
func (s *Store) RetryLetter(ctx context.Context, id post.LetterID, now time.Time) error {
	return s.update(ctx, func(t *tx) error {
		l, err := letter(t.Tx, id)
		if err != nil {
			return err
		}
		if l.State == post.Sent {
			return post.ErrUnknown
		}
		if err := t.takeLetter(&l); err != nil {
			return err
		}
		l.State, l.Due, l.Created, l.Done = post.Waiting, now, now, time.Time{}
		return t.putLetter(&l)
	})
}

// RemoveLetter implements [post.Outbox].
func (s *Store) RemoveLetter(ctx context.Context, id post.LetterID) error {
	return s.update(ctx, func(t *tx) error {
		l, err := letter(t.Tx, id)
		if err != nil {
			return err
		}
		if l.State == post.Sent {
			return post.ErrUnknown
		}
		return t.dropLetter(&l)
	})
}

func (t *tx) dropLetter(l *post.Letter) error {
	if err := t.remove(t.Bucket(bucketLetterBodies), []byte(l.ID)); err != nil {
		return err
	}
	return t.takeLetter(l)
}

// LetterCounts implements [post.Outbox].
func (s *Store) LetterCounts(ctx context.Context) (map[post.State]int, error) {
	counts := make(map[post.State]int, len(post.States))
	err := s.view(ctx, func(t *bolt.Tx) error {
		for _, state := range post.States {
			counts[state] = int(number(t.Bucket(bucketLetterCounts).Get([]byte(state))))
		}
		return nil
	})
	return counts, err
}

// sweepLetters forgets letters, and keys, that have had their time.
func (s *Store) sweepLetters(t *tx) error {
	before := s.now().Add(-post.Kept)
	for _, state := range []post.State{post.Sent, post.Failed} {
		for {
			l, ok, err := oldest(t.Tx, state)
			if err != nil {
				return err
			}
			if !ok || l.Created.After(before) {
				break
			}
			if err := t.dropLetter(&l); err != nil {
				return err
			}
		}
	}
	return t.sweepLetterKeys(before)
}

// oldest is the last letter in the list of a state.
func oldest(t *bolt.Tx, state post.State) (l post.Letter, ok bool, err error) {
	prefix := pair(string(state), "")
	c := t.Bucket(bucketLettersOf).Cursor()
	back := c.Prev
	if k, _ := c.Seek(append([]byte(state), 1)); k == nil { // just behind the list
		back = c.Last
	}
	k, id := back()
	if !bytes.HasPrefix(k, prefix) {
		return l, false, nil
	}
	l, err = letter(t, post.LetterID(id))
	return l, err == nil, err
}

func (t *tx) sweepLetterKeys(before time.Time) error {
	keys := t.Bucket(bucketLetterKeys)
	var old [][]byte
	err := keys.ForEach(func(k, at []byte) error {
		if int64(number(at)) < before.UnixNano() {
			old = append(old, bytes.Clone(k))
		}
		return nil
	})
	for _, k := range old {
		if err == nil {
			err = t.remove(keys, k)
		}
	}
	return err
}
