package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"veche/conference"
)

// This file keeps the lists of conferences. A conference stands on that of everybody, of
// its owner, and of each invited person of this server. An entry holds what lists are
// sorted, searched and filtered by, so that only what is shown is decoded:
//
//	0        a room                          1  a conference with a schedule
//	                                         nearest meeting: start, end
//	                                         all of them: start, end
//	words: name and CID in lower case, on a line each
//
// On the list of the owner the first byte is higher by 2.
//
// The list of everybody is long: for it the order by name and that by start are kept, too,
// rooms and conferences with a schedule apart, so that a page of them reads no more than
// it shows.
//
// The nearest meeting (NB6) is the present or coming one, or the last one when all are
// over. Time alone makes another one the nearest: see turn.

// everybody is the login under which all conferences are listed; no login can
// be this.
const everybody = "*"

// listedFor names the lists that d stands on, sorted.
func listedFor(d *conference.Definition) []string {
	if d == nil || d.Instant {
		return nil
	}
	logins := []string{everybody}
	if d.Owner != "" {
		logins = append(logins, d.Owner)
	}
	for _, i := range d.Invited {
		if i.Login != "" {
			logins = append(logins, i.Login)
		}
	}
	slices.Sort(logins)
	return slices.Compact(logins)
}

// listKey sorts the list of a login newest first.
func listKey(login string, d *conference.Definition) []byte {
	return append(listTime(login, d.Updated), d.ID...)
}

func listTime(login string, updated time.Time) []byte {
	return append(pair(login, ""), numberKey(^uint64(updated.UnixNano()))...)
}

// listed is the value of an entry.
type listed []byte

// scheduledHead is how long the part before the words is.
const scheduledHead = 1 + 4*8

func (l listed) scheduled() bool { return len(l) >= scheduledHead && l[0]&1 != 0 }

// owns tells whether it stands on the list of the owner.
func (l listed) owns() bool { return len(l) > 0 && l[0]&ownsFlag != 0 }

const ownsFlag = 2

func (l listed) words() []byte {
	switch {
	case l.scheduled():
		return l[scheduledHead:]
	case len(l) > 0:
		return l[1:]
	}
	return nil
}

// name is the first line of the words.
func (l listed) name() []byte {
	name, _, _ := bytes.Cut(l.words(), []byte("\n"))
	return name
}

// at is the i-th time of a conference with a schedule, as sortableTime.
func (l listed) at(i int) uint64 { return binary.BigEndian.Uint64(l[1+8*i:]) }

const (
	nearestStart = iota
	nearestEnd
	firstStart
	lastEnd
)

// sortableTime keeps the order of all times that meetings and queries have, those
// before 1970, too.
func sortableTime(t time.Time) uint64 { return uint64(t.Unix()) ^ 1<<63 }

// forEver is later than all meetings.
var forEver = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// entryOf makes the entry of d at a moment. Turns tells whether a later meeting becomes
// the nearest one.
func entryOf(d *conference.Definition, now time.Time) (l listed, turns bool) {
	words := strings.ToLower(d.Name + "\n" + string(d.CID))
	if d.Schedule == nil {
		return append(listed{0}, words...), false
	}
	first, _ := d.Schedule.First()
	last, ends := d.Schedule.Last()
	if !ends {
		last = forEver
	}
	nearest, coming := d.Schedule.Next(now)
	if !coming {
		if all := d.Schedule.Between(last.Add(-time.Second), last, 1); len(all) > 0 {
			nearest = all[0]
		}
	}
	l = append(make(listed, 0, scheduledHead+len(words)), 1)
	for _, t := range []time.Time{nearest.Start, nearest.End, first, last} {
		l = binary.BigEndian.AppendUint64(l, sortableTime(t))
	}
	return append(l, words...), coming && last.After(nearest.End)
}

// relist takes before off the lists and puts after on them; nil is none.
func (t *tx) relist(before, after *conference.Definition, now time.Time) error {
	if err := t.forgetPlaces(before); err != nil {
		return err
	}
	old, present := listedFor(before), listedFor(after)
	for _, login := range old {
		if err := t.remove(t.Bucket(bucketListed), listKey(login, before)); err != nil {
			return err
		}
	}
	if len(present) > 0 {
		if err := t.enter(after, present, now); err != nil {
			return err
		}
	}
	for _, login := range old {
		if _, stays := slices.BinarySearch(present, login); !stays {
			if err := t.count([]byte(login), -1); err != nil {
				return err
			}
		}
	}
	for _, login := range present {
		if _, was := slices.BinarySearch(old, login); !was {
			if err := t.count([]byte(login), 1); err != nil {
				return err
			}
		}
	}
	if err := t.countLaunch(before, after); err != nil {
		return err
	}
	return t.countOwned(before, after)
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// enter puts the entry of d on the lists of logins.
func (t *tx) enter(d *conference.Definition, logins []string, now time.Time) error {
	entry, turns := entryOf(d, now)
	for _, login := range logins {
		value := entry
		if login == d.Owner {
			value = slices.Clone(entry)
			value[0] |= ownsFlag
		}
		if err := t.put(t.Bucket(bucketListed), listKey(login, d), value); err != nil {
			return err
		}
	}
	for _, key := range orderKeys(entry, d.ID) {
		if err := t.put(t.Bucket(bucketListedBy), key, nil); err != nil {
			return err
		}
	}
	if !turns {
		return nil
	}
	return t.put(t.Bucket(bucketTurns), turnKey(entry, d.ID), nil)
}

func turnKey(l listed, id conference.ID) []byte { return append(numberKey(l.at(nearestEnd)), id...) }

// orderKeys are the places of an entry in the orders of the list of everybody: order and
// launch, then the key by which lists are sorted.
func orderKeys(l listed, id conference.ID) [][]byte {
	launch := conference.LaunchRoom
	if l.scheduled() {
		launch = conference.LaunchScheduled
	}
	return [][]byte{
		l.sortKey(orderPrefix(conference.ByName, launch), conference.ByName, []byte(id)),
		l.sortKey(orderPrefix(conference.ByStart, launch), conference.ByStart, []byte(id)),
	}
}

func orderPrefix(by conference.Sort, launch conference.Launch) []byte {
	return pair(string(by), string(launch)+"\x00")
}

// sortKey appends what lists sorted by name or start are sorted by: it ends with the ID.
func (l listed) sortKey(key []byte, by conference.Sort, id []byte) []byte {
	if by == conference.ByName {
		name := l.name()
		return append(append(append(key, name[:min(len(name), longestName)]...), 0), id...)
	}
	at := ^uint64(0) // rooms, which have none
	if l.scheduled() {
		at = l.at(nearestStart)
	}
	return append(binary.BigEndian.AppendUint64(key, at), id...)
}

// forgetPlaces takes d out of those that turn, and out of the orders.
func (t *tx) forgetPlaces(d *conference.Definition) error {
	if d == nil {
		return nil
	}
	entry := listed(t.Bucket(bucketListed).Get(listKey(everybody, d)))
	if entry == nil {
		return nil
	}
	for _, key := range orderKeys(entry, d.ID) {
		if err := t.remove(t.Bucket(bucketListedBy), key); err != nil {
			return err
		}
	}
	if !entry.scheduled() {
		return nil
	}
	return t.remove(t.Bucket(bucketTurns), turnKey(entry, d.ID))
}

// countLaunch keeps how many rooms and conferences with a schedule there are.
func (t *tx) countLaunch(before, after *conference.Definition) error {
	for _, launch := range []conference.Launch{conference.LaunchRoom, conference.LaunchScheduled} {
		in := func(d *conference.Definition) int {
			return one(d != nil && !d.Instant && (d.Schedule != nil) == (launch == conference.LaunchScheduled))
		}
		if err := t.count(launchKey(launch), int64(in(after)-in(before))); err != nil {
			return err
		}
	}
	return nil
}

func launchKey(launch conference.Launch) []byte { return pair(everybody, string(launch)) }

// countOwned keeps how many conferences and rooms people own, beside their personal one.
func (t *tx) countOwned(before, after *conference.Definition) error {
	owner := func(d *conference.Definition) string {
		if d == nil || d.Instant || d.Personal {
			return ""
		}
		return d.Owner
	}
	old, present := owner(before), owner(after)
	if old == present {
		return nil
	}
	if err := t.count(ownedKey(old), -int64(one(old != ""))); err != nil {
		return err
	}
	return t.count(ownedKey(present), int64(one(present != "")))
}

func ownedKey(login string) []byte { return pair(login, "owner") }

// count keeps the length of a list, so that a page need not count it.
func (t *tx) count(list []byte, by int64) error {
	if by == 0 {
		return nil
	}
	counts := t.Bucket(bucketCounts)
	n := int64(number(counts.Get(list))) + by
	if n <= 0 {
		return t.remove(counts, list)
	}
	return t.put(counts, list, numberKey(uint64(n)))
}

// turnsAtOnce bounds a transaction.
const turnsAtOnce = 200

// turnDue writes the entries anew whose nearest meeting is over. Lists that are about the
// nearest meeting do it first; tidying up does it too, so that they find little to do.
func (s *Store) turnDue(ctx context.Context) error {
	now := s.now()
	more := false
	err := s.view(ctx, func(t *bolt.Tx) error {
		more = len(s.due(t, now)) > 0
		return nil
	})
	for err == nil && more {
		err = s.update(ctx, func(t *tx) error {
			more, err = s.turn(t, now)
			return err
		})
	}
	return err
}

// turn writes at most turnsAtOnce entries anew; more tells that others are due.
func (s *Store) turn(t *tx, now time.Time) (more bool, err error) {
	for _, id := range s.due(t.Tx, now) {
		raw := t.Bucket(bucketConferences).Get([]byte(id))
		if raw == nil {
			return false, fmt.Errorf("store: a turn of %q, which is not there", id)
		}
		r, err := decode[definition](raw)
		if err != nil {
			return false, err
		}
		d := &r.Definition
		if err := t.forgetPlaces(d); err != nil {
			return false, err
		}
		if err := t.enter(d, listedFor(d), now); err != nil {
			return false, err
		}
	}
	return len(s.due(t.Tx, now)) > 0, nil
}

// due is the conferences whose nearest meeting is over.
func (s *Store) due(t *bolt.Tx, now time.Time) (ids []string) {
	c := t.Bucket(bucketTurns).Cursor()
	for k, _ := c.First(); len(k) > 8 && number(k[:8]) <= sortableTime(now) && len(ids) < turnsAtOnce; k, _ = c.Next() {
		ids = append(ids, string(k[8:]))
	}
	return ids
}

// listAnew makes the lists from the conferences: their entries lacked something.
func listAnew(b *bolt.Tx) error {
	for _, name := range [][]byte{bucketListed, bucketCounts, bucketTurns, bucketListedBy} {
		if err := b.DeleteBucket(name); err != nil && !errors.Is(err, berrors.ErrBucketNotFound) {
			return fmt.Errorf("store: bucket %s: %w", name, err)
		}
	}
	if err := createBuckets(bucketListed, bucketCounts, bucketTurns, bucketListedBy)(b); err != nil {
		return err
	}
	t, now := &tx{Tx: b}, time.Now()
	return b.Bucket(bucketConferences).ForEach(func(_, raw []byte) error {
		r, err := decode[definition](raw)
		if err != nil {
			return err
		}
		return t.relist(nil, &r.Definition, now)
	})
}
