package main

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"veche/conference"
	"veche/conference/dial"
	"veche/conference/telephony"
	"veche/sip"
	"veche/sip/gateway"
)

// routes are the ways that calls to the outside take: the trunks of the store, looked
// at again and again, since an administrator may have changed them. Conferences ask for
// ways in their turns, which wait for no disk.
type routes struct {
	kept    telephony.Trunks
	devices sip.Devices
	server  *sip.Server
	log     *slog.Logger

	changed chan struct{}
	trunks  atomic.Pointer[[]telephony.Trunk]

	mu         sync.Mutex
	registered map[telephony.TrunkID]registration
}

// registration is ours at a trunk, as it was when it began.
type registration struct {
	*sip.Registration
	revision int64
}

var _ gateway.Routes = (*routes)(nil)

func newRoutes(kept telephony.Trunks, devices sip.Devices, server *sip.Server, log *slog.Logger) *routes {
	r := &routes{kept: kept, devices: devices, server: server, log: log, registered: make(map[telephony.TrunkID]registration), changed: make(chan struct{}, 1)}
	r.trunks.Store(&[]telephony.Trunk{})
	return r
}

// unregisterWithin bounds the wait for a trunk that is given up.
const unregisterWithin = 2 * time.Second

// trunksEvery is how soon a change of trunks counts that nobody has told of, as one by
// `veche restore`.
const trunksEvery = 10 * time.Second

// run follows the store until ctx ends.
func (r *routes) run(ctx context.Context) {
	ticker := time.NewTicker(trunksEvery)
	defer ticker.Stop()
	for {
		r.look(ctx)
		r.forget(ctx)
		select {
		case <-ticker.C:
		case <-r.changed:
		case <-ctx.Done():
			return
		}
	}
}

func (r *routes) look(ctx context.Context) {
	trunks, err := r.kept.Trunks(ctx)
	if err != nil {
		if ctx.Err() == nil {
			r.log.Error("trunks cannot be read", "error", err)
		}
		return
	}
	r.trunks.Store(&trunks)
	wanted := make(map[telephony.TrunkID]*telephony.Trunk, len(trunks))
	for i := range trunks {
		if t := &trunks[i]; t.Enabled && t.Registration == telephony.RegistrationPermanent {
			wanted[t.ID] = t
		}
	}
	r.unregister(ctx, r.unwanted(wanted)) // before the same address registers anew
	r.register(wanted)
}

// unwanted takes out the registrations that are not as wanted any more.
func (r *routes) unwanted(wanted map[telephony.TrunkID]*telephony.Trunk) (given []registration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, old := range r.registered {
		if t := wanted[id]; t == nil || t.Revision != old.revision {
			given = append(given, old)
			delete(r.registered, id)
		}
	}
	return given
}

// register begins those that are not there.
func (r *routes) register(wanted map[telephony.TrunkID]*telephony.Trunk) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, t := range wanted {
		if _, there := r.registered[id]; !there {
			r.registered[id] = registration{r.server.Register(accountAt(t)), t.Revision}
		}
	}
}

// unregister says goodbye to trunks, to all at once; nobody waits for it but run.
func (r *routes) unregister(ctx context.Context, given []registration) {
	ctx, done := context.WithTimeout(ctx, unregisterWithin)
	defer done()
	var all sync.WaitGroup
	for _, old := range given {
		all.Go(func() { old.Close(ctx) })
	}
	all.Wait()
}

// forget takes out the registrations of devices that were revoked, or whose owner is
// blocked: they would else ring until they expire.
func (r *routes) forget(ctx context.Context) {
	for _, c := range r.server.Registrations() {
		if _, there := r.devices.Device(ctx, c.Username); !there && ctx.Err() == nil {
			r.server.Unregister(c.Username)
		}
	}
}

// accountAt is our account at a trunk.
func accountAt(t *telephony.Trunk) sip.Account {
	return sip.Account{
		Registrar: gateway.URI(serverOf(t)), Identity: identityOf(t), Username: t.Login, Password: t.Password, Expires: t.ExpiresAfter(),
	}
}

func serverOf(t *telephony.Trunk) dial.Target {
	return dial.Target{Kind: dial.SIP, Host: t.Host, Port: t.Port, Transport: t.Transport}
}

func identityOf(t *telephony.Trunk) string {
	return gateway.URI(dial.Target{Kind: dial.SIP, User: t.FromUser(), Host: t.FromDomain()})
}

// Charged implements [gateway.Routes].
func (r *routes) Charged(t dial.Target) bool {
	_, at := telephony.AtTrunk(*r.trunks.Load(), t)
	return at
}

// Find implements [gateway.Routes].
func (r *routes) Find(target dial.Target) (gateway.Route, error) {
	if target.Host != "" {
		return gateway.Route{URI: gateway.URI(target)}, nil
	}
	trunk, number, ok := telephony.Choose(*r.trunks.Load(), target)
	if !ok {
		return gateway.Route{}, conference.Refuse(conference.Unavailable, "no_sip_server",
			"no SIP server is set up for numbers without an address.")
	}
	return r.by(&trunk, number), nil
}

// by is the way to a number through a trunk.
func (r *routes) by(trunk *telephony.Trunk, number string) gateway.Route {
	called := serverOf(trunk)
	called.User = number
	way := gateway.Route{
		URI: gateway.URI(called), Proxy: gateway.URI(serverOf(trunk)), Username: trunk.Login, Password: trunk.Password,
		From: sip.Party{Name: trunk.From.Name, URI: identityOf(trunk)}, Trunk: trunk.ID,
	}
	if trunk.Registration == telephony.RegistrationBeforeCall {
		account := accountAt(trunk)
		way.Before = func(ctx context.Context) error { return r.server.RegisterOnce(ctx, account) }
	}
	return way
}

// again makes run look at the store at once.
func (r *routes) again() {
	select {
	case r.changed <- struct{}{}:
	default:
	}
}
