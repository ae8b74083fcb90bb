// Package trunk chooses the SIP server through which a call goes: the default
// one for what names no server (C8, C10), others by patterns of numbers. Data
// and rules only; the store keeps them, package sip calls.
package trunk

import (
	"cmp"
	"errors"
	"net/netip"
	"strconv"
	"strings"

	"veche/conference/dial"
)

// Registering says when the server registers at a trunk.
type Registering string

// The modes.
const (
	Never     Registering = ""       // it knows us by our address, or by digest in each call
	Always    Registering = "always" // so that it can call us
	ForCalls  Registering = "call"   // just before a call, for those that want that
	maxDigits             = 64
)

// Trunk is a PBX or provider.
type Trunk struct {
	ID   string `json:"id"`
	Name string `json:"name"` // for people

	Host      string         `json:"host"` // name or address
	Port      int            `json:"port,omitempty"`
	Transport dial.Transport `json:"transport,omitempty"` // empty: UDP
	Domain    string         `json:"domain,omitempty"`    // in the URIs; empty: Host

	Username string      `json:"username,omitempty"`
	Password string      `json:"password,omitempty"` // sealed by the store
	Number   string      `json:"number,omitempty"`   // as which we call; empty: Username
	Register Registering `json:"register,omitempty"`

	// Default takes what no pattern takes. The first one counts.
	Default  bool      `json:"default,omitempty"`
	Patterns []Pattern `json:"patterns,omitempty"`
	Disabled bool      `json:"disabled,omitempty"`
}

// Pattern is a set of numbers: digits, + * # stand for themselves, x for any
// digit, and an asterisk at the end for any rest: "+7xxxxxxxxxx", "5xx", "00*".
type Pattern struct {
	Match   string `json:"match"`
	Strip   int    `json:"strip,omitempty"`   // so many characters go from the front
	Prepend string `json:"prepend,omitempty"` // then this comes before
}

// Route is where a call goes.
type Route struct {
	URI   string // to be called
	Trunk *Trunk // nil: straight to whoever the URI names
	Proxy string // URI of the trunk; empty without one
}

// ErrNone says that no trunk takes that number.
var ErrNone = errors.New("trunk: no SIP server for this number")

// Choose finds the way of a SIP or telephone target. One that names its server
// goes straight there, and with the name and password of a trunk when that is
// the server.
func Choose(trunks []Trunk, t dial.Target) (Route, error) {
	if t.Kind != dial.SIP && t.Kind != dial.Telephone {
		return Route{}, ErrNone
	}
	if t.Host != "" {
		return straight(trunks, t), nil
	}
	number := cmp.Or(t.Number, t.User)
	if best, p := byPattern(trunks, number); best != nil {
		return best.route(p.apply(number)), nil
	}
	for i := range trunks {
		if trunks[i].Default && !trunks[i].Disabled {
			return trunks[i].route(number), nil
		}
	}
	return Route{}, ErrNone
}

func straight(trunks []Trunk, t dial.Target) Route {
	r := Route{URI: uri(t.User, t.Host, t.Port, t.Transport)}
	for i := range trunks {
		if k := &trunks[i]; !k.Disabled && (k.Host == t.Host || k.Domain == t.Host) && (t.Port == 0 || t.Port == k.Port) {
			r.Trunk = k
			if k.Host != t.Host {
				r.Proxy = k.URI()
			}
			return r
		}
	}
	return r
}

// byPattern is the trunk with the longest pattern that matches, the first of
// those alike.
func byPattern(trunks []Trunk, number string) (best *Trunk, with Pattern) {
	length := -1
	for i := range trunks {
		if trunks[i].Disabled {
			continue
		}
		for _, p := range trunks[i].Patterns {
			if n := p.weight(); p.Matches(number) && n > length {
				best, with, length = &trunks[i], p, n
			}
		}
	}
	return best, with
}

// weight orders patterns: each character that must be there counts, one that is
// said more than one that is any digit.
func (p Pattern) weight() int {
	n := 0
	for _, c := range strings.TrimSuffix(p.Match, "*") {
		if n += 2; c == 'x' || c == 'X' {
			n--
		}
	}
	return n
}

// Matches reports whether the number is one of the pattern.
func (p Pattern) Matches(number string) bool {
	fixed, open := strings.CutSuffix(p.Match, "*")
	if len(number) > maxDigits || len(number) < len(fixed) || !open && len(number) != len(fixed) || p.Match == "" {
		return false
	}
	for i := range len(fixed) {
		anyDigit := fixed[i] == 'x' || fixed[i] == 'X'
		if anyDigit && (number[i] < '0' || number[i] > '9') || !anyDigit && number[i] != fixed[i] {
			return false
		}
	}
	return true
}

func (p Pattern) apply(number string) string {
	return p.Prepend + number[min(max(p.Strip, 0), len(number)):]
}

func (t *Trunk) route(number string) Route {
	return Route{URI: uri(number, cmp.Or(t.Domain, t.Host), t.port(), t.Transport), Trunk: t, Proxy: t.proxy()}
}

// port belongs into URIs only where the host is the server itself.
func (t *Trunk) port() int {
	if t.Domain != "" && t.Domain != t.Host {
		return 0
	}
	return t.Port
}

// proxy is needed where the URIs name something else than the server.
func (t *Trunk) proxy() string {
	if t.Domain == "" || t.Domain == t.Host {
		return ""
	}
	return t.URI()
}

// URI of the server itself, where it registers us.
func (t *Trunk) URI() string { return uri("", t.Host, t.Port, t.Transport) }

// Identity is the URI as which we call and register.
func (t *Trunk) Identity() string {
	return uri(cmp.Or(t.Number, t.Username), cmp.Or(t.Domain, t.Host), 0, "")
}

func uri(user, host string, port int, transport dial.Transport) string {
	var b strings.Builder
	b.WriteString("sip:")
	if user != "" {
		b.WriteString(escape(user))
		b.WriteByte('@')
	}
	if a, err := netip.ParseAddr(host); err == nil && a.Is6() {
		host = "[" + host + "]"
	}
	b.WriteString(host)
	if port != 0 {
		b.WriteString(":" + strconv.Itoa(port))
	}
	if transport != "" && transport != dial.UDP {
		b.WriteString(";transport=" + string(transport))
	}
	return b.String()
}

// escape writes a user part (RFC 3261, 25.1).
func escape(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.!~*'()&=+$,;?/", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}
