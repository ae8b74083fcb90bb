package leg

import (
	"crypto/tls"
	"log/slog"
	"sync"
	"time"

	"veche/conference"
	"veche/media"
	"veche/media/rtpio"
	"veche/sip/leg/prompts"
)

// Config of a House. All but the functions are required.
type Config struct {
	Directory *conference.Directory
	Media     *media.Engine
	People    conference.People
	Ports     *rtpio.Ports
	Prompts   *prompts.Set
	// Certificates are those of media, for DTLS.
	Certificates []tls.Certificate
	// Language is that of prompts and slates; nil: English.
	Language func() string
	// Silence is how long a call may be without any packet, when it is not on hold;
	// 0 means 30 s.
	Silence time.Duration
	Log     *slog.Logger
}

// House has what all legs need.
type House struct {
	cfg Config

	running sync.WaitGroup

	mu   sync.Mutex
	legs map[*Leg]struct{}
}

// silenceMost is how long a peer may be lost before its leg is gone.
const silenceMost = 30 * time.Second

// NewHouse makes one.
func NewHouse(cfg Config) *House {
	if cfg.Language == nil {
		cfg.Language = func() string { return "en" }
	}
	if cfg.Silence == 0 {
		cfg.Silence = silenceMost
	}
	return &House{cfg: cfg, legs: make(map[*Leg]struct{})}
}

// Go runs something that belongs to a call, until Close.
func (h *House) Go(run func()) { h.running.Go(run) }

// Ports are those of media.
func (h *House) Ports() *rtpio.Ports { return h.cfg.Ports }

// Close waits for all calls to be over; whoever speaks their protocol ends them.
func (h *House) Close() { h.running.Wait() }

// Legs is how many there are.
func (h *House) Legs() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.legs)
}

func (h *House) add(l *Leg) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.legs[l] = struct{}{}
}

func (h *House) remove(l *Leg) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.legs, l)
}
