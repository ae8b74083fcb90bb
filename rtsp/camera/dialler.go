package camera

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"

	"veche/conference/camera"
	"veche/conference/dial"
)

// addressesMost is how many addresses of a name are tried.
const addressesMost = 4

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
