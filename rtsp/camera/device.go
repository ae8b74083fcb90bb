package camera

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"veche/conference/camera"
	"veche/conference/dial"
)

// device is one camera while it is watched. Its loop (run) owns what stands first, and
// calls the sinks; during a visit it takes turns with what comes. The rest is under mu.
type device struct {
	cfg    *Config
	target dial.Target
	log    *slog.Logger
	born   time.Time // the clock of pts begins here

	sets      [][]byte  // of the last description
	transport Transport // to be tried next
	trusted   string    // fingerprint of the certificate seen last
	watched   time.Time // when somebody watched it last

	wake chan struct{} // there is another watcher

	mu       sync.Mutex
	over     bool
	watchers []*watcher // replaced, never changed
	facts    Info
}

// watcher is a sink and what the loop knows of it.
type watcher struct {
	sink    Sink
	left    atomic.Bool
	greeted bool // owned by the loop
}

func newDevice(cfg *Config, t dial.Target) *device {
	now := time.Now()
	d := &device{
		cfg: cfg, target: t, log: cfg.Log.With("camera", t.Redacted()),
		born: now, watched: now, wake: make(chan struct{}, 1), transport: TCP,
	}
	if t.Transport == dial.TLS {
		d.transport = TLS
	}
	d.facts.Status = camera.Status{State: camera.Connecting, Since: now}
	return d
}

// join adds a watcher; false when the camera has just been given up.
func (d *device) join(w *watcher) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.over {
		return false
	}
	d.watchers = append(slices.Clone(d.watchers), w)
	select {
	case d.wake <- struct{}{}:
	default:
	}
	return true
}

func (d *device) leave(w *watcher) {
	w.left.Store(true)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.watchers = slices.DeleteFunc(slices.Clone(d.watchers), func(o *watcher) bool { return o == w })
}

func (d *device) info() Info {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := d.facts
	i.Watchers = len(d.watchers)
	return i
}

// note changes the facts.
func (d *device) note(change func(i *Info)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change(&d.facts)
}

// run keeps the camera connected until nobody watches it, or ctx ends.
func (d *device) run(ctx context.Context) {
	pauses := pauses{timing: &d.cfg.Timing}
	for {
		began := time.Now()
		v := newVisit(d)
		err := v.run(ctx)
		if ctx.Err() != nil || d.abandoned() {
			d.end()
			return
		}
		if !d.rest(ctx, pauses.after(d.fail(v, err), time.Since(began))) {
			d.end()
			return
		}
	}
}

// end makes sure that nobody joins any more.
func (d *device) end() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.over = true
}

// fail takes down how a visit ended.
func (d *device) fail(v *visit, err error) camera.State {
	state, problem := judge(err, d.target)
	since := time.Now()
	if v.playing {
		state, since = camera.NoSignal, v.last
	}
	d.transport = v.connection.transport
	if v.playing && v.connection.packets.Load() == 0 { // a firewall, or worse
		d.transport = d.transport.other()
	}
	d.log.Debug("a camera will be tried again", "state", string(state), "problem", problem)
	d.note(func(i *Info) { i.Problem, i.Rate, i.Bits, i.tried = problem, 0, 0, i.tried+1 })
	d.turn(state, since)
	d.each(func(k Sink) {
		if t, is := k.(*trial); is {
			t.tell()
		}
	})
	return state
}

// rest waits for the next attempt; false: there is to be none.
func (d *device) rest(ctx context.Context, p pause) bool {
	began := time.Now()
	over := time.NewTimer(p.whole)
	defer over.Stop()
	tick := time.NewTicker(d.tick())
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-over.C:
			return true
		case <-d.wake:
			d.greet()
			over.Reset(max(0, min(p.hurried, p.whole)-time.Since(began)))
		case <-tick.C:
			if d.abandoned() {
				return false
			}
		}
	}
}

// tick is how often a camera is looked after.
func (d *device) tick() time.Duration {
	return max(time.Millisecond, min(time.Second, d.cfg.Timing.Quiet/4, d.cfg.Timing.Linger))
}

// abandoned tells whether nobody has watched for some time; then that is final.
func (d *device) abandoned() bool {
	now := time.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.watchers) > 0 {
		d.watched = now
	}
	d.over = d.over || now.Sub(d.watched) >= d.cfg.Timing.Linger
	return d.over
}

// turn changes the state and tells everybody.
func (d *device) turn(s camera.State, since time.Time) {
	if d.info().State == s {
		return
	}
	status := camera.Status{State: s, Since: since}
	d.note(func(i *Info) { i.Status = status })
	d.log.Info("a camera is in another state", "state", string(s))
	d.each(func(k Sink) { k.State(status) })
}

// greet tells those who have come what the others know already.
func (d *device) greet() {
	for _, w := range d.all() {
		if w.greeted || w.left.Load() {
			continue
		}
		w.greeted = true
		w.sink.State(d.info().Status)
		if len(d.sets) > 0 {
			w.sink.ParameterSets(d.sets)
		}
	}
}

func (d *device) all() []*watcher {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.watchers
}

// each calls those who have been greeted and are still there.
func (d *device) each(call func(Sink)) {
	for _, w := range d.all() {
		if w.greeted && !w.left.Load() {
			call(w.sink)
		}
	}
}
