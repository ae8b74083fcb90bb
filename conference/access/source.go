package access

import "net/netip"

// SourceKey names whom a budget counts as one source: an IPv4 address, or the
// /64 of an IPv6 one, since a single line has at least that many addresses.
// Behind trusted proxies the caller passes the forwarded address.
func SourceKey(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	if !a.IsValid() {
		return "invalid" // one budget for all who cannot be told apart
	}
	if a.Is4() {
		return a.String()
	}
	p, err := a.Prefix(64)
	if err != nil {
		return a.String()
	}
	return p.String()
}
