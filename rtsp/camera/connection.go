package camera

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"veche/conference/camera"
	"veche/conference/dial"
)

// connection is the network's side of one connection to a camera. Its goroutines make
// units of what comes, and hand them on at once: another goroutine between would be one
// more to wake for each.
type connection struct {
	cfg       *Config
	target    dial.Target
	transport Transport // that is used; run owns it until it has returned
	born      time.Time
	deliver   func(u *unit) // is called by several goroutines

	bytes, packets, lost, dropped atomic.Uint64
	unwatched                     atomic.Bool // nobody sees or hears what comes

	mu     sync.Mutex // what comes by UDP comes in several goroutines
	tracks []*track
	midway bool   // the newest packet is not the last one of its picture
	budget budget // of UDP
}

func newConnection(d *device, deliver func(u *unit)) *connection {
	return &connection{
		cfg: d.cfg, target: d.target, transport: d.transport, born: d.born,
		deliver: deliver, budget: newBudget(time.Now()),
	}
}

// redirectsMost is how often a camera may send us elsewhere.
const redirectsMost = 3

// errTransport: the camera wants another transport.
var errTransport = errors.New("the camera takes another transport")

// run connects and stays until the connection ends or ctx does; nothing of it is left then.
func (c *connection) run(ctx context.Context) error {
	to, switched := c.target, false
	for redirects := 0; ; {
		next, err := c.talk(ctx, to)
		switch {
		case next != nil:
			if redirects++; redirects > redirectsMost {
				return &trouble{camera.Failed, "it redirects for ever", nil}
			}
			to = *next
		case errors.Is(err, errTransport) && !switched && c.transport != TLS:
			c.transport, switched = c.transport.other(), true
		case errors.Is(err, errTransport):
			return &trouble{camera.Unsupported, "no transport suits it", nil}
		default:
			return err
		}
	}
}

// talk speaks with the camera at t: to the end, or until it sends us elsewhere.
func (c *connection) talk(ctx context.Context, t dial.Target) (next *dial.Target, err error) {
	c.reset()
	d := newDialogue(c, t)
	if err := d.client.Start2(); err != nil {
		return nil, err
	}
	defer d.shut()
	stop := context.AfterFunc(ctx, d.shut)
	defer stop()
	overdue := time.AfterFunc(c.cfg.Timing.Setup, func() { d.give(&trouble{camera.NoSignal, "it is too slow", nil}) })
	defer overdue.Stop()
	if next, err = d.begin(); next != nil || err != nil {
		return next, err
	}
	overdue.Stop()
	c.deliver(&unit{playing: true})
	return nil, d.stay()
}

// reset forgets the streams of another talk.
func (c *connection) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tracks, c.midway = nil, false
}

// interleaved implements feed; a frame goes to the track that its channel is of.
func (c *connection) interleaved(channel byte, frame []byte, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.tracks {
		switch channel {
		case t.channel:
			c.packets.Add(1)
			c.midway = t.take(frame, now.Sub(c.born))
			return
		case t.channel + 1:
			t.control(frame)
			return
		}
	}
}

func (c *connection) tooMany() { c.dropped.Add(1) }

const (
	// restUnwatched is how often something is taken in while nobody sees or hears it. It
	// is short enough that the kernel has room (hushedMark) for what a camera of 16 Mbit/s
	// sends.
	restUnwatched = 200 * time.Millisecond
	// restMidway is what a picture may wait for its end: most cameras send all of it at
	// once, in packets that each would wake somebody.
	restMidway = 4 * time.Millisecond
)

// rest implements feed.
func (c *connection) rest() time.Duration {
	if c.unwatched.Load() {
		return restUnwatched
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.midway {
		return restMidway
	}
	return 0
}

// report takes the sender report of a track, and makes sound and picture simultaneous.
func (c *connection) report(t *track, ntp uint64, stamp uint32) {
	t.line.report(ntp, stamp)
	if len(c.tracks) == 2 {
		agree(&c.tracks[0].line, &c.tracks[1].line)
	}
}

// spend takes down a packet that came by UDP. Where they are too many it waits a moment:
// the kernel drops what comes meanwhile.
func (c *connection) spend(over <-chan struct{}) {
	c.mu.Lock()
	c.budget.fill(time.Now())
	ok := c.budget.packet()
	c.mu.Unlock()
	if ok {
		return
	}
	c.dropped.Add(1)
	t := time.NewTimer(20 * time.Millisecond)
	defer t.Stop()
	select {
	case <-t.C:
	case <-over:
	}
}
