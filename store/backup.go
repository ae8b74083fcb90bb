package store

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
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
	out := tar.NewWriter(w)
	err := s.view(ctx, func(t *bolt.Tx) error {
		if err := out.WriteHeader(tarHeader(databaseFile, t.Size(), s.now())); err != nil {
			return err
		}
		_, err := t.WriteTo(out)
		return err
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
	return out.Close()
}

func tarHeader(name string, size int64, at time.Time) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: at}
}

func (s *Store) backupDir(ctx context.Context, out *tar.Writer, dir string) error {
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

func (s *Store) backupFile(out *tar.Writer, name string) error {
	f, err := s.dir.Open(name)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		err = out.WriteHeader(tarHeader(name, info.Size(), info.ModTime()))
	}
	if err == nil {
		// One that still grows is an upload without a record: its beginning does.
		_, err = io.CopyN(out, f, info.Size())
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
	if err := restoreAll(root, tar.NewReader(backup)); err != nil {
		return errors.Join(fmt.Errorf("store: restore: %w", err), root.Close())
	}
	return errors.Join(syncDir(root), root.Close())
}

// restoreAll gives the database its name last: a restore that breaks off
// leaves no half a store.
func restoreAll(root *os.Root, in *tar.Reader) error {
	const unfinished = databaseFile + ".restoring"
	found := false
	for {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		name := h.Name
		switch {
		case name == databaseFile:
			found, name = true, unfinished
		case name == keyFile:
		case path.Base(name) == strings.TrimPrefix(name, filesDir+"/"), path.Base(name) == strings.TrimPrefix(name, avatarsDir+"/"):
		default:
			return fmt.Errorf("unexpected %q", name)
		}
		if err := restoreFile(root, name, in); err != nil {
			return err
		}
	}
	if !found {
		return errors.New("this is not a backup")
	}
	return root.Rename(unfinished, databaseFile)
}

func restoreFile(root *os.Root, name string, content io.Reader) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, content)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
