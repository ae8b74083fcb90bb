package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // what avatars are kept as
	_ "image/png"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/account"
	"veche/conference/attachment"
	"veche/conference/camera"
	registrants "veche/conference/registration"
	"veche/conference/scheduler"
	"veche/media"
	rtsp "veche/rtsp/camera"
	"veche/signaling"
	"veche/signaling/api"
	"veche/signaling/auth"
	"veche/signaling/mail"
	"veche/store"
	"veche/webui"
)

// serve is `veche serve`.
func serve(ctx context.Context, c *call) error {
	config, _, err := c.configured()
	if err != nil {
		return err
	}
	level, err := parseLevel(config.Log.Level)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(c.stderr, &slog.HandlerOptions{Level: level}))
	for starts := 1; ; starts++ {
		s := &server{
			config: config, streams: streams{host: hostOf(config.PublicURL)}, data: dataFolder(config.Data), log: log,
			stop: shutdown{log: log}, addresses: addresses{}, health: newHealth(), again: make(chan struct{}, 1),
			adminPassword: c.getenv("VECHE_ADMIN_PASSWORD"),
		}
		if err := s.start(ctx); err != nil {
			return errors.Join(err, s.stop.run())
		}
		if starts == 1 {
			s.greet(c.stdout)
		}
		anew := s.runs(ctx)
		err := s.stop.run()
		if !anew {
			return err
		}
		if err != nil { // whoever still holds something keeps it from starting, which says so
			log.Warn("not everything has stopped", "err", err)
		}
		config.keepAddresses(s.addresses)
	}
}

// runs waits for the end, and tells whether the server is to start anew.
func (s *server) runs(ctx context.Context) (anew bool) {
	select {
	case <-ctx.Done():
		s.log.Info("stopping")
	case <-s.again:
		anew = true
		s.log.Info("starting anew")
	}
	s.health.ready.Store(false)
	return anew
}

// stepLimit is how long one part may take to stop. A restart is felt by
// everybody in a call. Tests with the race detector give more.
var stepLimit = 400 * time.Millisecond

// firstLogin is who the first administrator is.
const firstLogin = "admin"

// server is what start put together.
type server struct {
	config      Config
	data        dataFolder
	log         *slog.Logger
	stop        shutdown
	addresses   addresses
	own         ownAddresses
	again       chan struct{} // asks for a start anew
	health      *health
	fingerprint string // of the self-signed certificate; "" with another one

	certificates certificates           // nil without HTTPS
	phones       atomic.Pointer[phones] // conferences ask for it at any time
	outsides     atomic.Pointer[outsides]
	streams      streams
	cameras      *rtsp.Cameras // set by openCameras
	mail         *mail.Mailer
	scheduler    atomic.Pointer[scheduler.Scheduler] // changes of conferences are told to it at any time
	linksAt      atomic.Pointer[string]              // of letters, without a public URL

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
	guessing := access.NewGuessing(access.GuessingConfig{}) // one budget over all ways in (P3)
	var pages *signaling.Server
	who, err := auth.New(auth.Config{
		Accounts: kept, Sessions: kept, Settings: kept, Guessing: guessing,
		Proxies: s.config.TrustedProxies, PublicURL: s.config.PublicURL,
		SignedOut: func(login string) { pages.Drop(login) },
		Log:       s.log.With("part", "auth"),
	})
	if err != nil {
		return err
	}
	tool := accountTool{kept, who}
	if s.firstPassword, err = tool.firstAdministrator(ctx, s.adminPassword); err != nil {
		return err
	}
	engine, err := s.openMedia(kept)
	if err != nil {
		return err
	}
	s.keepRecordings(kept)
	s.openMail(kept)
	directory := s.openDirectory(kept, engine, guessing)
	s.openScheduler(kept, directory)
	phones, err := s.openTelephony(kept, engine, directory, guessing)
	if err != nil {
		return err
	}
	s.phones.Store(phones)
	s.openStreams(kept, who, engine, directory, phones)
	cameras := s.openCameras(kept, engine, directory)
	s.outsides.Store(&outsides{phones.outside, cameras})
	// They stop before those who were called into them hang up: nobody has left (P5).
	s.stop.add("conferences", stepLimit, directory.Close)
	if err := directory.Restore(ctx); err != nil { // with everybody there whom it calls (P5)
		return err
	}
	desk := s.openDesk(kept, s.cameras)
	pages = s.openPages(kept, who, engine, directory, desk.steering)
	s.health = newHealth(&stats{store: kept, media: engine, directory: directory, pages: pages, cameras: cameras, streams: s.streams.server, mail: s.mail, scheduler: s.scheduler.Load()})

	mux := http.NewServeMux()
	s.health.register(mux, who.ClientAddr, s.config.TrustedProxies, s.config.Metrics.Allow)
	mux.Handle("/ws", pages)
	mux.Handle("/widget/ws", withoutCookies(pages))
	s.registerAPI(mux, kept, who, directory, pages, desk, engine)
	mux.Handle("/", webui.Handler(s.looks(kept)))
	if err := s.serveWeb(ctx, withTimeLimits(withSafeAnswers(mux))); err != nil {
		return err
	}
	if err := s.serveTelephony(ctx, phones); err != nil {
		return err
	}
	if err := s.serveStreams(ctx); err != nil {
		return err
	}
	if err := s.serveSocket(ctx, tool, kept); err != nil {
		return err
	}
	if err := s.serveProfiler(ctx); err != nil {
		return err
	}
	s.startMail()
	s.startScheduler()
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

func (s *server) openMedia(kept *store.Store) (*media.Engine, error) {
	engine, err := media.New(media.Config{
		Listen: s.config.Media.Listen, Addresses: s.config.Media.Addresses, Log: s.log.With("part", "media"),
		Recordings: media.RecordingConfig{Folder: s.recordings().Folder, Place: s.recordings().Place},
		FPS:        s.config.Media.FPS,
		Avatar:     func(name string) (image.Image, error) { return loadAvatar(kept, name) },
	})
	if err != nil {
		return nil, explainListen("media.listen", s.config.Media.Listen, err)
	}
	s.listensAt("media", net.UDPAddrFromAddrPort(engine.Addr()))
	s.stop.add("media", stepLimit, func(context.Context) error { return engine.Close() })
	return engine, nil
}

// loadAvatar is the picture of somebody for composed pictures.
func loadAvatar(kept account.Avatars, name string) (image.Image, error) {
	f, err := kept.OpenAvatar(context.Background(), name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	img, _, err := image.Decode(f)
	return img, err
}

// openDirectory makes what knows of all conferences. Nothing runs yet.
func (s *server) openDirectory(kept *store.Store, engine *media.Engine, guessing *access.Guessing) *conference.Directory {
	directory := conference.NewDirectory(conference.Config{
		Definitions:        kept,
		Archive:            kept,
		People:             account.People{Repository: kept},
		Media:              engine,
		Guessing:           guessing,
		URL:                s.pageURL,
		MaxParticipants:    func() int { return s.settings(kept).Limits.Participants },
		GuestsAllowed:      func() bool { return s.settings(kept).Guests.Allowed },
		ParticipationAsked: func() bool { return s.settings(kept).Participation.Required },
		Features:           engine.Features(),
		Language:           func() string { return s.settings(kept).Language },
		Recording:          func() conference.RecordingPolicy { return s.settings(kept).Recording.Policy() },
		Calls:              func() conference.CallPolicy { return s.settings(kept).Calls.Policy() },
		PublicURL:          s.config.PublicURL,
		Registrants:        registrants.Door{Registrants: kept},
		Streams:            func() conference.StreamPolicy { return s.settings(kept).Streams.Policy() },
		StreamURL:          s.streams.url,
		Changed:            s.definitionChanged,
		Log:                s.log.With("part", "conference"),
		CameraName: func(ctx context.Context, id camera.ID) (string, error) {
			e, err := kept.Camera(ctx, id)
			return e.Name, err
		},
		Outside: func() conference.Outside {
			if all := s.outsides.Load(); all != nil {
				return all
			}
			return nil
		},
	})
	return directory
}

// openPages is the WebSocket of browsers.
func (s *server) openPages(kept *store.Store, who *auth.Auth, engine *media.Engine, directory *conference.Directory, steering camera.Steering) *signaling.Server {
	pages := signaling.New(signaling.Config{
		Directory: directory,
		People:    account.People{Repository: kept},
		Media:     engine,
		Steering:  steering,
		Contacts:  kept,
		Identify:  who.Person,
		Source:    who.ClientAddr,
		File: func(ctx context.Context, c conference.ID, id string) (conference.ChatFile, error) {
			f, err := kept.File(ctx, attachment.InConference(c), id)
			// By the unchangeable ID: the CID may be another one tomorrow (K1).
			url := "/api/v1/conferences/" + string(c) + "/files/" + f.ID
			return conference.ChatFile{ID: f.ID, Name: f.Name, Size: f.Size, Type: f.Type, URL: url}, err
		},
		FileBytes: func() int64 { return s.settings(kept).Limits.FileBytes },
		PublicURL: s.config.PublicURL,
		Version:   buildVersion(),
		Log:       s.log.With("part", "signaling"),
	})
	s.stop.add("pages", stepLimit, pages.Close)
	return pages
}

// registerAPI adds the HTTP API, with WHIP and WHEP below it.
func (s *server) registerAPI(mux *http.ServeMux, kept *store.Store, who *auth.Auth, directory *conference.Directory, pages *signaling.Server, desk *cameraDesk, engine *media.Engine) {
	http := api.New(api.Config{
		Auth: who, Directory: directory, Archive: kept, Accounts: kept, PeopleGroups: kept, Sessions: kept, Settings: kept,
		Avatars: kept, Files: kept, Trunks: kept, Devices: kept, Book: kept, Contacts: kept, Conversations: kept, Tell: pages.Tell, History: kept, Templates: kept, Registrants: kept, Acts: kept, Backup: kept.Backup, Restores: restores{kept, s.again, s.log.With("part", "store")}, Machine: s.machine(engine), Recordings: s.recordings(), URL: s.pageURL, Version: buildVersion(), Log: s.log.With("part", "api"),
		Mail: s.mail, Outbox: kept, Texts: kept, Replies: kept, Registered: s.mail.Registered, Calendar: linksOfCalendar,
		Cameras: desk, Steering: desk.steering, Telephony: exchange{s.phones.Load()}, Origins: s.config.WHIP.Origins, StreamURL: s.streams.url,
	})
	http.Broadcasts(signaling.NewWHIP(pages, http.Problem))
	http.Register(mux)
}

// pageURL is the link of a conference; without a public URL the host is left to
// whoever shows it.
func (s *server) pageURL(cid conference.CID) string { return s.config.PublicURL + "/c/" + string(cid) }

// settings are asked for each time they are needed, since an administrator may
// have changed them.
func (s *server) settings(kept account.SettingsRepository) account.Settings {
	now, err := kept.Settings(context.Background())
	if err != nil {
		s.log.Error("settings cannot be read; the defaults stand in", "err", err)
		return account.DefaultSettings()
	}
	return now
}
