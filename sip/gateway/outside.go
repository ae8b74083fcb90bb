package gateway

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/dial"
	"veche/conference/telephony"
	"veche/sip"
	"veche/sip/leg"
	"veche/sip/message"
	"veche/sip/sdp"
)

// Route is the way by which a target is called.
type Route struct {
	URI                string // of the far end
	Proxy              string // the server that leads there; "" for none
	Username, Password string // for its challenges
	From               sip.Party
	Trunk              telephony.TrunkID // that it is; "" for none
	// Before is done before the call: some servers want a registration; nil: nothing.
	Before func(context.Context) error
}

// Outside makes the calls that conferences order, by SIP.
type Outside struct {
	gateway *Gateway
	server  *sip.Server
	routes  Routes
	ready   <-chan struct{} // closed when calls can be made; nil: they can
	// progress tells what becomes of a call.
	progress func(ctx context.Context, c conference.ID, call conference.CallID, to conference.CallState, why conference.CallReason) error
}

var (
	_ conference.Outside  = (*Outside)(nil)
	_ conference.Charging = (*Outside)(nil)
)

// Routes know the ways to targets. They are asked in turns of conferences: they do not
// block.
type Routes interface {
	// Find is the way to a target; its error is for people.
	Find(dial.Target) (Route, error)
	// Charged tells whether an address is at a server that our calls go through, so
	// that a call there may cost money.
	Charged(dial.Target) bool
}

func (r *Route) invitation() sip.Invitation {
	return sip.Invitation{
		Target: r.URI, Proxy: r.Proxy, Username: r.Username, Password: r.Password, From: r.From, Label: string(r.Trunk),
	}
}

// NewOutside makes one. Calls that are ordered before ready is closed wait for it; nil
// does not. progress is [conference.Directory.CallProgress].
func (g *Gateway) NewOutside(server *sip.Server, routes Routes, ready <-chan struct{},
	progress func(context.Context, conference.ID, conference.CallID, conference.CallState, conference.CallReason) error,
) *Outside {
	return &Outside{g, server, routes, ready, progress}
}

// Serves implements [conference.Outside].
func (o *Outside) Serves(t dial.Target) error {
	switch t.Kind {
	case dial.SIP, dial.Telephone:
		_, err := o.routes.Find(t)
		return err
	}
	return conference.Refuse(conference.Unavailable, "not_available", "this server does not call by "+string(t.Kind)+".")
}

// Charged implements [conference.Charging].
func (o *Outside) Charged(t dial.Target) bool { return o.routes.Charged(t) }

// order is an attempt under way.
type order struct {
	outside *Outside
	conference.CallOrder
	cancel context.CancelFunc
}

// Cancel implements [conference.CallHandle].
func (o *order) Cancel() { o.cancel() }

// Call implements [conference.Outside].
func (o *Outside) Call(c conference.CallOrder) conference.CallHandle {
	ctx, cancel := context.WithCancel(context.Background())
	attempt := &order{o, c, cancel}
	o.gateway.cfg.House.Go(func() {
		defer cancel()
		if why := attempt.run(ctx); why != nil {
			attempt.tell(conference.CallFailed, *why)
		}
	})
	return attempt
}

// tellWithin bounds how long a conference may take to hear what became of a call.
const tellWithin = 10 * time.Second

func (o *order) tell(state conference.CallState, why conference.CallReason) {
	ctx, cancel := context.WithTimeout(context.Background(), tellWithin)
	defer cancel()
	_ = o.outside.progress(ctx, o.Conference, o.CallOrder.Call, state, why) // nobody may wait for it any more
}

// run makes the call; the reason is why it failed, or ended. ctx ends with Cancel.
func (o *order) run(ctx context.Context) *conference.CallReason {
	if o.outside.ready != nil {
		select {
		case <-o.outside.ready:
		case <-ctx.Done(): // given up
		}
	}
	route, err := o.outside.routes.Find(o.Target)
	if err != nil {
		return &conference.CallReason{Code: "not_available", Text: err.Error()}
	}
	g := o.outside.gateway
	if route.Before != nil {
		if err := route.Before(ctx); err != nil {
			return causeOf(err)
		}
	}
	l := g.newLine(farOf(ctx, route))
	l.leg = g.cfg.House.NewLeg(l, leg.Caller{Kind: access.KindSIP, Name: o.Name, Source: l.far})
	defer l.close()
	if err := l.open(); err != nil {
		l.leg.Drop()
		return &conference.CallReason{Code: "unreachable", Text: err.Error()}
	}
	if route.From.Name == "" {
		route.From.Name = o.From
	}
	ringing := func() { o.tell(conference.CallRinging, conference.CallReason{}) }
	err = l.dial(ctx, o.outside.server, route.invitation(), ringing, func() { l.leg.Early(o.CallOrder) })
	if err != nil {
		l.leg.Drop()
		return causeOf(err)
	}
	l.stay(func(ctx context.Context) { l.leg.Outgoing(ctx, o.CallOrder) })
	return reasonOf(l.call.Cause())
}

// causeOf is why a call did not even begin.
func causeOf(err error) *conference.CallReason {
	if cause, ok := errors.AsType[sip.Cause](err); ok {
		return reasonOf(cause)
	}
	if _, ok := errors.AsType[*sdp.Error](err); ok {
		return &conference.CallReason{Code: "no_media"}
	}
	return &conference.CallReason{Code: "unreachable", Text: err.Error()}
}

// reasonOf is the end of a call in the words of conferences.
func reasonOf(c sip.Cause) *conference.CallReason {
	codes := map[sip.Kind]string{
		sip.Busy: "busy", sip.Declined: "declined", sip.NoAnswer: "no_answer", sip.NotFound: "not_found",
		sip.Unavailable: "no_answer", sip.Unreachable: "unreachable", sip.Forbidden: "not_authorised",
		sip.NotAcceptable: "no_media", sip.Lost: "lost", sip.HungUp: "hung_up", sip.Cancelled: "hung_up",
	}
	code := codes[c.Kind]
	if code == "" {
		return &conference.CallReason{Code: "failed", Text: c.Reason}
	}
	return &conference.CallReason{Code: code}
}

// farOf is the address of who is called, or of the server that leads there; by it we
// choose ours.
func farOf(ctx context.Context, r Route) netip.Addr {
	uri := r.URI
	if r.Proxy != "" {
		uri = r.Proxy
	}
	elsewhere := netip.AddrFrom4([4]byte{192, 0, 2, 1}) // by the default route
	u, err := message.ParseURI(uri)
	if err != nil {
		return elsewhere
	}
	if ip, err := netip.ParseAddr(strings.Trim(u.Host, "[]")); err == nil {
		return ip.Unmap()
	}
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	if all, err := net.DefaultResolver.LookupNetIP(ctx, "ip", u.Host); err == nil && len(all) > 0 {
		return all[0].Unmap()
	}
	return elsewhere
}

// lookWithin bounds the look into the DNS for our address; the call itself has its own.
const lookWithin = 2 * time.Second

// URI is the SIP URI of a target with a host.
func URI(t dial.Target) string {
	u := message.URI{Scheme: "sip", User: message.EscapeUser(t.User), Host: t.Host, Port: t.Port}
	if t.Transport != "" {
		u.Params = u.Params.With("transport", string(t.Transport))
	}
	return u.String()
}
