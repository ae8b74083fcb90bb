// Package seat gives cameras their seats in conferences: it watches a camera for a
// participant, hands what comes to the media, and tells the conference how the camera
// does.
//
// Each seat is a goroutine of its own, which neither waits for a camera nor for another
// seat. A camera never leaves by itself: a seat ends when the conference lets go of it.
package seat

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"

	"veche/conference"
	"veche/conference/camera"
	"veche/conference/camera/book"
	"veche/conference/dial"
	"veche/conference/reach"
	"veche/media"
	rtsp "veche/rtsp/camera"
)

// Config of Seats; all of it is required, but Rule.
type Config struct {
	Directory *conference.Directory
	Media     *media.Engine
	Cameras   Cameras
	Book      book.Finder
	Rule      reach.Rule // that of Cameras
	Log       *slog.Logger
}

// Cameras are [rtsp.Cameras].
type Cameras interface {
	Watch(t dial.Target, sink rtsp.Sink) (stop func())
}

// Seats are the cameras in conferences.
type Seats struct {
	cfg    Config
	ctx    context.Context
	cancel context.CancelFunc

	mu      sync.Mutex
	closed  bool
	running sync.WaitGroup
	taken   map[*seat]camera.State
}

var _ conference.Outside = (*Seats)(nil)

// New makes them. Close ends them.
func New(cfg Config) *Seats {
	ctx, cancel := context.WithCancel(context.Background())
	return &Seats{cfg: cfg, ctx: ctx, cancel: cancel, taken: make(map[*seat]camera.State)}
}

// Close lets go of all cameras. Their seats are left as they are, for the next start of
// the server (P5).
func (s *Seats) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.cancel()
	s.running.Wait()
}

// Serves implements [conference.Outside]. An address that may not be reached is refused
// at once; what a name stands for is seen when it is connected to.
func (s *Seats) Serves(t dial.Target) error {
	if t.Kind != dial.RTSP {
		return conference.Refuse(conference.Unavailable, "not_available", "this server does not call by "+string(t.Kind)+".")
	}
	address, err := netip.ParseAddr(t.Host)
	if err != nil {
		return nil //nolint:nilerr // it is a name
	}
	return s.cfg.Rule.Check(netip.AddrPortFrom(address, port(t)))
}

// port is the one that t means.
func port(t dial.Target) uint16 {
	switch {
	case t.Port != 0:
		return uint16(t.Port) //nolint:gosec // a dial string has no other
	case t.Transport == dial.TLS:
		return 322
	}
	return 554
}

// Call implements [conference.Outside]: the camera answers for itself at once.
func (s *Seats) Call(order conference.CallOrder) conference.CallHandle {
	ctx, cancel := context.WithCancel(s.ctx)
	one := &seat{seats: s, order: order, cancel: cancel, log: s.cfg.Log.With(
		"conference", string(order.Conference), "camera", order.Target.Redacted(),
	)}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		cancel()
		return one
	}
	s.running.Go(func() {
		defer cancel()
		one.run(ctx)
	})
	return one
}

// States is how many seats there are in each state.
func (s *Seats) States() map[camera.State]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := make(map[camera.State]int)
	for _, state := range s.taken {
		n[state]++
	}
	return n
}

// note keeps the state of a seat for States; "" forgets it.
func (s *Seats) note(one *seat, state camera.State) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if state == "" {
		delete(s.taken, one)
		return
	}
	s.taken[one] = state
}
