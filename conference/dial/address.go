package dial

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// cutAddress parts host and port from what follows them.
func cutAddress(p piece) (address, rest piece) {
	if strings.HasPrefix(p.s, "[") {
		if end := strings.IndexByte(p.s, ']'); end >= 0 {
			_, rest = p.from(end).cut(",;")
			return p.to(rest.at - p.at), rest
		}
	}
	return p.cut(",;")
}

// parseWholeAddress reads p, which holds nothing but host and port.
func (t *Target) parseWholeAddress(p piece) error {
	if p.s == "" {
		return p.wrong(NoHost, 0)
	}
	host, port, err := splitPort(p)
	if err != nil {
		return err
	}
	if t.Host, err = parseHost(host); err != nil {
		return err
	}
	t.Port, err = parsePort(port)
	return err
}

// splitPort parts the port from the host; it begins with its colon, or is empty.
func splitPort(p piece) (host, port piece, err error) {
	end := strings.IndexByte(p.s, ']') + 1 // 0 without brackets
	if strings.HasPrefix(p.s, "[") && end == 0 {
		return p, p, p.wrong(NoBrackets, len(p.s))
	}
	if end == 0 && strings.Count(p.s, ":") > 1 {
		return p, p, p.wrong(NoBrackets, 0)
	}
	colon := strings.IndexByte(p.s[end:], ':')
	if colon < 0 {
		return p, p.from(len(p.s)), nil
	}
	return p.to(end + colon), p.from(end + colon), nil
}

func parsePort(p piece) (int, error) {
	if p.s == "" {
		return 0, nil
	}
	digits := p.s[1:]
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || n == 0 || digits[0] < '0' { // "+5060" is no port
		return 0, p.wrong(BadPort, 1)
	}
	return int(n), nil
}

// parseHost returns the canonical form: an address as RFC 5952 writes it, or a
// name in lower case and ASCII.
func parseHost(p piece) (string, error) {
	if p.s == "" {
		return "", p.wrong(NoHost, 0)
	}
	if p.s[0] == '[' {
		ip, err := netip.ParseAddr(strings.TrimSuffix(p.s[1:], "]"))
		if err != nil || !ip.Is6() || ip.Zone() != "" || p.s[len(p.s)-1] != ']' {
			return "", p.wrong(BadHost, 0)
		}
		return ip.String(), nil
	}
	if ip, err := netip.ParseAddr(p.s); err == nil && ip.Is4() {
		return ip.String(), nil
	}
	name, ok := hostName(p.s)
	if !ok {
		return "", p.wrong(BadHost, 0)
	}
	return name, nil
}

func hostName(s string) (string, bool) {
	if !ascii(s) {
		var err error
		if s, err = idna.Lookup.ToASCII(s); err != nil {
			return "", false
		}
	}
	s = strings.ToLower(strings.TrimSuffix(s, "."))
	labels := strings.Split(s, ".")
	for _, l := range labels {
		if !validLabel(l) {
			return "", false
		}
	}
	// What ends in a number is an IPv4 address (RFC 3696 section 2), and this is none.
	last := labels[len(labels)-1]
	return s, len(s) <= 253 && strings.Trim(last, "0123456789") != ""
}

func validLabel(l string) bool {
	if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
		return false
	}
	for _, b := range []byte(l) {
		if !alphanumeric(b) && b != '-' && b != '_' { // "_" is found in local networks
			return false
		}
	}
	return true
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(c rune) bool { return c > 127 }) < 0
}

// here tells whether an address leads to this server.
func (o Options) here(host string, port int) bool {
	for _, raw := range o.URLs {
		u, err := url.Parse(raw)
		if err != nil || u.Host == "" {
			continue
		}
		var own Target
		if own.parseWholeAddress(piece{s: u.Host}) != nil || own.Host != host {
			continue
		}
		if port == 0 || port == portOf(u.Scheme, own.Port) {
			return true
		}
	}
	return false
}

// portOf is the port that a URL leads to.
func portOf(scheme string, port int) int {
	switch {
	case port != 0:
		return port
	case strings.EqualFold(scheme, "http"):
		return 80
	}
	return 443
}
