package store

import (
	"bytes"
	"context"
	"encoding/base64"
	"slices"
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
	if err := s.turnFor(ctx, q); err != nil {
		return p, err
	}
	l := newListing(q, after)
	err = s.view(ctx, func(t *bolt.Tx) error {
		p, err = s.definitions(t, l)
		return err
	})
	return p, err
}

// turnFor sees to it that the nearest meetings are those of now, if q is about them.
func (s *Store) turnFor(ctx context.Context, q conference.Query) error {
	if q.Sort != conference.ByStart && q.From.IsZero() && q.To.IsZero() {
		return nil
	}
	return s.turnDue(ctx)
}

func (s *Store) definitions(t *bolt.Tx, l *listing) (conference.Page, error) {
	var p conference.Page
	if l.all() {
		p.Total = int(number(t.Bucket(bucketCounts).Get([]byte(l.login))))
		l.enough = l.limit + 1
	}
	if l.ordered() {
		p.Total = l.readOrder(t)
	} else if l.read(t); !l.all() {
		p.Total = l.total
	}
	for i, key := range l.sorted() {
		if i == l.limit {
			p.Next = writeCursor(l.last)
			break
		}
		d, err := s.definition(t, l.id(key))
		if err != nil {
			return p, err
		}
		p.Definitions = append(p.Definitions, d)
		l.last = key
	}
	return p, nil
}

// listing goes through the list of a login and keeps the first entries of a page by
// their sorting keys, which end with the ID. Of the others it needs no more than a
// comparison.
type listing struct {
	conference.Query
	login  string
	prefix []byte
	words  [][]byte // all of which are in the entry
	limit  int
	after  []byte // sorting key
	last   []byte
	total  int // entries that match
	seen   int // keys that were read
	enough int // when not to look further; 0: never
	keys   [][]byte
	bound  []byte // no key at or behind it is on the page; nil: none
	key    []byte // of the present entry
}

func newListing(q conference.Query, after []byte) *listing {
	l := &listing{Query: q, login: q.Login, after: after, limit: pageLimit(q.Limit)}
	if l.login == "" {
		l.login = everybody
	}
	if l.login == everybody {
		l.Part = ""
	}
	l.prefix = pair(l.login, "")
	l.words = bytes.Fields([]byte(strings.ToLower(q.Text)))
	return l
}

// all tells whether the list is as it is stored.
func (l *listing) all() bool {
	return l.unchosen() && l.Launch == "" && l.inOrder()
}

// unchosen tells whether nothing of a launch is left out.
func (l *listing) unchosen() bool {
	return len(l.words) == 0 && l.Since.IsZero() && l.Part == "" && l.From.IsZero() && l.To.IsZero()
}

// ordered tells whether the store keeps the order that is asked for.
func (l *listing) ordered() bool { return l.login == everybody && l.Sort != "" && l.unchosen() }

// readOrder takes a page from each launch that is asked for, and counts what it has in
// all.
func (l *listing) readOrder(t *bolt.Tx) (total int) {
	for _, launch := range []conference.Launch{conference.LaunchRoom, conference.LaunchScheduled} {
		if l.Launch == "" || l.Launch == launch {
			l.readLaunch(t.Bucket(bucketListedBy).Cursor(), orderPrefix(l.Sort, launch))
			total += int(number(t.Bucket(bucketCounts).Get(launchKey(launch))))
		}
	}
	return total
}

func (l *listing) readLaunch(c *bolt.Cursor, prefix []byte) {
	next, k := c.Next, seekFrom(c, prefix, l.after)
	if l.Backwards {
		next, k = c.Prev, seekBefore(c, prefix, l.after)
	}
	for n := 0; n <= l.limit && bytes.HasPrefix(k, prefix); n++ {
		l.keys = append(l.keys, k[len(prefix):])
		l.seen++
		k, _ = next()
	}
}

// seekFrom is the first key of prefix behind the one that goes on with after.
func seekFrom(c *bolt.Cursor, prefix, after []byte) []byte {
	from := slices.Concat(prefix, after)
	k, _ := c.Seek(from)
	if after != nil && bytes.Equal(k, from) {
		k, _ = c.Next()
	}
	return k
}

// seekBefore is the last key of prefix before the one that goes on with after; the last
// of all for nil.
func seekBefore(c *bolt.Cursor, prefix, after []byte) []byte {
	before := slices.Concat(prefix, after)
	if after == nil {
		before[len(before)-1]++ // the prefix ends with a zero byte
	}
	if k, _ := c.Seek(before); k == nil {
		k, _ = c.Last()
		return k
	}
	k, _ := c.Prev()
	return k
}

// inOrder tells whether entries are stored as they are sorted.
func (l *listing) inOrder() bool { return l.Sort == "" && !l.Backwards }

// read goes through the entries.
func (l *listing) read(t *bolt.Tx) {
	c := t.Bucket(bucketListed).Cursor()
	begin := l.prefix
	if l.all() && l.after != nil {
		begin = slices.Concat(l.prefix, l.after)
	}
	for k, v := c.Seek(begin); bytes.HasPrefix(k, l.prefix) && len(k) > len(l.prefix)+8; k, v = c.Next() {
		l.seen++
		// Keys are newest first: what is older than Since ends the list.
		if !l.Since.IsZero() && bytes.Compare(k[:len(l.prefix)+8], listTime(l.login, l.Since)) > 0 {
			break
		}
		if !l.matches(v) {
			continue
		}
		l.total++
		l.offer(k[len(l.prefix):], v)
		if l.enough > 0 && len(l.keys) == l.enough {
			break
		}
	}
}

func (l *listing) matches(v listed) bool {
	if l.Launch != "" && v.scheduled() != (l.Launch == conference.LaunchScheduled) {
		return false
	}
	if l.Part != "" && v.owns() != (l.Part == conference.PartOwner) {
		return false
	}
	if !l.From.IsZero() && (!v.scheduled() || v.at(nearestEnd) <= sortableTime(l.From)) {
		return false
	}
	if !l.To.IsZero() && (!v.scheduled() || v.at(nearestStart) >= sortableTime(l.To)) {
		return false
	}
	for _, w := range l.words {
		text := v.words()
		if len(w) < shortestOfCID {
			text = v.name()
		}
		if !bytes.Contains(text, w) {
			return false
		}
	}
	return true
}

// shortestOfCID: shorter words are looked for in names only, since CIDs have any of them.
const shortestOfCID = 3

// longestName bounds what cursors hold.
const longestName = 120

// offer takes up an entry if it may be on the page. stored is the time and the ID of
// its key.
func (l *listing) offer(stored []byte, v listed) {
	id := stored[8:]
	if l.key = l.key[:0]; l.Sort == "" {
		l.key = append(l.key, stored...)
	} else {
		l.key = v.sortKey(l.key, l.Sort, id)
	}
	if l.after != nil && l.compare(l.key, l.after) <= 0 || l.bound != nil && l.compare(l.key, l.bound) >= 0 {
		return
	}
	l.keys = append(l.keys, bytes.Clone(l.key))
	if len(l.keys) >= 4*(l.limit+1) {
		l.keys = l.sorted()
		l.bound = l.keys[len(l.keys)-1]
	}
}

// id is that of the entry with this sorting key.
func (l *listing) id(key []byte) string {
	if l.Sort == conference.ByName {
		return string(key[bytes.LastIndexByte(key, 0)+1:])
	}
	return string(key[8:])
}

func (l *listing) compare(a, b []byte) int {
	if l.Backwards {
		return bytes.Compare(b, a)
	}
	return bytes.Compare(a, b)
}

// sorted is the keys of the page, and one more if there is another page.
func (l *listing) sorted() [][]byte {
	slices.SortFunc(l.keys, l.compare)
	return l.keys[:min(len(l.keys), l.limit+1)]
}

// Planned implements [conference.Definitions].
func (s *Store) Planned(ctx context.Context, login string, from, to time.Time) (planned []conference.Definition, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		prefix := pair(login, "")
		c := t.Bucket(bucketListed).Cursor()
		for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix) && len(planned) < conference.MostPlanned; k, v = c.Next() {
			e := listed(v)
			if !e.scheduled() || e.at(firstStart) >= sortableTime(to) || e.at(lastEnd) <= sortableTime(from) {
				continue
			}
			d, err := s.definition(t, string(k[len(prefix)+8:]))
			if err != nil {
				return err
			}
			planned = append(planned, d)
		}
		return nil
	})
	return planned, err
}

// Owned implements [conference.Definitions].
func (s *Store) Owned(ctx context.Context, login string) (n int, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		n = int(number(t.Bucket(bucketCounts).Get(ownedKey(login))))
		return nil
	})
	return n, err
}
