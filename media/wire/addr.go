package wire

import (
	"net/netip"
)

// Addr is an IP address (IPv4 as mapped IPv6), zone and port without pointers:
// it is compared and hashed for every datagram.
type Addr struct {
	IP   [16]byte
	Zone uint32
	Port uint16
}

// AddrOf converts a; a zone is kept only if it is a number.
func AddrOf(a netip.AddrPort) Addr {
	return Addr{IP: a.Addr().As16(), Port: a.Port()}
}

// AddrPort is the address in the standard library's form, IPv4 unmapped.
func (a Addr) AddrPort() netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom16(a.IP).Unmap(), a.Port)
}

func (a Addr) String() string { return a.AddrPort().String() }

// Is4 reports whether a is an IPv4 address.
func (a Addr) Is4() bool { return mapped4(a.IP) }

func mapped4(ip [16]byte) bool {
	for _, b := range ip[:10] {
		if b != 0 {
			return false
		}
	}
	return ip[10] == 0xff && ip[11] == 0xff
}

// From says where a datagram came from and to which of our addresses. Answers
// leave from that address: a peer drops what comes from another one.
type From struct {
	Remote Addr
	Local  [16]byte // zero when unknown
	Stream *Stream  // nil for UDP
}
