package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"veche/media/load"
)

// This file compares two servers on a machine that does other things too: both have
// their people connected all the time, and windows of one and of the other take turns.
// What swings slower than a pair moves both; the mean of the differences is what is
// left.

// pairing is how two servers are compared.
type pairing struct {
	against string // the older program
	pairs   int
	window  time.Duration
}

// warm is how long a stream runs before a window of a pair.
const warm = 700 * time.Millisecond

// side is one of the two servers with its people.
type side struct {
	srv     *server
	session *load.Session
}

// taken is what a window showed.
type taken struct {
	cost     float64 // µs per packet forwarded, or % of a core where nobody receives
	switches float64 // of threads, a second
}

// compare prints the pairs of the wanted scenarios.
func (b *bench) compare(ctx context.Context, p pairing, only []string, out io.Writer) error {
	for _, sc := range []scenario{meeting, webinar} {
		if only[0] == "" || contains(only, sc.part) {
			cfg := load.Config{CID: benchCID, Publishers: sc.publishers, Subscribers: sc.subscribers}
			if err := b.pairs(ctx, p, sc.name+", µs per packet", cfg, false, out); err != nil {
				return err
			}
		}
	}
	for _, sc := range recordings {
		if sc.paused || only[0] != "" && !contains(only, "record") && !contains(only, fmt.Sprintf("record%d", sc.people)) {
			continue
		}
		cfg, err := sc.load()
		if err != nil {
			return err
		}
		if err := b.pairs(ctx, p, sc.name+", % of a core", cfg, true, out); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) pairs(ctx context.Context, p pairing, name string, cfg load.Config, records bool, out io.Writer) (err error) {
	var sides [2]*side // older, newer
	for i, binary := range []string{p.against, b.binary} {
		if sides[i], err = b.side(ctx, binary, cfg, records); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, sides[i].close()) }()
	}
	fmt.Fprintf(out, "%s: older, newer, change; switches of threads a second; load average\n", name)
	var older, newer, changes []float64
	for i := range p.pairs {
		var t [2]taken
		for k := range sides {
			which := (i + k) % 2 // who is first takes turns too
			if t[which], err = sides[which].measure(ctx, p.window); err != nil {
				return err
			}
		}
		older, newer = append(older, t[0].cost), append(newer, t[1].cost)
		changes = append(changes, 100*(t[1].cost/t[0].cost-1))
		fmt.Fprintf(out, "  %.2f  %.2f  %+.1f %%  %4.0f  %4.0f  %.1f\n",
			t[0].cost, t[1].cost, changes[i], t[0].switches, t[1].switches, load.LoadAverage())
	}
	mean, deviation := meanError(changes)
	fmt.Fprintf(out, "  median %.2f → %.2f, mean of the changes %+.1f %% [± %.1f], their median %+.1f %%\n",
		median(older), median(newer), mean, deviation, median(changes))
	return nil
}

// side starts a server, lets people in and stops them.
func (b *bench) side(ctx context.Context, binary string, cfg load.Config, records bool) (*side, error) {
	was := b.binary
	b.binary = binary
	srv, err := b.fresh(ctx)
	b.binary = was
	if err != nil {
		return nil, err
	}
	s := &side{srv: srv}
	cfg.URL = srv.url
	if s.session, err = load.Open(ctx, cfg); err == nil && cfg.Subscribers > 0 {
		_, err = s.session.JoinAll(ctx, nil)
	}
	if err == nil && records {
		err = srv.recorded(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	s.session.Pause()
	return s, nil
}

func (s *side) close() (err error) {
	if s.session != nil {
		err = s.session.Close()
	}
	return errors.Join(err, s.srv.stop())
}

// recorded begins the recording and waits until everybody has been seen.
func (s *server) recorded(ctx context.Context) error {
	token, err := s.signIn(ctx)
	if err != nil {
		return err
	}
	if err := s.record(ctx, token); err != nil {
		return err
	}
	return wait(ctx, settle)
}

// measure lets the people of this side send for a window.
func (s *side) measure(ctx context.Context, window time.Duration) (t taken, err error) {
	s.session.Resume()
	defer s.session.Pause()
	if err := wait(ctx, warm); err != nil {
		return t, err
	}
	var cpu [2]time.Duration
	var switches [2]int64
	var failed error
	n := 0
	w, err := s.session.Measure(ctx, window, func() {
		var err1, err2 error
		cpu[n], err1 = s.srv.cpu()
		switches[n], err2 = s.srv.switches()
		failed = errors.Join(failed, err1, err2)
		n++
	})
	if err = errors.Join(err, failed); err != nil {
		return t, err
	}
	spent := (cpu[1] - cpu[0]).Seconds()
	t.switches = float64(switches[1]-switches[0]) / w.Seconds
	if t.cost = 100 * spent / w.Seconds; w.Received > 0 {
		t.cost = spent * 1e6 / float64(w.Received)
	}
	return t, nil
}

// switches counts how often threads of the server went to sleep or were put aside.
func (s *server) switches() (n int64, err error) {
	tasks, err := os.ReadDir(s.proc("task"))
	if err != nil {
		return 0, err
	}
	for _, task := range tasks {
		status, err := os.ReadFile(s.proc("task/" + task.Name() + "/status"))
		if errors.Is(err, os.ErrNotExist) {
			continue // it has ended
		}
		if err != nil {
			return 0, err
		}
		for line := range strings.Lines(string(status)) {
			name, value, _ := strings.Cut(line, ":")
			if strings.HasSuffix(name, "voluntary_ctxt_switches") { // and nonvoluntary
				count, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
				if err != nil {
					return 0, err
				}
				n += count
			}
		}
	}
	return n, nil
}

// meanError is the mean and its standard error.
func meanError(v []float64) (mean, deviation float64) {
	for _, x := range v {
		mean += x / float64(len(v))
	}
	if len(v) < 2 {
		return mean, math.Inf(1)
	}
	for _, x := range v {
		deviation += (x - mean) * (x - mean)
	}
	return mean, math.Sqrt(deviation / float64(len(v)-1) / float64(len(v)))
}
