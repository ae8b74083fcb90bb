package gateway

import (
	"context"
	"sync"

	"veche/conference"
	"veche/conference/access"
	"veche/sip"
	"veche/sip/leg"
)

// Phones rings the phones and terminals that have registered, when their person is
// called: all at once, with his open pages; the first to answer takes the call.
type Phones struct {
	gateway   *Gateway
	server    *sip.Server
	directory *conference.Directory

	mu     sync.Mutex
	listen map[string]func() // by login: ends the listening
}

// NewPhones makes one; Run follows the registrations.
func (g *Gateway) NewPhones(server *sip.Server, directory *conference.Directory) *Phones {
	return &Phones{gateway: g, server: server, directory: directory, listen: make(map[string]func())}
}

// Run listens for all who have a phone, until ctx ends.
func (p *Phones) Run(ctx context.Context) {
	changed, stop := p.server.WatchRegistrations()
	defer stop()
	for {
		p.look()
		select {
		case <-changed:
		case <-ctx.Done():
			p.end()
			return
		}
	}
}

func (p *Phones) look() {
	with := make(map[string]bool)
	for _, c := range p.server.Registrations() {
		with[c.Login] = true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for login, stop := range p.listen {
		if !with[login] {
			stop()
			delete(p.listen, login)
		}
	}
	for login := range with {
		if p.listen[login] == nil {
			p.listen[login] = p.directory.Listen(login, &ringer{phones: p, login: login, rings: make(map[string]context.CancelFunc)})
		}
	}
}

func (p *Phones) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, stop := range p.listen {
		stop()
	}
	clear(p.listen)
}

// ringer rings the phones of one person.
type ringer struct {
	phones *Phones
	login  string

	mu    sync.Mutex
	rings map[string]context.CancelFunc // by ring
}

var _ conference.RingListener = (*ringer)(nil)

// Ring implements [conference.RingListener].
func (r *ringer) Ring(ring conference.Ring, _ conference.Info) {
	ctx, cancel := context.WithCancel(context.Background())
	r.mu.Lock()
	r.rings[ring.ID] = cancel
	r.mu.Unlock()
	for _, c := range r.phones.server.Registered(r.login) {
		r.phones.gateway.cfg.House.Go(func() { r.call(ctx, ring, c) })
	}
}

// RingOver implements [conference.RingListener].
func (r *ringer) RingOver(ring string, _ conference.RingState) {
	r.mu.Lock()
	cancel := r.rings[ring]
	delete(r.rings, ring)
	r.mu.Unlock()
	if cancel != nil {
		cancel()
	}
}

// call rings one phone; who answers it takes the call, unless somebody was faster.
func (r *ringer) call(ctx context.Context, ring conference.Ring, contact sip.Contact) {
	g := r.phones.gateway
	person, err := g.cfg.People.Person(ctx, r.login)
	if err != nil {
		return
	}
	l := g.newLine(contact.Source.Addr().Unmap())
	l.leg = g.cfg.House.NewLeg(l, leg.Caller{Kind: access.KindSIP, Name: person.Name, Source: l.far, Person: &person})
	defer l.close()
	if err := l.open(); err != nil {
		l.leg.Drop()
		return
	}
	to := sip.Invitation{Contact: &contact, From: sip.Party{Name: ring.From.Name}}
	if err := l.dial(ctx, r.phones.server, to, func() {}, func() {}); err != nil {
		l.leg.Drop()
		return
	}
	cid, err := r.phones.directory.AnswerRing(context.Background(), ring.ID, r.login, true)
	if err != nil { // a page, or another phone, was faster
		l.call.Hangup(sip.Cause{Kind: sip.Elsewhere})
		l.leg.Drop()
		return
	}
	l.stay(func(ctx context.Context) { l.leg.Join(ctx, string(cid)) })
}
