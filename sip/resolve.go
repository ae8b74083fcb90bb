package sip

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"veche/sip/message"
	"veche/sip/transport"
)

// Place is an address to try, by a network.
type Place struct {
	Network string // UDP, TCP or TLS
	Address netip.AddrPort
}

// Resolver finds out where a URI leads, best place first (RFC 3263). It gives
// up by itself after a bounded time.
type Resolver interface {
	Resolve(ctx context.Context, u message.URI) ([]Place, error)
}

// Lookup is what is asked of the DNS. LookupSRV is that of [net.Resolver]: with
// neither service nor proto it asks for the name itself.
type Lookup interface {
	LookupNAPTR(ctx context.Context, name string) ([]NAPTR, error)
	LookupSRV(ctx context.Context, service, proto, name string) (string, []*net.SRV, error)
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// SystemResolver asks the system's resolver.
func SystemResolver() Resolver { return DNS{Lookup: systemLookup{net.DefaultResolver}} }

// DNS resolves by RFC 3263: an address as it is, a port as given, else what NAPTR
// says, else SRV, else the addresses of the name.
type DNS struct{ Lookup Lookup }

// Bounds of one resolution.
const (
	maxPlaces      = 12
	resolveTimeout = 8 * time.Second
)

var _ Resolver = DNS{}

// Resolve implements [Resolver].
func (d DNS) Resolve(ctx context.Context, u message.URI) ([]Place, error) {
	if !u.IsSIP() || u.Host == "" {
		return nil, errors.New("sip: not a SIP address: " + u.Scheme)
	}
	ctx, cancel := context.WithTimeout(ctx, resolveTimeout)
	defer cancel()
	host := u.Host
	if m := u.Params.Value("maddr"); m != "" {
		host = m
	}
	network := networkOf(u)
	if a, err := netip.ParseAddr(host); err == nil {
		return []Place{{network, netip.AddrPortFrom(a.Unmap(), portOr(u.Port, network))}}, nil
	}
	if u.Port == 0 {
		if places := d.services(ctx, host, u); len(places) > 0 {
			return places, nil
		}
	}
	return d.hosts(ctx, host, network, portOr(u.Port, network))
}

// networksFor are the networks whose SRV records are worth asking for, in our
// order of preference, when neither the URI nor NAPTR says (RFC 3263, 4.1).
func networksFor(u message.URI) []string {
	if u.Params.Has("transport") || u.Scheme == "sips" {
		return []string{networkOf(u)}
	}
	return []string{transport.UDP, transport.TCP, transport.TLS}
}

var services = map[string][2]string{
	transport.UDP: {"sip", "udp"}, transport.TCP: {"sip", "tcp"}, transport.TLS: {"sips", "tcp"},
}

func (d DNS) services(ctx context.Context, host string, u message.URI) []Place {
	networks := networksFor(u)
	if len(networks) > 1 {
		records, _ := d.Lookup.LookupNAPTR(ctx, host)
		for _, n := range usable(records) {
			if places := d.service(ctx, naptrServices[strings.ToUpper(n.Service)], "", "", n.Replacement); len(places) > 0 {
				return places
			}
		}
	}
	for _, network := range networks {
		s := services[network]
		if places := d.service(ctx, network, s[0], s[1], host); len(places) > 0 {
			return places
		}
	}
	return nil
}

// service is the places of one set of SRV records, at most four of them.
func (d DNS) service(ctx context.Context, network, service, proto, name string) []Place {
	_, records, err := d.Lookup.LookupSRV(ctx, service, proto, name)
	if err != nil {
		return nil
	}
	var places []Place
	for _, r := range records[:min(len(records), 4)] {
		found, err := d.hosts(ctx, strings.TrimSuffix(r.Target, "."), network, r.Port)
		if err == nil {
			places = append(places, found...)
		}
	}
	return places[:min(len(places), maxPlaces)]
}

func (d DNS) hosts(ctx context.Context, host, network string, port uint16) ([]Place, error) {
	addresses, err := d.Lookup.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, fmt.Errorf("sip: %s is not known: %w", host, err)
	}
	var places []Place
	for _, a := range addresses[:min(len(addresses), maxPlaces)] {
		places = append(places, Place{network, netip.AddrPortFrom(a.Unmap(), port)})
	}
	return places, nil
}

func portOr(port int, network string) uint16 {
	if port != 0 {
		return uint16(port)
	}
	return uint16(defaultPort(network))
}
