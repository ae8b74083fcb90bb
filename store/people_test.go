package store

import (
	"reflect"
	"slices"
	"testing"

	bolt "go.etcd.io/bbolt"

	"veche/conference/account"
)

// A store of before has flags and words alone in the list of people.
func TestPeopleAreListedAnew(t *testing.T) {
	dir := t.TempDir()
	open := func() *Store {
		t.Helper()
		s, err := Open(dir, Options{NoSync: true, MinFree: 1})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	_, err := s.CreateAccount(t.Context(), account.Account{Login: "oleg", Name: "Олег", Rights: account.Rights{account.Operator}})
	if err != nil {
		t.Fatal(err)
	}
	err = s.db.Update(func(b *bolt.Tx) error {
		if err := b.Bucket(bucketPeople).Put([]byte("oleg"), []byte("aoleg\nолег\n")); err != nil {
			return err
		}
		at := slices.IndexFunc(migrations, func(step func(*bolt.Tx) error) bool {
			return reflect.ValueOf(step).Pointer() == reflect.ValueOf(listPeopleAnew).Pointer()
		})
		return b.Bucket(bucketMeta).Put(keySchema, numberKey(uint64(at)))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open()
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, q := range []account.Query{{}, {Text: "ОЛЕГ"}, {Right: account.Operator}, {Stands: account.StandingPermanent}} {
		if p, err := s.Accounts(t.Context(), q); err != nil || p.Total != 1 {
			t.Errorf("%+v: got %d, %v", q, p.Total, err)
		}
	}
}
