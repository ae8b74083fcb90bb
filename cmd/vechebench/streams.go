package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/bluenviron/gortsplib/v4"
	"github.com/bluenviron/gortsplib/v4/pkg/base"

	"veche/media/codec"
	"veche/media/load"
)

// This file is cameras that come and streams that go, by RTSP.

const (
	watchers    = 10 // browsers that see a camera
	readersMore = 20 // players that read a stream beside the first
)

// cameras measures both.
func (b *bench) cameras(ctx context.Context, t *table) error {
	return errors.Join(b.passed(ctx, t), b.translated(ctx, t), b.read(ctx, t))
}

// passed compares a camera that browsers see as it is with a browser that sends the same
// rate.
func (b *bench) passed(ctx context.Context, t *table) error {
	const width, height, rate = 1920, 1080, 4_000_000
	film, err := load.CameraFilm(width, height, rate)
	if err != nil {
		return err
	}
	fill(film, rate)
	voice, err := load.Voice()
	if err != nil {
		return err
	}
	browser, err := b.watched(ctx, load.Config{Publishers: 1, Bitrate: rate, Voice: voice}, nil)
	if err != nil {
		return err
	}
	camera, err := newCamera(ctx, codec.H264, film, voice)
	if err != nil {
		return err
	}
	defer camera.close()
	passed, err := b.watched(ctx, load.Config{Others: 1}, camera)
	if err != nil {
		return err
	}
	ratio := median(passed.cost) / median(browser.cost)
	t.add(fmt.Sprintf("camera 1080p 4 Mbit/s to %d browsers, beside a browser", watchers),
		fmt.Sprintf("%.2f by packet (%.1f %% of a core at %.0f/s, %.1f %% at %.0f/s)", ratio,
			median(passed.share), median(passed.rate), median(browser.share), median(browser.rate)),
		"≤ 1.1", ratio <= 1.1, median(passed.loads))
	t.add("    latency camera to browser, p50", spread(passed.p50, "%.1f")+" ms", "≤ 150 ms", median(passed.p50) <= 150, median(passed.loads))
	t.add("    while nobody watches", fmt.Sprintf("%.2f %% of a core", passed.idle), "≤ 0.2 %", passed.idle <= 0.2, median(passed.loads))
	return nil
}

// warmUp is how long it takes until all browsers get all pictures as they are: who has
// come between two key frames sees a camera coded anew until the next one, and what a way
// takes is found out step by step.
const warmUp = 12 * time.Second

// watching is what somebody who is watched costs.
type watching struct {
	share []float64 // % of a core
	cost  []float64 // µs per packet that browsers got
	rate  []float64 // such packets a second
	p50   []float64 // ms
	loads []float64
	idle  float64 // % of a core that a camera takes with nobody here
}

// watched has browsers watch whoever sends; a camera is called in first.
func (b *bench) watched(ctx context.Context, cfg load.Config, camera *simulatedCamera) (w watching, err error) {
	srv, err := b.fresh(ctx)
	if err != nil {
		return w, err
	}
	defer func() { err = errors.Join(err, srv.stop()) }()
	if camera != nil {
		if w.idle, err = b.unwatched(ctx, srv, camera); err != nil {
			return w, err
		}
	}
	cfg.URL, cfg.CID, cfg.Subscribers = srv.url, benchCID, watchers
	s, err := load.Open(ctx, cfg)
	if err != nil {
		return w, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	joins, err := s.JoinAll(ctx, nil)
	if err != nil {
		return w, err
	}
	if n := joins.Unseen(); n > 0 {
		return w, fmt.Errorf("%d of %d browsers see nothing", n, watchers)
	}
	if err := wait(ctx, warmUp); err != nil {
		return w, err
	}
	for range b.lengths.windows {
		if err := b.watch(ctx, srv, s, &w); err != nil {
			return w, err
		}
	}
	return w, b.save(ctx, srv, fmt.Sprintf("profile?seconds=%d", int(b.lengths.window.Seconds())), fmt.Sprintf("watched-%d", cfg.Others))
}

// watch is one window.
func (b *bench) watch(ctx context.Context, srv *server, s *load.Session, w *watching) error {
	if err := wait(ctx, settle); err != nil {
		return err
	}
	var at [2]time.Duration
	var failed error
	n := 0
	window, err := s.Measure(ctx, b.lengths.window, func() {
		at[n], failed = srv.cpu()
		n++
	})
	if err := errors.Join(err, failed); err != nil {
		return err
	}
	spent := (at[1] - at[0]).Seconds()
	w.share = append(w.share, 100*spent/window.Seconds)
	w.cost = append(w.cost, 1e6*spent/float64(max(window.Received, 1)))
	w.rate = append(w.rate, window.PerSecond())
	w.p50, w.loads = append(w.p50, window.P50ms), append(w.loads, window.Load)
	return nil
}

// unwatched is what a camera costs with nobody in the conference: the share with it less
// that without.
func (b *bench) unwatched(ctx context.Context, srv *server, camera *simulatedCamera) (float64, error) {
	token, err := srv.open(ctx)
	if err != nil {
		return 0, err
	}
	without, err := b.share(ctx, srv)
	if err != nil {
		return 0, err
	}
	if err := srv.show(ctx, token, camera); err != nil {
		return 0, err
	}
	with, err := b.share(ctx, srv)
	return max(with-without, 0), err
}

// open starts the conference and gives a token of the administrator.
func (s *server) open(ctx context.Context) (token string, err error) {
	if token, err = s.signIn(ctx); err != nil {
		return "", err
	}
	return token, s.call(ctx, http.MethodPost, "/api/v1/conferences/"+benchCID+"/start", token, nil, nil)
}

// show calls a camera into the conference and waits until it is live.
func (s *server) show(ctx context.Context, token string, camera *simulatedCamera) error {
	live := "/api/v1/conferences/" + benchCID + "/live"
	if err := s.call(ctx, http.MethodPost, live+"/participants", token, map[string]string{"dial": camera.address()}, nil); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for {
		var now struct {
			Participants []struct {
				CameraState struct{ State string }
			}
		}
		if err := s.call(ctx, http.MethodGet, live, token, nil, &now); err != nil {
			return err
		}
		for _, p := range now.Participants {
			if p.CameraState.State == "live" {
				return nil
			}
		}
		if err := wait(ctx, 100*time.Millisecond); err != nil {
			return fmt.Errorf("the camera does not become live: %w", err)
		}
	}
}

// translated measures a camera that is coded anew for browsers.
func (b *bench) translated(ctx context.Context, t *table) (err error) {
	film, err := film265(ctx, 1280, 720, 1_500_000)
	if err != nil {
		return err
	}
	camera, err := newCamera(ctx, codec.H265, film, nil)
	if err != nil {
		return err
	}
	defer camera.close()
	srv, err := b.fresh(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, srv.stop()) }()
	if _, err := b.unwatched(ctx, srv, camera); err != nil {
		return err
	}
	s, err := load.Open(ctx, load.Config{URL: srv.url, CID: benchCID, Others: 1, Subscribers: watchers})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var shares [2][]float64
	for i, n := range []int{1, watchers} {
		for s.Participants() < n {
			if _, err := s.Join(ctx); err != nil {
				return err
			}
		}
		for range b.lengths.windows {
			share, err := b.share(ctx, srv)
			if err != nil {
				return err
			}
			shares[i] = append(shares[i], share)
		}
	}
	window, err := s.Measure(ctx, time.Second, nil)
	if err != nil {
		return err
	}
	if window.Received < watchers*pictureRate/2 {
		return fmt.Errorf("the camera coded anew is not seen: %d packets a second", window.Received)
	}
	t.add("H.265 720p25 coded anew, one browser", spread(shares[0], "%.1f")+" % of a core", "≤ 25 %", median(shares[0]) <= 25, load.LoadAverage())
	t.add(fmt.Sprintf("    the same, %d browsers", watchers), spread(shares[1], "%.1f")+" % of a core", "≤ 25 %", median(shares[1]) <= 25, load.LoadAverage())
	return nil
}

// read measures the readers of a stream.
func (b *bench) read(ctx context.Context, t *table) (err error) {
	cfg, err := recorded{people: 1, width: 640, height: 360, rate: 500_000}.load()
	if err != nil {
		return err
	}
	srv, err := b.fresh(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, srv.stop()) }()
	cfg.URL = srv.url
	s, err := load.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var readers []*gortsplib.Client
	defer func() {
		for _, r := range readers {
			r.Close()
		}
	}()
	var shares [2][]float64
	for i, n := range []int{1, 1 + readersMore} {
		for len(readers) < n {
			r, err := reader("rtsp://" + srv.rtsp + "/c/" + benchCID + "/")
			if err != nil {
				return err
			}
			readers = append(readers, r)
		}
		for range b.lengths.windows {
			share, err := b.share(ctx, srv)
			if err != nil {
				return err
			}
			shares[i] = append(shares[i], share)
		}
	}
	each := (median(shares[1]) - median(shares[0])) / readersMore
	t.add("reader of a composed picture, by TCP", fmt.Sprintf("%.2f %% of a core each", each), "≤ 1 %", each <= 1, load.LoadAverage())
	return nil
}

// reader is a player.
func reader(address string) (*gortsplib.Client, error) {
	u, err := base.ParseURL(address)
	if err != nil {
		return nil, err
	}
	tcp := gortsplib.TransportTCP
	c := &gortsplib.Client{Scheme: u.Scheme, Host: u.Host, Transport: &tcp}
	if err := c.Start2(); err != nil {
		return nil, err
	}
	said, _, err := c.Describe(u)
	if err == nil {
		err = c.SetupAll(said.BaseURL, said.Medias)
	}
	if err == nil {
		_, err = c.Play(nil)
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}
