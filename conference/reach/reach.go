// Package reach says where the server may connect because somebody typed an
// address: a call, a camera, a hook. It is the rule of one dialler, which
// resolves a name, asks here, and connects to the very address that was asked
// about.
package reach

import (
	"fmt"
	"net/netip"
)

// Rule is what may be reached. The zero value refuses what is dangerous
// everywhere: this machine, its link, groups, the addresses of cloud metadata.
type Rule struct {
	// Allow is what the administrator opened beyond the default
	// (VECHE_OUTBOUND_ALLOW).
	Allow []netip.Prefix

	// Own are addresses this server listens on. They stay closed even within
	// Allow: a server that calls itself calls for ever.
	Own func() []netip.AddrPort
}

// Error is a refusal, for the log and for people.
type Error struct {
	Address netip.Addr
	Why     string
}

func (e *Error) Error() string { return fmt.Sprintf("%s may not be reached: %s", e.Address, e.Why) }

// closed is what nobody reaches unless Allow names it. Private networks are not
// here: rooms and cameras stand in them.
var closed = []struct {
	why      string
	networks []netip.Prefix
}{
	{"it is this machine", prefixes("127.0.0.0/8", "::1/128", "0.0.0.0/8", "::/128")},
	{"it is a metadata address", prefixes("169.254.169.254/32", "fd00:ec2::254/128", "100.100.100.200/32")},
	{"it is local to the link", prefixes("169.254.0.0/16", "fe80::/10")},
	{"it is a group", prefixes("224.0.0.0/4", "ff00::/8", "255.255.255.255/32")},
	{"it is reserved", prefixes("240.0.0.0/4", "192.0.0.0/24", "64:ff9b:1::/48", "100::/64")},
}

// Check says whether to may be connected to: nil, or an [*Error].
func (r Rule) Check(to netip.AddrPort) error {
	address := inner(to.Addr())
	if to.Port() == 0 {
		return &Error{address, "no port"}
	}
	if r.isOwn(netip.AddrPortFrom(address, to.Port())) {
		return &Error{address, "it is this server"}
	}
	for _, p := range r.Allow {
		if p.Contains(address) {
			return nil
		}
	}
	for _, c := range closed {
		for _, p := range c.networks {
			if p.Contains(address) {
				return &Error{address, c.why}
			}
		}
	}
	return nil
}

func (r Rule) isOwn(to netip.AddrPort) bool {
	if r.Own == nil {
		return false
	}
	for _, own := range r.Own() {
		wildcard := own.Addr().IsUnspecified() && to.Addr().IsLoopback()
		if own.Port() == to.Port() && (own.Addr().Unmap() == to.Addr() || wildcard) {
			return true
		}
	}
	return false
}

// inner is the IPv4 address that an IPv6 one stands for (mapped, NAT64, 6to4):
// what is closed stays closed in another dress.
func inner(a netip.Addr) netip.Addr {
	a = a.Unmap().WithZone("")
	b := a.As16()
	switch {
	case a.Is4():
	case nat64.Contains(a):
		return netip.AddrFrom4([4]byte(b[12:16]))
	case sixToFour.Contains(a):
		return netip.AddrFrom4([4]byte(b[2:6]))
	}
	return a
}

var (
	nat64     = netip.MustParsePrefix("64:ff9b::/96")
	sixToFour = netip.MustParsePrefix("2002::/16")
)

func prefixes(list ...string) []netip.Prefix {
	var p []netip.Prefix
	for _, s := range list {
		p = append(p, netip.MustParsePrefix(s))
	}
	return p
}
