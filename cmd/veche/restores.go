package main

import (
	"context"
	"io"
	"log/slog"
	"net"

	"veche/signaling/api"
	"veche/store"
)

// restores puts backups in the place of the store of a running server, which starts anew
// for it: package store does the work when it is opened.
type restores struct {
	store *store.Store
	again chan<- struct{}
	log   *slog.Logger
}

// Stage implements [api.Restores].
func (r restores) Stage(ctx context.Context, backup io.Reader) (api.BackupContents, error) {
	s, err := r.store.Stage(ctx, backup)
	return api.BackupContents{ID: s.ID, Made: s.Made, People: s.People, Conferences: s.Conferences, WithKey: s.WithKey}, err
}

// Unstage implements [api.Restores].
func (r restores) Unstage() error { return r.store.Unstage() }

// Put implements [api.Restores].
func (r restores) Put(ctx context.Context, id string) error {
	saved, err := r.store.PutStaged(ctx, id)
	if err != nil {
		return err
	}
	r.log.Warn("a backup is put in place; the server starts anew", "saved", saved)
	select {
	case r.again <- struct{}{}:
	default: // it is about to
	}
	return nil
}

// keepAddresses makes a server that starts anew listen where it has listened: pages come
// back there.
func (c *Config) keepAddresses(taken addresses) {
	for name, listen := range map[string]*string{
		"http": &c.HTTP.Listen, "https": &c.HTTPS.Listen, "media": &c.Media.Listen, "sip": &c.SIP.Listen,
		"sip_tls": &c.SIP.TLS.Listen, "rtsp": &c.RTSP.Listen, "pprof": &c.PProf.Listen,
	} {
		at, ok := taken[name]
		if _, port, err := net.SplitHostPort(*listen); ok && err == nil && port == "0" {
			*listen = at
		}
	}
}
