package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference"
	"veche/conference/attachment"
	"veche/conference/history"
)

// instant is the n-th of a test, made at a moment.
func instant(n int, made time.Time) conference.Definition {
	return conference.Definition{
		ID: conference.ID(fmt.Sprintf("%016d", n)), CID: conference.CID(fmt.Sprint(1_000_000_000 + n)),
		Owner: "anna", Name: fmt.Sprintf("Call %d", n), Instant: true, Created: made,
	}
}

// held are the events of a meeting in which anna was.
func held(from, to time.Time) []conference.Event {
	return []conference.Event{
		{Seq: 1, At: from, Type: conference.Started, Data: json.RawMessage(`{"cid":"1","name":"Call"}`)},
		{Seq: 2, At: from, Type: conference.ParticipantJoined, Data: json.RawMessage(`{"participant":{"id":"p","login":"anna"}}`)},
		{Seq: 3, At: to, Type: conference.ParticipantLeft, Data: json.RawMessage(`{"participant":"p"}`)},
	}
}

func instantsLeft(t *testing.T, s *Store) (names []string) {
	t.Helper()
	err := s.view(t.Context(), func(b *bolt.Tx) error {
		return b.Bucket(bucketConferences).ForEach(func(_, raw []byte) error {
			d, err := s.decodeDefinition(raw)
			names = append(names, d.Name)
			return err
		})
	})
	ok(t, err)
	slices.Sort(names)
	return names
}

// Instant conferences stand in no list (F7, D5), so that nobody else removes them.
func TestInstantsGoSomeDaysAfterTheirEnd(t *testing.T) {
	now := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	s, err := Open(t.TempDir(), Options{NoSync: true, MinFree: 1, Now: func() time.Time { return now }})
	ok(t, err)
	t.Cleanup(func() { _ = s.Close() })
	ctx := t.Context()
	old, before := now.AddDate(0, 0, -50), now.AddDate(0, 0, -30)
	const over, neverHeld, recorded, withFile, runs, endedLate, young = 1, 2, 3, 4, 5, 6, 7
	for _, n := range []int{over, neverHeld, recorded, withFile, runs, endedLate} {
		ok(t, s.CreateDefinition(ctx, instant(n, old)))
	}
	ok(t, s.CreateDefinition(ctx, instant(young, now.AddDate(0, 0, -29))))
	room := instant(8, old)
	room.Name, room.Instant = "Room", false
	ok(t, s.CreateDefinition(ctx, room))
	id := func(n int) conference.ID { return instant(n, old).ID }
	ok(t, s.Commit(ctx, id(over), held(old, old.Add(time.Hour)), nil))
	ok(t, s.Commit(ctx, id(endedLate), held(old, now.AddDate(0, 0, -29)), nil))
	ok(t, s.Commit(ctx, id(runs), held(old, old.Add(time.Hour)), json.RawMessage(`{}`)))
	_, err = s.SaveFile(ctx, attachment.File{Place: attachment.InConference(id(withFile)), Uploader: "anna"},
		strings.NewReader("x"), attachment.Quota{File: 10, Uploader: 10, Place: 10})
	ok(t, err)

	wanted := func(x conference.ID) bool { return x == id(recorded) }
	for _, want := range []int{2, 0} { // a second time there is nothing to do
		n, err := s.RemoveInstants(ctx, before, wanted)
		if err != nil || n != want {
			t.Errorf("removed %d, want %d; %v", n, want, err)
		}
	}
	if got, want := instantsLeft(t, s), []string{"Call 3", "Call 4", "Call 5", "Call 6", "Call 7", "Room"}; !slices.Equal(got, want) {
		t.Errorf("left: %v, want %v", got, want)
	}
	p, err := s.History(ctx, history.Query{Login: "anna"})
	ok(t, err)
	if len(p.Entries) == 0 || p.Entries[0].Conference == nil || p.Entries[0].Conference.Name != "Call" {
		t.Errorf("history lost the name: %+v", p.Entries)
	}
	if events, err := s.Events(ctx, id(over), 0, 10); err != nil || len(events) != 3 {
		t.Errorf("archive: %d events, %v", len(events), err)
	}
}

func TestManyInstantsGoInParts(t *testing.T) {
	now := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	s := open(t, t.TempDir(), Options{NoSync: true, Now: func() time.Time { return now }})
	const many = 2*instantsAtOnce + 7
	for n := range many {
		ok(t, s.CreateDefinition(t.Context(), instant(n, now.AddDate(0, 0, -40).Add(time.Duration(n)*time.Minute))))
	}
	kept := instant(instantsAtOnce/2, now).ID
	n, err := s.RemoveInstants(t.Context(), now.AddDate(0, 0, -30), func(x conference.ID) bool { return x == kept })
	if left := instantsLeft(t, s); err != nil || n != many-1 || len(left) != 1 {
		t.Errorf("removed %d, left %v, %v", n, left, err)
	}
}

func TestInstantsOfOlderStoresAreKnown(t *testing.T) {
	dir, now := t.TempDir(), time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	s, err := Open(dir, Options{NoSync: true})
	ok(t, err)
	ok(t, s.CreateDefinition(t.Context(), instant(1, now.AddDate(0, 0, -40))))
	ok(t, s.db.Update(func(b *bolt.Tx) error {
		if err := b.DeleteBucket(bucketInstants); err != nil {
			return err
		}
		return b.Bucket(bucketMeta).Put(keySchema, numberKey(uint64(migrationBefore(listInstants))))
	}))
	ok(t, s.Close())
	s = open(t, dir, Options{NoSync: true})
	n, err := s.RemoveInstants(t.Context(), now.AddDate(0, 0, -30), func(conference.ID) bool { return false })
	if err != nil || n != 1 {
		t.Errorf("removed %d, %v", n, err)
	}
}
