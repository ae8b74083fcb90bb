// Package gateway makes legs of SIP calls: it hands calls of package sip to package
// leg, and agrees on their media by package sdp.
package gateway

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/dial"
	"veche/conference/reach"
	"veche/sip"
	"veche/sip/leg"
	"veche/sip/sdp"
)

// Config of a Gateway.
type Config struct {
	House *leg.House
	// People are those whose devices call.
	People conference.People
	// Pictures can be composed by this build; else calls are sound only.
	Pictures bool
	// Announce is under which address media are received by a far end, if it is not the
	// one that we reach it from; nil, or an invalid answer: it is.
	Announce func(far netip.Addr) netip.Addr
	// Security of media; asked for each call. nil: encrypted where the far end can.
	Security func() sdp.Policy
	// Fingerprint of the certificate of media; "" without DTLS.
	Fingerprint string
	// Reach says where media may be sent beside where a call comes from: an SDP may name
	// any address.
	Reach reach.Rule
	// Way is that of [Routes.Find], for who is put through to somebody else; nil: nobody is.
	Way func(dial.Target) (Route, error)
	Log *slog.Logger
}

// Gateway is the [sip.Handler] of the server.
type Gateway struct {
	cfg Config

	mu   sync.Mutex
	legs map[*sip.Call]*leg.Leg
}

var _ sip.Handler = (*Gateway)(nil)

// New makes one.
func New(cfg Config) *Gateway {
	if cfg.Security == nil {
		cfg.Security = func() sdp.Policy { return sdp.Optional }
	}
	return &Gateway{cfg: cfg, legs: make(map[*sip.Call]*leg.Leg)}
}

// Invite implements [sip.Handler].
func (g *Gateway) Invite(ctx context.Context, c *sip.Call) {
	info := c.Info()
	l := g.newLine(netip.Addr{})
	l.call, l.log = c, g.cfg.Log.With("call", info.ID)
	defer l.close()
	l.leg = g.cfg.House.NewLeg(l, leg.Caller{
		Kind: access.KindSIP, Name: nameOf(info), Source: info.Source.Addr().Unmap(), Called: info.User, Person: g.person(ctx, info.Device),
	})
	listening := make(chan struct{})
	go func() {
		defer close(listening)
		l.listen()
	}()
	if old := c.Replaces(); old != nil {
		l.leg.Replace(ctx, g.legOf(old))
	} else {
		l.leg.Incoming(ctx)
	}
	<-listening
}

// follow remembers whose leg a call is, until it is called.
func (g *Gateway) follow(c *sip.Call, l *leg.Leg) (forget func()) {
	g.mu.Lock()
	g.legs[c] = l
	g.mu.Unlock()
	return func() {
		g.mu.Lock()
		delete(g.legs, c)
		g.mu.Unlock()
	}
}

// legOf is that of a call, nil for one that has just ended.
func (g *Gateway) legOf(c *sip.Call) *leg.Leg {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.legs[c]
}

// person is whose device calls; nil for all who have not proved to be one.
func (g *Gateway) person(ctx context.Context, d *sip.Device) *conference.Person {
	if d == nil || g.cfg.People == nil {
		return nil
	}
	p, err := g.cfg.People.Person(ctx, d.Login)
	if err != nil {
		return nil
	}
	return &p
}

// nameMost is how many runes of a name are shown.
const nameMost = 100

// nameOf is how a caller is shown: as it calls itself, by its number, or by where it is.
func nameOf(i sip.Info) string {
	for _, name := range []string{i.From.Name, i.From.User(), i.Source.Addr().Unmap().String()} {
		if name = printable(name); name != "" {
			return name
		}
	}
	return "SIP"
}
