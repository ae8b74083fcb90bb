package auth

import (
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// ClientAddr is where r really comes from: the other end of the connection,
// or, behind trusted proxies, the last address in X-Forwarded-For that is no
// such proxy. The zero Addr if it cannot be told.
func (a *Auth) ClientAddr(r *http.Request) netip.Addr {
	client := remote(r)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !a.trusted(client) {
			break
		}
		next, ok := hopAddr(strings.TrimSpace(hop))
		if !ok {
			break
		}
		client = next
	}
	return client
}

// hopAddr reads an address as proxies write it, some with the port. Those whose
// address is not understood would all be one source, and share its budgets.
func hopAddr(hop string) (netip.Addr, bool) {
	addr, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(hop, "["), "]"))
	if err != nil {
		var with netip.AddrPort
		with, err = netip.ParseAddrPort(hop)
		addr = with.Addr()
	}
	return addr.Unmap().WithZone(""), err == nil
}

// Secure reports whether the browser speaks TLS, with us or with a trusted
// proxy.
func (a *Auth) Secure(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	return strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https") && a.trusted(remote(r))
}

func (a *Auth) trusted(addr netip.Addr) bool {
	return slices.ContainsFunc(a.cfg.Proxies, func(p netip.Prefix) bool { return p.Contains(addr) })
}

func remote(r *http.Request) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap().WithZone("")
}

// originOf is scheme, host and port of an address.
func originOf(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "", fmt.Errorf("auth: %q is not a public address", address)
	}
	return u.Scheme + "://" + u.Host, nil
}
