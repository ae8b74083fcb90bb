// Package store keeps what must survive, in one bbolt file, behind the small
// interfaces that its users declare in conference and the packages below it.
//
// The words: a record is a JSON value with the version of its form; a sealed
// field is encrypted under the key beside the store; a write is a closure for
// one transaction, and writes that wait at the same time share one commit.
//
// What lies in the data folder:
//
//	veche.db     everything but contents of files; locked while open
//	secret.key   seals PINs, dial strings, passwords of trunks, secrets of devices and live states, 0600
//	files/       contents of files, by random name
//	avatars/     pictures of people, by random name
//
// What bites: a write returns its refusals before it changes anything, and a
// caller cannot give up waiting for one that was begun.
package store

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/attachment"
	"veche/conference/contact"
	"veche/conference/conversation"
	"veche/conference/history"
	"veche/conference/post"
	"veche/conference/telephony"
)

// Errors of Open and Restore.
var (
	// ErrInUse: another process has the store open.
	ErrInUse = errors.New("store: in use by another process")
	// ErrKey: the store was sealed with another key than secret.key, or that
	// file is missing.
	ErrKey = errors.New("store: secret.key is missing or belongs to another store")
	// ErrNewer: a later version of this program wrote the store.
	ErrNewer = errors.New("store: written by a later version of this program")
)

// Options of a store; the zero value is good for a server.
type Options struct {
	// LockTimeout is how long to wait for another process to let go; 0 means
	// one second.
	LockTimeout time.Duration
	Log         *slog.Logger     // nil: none
	Now         func() time.Time // nil: the clock
	// NoSync leaves commits to the operating system: for tests only.
	NoSync bool
	// MinFree is how many bytes of the disk files may not use up; 0 means 256 MiB.
	MinFree int64
}

// Store is safe for concurrent use.
type Store struct {
	db      *bolt.DB
	dir     *os.Root
	seal    seal
	log     *slog.Logger
	now     func() time.Time
	minFree int64

	writes    chan *write
	closing   chan struct{}
	committed chan struct{} // closed when no write will be carried out any more
	closed    sync.Once
	running   sync.WaitGroup
	commits   commitCounters

	staging sync.Mutex // held while a backup is unpacked
	staged  Staged
}

var (
	_ conference.Definitions     = (*Store)(nil)
	_ conference.Archive         = (*Store)(nil)
	_ account.Repository         = (*Store)(nil)
	_ account.PeopleGroups       = (*Store)(nil)
	_ account.Sessions           = (*Store)(nil)
	_ account.SettingsRepository = (*Store)(nil)
	_ account.Avatars            = (*Store)(nil)
	_ attachment.Repository      = (*Store)(nil)
	_ telephony.Trunks           = (*Store)(nil)
	_ telephony.Devices          = (*Store)(nil)
	_ history.Repository         = (*Store)(nil)
	_ contact.Book               = (*Store)(nil)
	_ conversation.Conversations = (*Store)(nil)
	_ post.Outbox                = (*Store)(nil)
	_ post.Replies               = (*Store)(nil)
	_ post.Texts                 = (*Store)(nil)
)

const (
	databaseFile = "veche.db"
	keyFile      = "secret.key"
	filesDir     = "files"
	avatarsDir   = "avatars"

	// mapped is address space, not memory: growing a smaller map would make
	// writes wait for a backup that is being read.
	mapped = 1 << 30
)

// Open opens the store in the folder dir, and makes what is missing.
func Open(dir string, o Options) (*Store, error) {
	if o.LockTimeout == 0 {
		o.LockTimeout = time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.MinFree == 0 {
		o.MinFree = 256 << 20
	}
	root, err := openDir(dir)
	if err != nil {
		return nil, err
	}
	if err := finishRestore(dir, root, o); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	db, err := openDatabase(dir, o)
	if err != nil {
		_ = root.Close() // nothing was written
		return nil, err
	}
	s := &Store{
		db: db, dir: root, log: o.Log, now: o.Now, minFree: o.MinFree,
		writes: make(chan *write, maxGroup), closing: make(chan struct{}), committed: make(chan struct{}),
	}
	if err := s.prepare(); err != nil {
		return nil, errors.Join(err, db.Close(), root.Close())
	}
	s.running.Go(s.commit)
	s.running.Go(s.sweep)
	return s, nil
}

func openDir(dir string) (*os.Root, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	for _, sub := range []string{filesDir, avatarsDir} {
		if err := root.Mkdir(sub, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			_ = root.Close() // the first error counts
			return nil, fmt.Errorf("store: %w", err)
		}
	}
	return root, nil
}

func openDatabase(dir string, o Options) (*bolt.DB, error) {
	db, err := bolt.Open(filepath.Join(dir, databaseFile), 0o600, &bolt.Options{
		Timeout:         o.LockTimeout,
		NoSync:          o.NoSync,
		FreelistType:    bolt.FreelistMapType,
		InitialMmapSize: mapped,
	})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, ErrInUse
	}
	if err != nil {
		return nil, fmt.Errorf("store: open: %w", err)
	}
	return db, nil
}

// Close commits what was begun and closes the store.
func (s *Store) Close() error {
	var err error
	s.closed.Do(func() {
		close(s.closing)
		s.running.Wait()
		err = errors.Join(s.db.Close(), s.dir.Close())
	})
	return err
}
