package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"veche/media/load"
)

// recorded is a meeting that is recorded: all of its pictures are decoded, composed
// and coded, all of its voices mixed. That is what every room system and stream will
// cost, too.
type recorded struct {
	name                string
	people              int
	width, height, rate int
	paused              bool    // nobody moves
	target              float64 // % of a core
}

var recordings = []recorded{
	{"recording 4 × 360p → 720p25", 4, 640, 360, 500_000, false, 22},
	{"recording 9 × 360p → 720p25", 9, 640, 360, 500_000, false, 32},
	{"recording 25 × 180p → 720p25", 25, 320, 180, 150_000, false, 55},
	{"recording of 9 who do not move", 9, 640, 360, 500_000, true, 2},
}

// composed is what a recorded meeting showed.
type composed struct {
	recorded recorded
	before   []float64 // % of a core without recording
	with     []float64
	loads    []float64
	memory   int64 // bytes more than without
}

// load is what people of the meeting send.
func (r recorded) load() (load.Config, error) {
	film, err := load.Film(r.width, r.height, r.rate)
	if err != nil {
		return load.Config{}, err
	}
	voice, err := load.Voice()
	return load.Config{CID: benchCID, Publishers: r.people, Film: film, Voice: voice}, err
}

// recording measures the server without and with a recording.
func (b *bench) recording(ctx context.Context, sc recorded) (c composed, err error) {
	c.recorded = sc
	cfg, err := sc.load()
	if err != nil {
		return c, err
	}
	srv, err := b.fresh(ctx)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, srv.stop()) }()
	cfg.URL = srv.url
	s, err := load.Open(ctx, cfg)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	token, err := srv.signIn(ctx)
	if err != nil {
		return c, err
	}
	measure := func(into *[]float64) error {
		if sc.paused {
			s.Pause()
			defer s.Resume()
		}
		if err := wait(ctx, settle); err != nil {
			return err
		}
		before, err := srv.cpu()
		if err != nil {
			return err
		}
		began := time.Now()
		if err := wait(ctx, b.lengths.window/2); err != nil {
			return err
		}
		after, err := srv.cpu()
		*into = append(*into, 100*(after-before).Seconds()/time.Since(began).Seconds())
		c.loads = append(c.loads, load.LoadAverage())
		return err
	}
	if err := measure(&c.before); err != nil {
		return c, err
	}
	without, err := srv.resident()
	if err != nil {
		return c, err
	}
	if err := srv.record(ctx, token); err != nil {
		return c, err
	}
	if err := wait(ctx, settle); err != nil { // everybody has been seen
		return c, err
	}
	for range b.lengths.windows {
		if err := measure(&c.with); err != nil {
			return c, err
		}
	}
	with, err := srv.resident()
	if err != nil {
		return c, err
	}
	c.memory = with - without
	fmt.Fprintf(b.progress, "%s: %s %% of a core, %.1f without\n", sc.name, spread(c.with, "%.1f"), c.before[0])
	return c, b.save(ctx, srv, fmt.Sprintf("profile?seconds=%d", int(b.lengths.window.Seconds())), fmt.Sprintf("recording-%d", sc.people))
}

// signIn gives a token of the administrator.
func (s *server) signIn(ctx context.Context) (token string, err error) {
	var session struct{ Token string }
	err = s.call(ctx, http.MethodPost, "/api/v1/session", "", map[string]string{"login": "admin", "password": adminPassword}, &session)
	return session.Token, err
}

// record begins the recording of the conference.
func (s *server) record(ctx context.Context, token string) error {
	return s.call(ctx, http.MethodPut, "/api/v1/conferences/"+benchCID+"/live/recording", token, struct{}{}, nil)
}

func (s *server) call(ctx context.Context, method, path, token string, body, answer any) error {
	var raw []byte
	if body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, s.url+path, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var said bytes.Buffer
	if _, err := said.ReadFrom(response.Body); err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s: %s", method, path, response.Status, said.String())
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(said.Bytes(), answer)
}
