package camera

import (
	"context"
	"sync"
	"time"

	"veche/conference/camera"
	"veche/conference/dial"
	"veche/media"
	"veche/media/codec"
)

// Cameras keeps one connection to each camera that is watched. Its methods may be called
// from everywhere; none of them waits for a camera, but Try.
type Cameras struct {
	cfg    Config
	ctx    context.Context
	cancel context.CancelFunc
	ended  sync.WaitGroup

	mu      sync.Mutex
	cameras map[string]*device // by dial string
}

// New makes one. Close ends it.
func New(cfg Config) *Cameras {
	ctx, cancel := context.WithCancel(context.Background())
	return &Cameras{cfg: cfg.complete(), ctx: ctx, cancel: cancel, cameras: make(map[string]*device)}
}

// Close ends all connections and waits for that. Sinks are not called any more.
func (c *Cameras) Close() {
	c.mu.Lock()
	c.cancel()
	c.mu.Unlock()
	c.ended.Wait()
}

// Watch hands what the camera at t brings to sink, until stop is called; both return at
// once. The connection begins with the first who watches, and ends some seconds after the
// last. A camera that rests between two attempts is tried again soon.
//
// stop may be called from everywhere and more than once. A call to sink that is under
// way when stop returns comes to its end.
func (c *Cameras) Watch(t dial.Target, sink Sink) (stop func()) {
	w := &watcher{sink: sink}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ctx.Err() != nil {
		return func() {}
	}
	d := c.cameras[t.String()]
	if d == nil || !d.join(w) {
		d = c.start(t)
		d.join(w)
	}
	return func() { d.leave(w) }
}

// start begins with a camera; mu is held.
func (c *Cameras) start(t dial.Target) *device {
	d := newDevice(&c.cfg, t)
	c.cameras[t.String()] = d
	c.ended.Go(func() {
		d.run(c.ctx)
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.cameras[t.String()] == d {
			delete(c.cameras, t.String())
		}
	})
	return d
}

// Info is what is known of the camera at t.
func (c *Cameras) Info(t dial.Target) Info {
	c.mu.Lock()
	d := c.cameras[t.String()]
	c.mu.Unlock()
	if d == nil {
		return Info{}
	}
	return d.info()
}

// Try connects to the camera at t, or looks at the connection that is there, and says
// what came of it: after the first picture that can be decoded by itself (or sound, of
// one without pictures), after trouble, or when ctx ends.
func (c *Cameras) Try(ctx context.Context, t dial.Target) Info {
	before := c.Info(t).tried
	trial := &trial{news: make(chan struct{}, 1)}
	stop := c.Watch(t, trial)
	defer stop()
	for {
		info := c.Info(t)
		if info.decided(before) {
			return info
		}
		select {
		case <-trial.news:
		case <-ctx.Done():
			return c.Info(t)
		case <-c.ctx.Done():
			return info
		}
	}
}

// decided tells whether there is nothing more to be learnt soon, by somebody who came
// when so many attempts had ended.
func (i *Info) decided(before uint64) bool {
	if i.State == camera.Live {
		return i.Key != nil || i.Video == codec.None
	}
	return i.tried > before
}

// trial is the sink of Try.
type trial struct{ news chan struct{} }

func (t *trial) tell() {
	select {
	case t.news <- struct{}{}:
	default:
	}
}

func (t *trial) State(camera.Status)                            { t.tell() }
func (t *trial) Picture(codec.Codec, []byte, time.Duration)     { t.tell() }
func (t *trial) ParameterSets([][]byte)                         {}
func (t *trial) Sound(media.SoundFormat, []byte, time.Duration) { t.tell() }
func (t *trial) Watched() bool                                  { return true }
