package sip

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"veche/sip/message"
	"veche/sip/transport"
)

// markVia notes in the topmost Via where a request really came from
// (RFC 3261, 18.2.1; RFC 3581).
func markVia(m *message.Message, flow transport.Flow) {
	for i, f := range m.Header {
		if f.Name != "Via" {
			continue
		}
		list := message.Split(f.Value)
		if len(list) == 0 {
			return
		}
		via, err := message.ParseVia(list[0])
		if err != nil {
			return
		}
		list[0] = marked(via, flow.Remote()).String()
		m.Header[i].Value = strings.Join(list, ", ")
		return
	}
}

func marked(via message.Via, from netip.AddrPort) message.Via {
	host, err := netip.ParseAddr(via.Host)
	_, asked := via.Params.Get("rport")
	if asked {
		via.Params = via.Params.With("rport", fmt.Sprint(from.Port()))
	}
	if asked || err != nil || host.Unmap() != from.Addr() {
		via.Params = via.Params.With("received", from.Addr().String())
	}
	return via
}

// back is the way answers to a request go (RFC 3261, 18.2.2). Over UDP that is
// where it came from, except that whoever asks for no rport and is behind no
// NAT is answered at the port its Via names.
func (s *Server) back(flow transport.Flow, m *message.Message) transport.Flow {
	if !m.IsRequest() || flow.Reliable() {
		return traced{flow, s}
	}
	via := m.Via()
	host, err := netip.ParseAddr(via.Host)
	if via.Params.Has("rport") || err != nil || host.Unmap() != flow.Remote().Addr() || via.Params.Has("maddr") {
		return traced{flow, s}
	}
	port := uint16(5060)
	if via.Port != 0 {
		port = uint16(via.Port)
	}
	other, ok := transport.Beside(flow, netip.AddrPortFrom(flow.Remote().Addr(), port))
	if !ok {
		return traced{flow, s}
	}
	return traced{other, s}
}

// sentBy is where peers reach us who use flow: the announced address, unless
// both ends are in one private network; the port that we listen on.
func (s *Server) sentBy(flow transport.Flow) netip.AddrPort {
	local, remote := flow.Local(), flow.Remote().Addr()
	host := local.Addr()
	if !remote.IsPrivate() && !remote.IsLoopback() && !remote.IsLinkLocalUnicast() {
		for _, a := range s.config.Announce {
			if a.Is4() == remote.Is4() {
				host = a
				break
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if own, listening := s.addresses[flow.Network()]; listening {
		return netip.AddrPortFrom(host, own.Port())
	}
	return netip.AddrPortFrom(host, local.Port())
}

// via is the Via of a request of ours, with a branch of its own.
func (s *Server) via(flow transport.Flow) string {
	at := s.sentBy(flow)
	v := message.Via{Transport: flow.Network(), Host: at.Addr().String(), Port: int(at.Port())}
	v.Params = message.Params{{Name: "branch", Value: newBranch()}}
	if !flow.Reliable() {
		v.Params = append(v.Params, message.Param{Name: "rport"})
	}
	return v.String()
}

// contact is where requests within a dialog reach us.
func (s *Server) contact(flow transport.Flow) string {
	at := s.sentBy(flow)
	u := message.URI{Scheme: "sip", User: "veche", Host: at.Addr().String(), Port: int(at.Port())}
	if flow.Network() != transport.UDP {
		u.Params = message.Params{{Name: "transport", Value: strings.ToLower(flow.Network())}}
	}
	return "<" + u.String() + ">"
}

// isOwn reports whether the URI names one of our own sockets.
func (s *Server) isOwn(u message.URI) bool {
	host, isAddr := u.Addr()
	if !isAddr {
		return false
	}
	port := uint16(u.Port)
	if port == 0 {
		port = 5060
	}
	for _, a := range s.Addresses() {
		if a.Port() == port && (a.Addr() == host || a.Addr().IsUnspecified() && host.IsLoopback()) {
			return true
		}
	}
	return false
}

// flowOf opens a way to whoever a URI names, in the order of RFC 3263, to
// addresses that may be reached.
func (s *Server) flowOf(ctx context.Context, uri string) (transport.Flow, error) {
	flow, _, err := s.flowToPlace(ctx, uri, 0, false)
	return flow, err
}

var errNoMorePlaces = errors.New("sip: no more addresses to try")

// nextFlow is the way of requests within a dialog. The peer itself may be called
// back at whichever port; for others the rule holds.
func (s *Server) nextFlow(ctx context.Context, d *dialog, first transport.Flow) (transport.Flow, error) {
	if flow := s.nearFlow(d, first); flow != nil {
		return flow, nil
	}
	u, err := message.ParseURI(d.hop())
	if err != nil {
		return nil, err
	}
	if a, ok := u.Addr(); ok && a.Unmap() == first.Remote().Addr() {
		return s.sameHost(ctx, u, first)
	}
	return s.flowOf(ctx, d.hop())
}

// nearFlow is nextFlow where nothing has to be looked up or connected; else nil.
func (s *Server) nearFlow(d *dialog, first transport.Flow) transport.Flow {
	if s.stays(d, first) {
		return first
	}
	u, err := message.ParseURI(d.hop())
	if err != nil || networkOf(u) != transport.UDP || u.Params.Has("maddr") {
		return nil
	}
	if a, ok := u.Addr(); !ok || a.Unmap() != first.Remote().Addr() {
		return nil
	}
	flow, err := s.sameHost(s.ctx, u, first)
	if err != nil {
		return nil
	}
	return flow
}

// stays reports whether requests of a dialog go the way its first one came:
// over a connection without proxies, and to whoever is behind a NAT, whose
// Contact leads nowhere.
func (s *Server) stays(d *dialog, first transport.Flow) bool {
	if len(d.routes) > 0 {
		return false
	}
	if first.Reliable() {
		return !first.Closed() // else its Contact may take a new one
	}
	u, err := message.ParseURI(d.target)
	if err != nil {
		return true
	}
	a, isAddr := u.Addr()
	return isAddr && a.Unmap() != first.Remote().Addr()
}

// sameHost is a way to another port of the peer that we speak with already:
// the rule of what may be reached has nothing to add.
func (s *Server) sameHost(ctx context.Context, u message.URI, first transport.Flow) (transport.Flow, error) {
	network, port := networkOf(u), u.Port
	if port == 0 {
		port = defaultPort(network)
	}
	remote := netip.AddrPortFrom(first.Remote().Addr(), uint16(port))
	if t, ok := first.(traced); ok && network == transport.UDP {
		if flow, ok := transport.Beside(t.Flow, remote); ok {
			return traced{flow, s}, nil
		}
	}
	flow, err := s.transport.Flow(ctx, network, remote, u.Host)
	if err != nil {
		return nil, err
	}
	return traced{flow, s}, nil
}

// networkOf is what a URI asks for by itself (RFC 3263, 4.1).
func networkOf(u message.URI) string {
	t := strings.ToUpper(u.Params.Value("transport"))
	switch {
	case u.Scheme == "sips" || t == transport.TLS:
		return transport.TLS
	case t == transport.TCP:
		return transport.TCP
	}
	return transport.UDP
}

func defaultPort(network string) int {
	if network == transport.TLS {
		return 5061
	}
	return 5060
}

// flowToPlace is flowOf that tells which address comes next. A large request
// takes TCP where that is not refused (RFC 3261, 18.1.1; lesson 27).
func (s *Server) flowToPlace(ctx context.Context, uri string, skip int, large bool) (transport.Flow, int, error) {
	u, err := message.ParseURI(uri)
	if err != nil {
		return nil, 0, err
	}
	places, err := s.config.Resolver.Resolve(ctx, u)
	if err != nil {
		return nil, 0, err
	}
	last := errNoMorePlaces
	for i := skip; i < len(places); i++ {
		p := places[i]
		if last = s.config.Reach.Check(p.Address); last != nil {
			continue
		}
		flow, err := s.open(ctx, p, u, large)
		if err == nil {
			return traced{flow, s}, i + 1, nil
		}
		last = err
	}
	return nil, 0, last
}

// tcpPatience is how long a peer whom a large request is for may take to accept
// a connection that nobody asked for.
const tcpPatience = 2 * time.Second

func (s *Server) open(ctx context.Context, p Place, u message.URI, large bool) (transport.Flow, error) {
	if large && p.Network == transport.UDP && !u.Params.Has("transport") {
		brief, cancel := context.WithTimeout(ctx, tcpPatience)
		defer cancel()
		if flow, err := s.transport.Flow(brief, transport.TCP, p.Address, u.Host); err == nil {
			return flow, nil
		}
	}
	return s.transport.Flow(ctx, p.Network, p.Address, u.Host)
}
