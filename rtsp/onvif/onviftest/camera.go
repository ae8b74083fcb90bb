// Package onviftest is a small ONVIF camera for tests and for trying things out: it
// answers what real clients ask (its services Device, Media and PTZ, and WS-Discovery),
// remembers how it was moved, and has no picture of its own: its stream is wherever it
// is told.
package onviftest

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"veche/conference/camera"
)

// Config of a Camera. The zero value is one that everybody may ask.
type Config struct {
	Name, Model     string
	Login, Password string
	// Digest has it ask for HTTP digest authentication in place of a UsernameToken.
	Digest bool
	// Clock is how far its clock goes ahead of ours.
	Clock time.Duration
	// Host that its services are said to be at; empty: that of the request.
	Host string
	// Stream is the address of its stream, for profile "main".
	Stream string
	// Still has it moved by steps and places only.
	Still bool
	// Fixed: it cannot be moved.
	Fixed bool
	// Old: it lists no services, only capabilities.
	Old bool
	// Picture is its snapshot, a JPEG file; none: it has none.
	Picture []byte
	// Instead answers in its place, if it says so: for cameras that do harm.
	Instead func(w http.ResponseWriter, r *http.Request, action string) bool
}

// Camera is a simulated one. It serves HTTP.
type Camera struct {
	cfg Config

	mu      sync.Mutex
	moves   []Move
	presets []camera.Preset
	changed chan struct{} // closed and replaced at every move
}

// Move is what the camera was told to do.
type Move struct {
	Action  string // ContinuousMove, RelativeMove, AbsoluteMove, Stop, GotoPreset
	Vector  camera.Vector
	Timeout string // of a continuous move
	Preset  string
}

// New makes a camera.
func New(cfg Config) *Camera {
	return &Camera{
		cfg: cfg, changed: make(chan struct{}),
		presets: []camera.Preset{{Token: "1", Name: "Door"}, {Token: "2", Name: "Window"}},
	}
}

// Moves are all so far, and a channel that is closed with the next.
func (c *Camera) Moves() ([]Move, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.moves), c.changed
}

func (c *Camera) moved(m Move) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moves = append(c.moves, m)
	close(c.changed)
	c.changed = make(chan struct{})
}

func (c *Camera) now() time.Time { return time.Now().Add(c.cfg.Clock).UTC() }

func (c *Camera) keep(name string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := camera.Preset{Token: fmt.Sprint(len(c.presets) + 1), Name: name}
	c.presets = append(c.presets, p)
	return p.Token
}

func (c *Camera) kept() []camera.Preset {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.presets)
}
