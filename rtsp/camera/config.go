package camera

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
	"time"

	"veche/conference/reach"
)

// Config of Cameras. The zero value takes the default of each field.
type Config struct {
	// Rule says which addresses may be connected to, redirects and sources of UDP included.
	Rule reach.Rule
	// Resolver finds the addresses of names; nil: that of the system.
	Resolver Resolver
	Log      *slog.Logger
	Timing   Timing
}

// Resolver is what is needed of [net.Resolver].
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Timing of cameras; zero means the default.
type Timing struct {
	Answer  time.Duration // how long a camera may take for an answer; 10 s
	Setup   time.Duration // and for all until it plays; 20 s
	Quiet   time.Duration // without a picture, or sound where there are none: no signal; 5 s
	Silent  time.Duration // and then it is connected to anew; 10 s
	Retry   time.Duration // the first pause before it is tried again; 1 s
	Longest time.Duration // pause, after a doubling each time; 30 s
	// Refused is the first pause after a wrong password, ten times it the longest: many
	// cameras lock out who tries too often. 30 s.
	Refused time.Duration
	Linger  time.Duration // for how long a connection nobody watches is kept; 5 s
}

func (c Config) complete() Config {
	if c.Resolver == nil {
		c.Resolver = net.DefaultResolver
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	t := &c.Timing
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&t.Answer, 10 * time.Second},
		{&t.Setup, 20 * time.Second},
		{&t.Quiet, 5 * time.Second},
		{&t.Silent, 10 * time.Second},
		{&t.Retry, time.Second},
		{&t.Longest, 30 * time.Second},
		{&t.Refused, 30 * time.Second},
		{&t.Linger, 5 * time.Second},
	} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	return c
}
