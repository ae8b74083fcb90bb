package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"veche/store"
)

// backup is `veche backup`. The file appears under its name only when it is
// whole.
func backup(ctx context.Context, c *call) (err error) {
	withKey := c.flags.Bool("with-key", false, "put the key of what is sealed (such as PINs) into the file too: keep it as safe as a password")
	config, args, err := c.configured("FILE")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(args[0]), ".backup-*") // 0600
	if err != nil {
		return err
	}
	defer func() {
		_ = f.Close()
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	if err := writeBackup(ctx, dataFolder(config.Data), f, *withKey); err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), args[0]); err != nil {
		return err
	}
	if *withKey {
		fmt.Fprintf(c.stdout, "%s is written, with the key: whoever has the file can read everything in it.\n", args[0])
	} else {
		fmt.Fprintf(c.stdout, "%s is written, without the key: keep %s elsewhere too, a restore needs it.\n", args[0], dataFolder(config.Data).key())
	}
	if kept, err := os.ReadDir(config.recordings()); err == nil && len(kept) > 0 {
		fmt.Fprintf(c.stdout, "Recordings are not in it: copy %s too.\n", config.recordings())
	}
	return nil
}

// writeBackup has the running server write it or, when none runs, does so itself.
func writeBackup(ctx context.Context, data dataFolder, w io.Writer, withKey bool) error {
	response, err := openSocket(ctx, data, http.MethodGet, fmt.Sprintf("/backup?key=%t", withKey), nil)
	if errors.Is(err, errNoServer) {
		if _, err := os.Stat(string(data)); err != nil { // opening would make an empty store
			return fmt.Errorf("there is nothing to save: %w", err)
		}
		return withStore(data, func(s *store.Store) error { return s.Backup(ctx, w, withKey) })
	}
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(w, response.Body); err != nil {
		return fmt.Errorf("the running server broke off: %w", err)
	}
	return nil
}

// restore is `veche restore`: into a data folder without a store.
func restore(ctx context.Context, c *call) error {
	config, args, err := c.configured("FILE")
	if err != nil {
		return err
	}
	data := dataFolder(config.Data)
	if _, err := askSocket(ctx, data, http.MethodGet, "/version", nil); err == nil {
		return errors.New("a server runs on this data folder; stop it first")
	}
	f, err := os.Open(args[0])
	if err != nil {
		return err
	}
	defer f.Close()
	if err := store.Restore(string(data), f); err != nil {
		return fmt.Errorf("%w (into %s; move what is there away, or choose another folder with --data)", err, data)
	}
	// Opening proves that the key fits, before anybody relies on it.
	err = withStore(data, func(*store.Store) error { return nil })
	if errors.Is(err, store.ErrKey) {
		return fmt.Errorf("%s is restored into %s, but the key is not in it: copy secret.key of the old server to %s", args[0], data, data.key())
	}
	if err == nil {
		fmt.Fprintf(c.stdout, "%s is restored into %s.\n", args[0], data)
	}
	return err
}
