package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
)

// save keeps a profile of the server, by its name under /debug/pprof, as
// <folder>/<part>.pprof, if that was asked for.
func (b *bench) save(ctx context.Context, srv *server, profile, part string) error {
	if b.profiles == "" {
		return nil
	}
	return saveProfile(ctx, filepath.Join(b.profiles, part+".pprof"), "http://"+srv.pprof+"/debug/pprof/"+profile)
}

func saveProfile(ctx context.Context, path, url string) (err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("profile: %s", response.Status)
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, response.Body)
	return errors.Join(err, f.Close())
}
