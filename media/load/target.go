package load

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
)

// ErrRemote says that the target is not this machine.
var ErrRemote = errors.New("not an address of this machine")

// checkTarget reads an address and, unless remote ones are allowed, refuses what
// leaves the machine: load on somebody else's server is an attack.
func checkTarget(ctx context.Context, address string, remote bool) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, fmt.Errorf("load: %q is not the address of a server, such as http://127.0.0.1:8080", address)
	}
	if remote {
		return u, nil
	}
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", u.Hostname())
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	for _, ip := range ips {
		if !ip.Unmap().IsLoopback() {
			return nil, fmt.Errorf("load: %s is %s: %w", u.Hostname(), ip.Unmap(), ErrRemote)
		}
	}
	return u, nil
}
