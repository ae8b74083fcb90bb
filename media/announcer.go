package media

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// announcer knows the addresses that answers bear (lessons 4 and 5): those of the
// machine and those configured, so that people inside and outside both get in.
type announcer struct {
	listen netip.Addr // invalid or unspecified: all of the machine's
	fixed  []netip.Addr
	names  []string
	log    *slog.Logger

	mu       sync.Mutex
	resolved map[string][]netip.Addr
	local    []netip.Addr
}

// announceEvery is how often names and interfaces are looked at again.
const announceEvery = time.Minute

func newAnnouncer(listen string, configured []string, log *slog.Logger) (*announcer, error) {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return nil, fmt.Errorf("media: listen address: %w", err)
	}
	a := &announcer{log: log, resolved: make(map[string][]netip.Addr)}
	if host != "" {
		if a.listen, err = netip.ParseAddr(host); err != nil {
			ips, err := net.DefaultResolver.LookupNetIP(context.Background(), "ip", host)
			if err != nil || len(ips) == 0 {
				return nil, fmt.Errorf("media: listen address %s: %w", host, err)
			}
			a.listen = ips[0].Unmap()
		}
	}
	for _, c := range configured {
		if ip, err := netip.ParseAddr(c); err == nil {
			a.fixed = append(a.fixed, ip.Unmap())
		} else {
			a.names = append(a.names, c)
		}
	}
	a.refresh(context.Background())
	return a, nil
}

func (a *announcer) run(done <-chan struct{}) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	t := time.NewTicker(announceEvery)
	defer t.Stop()
	for {
		select {
		case <-done:
			return
		case <-t.C:
			a.refresh(ctx)
		}
	}
}

// refresh resolves the names; one that fails keeps what it had.
func (a *announcer) refresh(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	local := a.interfaces()
	a.mu.Lock()
	a.local = local
	a.mu.Unlock()
	for _, name := range a.names {
		ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", name)
		if err != nil {
			a.log.Warn("media address does not resolve", "name", name, "error", err)
			continue
		}
		for i := range ips {
			ips[i] = ips[i].Unmap()
		}
		a.mu.Lock()
		a.resolved[name] = ips
		a.mu.Unlock()
	}
}

// interfaces lists the machine's addresses that others can reach; loopback only
// when there is nothing else.
func (a *announcer) interfaces() []netip.Addr {
	if a.listen.IsValid() && !a.listen.IsUnspecified() {
		return []netip.Addr{a.listen.Unmap()}
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var reachable, loopback []netip.Addr
	for _, addr := range addrs {
		prefix, err := netip.ParsePrefix(addr.String())
		if err != nil {
			continue
		}
		ip := prefix.Addr().Unmap()
		switch {
		case a.listen.IsValid() && a.listen.Is4() && !ip.Is4():
		case ip.IsLinkLocalUnicast(), ip.IsMulticast():
		case ip.IsLoopback():
			loopback = append(loopback, ip)
		default:
			reachable = append(reachable, ip)
		}
	}
	if len(reachable) == 0 {
		return loopback
	}
	return reachable
}

// maxAnnounced bounds the candidates of an answer.
const maxAnnounced = 16

// addresses are those to announce now, configured ones first.
func (a *announcer) addresses() []netip.Addr {
	a.mu.Lock()
	defer a.mu.Unlock()
	all := slices.Clone(a.fixed)
	for _, name := range a.names {
		all = append(all, a.resolved[name]...)
	}
	all = append(all, a.local...)
	var once []netip.Addr
	for _, ip := range all {
		if !slices.Contains(once, ip) && len(once) < maxAnnounced {
			once = append(once, ip)
		}
	}
	return once
}
