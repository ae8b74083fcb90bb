package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"veche/media/load"
)

// lengths of everything that is measured.
type lengths struct {
	windows int
	window  time.Duration // of the server, each
	floor   time.Duration // of each way of the floor
	direct  time.Duration // without server
	spaced  int           // joins with a second between them
	idle    int           // listeners of the silent speaker
}

var (
	full  = lengths{windows: 5, window: 12 * time.Second, floor: 4 * time.Second, direct: 5 * time.Second, spaced: 20, idle: 200}
	quick = lengths{windows: 2, window: 5 * time.Second, floor: 2 * time.Second, direct: 2 * time.Second, spaced: 5, idle: 100}
)

// settle is how long a stream runs before it is measured.
const settle = 1500 * time.Millisecond

// scenario is one of the two shapes of forwarding.
type scenario struct {
	part                    string
	name                    string
	publishers, subscribers int
	target                  float64 // ratio to one send per packet
}

var (
	meeting = scenario{"a", "(a) meeting, 4 → 12", 4, 12, 0.55}
	webinar = scenario{"b", "(b) webinar, 1 → 40", 1, 40, 0.70}
)

// perPublisher is how many packets a second one publisher sends.
const perPublisher = 168

func (s scenario) shape() shape { return shape{perPublisher * s.publishers, s.subscribers} }

// forwarded is what a scenario showed.
type forwarded struct {
	scenario    scenario
	joins       load.Joins
	perPerson   float64 // kB
	rss, rssAt0 int64
	rounds      []round
}

// round is one window of everything, one after the other.
type round struct {
	server         load.Window
	cpu            time.Duration
	direct         load.Window
	single, joined float64 // floor, µs per packet
}

func (r round) perPacket() float64 {
	return r.cpu.Seconds() * 1e6 / float64(max(r.server.Received, 1))
}

func (r round) ratio() float64 { return r.perPacket() / r.single }

// forwarding runs the scenario against a fresh server.
func (b *bench) forwarding(ctx context.Context, sc scenario) (f forwarded, err error) {
	f.scenario = sc
	srv, err := b.fresh(ctx)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, srv.stop()) }()
	cfg := load.Config{URL: srv.url, CID: benchCID, Publishers: sc.publishers, Subscribers: sc.subscribers}
	s, err := load.Open(ctx, cfg)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	fmt.Fprintf(b.progress, "%s: joining\n", sc.name)
	if f.joins, err = s.JoinAll(ctx, nil); err != nil {
		return f, err
	}
	if n := f.joins.Unseen(); n > 0 {
		fmt.Fprintf(b.progress, "%s: %d pictures did not come within their joins\n", sc.name, n)
	}
	cfg.Direct = true
	d, err := load.Open(ctx, cfg)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if _, err := d.JoinAll(ctx, nil); err != nil {
		return f, err
	}
	d.Pause()
	for i := range b.lengths.windows {
		r, err := b.round(ctx, sc, srv, s, d)
		if err != nil {
			return f, err
		}
		f.rounds = append(f.rounds, r)
		fmt.Fprintf(b.progress, "%s: window %d of %d: %.2f µs/packet at %.0f/s, floor %.2f and %.2f, p50/p99 %.2f/%.2f ms (no server %.2f/%.2f), load %.1f\n",
			sc.name, i+1, b.lengths.windows, r.perPacket(), r.server.PerSecond(), r.single, r.joined,
			r.server.P50ms, r.server.P99ms, r.direct.P50ms, r.direct.P99ms, r.server.Load)
		if i == 0 {
			if f.rss, err = srv.resident(); err != nil {
				return f, err
			}
			f.rssAt0 = srv.atStart
			f.perPerson = float64(f.rss-f.rssAt0) / 1024 / float64(s.Participants())
		}
	}
	s.Resume()
	if err := wait(ctx, settle); err != nil {
		return f, err
	}
	return f, b.save(ctx, srv, fmt.Sprintf("profile?seconds=%d", int(b.lengths.window.Seconds())), sc.part)
}

// round measures the server, then, while it rests, the floor and the generator
// without a server.
func (b *bench) round(ctx context.Context, sc scenario, srv *server, s, d *load.Session) (r round, err error) {
	s.Resume()
	if err := wait(ctx, settle); err != nil {
		return r, err
	}
	var at [2]time.Duration
	n := 0
	r.server, err = s.Measure(ctx, b.lengths.window, func() {
		at[n], err = srv.cpu()
		n++
	})
	if err != nil {
		return r, err
	}
	r.cpu = at[1] - at[0]
	s.Pause()

	single, err := measureFloor(ctx, sc.shape(), false, b.lengths.floor)
	if err != nil {
		return r, err
	}
	joined, err := measureFloor(ctx, sc.shape(), true, b.lengths.floor)
	if err != nil {
		return r, err
	}
	r.single, r.joined = single.perPacket(), joined.perPacket()

	d.Resume()
	defer d.Pause()
	if err := wait(ctx, settle); err != nil {
		return r, err
	}
	r.direct, err = d.Measure(ctx, b.lengths.direct, nil)
	return r, err
}

// firstFrames lets people join one after another while a publisher runs.
func (b *bench) firstFrames(ctx context.Context, between time.Duration, n int) (j load.Joins, err error) {
	srv, err := b.fresh(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, srv.stop()) }()
	cfg := load.Config{URL: srv.url, CID: benchCID, Publishers: 1, Subscribers: n, Between: between}
	s, err := load.Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return s.JoinAll(ctx, nil)
}

// idle is (c2): many listeners of one silent speaker.
type idle struct {
	listeners   int
	rss, rssAt0 int64
	perPerson   float64 // kB
	cpu         float64 // cores
	load        float64
}

func (b *bench) idle(ctx context.Context) (i idle, err error) {
	srv, err := b.fresh(ctx)
	if err != nil {
		return i, err
	}
	defer func() { err = errors.Join(err, srv.stop()) }()
	i.listeners = b.lengths.idle
	s, err := load.Open(ctx, load.Config{
		URL: srv.url, CID: benchCID, Publishers: 1, Subscribers: i.listeners, Silent: true,
	})
	if err != nil {
		return i, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	fmt.Fprintf(b.progress, "(c2): %d listeners join\n", i.listeners)
	if _, err := s.JoinAll(ctx, nil); err != nil {
		return i, err
	}
	if err := wait(ctx, 10*time.Second); err != nil { // as the comparison was made
		return i, err
	}
	if i.rss, err = srv.resident(); err != nil {
		return i, err
	}
	before, err := srv.cpu()
	if err != nil {
		return i, err
	}
	w, err := s.Measure(ctx, b.lengths.window, nil)
	if err != nil {
		return i, err
	}
	after, err := srv.cpu()
	i.rssAt0, i.load = srv.atStart, w.Load
	i.perPerson = float64(i.rss-i.rssAt0) / 1024 / float64(s.Participants())
	i.cpu = (after - before).Seconds() / w.Seconds
	return i, errors.Join(err, b.save(ctx, srv, "heap", "idle"))
}

// starts measures the time from the start of the process to readyz with 10,000
// conferences in the store, on an existing data folder each time.
func (b *bench) starts(ctx context.Context, n int) (took []time.Duration, err error) {
	const conferences = 10_000
	data, err := b.folder()
	if err != nil {
		return nil, err
	}
	if err := prepare(ctx, data, conferences); err != nil {
		return nil, err
	}
	for i := range n + 1 {
		s, err := startServer(ctx, b.binary, data)
		if err != nil {
			return nil, err
		}
		if err := s.stop(); err != nil {
			return nil, err
		}
		if i > 0 { // the first makes the administrator
			took = append(took, s.took)
		}
	}
	return took, nil
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
