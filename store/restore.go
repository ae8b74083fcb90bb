package store

import (
	"archive/tar"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"veche/conference"
)

// A backup takes the place of a running store in three steps, of which each can be
// broken off at any moment, also by kill -9:
//
//  1. Stage unpacks it into restore/new and opens it there: what is broken ends here.
//  2. PutStaged saves the present store in backups/, and renames restore/new to
//     restore/ready. From then on the next [Open] has the backup.
//  3. Open moves the parts of the store into restore/old, and those of the backup into
//     their places, the database last. What it finds half done it goes on with.
//
// restore/old stays until the next Stage.
const (
	stagedDir  = "restore/new"
	readyDir   = "restore/ready"
	formerDir  = "restore/old"
	backupsDir = "backups"
)

// Refusals of backups.
var (
	ErrBackup = conference.Refuse(conference.Invalid, "backup_broken",
		"This is not a whole backup of this program. Nothing was changed.")
	ErrBackupNewer = conference.Refuse(conference.Invalid, "backup_newer",
		"A later version of this program made this backup. Update the server first. Nothing was changed.")
	ErrBackupOlder = conference.Refuse(conference.Invalid, "backup_older",
		"This backup is of a version that wrote no checksums. Restore it with veche restore. Nothing was changed.")
	ErrBackupKey = conference.Refuse(conference.Invalid, "backup_key",
		"This backup is of another server, and its key is not in it. Make it there with the key. Nothing was changed.")
	ErrNotStaged = conference.Refuse(conference.Conflict, "backup_gone",
		"This backup is not there any more. Upload it again.")
)

// Staged is what a backup holds that could take the place of the store.
type Staged struct {
	ID          string
	Made        time.Time
	People      int
	Conferences int
	WithKey     bool
}

// Stage unpacks and examines a backup; one that was staged before is forgotten. The
// store goes on as it is.
func (s *Store) Stage(ctx context.Context, backup io.Reader) (Staged, error) {
	s.staging.Lock()
	defer s.staging.Unlock()
	s.staged = Staged{}
	for _, dir := range []string{stagedDir, formerDir} {
		if err := s.dir.RemoveAll(dir); err != nil {
			return Staged{}, fmt.Errorf("store: restore: %w", err)
		}
	}
	staged, err := s.stage(ctx, backup)
	if err != nil {
		return Staged{}, errors.Join(err, s.dir.RemoveAll(stagedDir))
	}
	s.staged = staged
	return staged, nil
}

func (s *Store) stage(ctx context.Context, backup io.Reader) (Staged, error) {
	dir := filepath.Join(s.dir.Name(), stagedDir)
	root, err := openDir(dir)
	if err != nil {
		return Staged{}, err
	}
	found, err := restoreAll(root, tar.NewReader(&roomyReader{ctx, s, backup, 0}))
	if err == nil && !found.withKey {
		err = s.copyKey(root)
	}
	err = errors.Join(err, syncDir(root), root.Close())
	switch {
	case ctx.Err() != nil:
		return Staged{}, ctx.Err()
	case conference.KindOf(err) != "":
		return Staged{}, err // such as a full disk
	case err != nil:
		return Staged{}, ErrBackup
	case !found.whole:
		return Staged{}, ErrBackupOlder
	}
	return examine(dir, found)
}

// examine opens a backup as the next start will, with every migration.
func examine(dir string, found restored) (Staged, error) {
	b, err := Open(dir, Options{})
	switch {
	case errors.Is(err, ErrNewer):
		return Staged{}, ErrBackupNewer
	case errors.Is(err, ErrKey):
		return Staged{}, ErrBackupKey
	case err != nil:
		return Staged{}, ErrBackup
	}
	random := make([]byte, 16)
	_, _ = rand.Read(random) // never fails since Go 1.24
	staged := Staged{ID: hex.EncodeToString(random), Made: found.made, WithKey: found.withKey}
	err = b.db.View(func(t *bolt.Tx) error {
		for err := range t.Check() {
			return err
		}
		staged.People = t.Bucket(bucketAccounts).Stats().KeyN
		staged.Conferences = t.Bucket(bucketConferences).Stats().KeyN
		return nil
	})
	if err = errors.Join(err, b.Close()); err != nil {
		return Staged{}, ErrBackup
	}
	return staged, nil
}

// roomyReader ends when the disk is full, or nobody waits any more.
type roomyReader struct {
	ctx   context.Context //nolint:containedctx // of one call of Stage
	store *Store
	from  io.Reader
	since int
}

func (r *roomyReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.from.Read(p)
	if r.since += n; r.since > 16<<20 {
		r.since = 0
		if full := r.store.roomForFiles(0); full != nil {
			return 0, full
		}
	}
	return n, err
}

func (s *Store) copyKey(to *os.Root) error {
	key, err := s.dir.ReadFile(keyFile)
	if err != nil {
		return err
	}
	return to.WriteFile(keyFile, key, 0o600)
}

// Unstage forgets a staged backup.
func (s *Store) Unstage() error {
	s.staging.Lock()
	defer s.staging.Unlock()
	s.staged = Staged{}
	return s.dir.RemoveAll(stagedDir)
}

// PutStaged makes the staged backup the store of the next [Open], and saves the present
// one before, as a backup with the key, whose path it returns. The caller closes the store
// soon: what is written to it from here on stands only in restore/old.
func (s *Store) PutStaged(ctx context.Context, id string) (saved string, err error) {
	s.staging.Lock()
	defer s.staging.Unlock()
	if id == "" || s.staged.ID != id {
		return "", ErrNotStaged
	}
	if saved, err = s.saveBeforeRestore(ctx); err != nil {
		return "", fmt.Errorf("store: restore: %w", err)
	}
	if err := s.dir.Rename(stagedDir, readyDir); err != nil {
		return "", fmt.Errorf("store: restore: %w", err)
	}
	s.staged = Staged{}
	return saved, s.syncRestore()
}

func (s *Store) saveBeforeRestore(ctx context.Context) (string, error) {
	if err := s.dir.Mkdir(backupsDir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	name := path.Join(backupsDir, "before-restore-"+s.now().UTC().Format("2006-01-02_15-04-05")+".tar")
	f, err := s.dir.OpenFile(name+".part", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return "", err
	}
	err = s.Backup(ctx, f, true)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = s.dir.Rename(name+".part", name)
	}
	if err != nil {
		return "", errors.Join(err, s.dir.Remove(name+".part"))
	}
	return filepath.Join(s.dir.Name(), name), nil
}

func (s *Store) syncRestore() error {
	d, err := s.dir.Open(path.Dir(readyDir))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// step is called before each rename of finishRestore; tests are killed there.
var step = func(string) {}

// finishRestore puts a backup into place that is ready, whether or not it was begun.
func finishRestore(dir string, root *os.Root, o Options) error {
	if _, err := root.Stat(readyDir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	// A server that runs yet holds the database until it has stopped.
	if _, err := root.Stat(databaseFile); err == nil {
		held, err := openDatabase(dir, o)
		if errors.Is(err, ErrInUse) || errors.Is(err, bolterrors.ErrTimeout) {
			return ErrInUse
		}
		if err == nil { // one that cannot be opened is on its way out
			defer func() { _ = held.Close() }()
		}
	}
	if err := root.MkdirAll(formerDir, 0o700); err != nil {
		return fmt.Errorf("store: restore: %w", err)
	}
	// The database last: with it all is done.
	for _, name := range []string{filesDir, avatarsDir, keyFile, databaseFile} {
		if err := putPart(root, name); err != nil {
			return fmt.Errorf("store: restore: put %s: %w", name, err)
		}
	}
	step("end")
	if err := errors.Join(syncDir(root), root.RemoveAll(readyDir)); err != nil {
		return fmt.Errorf("store: restore: %w", err)
	}
	o.Log.Info("store: a backup was restored", "former", filepath.Join(dir, formerDir))
	return nil
}

// putPart moves one part. When it is not among what is ready, it is in its place.
func putPart(root *os.Root, name string) error {
	ready, former := path.Join(readyDir, name), path.Join(formerDir, name)
	if _, err := root.Stat(ready); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	step(name + " away")
	err := root.Rename(name, former)
	if _, gone := root.Stat(former); err != nil && gone == nil {
		err = root.Remove(name) // it went before a crash; what is there was made anew, and is empty
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	step(name)
	return root.Rename(ready, name)
}

// manifest stands at the end of a backup: what is in it, by its SHA-256.
type manifest struct {
	Format int               `json:"format"`
	Sums   map[string]string `json:"sums"`
}

const (
	manifestFile   = "manifest.json"
	manifestFormat = 1
	mostManifest   = 64 << 20
)

func readManifest(in io.Reader) (m manifest, err error) {
	err = json.NewDecoder(io.LimitReader(in, mostManifest)).Decode(&m)
	return m, err
}
