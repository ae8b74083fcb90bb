package main

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// proxies are the networks whose X-Forwarded-For is believed.
type proxies []netip.Prefix

func (p proxies) trust(a netip.Addr) bool { return inNetworks(p, a) }

// client says who sends a request: the other end of the connection, or, behind
// trusted proxies, the last address in X-Forwarded-For that is no such proxy.
// forwarded reports that somebody else stands between, believed or not.
func (p proxies) client(r *http.Request) (client netip.Addr, forwarded bool) {
	client = remote(r)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	forwarded = r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != ""
	for _, hop := range slices.Backward(hops) {
		if !p.trust(client) {
			break
		}
		next, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		client = next.Unmap().WithZone("")
	}
	return client, forwarded
}

// remote is the other end of the connection.
func remote(r *http.Request) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap().WithZone("")
}

func inNetworks(networks []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(a) })
}
