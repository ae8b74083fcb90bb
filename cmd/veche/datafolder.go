package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// dataFolder is where the server keeps everything:
//
//	tls/, acme/  certificates
//	run/         of the running server: addresses.json, admin.sock
//	prompts/     of the administrator, in place of what callers are told
//	recordings/  of conferences, unless the configuration names another folder
//
// and beside them what package store has: veche.db, secret.key, files/, avatars/.
type dataFolder string

func (d dataFolder) path(name ...string) string {
	return filepath.Join(append([]string{string(d)}, name...)...)
}

func (d dataFolder) key() string       { return d.path("secret.key") }
func (d dataFolder) tls() string       { return d.path("tls") }
func (d dataFolder) addresses() string { return d.path("run", "addresses.json") }
func (d dataFolder) prompts() string   { return d.path("prompts") }
func (d dataFolder) socket() string    { return d.path("run", "admin.sock") }

// create makes what is missing of the folder, for us alone.
func (d dataFolder) create() error {
	for _, dir := range []string{string(d), d.tls(), d.path("run")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("data folder: %w", err)
		}
	}
	// The socket for commands is as open as its folder, whatever was here before.
	if err := os.Chmod(d.path("run"), 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	return nil
}

// replaceFile writes a file so that a reader, or we after a crash, find the
// old or the new content and nothing between.
func replaceFile(path string, data []byte, mode fs.FileMode) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if err := f.Chmod(mode); err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
