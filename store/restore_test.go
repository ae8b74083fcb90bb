package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"veche/conference/account"
)

// stock makes a store with one person and one picture.
func stock(t *testing.T, dir, login string) *Store {
	t.Helper()
	s, err := Open(dir, Options{MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.CreateAccount(t.Context(), account.Account{Login: login, Name: login}); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveAvatar(t.Context(), login+".png", []byte("picture of "+login)); err != nil {
		t.Fatal(err)
	}
	return s
}

func backupOf(t *testing.T, s *Store, withKey bool) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Backup(t.Context(), &b, withKey); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// holds checks whose store it is, with the picture.
func holds(t *testing.T, dir, login string) {
	t.Helper()
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // only read
	if page, err := s.Accounts(t.Context(), account.Query{}); err != nil || page.Total != 1 || page.Accounts[0].Login != login {
		t.Errorf("want %s, got %+v, %v", login, page, err)
	}
	f, err := s.OpenAvatar(t.Context(), login+".png")
	if err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
}

func TestABackupTakesThePlaceOfTheStoreThatMadeWayForIt(t *testing.T) {
	now, then := t.TempDir(), t.TempDir()
	backup := backupOf(t, stock(t, then, "then"), true)
	s := stock(t, now, "now")
	staged, err := s.Stage(t.Context(), bytes.NewReader(backup))
	if err != nil || staged.People != 1 || staged.Conferences != 0 || !staged.WithKey || staged.Made.IsZero() {
		t.Fatalf("%+v, %v", staged, err)
	}
	if _, err := s.PutStaged(t.Context(), "another"); !errors.Is(err, ErrNotStaged) {
		t.Errorf("another: %v", err)
	}
	saved, err := s.PutStaged(t.Context(), staged.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(now, Options{LockTimeout: 1}); !errors.Is(err, ErrInUse) {
		t.Errorf("under a server that runs: %v", err)
	}
	if _, err := s.Account(t.Context(), "now"); err != nil {
		t.Errorf("before it stops: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	holds(t, now, "then")
	holds(t, now, "then") // and again

	// What was there before is a backup by itself.
	raw, err := os.Open(saved)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close() //nolint:errcheck // only read
	before := t.TempDir()
	if err := Restore(before, raw); err != nil {
		t.Fatal(err)
	}
	holds(t, before, "now")
}

func TestABrokenBackupChangesNothing(t *testing.T) {
	then := stock(t, t.TempDir(), "then")
	with, without := backupOf(t, then, true), backupOf(t, then, false)
	flipped := func(at int) []byte {
		b := bytes.Clone(with)
		b[at] ^= 1
		return b
	}
	dir := t.TempDir()
	s := stock(t, dir, "now")
	for name, c := range map[string]struct {
		backup []byte
		want   error
	}{
		"nothing":                      {nil, ErrBackup},
		"something else":               {[]byte(strings.Repeat("no backup ", 1000)), ErrBackup},
		"the first half":               {with[:len(with)/2], ErrBackup},
		"all but the end":              {with[:len(with)-1600], ErrBackup},
		"a bit of the database":        {flipped(9_000), ErrBackup},
		"a bit of a picture":           {flipped(bytes.LastIndex(with, []byte("picture of then")) + 3), ErrBackup},
		"of another server, no key":    {without, ErrBackupKey},
		"without sums, as it was once": {withoutManifest(t, with), ErrBackupOlder},
	} {
		if _, err := s.Stage(t.Context(), bytes.NewReader(c.backup)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if _, err := os.Stat(filepath.Join(dir, stagedDir)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: something stays, %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Stage(ctx, bytes.NewReader(with)); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody waits: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	holds(t, dir, "now")
}

// withoutManifest is a backup as earlier versions made it.
func withoutManifest(t *testing.T, backup []byte) []byte {
	t.Helper()
	at := bytes.LastIndex(backup, []byte(manifestFile))
	return append(bytes.Clone(backup[:at]), make([]byte, 1024)...)
}

func TestAForgottenBackupIsNotPut(t *testing.T) {
	dir := t.TempDir()
	s := stock(t, dir, "now")
	staged, err := s.Stage(t.Context(), bytes.NewReader(backupOf(t, s, false))) // its own: the key fits
	if err != nil || staged.WithKey {
		t.Fatalf("%+v, %v", staged, err)
	}
	if err := s.Unstage(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PutStaged(t.Context(), staged.ID); !errors.Is(err, ErrNotStaged) {
		t.Errorf("got %v", err)
	}
}

// restoreCrash says before which step the process is to be killed, and where.
const restoreCrash = "VECHE_RESTORE_CRASH"

// crashRestore opens a store with a backup that is ready, and dies on the way.
func crashRestore(at, dir string) {
	step = func(name string) {
		if name == at {
			p, _ := os.FindProcess(os.Getpid())
			_ = p.Kill()
			select {}
		}
	}
	_, err := Open(dir, Options{})
	fmt.Println("not killed:", err)
	os.Exit(3)
}

// Whenever it is killed, the next start has the backup, whole, and the former store is
// there yet; a test kills it twice, for the second may find what the first has left.
func TestARestoreThatIsKilledGoesOn(t *testing.T) {
	backup := backupOf(t, stock(t, t.TempDir(), "then"), true)
	points := []string{"end"}
	for _, part := range []string{filesDir, avatarsDir, keyFile, databaseFile} {
		points = append(points, part+" away", part)
	}
	for _, point := range points {
		t.Run(point, func(t *testing.T) {
			dir := t.TempDir()
			s := stock(t, dir, "now")
			staged, err := s.Stage(t.Context(), bytes.NewReader(backup))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.PutStaged(t.Context(), staged.ID); err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				cmd := exec.CommandContext(t.Context(), os.Args[0])
				cmd.Env = append(os.Environ(), restoreCrash+"="+point, crashDir+"="+dir)
				if out, err := cmd.CombinedOutput(); err == nil || len(out) > 0 {
					t.Fatalf("%v: %s", err, out)
				}
			}
			holds(t, dir, "then")
			former := filepath.Join(dir, formerDir)
			holds(t, former, "now")
		})
	}
}
