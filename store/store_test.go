package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/attachment"
	"veche/store/storetest"
)

func TestSuite(t *testing.T) {
	storetest.Run(t, func(t *testing.T, now func() time.Time) storetest.Store {
		t.Helper()
		return open(t, t.TempDir(), Options{Now: now, NoSync: true, MinFree: 1})
	})
}

func open(tb testing.TB, dir string, o Options) *Store {
	tb.Helper()
	s, err := Open(dir, o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

func TestOneProcessAtATime(t *testing.T) {
	dir := t.TempDir()
	open(t, dir, Options{NoSync: true})
	if _, err := Open(dir, Options{LockTimeout: 10 * time.Millisecond}); !errors.Is(err, ErrInUse) {
		t.Errorf("got %v", err)
	}
}

func TestPINsAndSeatSecretsAreNotInTheFile(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{NoSync: true})
	d := conference.Definition{ID: "a", CID: "1234567890", Name: "Room", PIN: "73501846"}
	if err := s.CreateDefinition(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), "a", nil, []byte(`{"resume":"secret of a seat"}`)); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(raw, []byte("Room")) {
		t.Error("the record is not in the file at all")
	}
	for _, secret := range []string{"73501846", "secret of a seat"} {
		if bytes.Contains(raw, []byte(secret)) {
			t.Errorf("%q stands in the file", secret)
		}
	}
	for _, name := range []string{keyFile, databaseFile} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

func TestSealedValueOpensOnlyInItsPlace(t *testing.T) {
	s, err := newSeal(make([]byte, keySize))
	if err != nil {
		t.Fatal(err)
	}
	sealed := s.close([]byte("1234"), "pin a")
	if got, err := s.open(sealed, "pin a"); err != nil || string(got) != "1234" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := s.open(sealed, "pin b"); err == nil {
		t.Error("opened in another place")
	}
	sealed[len(sealed)-1] ^= 1
	if _, err := s.open(sealed, "pin a"); err == nil {
		t.Error("opened although changed")
	}
}

func TestStoreWithoutItsKeyDoesNotOpen(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(dir, keyFile)
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Options{}); !errors.Is(err, ErrKey) {
		t.Errorf("missing: %v", err)
	}
	if err := os.WriteFile(key, []byte(strings.Repeat("A", 43)+"="), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Options{}); !errors.Is(err, ErrKey) {
		t.Errorf("another: %v", err)
	}
}

func TestSchemaGoesOnlyForward(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	err = s.db.Update(func(b *bolt.Tx) error {
		return b.Bucket(bucketMeta).Put(keySchema, numberKey(uint64(len(migrations)+1)))
	})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Options{}); !errors.Is(err, ErrNewer) {
		t.Errorf("got %v", err)
	}
}

func TestMissingMigrationsRunInOrder(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	old, ran := migrations, ""
	defer func() { migrations = old }()
	step := func(name string) func(*bolt.Tx) error {
		return func(*bolt.Tx) error { ran += name; return nil }
	}
	migrations = append(slices.Clip(migrations), step("b"), step("c"))
	for range 2 { // the second time there is nothing to do
		s, err = Open(dir, Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if ran != "bc" {
		t.Errorf("ran %q", ran)
	}
}

func TestWritesAfterCloseAreRefused(t *testing.T) {
	s, err := Open(t.TempDir(), Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	acknowledged := make([]bool, 200)
	for i := range acknowledged {
		wg.Go(func() {
			_, err := s.CreateAccount(context.Background(), account.Account{Login: fmt.Sprint(i)})
			acknowledged[i] = err == nil
			if err != nil && !errors.Is(err, errClosed) {
				t.Errorf("got %v", err)
			}
		})
	}
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Error(err)
	}
	wg.Wait()
	if _, err := s.CreateAccount(t.Context(), account.Account{Login: "x"}); !errors.Is(err, errClosed) {
		t.Errorf("got %v", err)
	}
}

// A refusal of one write must not undo, nor an error of one spoil, those that
// share its commit.
func TestWritesThatShareACommitDoNotHurtEachOther(t *testing.T) {
	s := open(t, t.TempDir(), Options{NoSync: true})
	broken := errors.New("broken")
	put := func(key string, after error) *write {
		return &write{done: make(chan struct{}), fn: func(t *tx) error {
			if err := t.put(t.Bucket(bucketSettings), []byte(key), []byte("1")); err != nil {
				return err
			}
			return after
		}}
	}
	refuse := &write{done: make(chan struct{}), fn: func(*tx) error { return account.ErrTaken }}
	group := []*write{put("a", nil), refuse, put("b", broken), put("c", account.ErrTaken), put("d", nil)}
	s.commitGroup(group)
	for i, want := range []error{nil, account.ErrTaken, broken, account.ErrTaken, nil} {
		if !errors.Is(group[i].err, want) {
			t.Errorf("write %d: %v, want %v", i, group[i].err, want)
		}
	}
	var kept string
	_ = s.db.View(func(b *bolt.Tx) error {
		return b.Bucket(bucketSettings).ForEach(func(k, _ []byte) error { kept += string(k); return nil })
	})
	if kept != "ad" {
		t.Errorf("kept %q", kept)
	}
}

func TestTidyingUp(t *testing.T) {
	clock := storetest.NewClock()
	dir := t.TempDir()
	s := open(t, dir, Options{NoSync: true, Now: clock.Now, MinFree: 1})
	ctx := t.Context()
	if err := s.CreateSession(ctx, account.Session{ID: "1", Login: "anna", LastUsed: clock.Now()}); err != nil {
		t.Fatal(err)
	}
	if err := s.CreateDefinition(ctx, conference.Definition{ID: "a", CID: "freed"}); err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteDefinition(ctx, "a"); err != nil {
		t.Fatal(err)
	}
	quota := attachment.Quota{File: 9, Uploader: 9, Place: 9}
	kept, err := s.SaveFile(ctx, attachment.File{Place: "a"}, strings.NewReader("kept"), quota)
	if err != nil {
		t.Fatal(err)
	}
	orphan := filepath.Join(dir, filesDir, "orphan")
	if err := os.WriteFile(orphan, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	age(t, clock.Now(), orphan, filepath.Join(dir, filesDir, kept.ID))
	count := func(bucket []byte) (n int) {
		_ = s.db.View(func(b *bolt.Tx) error { n = b.Bucket(bucket).Stats().KeyN; return nil })
		return n
	}
	if err := s.sweepOnce(ctx); err != nil || count(bucketSessions) != 1 || count(bucketFreed) != 1 {
		t.Errorf("too early: %v", err)
	}
	clock.Pass(31 * 24 * time.Hour)
	if err := s.sweepOnce(ctx); err != nil || count(bucketSessions) != 0 || count(bucketSessionsOf) != 0 || count(bucketFreed) != 0 {
		t.Errorf("not tidied up: %v", err)
	}
	if _, err := os.Stat(orphan); err == nil {
		t.Error("the orphan is there")
	}
	if f, err := s.OpenFile(ctx, kept); err != nil {
		t.Errorf("the file with a record is gone: %v", err)
	} else if err := f.Close(); err != nil {
		t.Error(err)
	}
}

func age(t *testing.T, at time.Time, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.Chtimes(name, at, at); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFilesLeaveRoomOnTheDisk(t *testing.T) {
	s := open(t, t.TempDir(), Options{NoSync: true, MinFree: 1 << 60})
	quota := attachment.Quota{File: 9, Uploader: 9, Place: 9}
	_, err := s.SaveFile(t.Context(), attachment.File{Place: "a"}, strings.NewReader("x"), quota)
	if !errors.Is(err, attachment.ErrDiskFull) {
		t.Errorf("got %v", err)
	}
}

func TestBackupAndRestore(t *testing.T) {
	s := open(t, t.TempDir(), Options{NoSync: true, MinFree: 1})
	ctx := t.Context()
	if err := s.CreateDefinition(ctx, conference.Definition{ID: "a", CID: "1234", PIN: "4711"}); err != nil {
		t.Fatal(err)
	}
	quota := attachment.Quota{File: 9, Uploader: 9, Place: 9}
	f, err := s.SaveFile(ctx, attachment.File{Place: "a"}, strings.NewReader("content"), quota)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SaveAvatar(ctx, "x.jpg", []byte("picture")); err != nil {
		t.Fatal(err)
	}
	var with, without bytes.Buffer
	if err := errors.Join(s.Backup(ctx, &with, true), s.Backup(ctx, &without, false)); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := Restore(dir, &with); err != nil {
		t.Fatal(err)
	}
	r := open(t, dir, Options{NoSync: true})
	if d, err := r.Definition(ctx, "1234"); err != nil || d.PIN != "4711" {
		t.Errorf("got %+v, %v", d, err)
	}
	for _, open := range []func() (interface{ Close() error }, error){
		func() (interface{ Close() error }, error) { return r.OpenFile(ctx, f) },
		func() (interface{ Close() error }, error) { return r.OpenAvatar(ctx, "x.jpg") },
	} {
		if c, err := open(); err != nil {
			t.Error(err)
		} else if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := Restore(dir, bytes.NewReader(without.Bytes())); !errors.Is(err, errNotEmpty) {
		t.Errorf("over another store: %v", err)
	}

	dir = t.TempDir()
	if err := Restore(dir, bytes.NewReader(without.Bytes())); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Options{}); !errors.Is(err, ErrKey) {
		t.Errorf("without the key: %v", err)
	}
	if err := Restore(t.TempDir(), strings.NewReader("something else")); err == nil {
		t.Error("something else was restored")
	}
	if err := Restore(t.TempDir(), bytes.NewReader(without.Bytes()[:without.Len()/2])); err == nil {
		t.Error("half a backup was restored")
	}
}
