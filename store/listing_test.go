package store

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference"
	"veche/conference/schedule"
)

// listedOne is the n-th conference of a test: every third has a meeting, some repeat.
func listedOne(n int, now time.Time) conference.Definition {
	d := conference.Definition{
		ID: conference.ID(fmt.Sprintf("%016x", n*7919%100_003)), CID: conference.CID(fmt.Sprint(1_000_000_000 + n)),
		Owner: fmt.Sprintf("user%d", n%5), Name: fmt.Sprintf("Meeting %d", n*31%97), Created: now, Updated: now.Add(time.Duration(n) * time.Second),
		Invited: []conference.Invited{{Login: fmt.Sprintf("user%d", (n+1)%5)}},
	}
	if n%3 == 0 {
		series := schedule.Series{ID: "a", Start: schedule.LocalAt(now.Add(time.Duration(n*37%200-100) * time.Hour)), Zone: "UTC", Minutes: 60}
		if n%2 == 0 {
			series.Rule = "FREQ=DAILY"
		}
		d.Schedule = &schedule.Schedule{Series: []schedule.Series{series}}
	}
	return d
}

// listedStore has n of them, of which some were changed and removed, a week later.
func listedStore(t *testing.T, n int) *Store {
	t.Helper()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s := open(t, t.TempDir(), Options{NoSync: true, Now: func() time.Time { return now }})
	for i := range n {
		d := listedOne(i, now)
		ok(t, s.CreateDefinition(t.Context(), d))
		switch d.Revision = 1; {
		case i%10 == 0:
			ok(t, s.DeleteDefinition(t.Context(), d.ID))
		case i%7 == 0:
			d.Name += " changed"
			d.Schedule = listedOne(3*i, now).Schedule
			_, err := s.ChangeDefinition(t.Context(), d)
			ok(t, err)
		}
	}
	now = now.AddDate(0, 0, 7)
	ok(t, s.turnDue(t.Context()))
	return s
}

// pages asks for page after page, and tells how many keys were read at most for one.
func pages(t *testing.T, s *Store, q conference.Query) (ids []conference.ID, total, most int) {
	t.Helper()
	for {
		after, err := readCursor(q.Cursor)
		ok(t, err)
		l := newListing(q, after)
		var p conference.Page
		ok(t, s.view(t.Context(), func(b *bolt.Tx) error {
			p, err = s.definitions(b, l)
			return err
		}))
		for i := range p.Definitions {
			ids = append(ids, p.Definitions[i].ID)
		}
		total, most = p.Total, max(most, l.seen)
		if p.Next == "" {
			return ids, total, most
		}
		q.Cursor = p.Next
	}
}

// The orders that are kept have what the walk through all finds, and a page reads no more
// than it shows, from rooms and from conferences with a schedule (issue 6: 30 ms of 100,000).
func TestPagesOfAllReadWhatTheyShow(t *testing.T) {
	const n, limit = 400, 7
	s := listedStore(t, n)
	for _, by := range []conference.Sort{conference.ByName, conference.ByStart} {
		for _, launch := range []conference.Launch{"", conference.LaunchRoom, conference.LaunchScheduled} {
			for _, backwards := range []bool{false, true} {
				q := conference.Query{Sort: by, Launch: launch, Backwards: backwards, Limit: limit}
				got, total, most := pages(t, s, q)
				walk := q
				walk.Since = time.Unix(1, 0) // all are newer, and no order is kept for it
				want, wantTotal, all := pages(t, s, walk)
				if !slices.Equal(got, want) || total != wantTotal || total != len(got) {
					t.Errorf("%+v: got %d of %d, want %d of %d, in this order", q, len(got), total, len(want), wantTotal)
				}
				if most > 2*(limit+1) || all < n*8/10 {
					t.Errorf("%+v: a page read %d keys, and %d by the walk", q, most, all)
				}
			}
		}
	}
	if _, _, most := pages(t, s, conference.Query{Limit: limit}); most > limit+2 { // the last of the page before, and the first of the next
		t.Errorf("newest first: a page read %d keys", most)
	}
}

// Which are one's own is for the store to know: pages show no part of it (D11).
func TestOwnAndInvited(t *testing.T) {
	s := listedStore(t, 100)
	both, _, _ := pages(t, s, conference.Query{Login: "user1", Limit: 9})
	var parts []conference.ID
	for part, owner := range map[conference.Part]string{conference.PartOwner: "user1", conference.PartInvited: "user0"} {
		ids, total, _ := pages(t, s, conference.Query{Login: "user1", Part: part, Sort: conference.ByName, Limit: 9})
		if total != len(ids) || len(ids) == 0 {
			t.Errorf("%s: %d of %d", part, len(ids), total)
		}
		for _, id := range ids {
			if d, err := s.Definition(t.Context(), string(id)); err != nil || d.Owner != owner {
				t.Errorf("%s: %s is of %q, %v", part, id, d.Owner, err)
			}
		}
		parts = append(parts, ids...)
	}
	byID := func(a, b conference.ID) int { return cmp.Compare(a, b) }
	slices.SortFunc(both, byID)
	slices.SortFunc(parts, byID)
	if !slices.Equal(both, parts) {
		t.Errorf("parts have %d, all %d", len(parts), len(both))
	}
	all, _, _ := pages(t, s, conference.Query{Part: conference.PartOwner})
	if everything, _, _ := pages(t, s, conference.Query{}); !slices.Equal(all, everything) {
		t.Error("of everybody's, part chooses")
	}
}
