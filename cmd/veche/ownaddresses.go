package main

import (
	"net"
	"net/netip"
	"slices"
	"sync"
)

// ownAddresses are those the server listens on. What dials because somebody typed an
// address never comes there: a conference that is its own camera shows itself in itself.
type ownAddresses struct {
	mu  sync.Mutex
	all []netip.AddrPort
}

func (o *ownAddresses) add(listening net.Addr) {
	a, err := netip.ParseAddrPort(listening.String())
	if err != nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all = append(o.all, a)
}

// list is for [veche/conference/reach.Rule]. Where the server listens on all addresses,
// those of this machine stand beside.
func (o *ownAddresses) list() []netip.AddrPort {
	o.mu.Lock()
	all := slices.Clone(o.all)
	o.mu.Unlock()
	for _, a := range slices.Clone(all) {
		if !a.Addr().IsUnspecified() {
			continue
		}
		for _, local := range machineAddresses() {
			all = append(all, netip.AddrPortFrom(local, a.Port()))
		}
	}
	return all
}

func machineAddresses() (all []netip.Addr) {
	list, _ := net.InterfaceAddrs() // none is better than to refuse everything
	for _, a := range list {
		if n, err := netip.ParsePrefix(a.String()); err == nil {
			all = append(all, n.Addr().Unmap())
		}
	}
	return all
}

// listensAt notes where the server listens now.
func (s *server) listensAt(name string, a net.Addr) {
	s.addresses.add(name, a)
	s.own.add(a)
}
