package store

import (
	"bytes"
	"context"
	"encoding/base64"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference"
)

// pageLimit is the number of entries on a page of which q asked for n.
func pageLimit(n int) int {
	switch {
	case n <= 0:
		return 100
	case n > 500:
		return 500
	}
	return n
}

var errCursor = &conference.Error{
	Kind: conference.Invalid, Code: "cursor_invalid", Field: "cursor",
	Detail: "This cursor is not one of this list.",
}

// maxCursor is far above the longest key part that a cursor can hold.
const maxCursor = 256

// readCursor returns the key part after which the page begins; nil for the
// first page.
func readCursor(cursor string) ([]byte, error) {
	if cursor == "" {
		return nil, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(raw) == 0 || len(raw) > maxCursor {
		return nil, errCursor
	}
	return raw, nil
}

func writeCursor(part []byte) string { return base64.RawURLEncoding.EncodeToString(part) }

// Definitions implements [conference.Definitions].
func (s *Store) Definitions(ctx context.Context, q conference.Query) (p conference.Page, err error) {
	after, err := readCursor(q.Cursor)
	if err != nil {
		return p, err
	}
	login := q.Login
	if login == "" {
		login = everybody
	}
	err = s.view(ctx, func(t *bolt.Tx) error {
		p, err = s.definitions(t, login, q, after)
		return err
	})
	return p, err
}

func (s *Store) definitions(t *bolt.Tx, login string, q conference.Query, after []byte) (conference.Page, error) {
	var p conference.Page
	prefix := pair(login, "")
	text := []byte(strings.ToLower(strings.TrimSpace(q.Text)))
	limit := pageLimit(q.Limit)
	countAll := len(text) > 0 || !q.Since.IsZero()
	if !countAll {
		p.Total = int(number(t.Bucket(bucketCounts).Get([]byte(login))))
	}
	begin := append(bytes.Clone(prefix), after...)
	c := t.Bucket(bucketListed).Cursor()
	k, v := c.Seek(prefix)
	if !countAll {
		k, v = c.Seek(begin)
	}
	var last []byte
	for ; bytes.HasPrefix(k, prefix) && len(k) > len(prefix)+8; k, v = c.Next() {
		// Keys are newest first: what is older than Since ends the list.
		if !q.Since.IsZero() && bytes.Compare(k[:len(prefix)+8], listTime(login, q.Since)) > 0 {
			break
		}
		if !bytes.Contains(v, text) {
			continue
		}
		if countAll {
			p.Total++
		}
		if after != nil && bytes.Compare(k, begin) <= 0 {
			continue
		}
		if len(p.Definitions) == limit {
			p.Next = writeCursor(last[len(prefix):])
			if countAll {
				continue
			}
			break
		}
		d, err := s.definition(t, string(k[len(prefix)+8:]))
		if err != nil {
			return p, err
		}
		p.Definitions = append(p.Definitions, d)
		last = k
	}
	return p, nil
}

// Planned implements [conference.Definitions].
func (s *Store) Planned(ctx context.Context, login string, from, to time.Time) (planned []conference.Definition, err error) {
	q := conference.Query{Login: login, Limit: 500}
	for {
		p, err := s.Definitions(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, d := range p.Definitions {
			if d.Schedule != nil && len(d.Schedule.Between(from, to, 1)) > 0 {
				planned = append(planned, d)
			}
		}
		if q.Cursor = p.Next; q.Cursor == "" {
			return planned, nil
		}
	}
}
