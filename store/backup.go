package store

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Backup writes the whole store as one tar file while it goes on working:
// the database as it is at this moment, contents of files, pictures of people.
// The key is in it only if asked for; without it whoever finds the backup
// reads no PIN, and a restore needs the key from elsewhere.
func (s *Store) Backup(ctx context.Context, w io.Writer, withKey bool) error {
	out := &backupWriter{Writer: tar.NewWriter(w), sums: map[string]string{}}
	err := s.view(ctx, func(t *bolt.Tx) error {
		return out.add(tarHeader(databaseFile, t.Size(), s.now()), func(to io.Writer) error {
			_, err := t.WriteTo(to)
			return err
		})
	})
	if err != nil {
		return fmt.Errorf("store: backup: %w", err)
	}
	if withKey {
		if err := s.backupFile(out, keyFile); err != nil {
			return fmt.Errorf("store: backup: %w", err)
		}
	}
	for _, dir := range []string{filesDir, avatarsDir} {
		if err := s.backupDir(ctx, out, dir); err != nil {
			return fmt.Errorf("store: backup: %w", err)
		}
	}
	if err := out.end(s.now()); err != nil {
		return fmt.Errorf("store: backup: %w", err)
	}
	return nil
}

// backupWriter remembers the sums of what is written, for the manifest at the end.
type backupWriter struct {
	*tar.Writer
	sums map[string]string
}

func (w *backupWriter) add(h *tar.Header, content func(io.Writer) error) error {
	if err := w.WriteHeader(h); err != nil {
		return err
	}
	sum := sha256.New()
	if err := content(io.MultiWriter(w, sum)); err != nil {
		return err
	}
	w.sums[h.Name] = hex.EncodeToString(sum.Sum(nil))
	return nil
}

func (w *backupWriter) end(at time.Time) error {
	raw, err := json.Marshal(manifest{manifestFormat, w.sums})
	if err != nil {
		return err
	}
	if err := w.WriteHeader(tarHeader(manifestFile, int64(len(raw)), at)); err != nil {
		return err
	}
	if _, err := w.Write(raw); err != nil {
		return err
	}
	return w.Close()
}

func tarHeader(name string, size int64, at time.Time) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: at}
}

func (s *Store) backupDir(ctx context.Context, out *backupWriter, dir string) error {
	entries, err := fs.ReadDir(s.dir.FS(), dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := s.backupFile(out, path.Join(dir, e.Name()))
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // deleted meanwhile
			return err
		}
	}
	return nil
}

func (s *Store) backupFile(out *backupWriter, name string) error {
	f, err := s.dir.Open(name)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		err = out.add(tarHeader(name, info.Size(), info.ModTime()), func(to io.Writer) error {
			// One that still grows is an upload without a record: its beginning does.
			_, err := io.CopyN(to, f, info.Size())
			return err
		})
	}
	return errors.Join(err, f.Close())
}

// errNotEmpty keeps a restore from mixing two stores.
var errNotEmpty = errors.New("store: restore: there is a store already")

// Restore makes the store of a backup in the folder dir, which must not have
// one. A key that lies in dir already is kept, for backups without.
func Restore(dir string, backup io.Reader) error {
	if _, err := os.Stat(filepath.Join(dir, databaseFile)); err == nil {
		return errNotEmpty
	}
	root, err := openDir(dir)
	if err != nil {
		return err
	}
	if _, err := restoreAll(root, tar.NewReader(backup)); err != nil {
		return errors.Join(fmt.Errorf("store: restore: %w", err), root.Close())
	}
	return errors.Join(syncDir(root), root.Close())
}

// restored is what a backup said of itself.
type restored struct {
	made    time.Time
	withKey bool
	whole   bool // it ends with a manifest, which fits
}

// restoreAll gives the database its name last: a restore that breaks off
// leaves no half a store.
func restoreAll(root *os.Root, in *tar.Reader) (r restored, err error) {
	const unfinished = databaseFile + ".restoring"
	sums := map[string]string{}
	for {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return r, err
		}
		name := h.Name
		switch {
		case r.whole:
			return r, fmt.Errorf("%q behind the end", name)
		case name == manifestFile:
			m, err := readManifest(in)
			if err != nil || m.Format != manifestFormat || !maps.Equal(m.Sums, sums) {
				return r, errors.New("what is in it is not what was put in")
			}
			r.whole = true
			continue
		case name == databaseFile:
			r.made, name = h.ModTime, unfinished
		case name == keyFile:
			r.withKey = true
		case path.Base(name) == strings.TrimPrefix(name, filesDir+"/"), path.Base(name) == strings.TrimPrefix(name, avatarsDir+"/"):
		default:
			return r, fmt.Errorf("unexpected %q", name)
		}
		if sums[h.Name], err = restoreFile(root, name, in); err != nil {
			return r, err
		}
	}
	if r.made.IsZero() {
		return r, errors.New("this is not a backup")
	}
	return r, root.Rename(unfinished, databaseFile)
}

// restoreFile returns the SHA-256 of what it wrote.
func restoreFile(root *os.Root, name string, content io.Reader) (string, error) {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, sum), content)
	if err == nil {
		err = f.Sync()
	}
	return hex.EncodeToString(sum.Sum(nil)), errors.Join(err, f.Close())
}
