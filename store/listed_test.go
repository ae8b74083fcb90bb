package store

import (
	"reflect"
	"slices"
	"testing"

	bolt "go.etcd.io/bbolt"

	"veche/conference"
)

// TestListsOfOlderStores: before meetings were planned, entries of lists were words
// alone, and nobody counted what people own.
func TestListsOfOlderStores(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []conference.Definition{
		{ID: "0000000000000001", CID: "1000000001", Owner: "anna", Name: "Beta", PIN: "4711", Invited: []conference.Invited{{Login: "boris"}}},
		{ID: "0000000000000002", CID: "1000000002", Owner: "anna", Name: "Alpha"},
	} {
		if err := s.CreateDefinition(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.db.Update(func(b *bolt.Tx) error { return asBefore(b) }); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir, Options{NoSync: true})
	for login, want := range map[string][]string{"anna": {"Alpha", "Beta"}, "boris": {"Beta"}, "": {"Alpha", "Beta"}} {
		p, err := s.Definitions(t.Context(), conference.Query{Login: login, Launch: conference.LaunchRoom, Sort: conference.ByName})
		var got []string
		for _, d := range p.Definitions {
			got = append(got, d.Name)
		}
		all, errAll := s.Definitions(t.Context(), conference.Query{Login: login})
		if err != nil || errAll != nil || !slices.Equal(got, want) || all.Total != len(want) {
			t.Errorf("%q: got %v of %d, want %v; %v %v", login, got, all.Total, want, err, errAll)
		}
	}
	if n, err := s.Owned(t.Context(), "anna"); err != nil || n != 2 {
		t.Errorf("anna owns %d, %v", n, err)
	}
}

// asBefore makes the lists what they were.
func asBefore(b *bolt.Tx) error {
	entries := make(map[string][]byte)
	lists := b.Bucket(bucketListed)
	if err := lists.ForEach(func(k, v []byte) error { entries[string(k)] = slices.Clone(v[1:]); return nil }); err != nil {
		return err
	}
	for k, v := range entries {
		if err := lists.Put([]byte(k), v); err != nil {
			return err
		}
	}
	if err := b.Bucket(bucketCounts).Delete(ownedKey("anna")); err != nil {
		return err
	}
	if err := b.DeleteBucket(bucketTurns); err != nil {
		return err
	}
	return b.Bucket(bucketMeta).Put(keySchema, numberKey(uint64(migrationBefore(listAnew))))
}

// migrationBefore is the version of the schema that the step begins with.
func migrationBefore(step func(*bolt.Tx) error) int {
	return slices.IndexFunc(migrations, func(m func(*bolt.Tx) error) bool {
		return reflect.ValueOf(m).Pointer() == reflect.ValueOf(step).Pointer()
	})
}
