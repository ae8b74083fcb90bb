package camera

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"time"

	"veche/conference/camera"
	"veche/conference/dial"
)

// addressesMost is how many addresses of a name are tried.
const addressesMost = 4

// port of t: that given, or the default of its scheme (RFC 2326 section 3.2; 322 is
// IANA's for rtsps).
func port(t dial.Target) uint16 {
	switch {
	case t.Port > 0 && t.Port <= 65535:
		return uint16(t.Port)
	case t.Transport == dial.TLS:
		return 322
	}
	return 554
}

// hostPort is the address of t as it stands in a URL: without a port if none was given.
func hostPort(t dial.Target) string {
	if t.Port == 0 {
		if addr, err := netip.ParseAddr(t.Host); err == nil && addr.Is6() {
			return "[" + t.Host + "]"
		}
		return t.Host
	}
	return net.JoinHostPort(t.Host, strconv.Itoa(t.Port))
}

// connectTo connects to the camera at t: resolve, ask the rule, connect to what the rule
// was asked about.
func (c *Config) connectTo(ctx context.Context, t dial.Target) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, c.Timing.Answer)
	defer cancel()
	addresses, err := c.resolve(ctx, t.Host)
	if err != nil {
		return nil, &trouble{camera.Unreachable, "no address is known", err}
	}
	var last error
	for _, a := range addresses {
		to := netip.AddrPortFrom(a.Unmap(), port(t))
		if err := c.Rule.Check(to); err != nil {
			last = errors.Join(err, last)
			continue
		}
		d := net.Dialer{Timeout: c.Timing.Answer / 2, KeepAlive: 15 * time.Second}
		conn, err := d.DialContext(ctx, "tcp", to.String())
		if err == nil {
			return conn, nil
		}
		last = &trouble{camera.Unreachable, "cannot connect", err}
	}
	return nil, last
}

func (c *Config) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	addresses, err := c.Resolver.LookupNetIP(ctx, "ip", host)
	if err == nil && len(addresses) == 0 {
		err = errors.New("it has none")
	}
	return addresses[:min(len(addresses), addressesMost)], err
}
