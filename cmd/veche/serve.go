package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"veche/conference"
	"veche/conference/account"
	"veche/media"
	"veche/store"
	"veche/webui"
)

// serve is `veche serve`.
func serve(ctx context.Context, c *call) error {
	read := configFlags(c)
	if _, err := c.parse(); err != nil {
		return err
	}
	config, err := read()
	if err != nil {
		return err
	}
	level, err := parseLevel(config.Log.Level)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(c.stderr, &slog.HandlerOptions{Level: level}))
	s := &server{
		config: config, data: dataFolder(config.Data), log: log,
		stop: shutdown{log: log}, addresses: addresses{}, health: newHealth(),
		adminPassword: c.getenv("VECHE_ADMIN_PASSWORD"),
	}
	if err := s.start(ctx); err != nil {
		return errors.Join(err, s.stop.run())
	}
	s.greet(c.stdout)
	<-ctx.Done()
	log.Info("stopping")
	s.health.ready.Store(false)
	return s.stop.run()
}

// stepLimit is how long one part may take to stop. A restart is felt by
// everybody in a call.
const stepLimit = 400 * time.Millisecond

// firstLogin is who the first administrator is.
const firstLogin = "admin"

// server is what start put together.
type server struct {
	config      Config
	data        dataFolder
	log         *slog.Logger
	stop        shutdown
	addresses   addresses
	health      *health
	fingerprint string // of the self-signed certificate; "" with another one

	adminPassword string // VECHE_ADMIN_PASSWORD
	firstPassword string // of the first administrator, when it was just made up
}

// start puts the parts together, from the store up to the listeners. What it
// has started when it fails is in s.stop.
func (s *server) start(ctx context.Context) error {
	if err := s.data.create(); err != nil {
		return err
	}
	kept, err := s.openStore()
	if err != nil {
		return err
	}
	tool := newAccountTool(kept, func(string) {})
	if s.firstPassword, err = tool.firstAdministrator(ctx, s.adminPassword); err != nil {
		return err
	}
	engine, err := s.openMedia()
	if err != nil {
		return err
	}
	directory, err := s.openDirectory(ctx, kept, engine)
	if err != nil {
		return err
	}
	s.health = newHealth(&stats{store: kept, media: engine, directory: directory})

	mux := http.NewServeMux()
	s.health.register(mux, s.config.TrustedProxies, s.config.Metrics.Allow)
	mux.Handle("/", webui.Handler())
	if err := s.serveWeb(ctx, withSafeAnswers(mux)); err != nil {
		return err
	}
	if err := s.serveSocket(ctx, tool, kept); err != nil {
		return err
	}
	if err := s.serveProfiler(ctx); err != nil {
		return err
	}
	if err := s.addresses.write(s.data.addresses()); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	s.stop.add("addresses", stepLimit, func(context.Context) error { return os.Remove(s.data.addresses()) })
	s.health.ready.Store(true)
	return nil
}

func (s *server) openStore() (*store.Store, error) {
	kept, err := store.Open(string(s.data), store.Options{Log: s.log.With("part", "store")})
	if errors.Is(err, store.ErrInUse) {
		return nil, fmt.Errorf("another server runs on the data folder %s: %w", s.data, err)
	}
	if err != nil {
		return nil, err
	}
	s.stop.add("store", stepLimit, func(context.Context) error { return kept.Close() })
	return kept, nil
}

func (s *server) openMedia() (*media.Engine, error) {
	engine, err := media.New(media.Config{
		Listen: s.config.Media.Listen, Addresses: s.config.Media.Addresses, Log: s.log.With("part", "media"),
	})
	if err != nil {
		return nil, explainListen("media.listen", s.config.Media.Listen, err)
	}
	s.addresses.add("media", net.UDPAddrFromAddrPort(engine.Addr()))
	s.stop.add("media", stepLimit, func(context.Context) error { return engine.Close() })
	return engine, nil
}

// openDirectory brings back the conferences that ran when the server stopped (P5).
func (s *server) openDirectory(ctx context.Context, kept *store.Store, engine *media.Engine) (*conference.Directory, error) {
	// Asked for each time, since an administrator may have changed them.
	settings := func() account.Settings {
		now, err := kept.Settings(context.Background())
		if err != nil {
			s.log.Error("settings cannot be read; the defaults stand in", "err", err)
			return account.DefaultSettings()
		}
		return now
	}
	directory := conference.NewDirectory(conference.Config{
		Definitions:     kept,
		Archive:         kept,
		People:          account.People{Repository: kept},
		Media:           engine,
		URL:             func(cid conference.CID) string { return s.config.PublicURL + "/c/" + string(cid) },
		MaxParticipants: func() int { return settings().Limits.Participants },
		GuestsAllowed:   func() bool { return settings().Guests.Allowed },
		Log:             s.log.With("part", "conference"),
	})
	s.stop.add("conferences", stepLimit, directory.Close)
	if err := directory.Restore(ctx); err != nil {
		return nil, err
	}
	return directory, nil
}
