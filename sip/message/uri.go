package message

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// URI is a SIP or SIPS URI (RFC 3261, 19.1), or any other one, of which only
// Scheme and Opaque are set.
type URI struct {
	Scheme   string // in lower case
	User     string // as it came, escapes and all; see UserText
	Password string
	Host     string // in lower case; an IPv6 address without its brackets
	Port     int    // 0 when none was given
	Params   Params
	Headers  string // what follows the question mark, never used
	Opaque   string // of other schemes, what follows the colon
}

// ParseURI reads one. The text may not hold spaces or angle brackets.
func ParseURI(s string) (URI, error) {
	if strings.ContainsAny(s, " \t\r\n<>\"") || s == "" {
		return URI{}, &SyntaxError{"URI", s}
	}
	scheme, rest, ok := strings.Cut(s, ":")
	if !ok || !isScheme(scheme) || rest == "" {
		return URI{}, &SyntaxError{"URI", s}
	}
	u := URI{Scheme: strings.ToLower(scheme)}
	if !u.IsSIP() {
		u.Opaque = rest
		return u, nil
	}
	if userinfo, address, named := strings.Cut(rest, "@"); named { // the user may hold a question mark
		u.User, u.Password, _ = strings.Cut(userinfo, ":")
		rest = address
		if u.User == "" || !unescapable(u.User) {
			return URI{}, &SyntaxError{"user", s}
		}
	}
	rest, u.Headers, _ = strings.Cut(rest, "?")
	hostport, params, _ := strings.Cut(rest, ";")
	var err error
	if u.Host, u.Port, err = parseHostPort(hostport); err != nil {
		return URI{}, err
	}
	u.Params, err = parseParams(params)
	return u, err
}

// IsSIP reports whether u can be called by SIP itself.
func (u URI) IsSIP() bool { return u.Scheme == "sip" || u.Scheme == "sips" }

// UserText is the user part with its escapes undone: "123%2C45" is "123,45".
func (u URI) UserText() string { return Unescape(u.User) }

// Unescape undoes percent escapes; s as it is when they are broken.
func Unescape(s string) string {
	t, err := url.PathUnescape(s)
	if err != nil {
		return s
	}
	return t
}

// Addr is the address that the host is, if it is one.
func (u URI) Addr() (netip.Addr, bool) {
	a, err := netip.ParseAddr(u.Host)
	return a, err == nil
}

// HostPort is the host as it is written, with the port if one was given.
func (u URI) HostPort() string { return hostPort(u.Host, u.Port) }

func (u URI) String() string {
	if !u.IsSIP() {
		return u.Scheme + ":" + u.Opaque
	}
	var b strings.Builder
	b.WriteString(u.Scheme)
	b.WriteByte(':')
	if u.User != "" {
		b.WriteString(u.User)
		if u.Password != "" {
			b.WriteByte(':')
			b.WriteString(u.Password)
		}
		b.WriteByte('@')
	}
	b.WriteString(u.HostPort())
	b.WriteString(u.Params.suffix())
	if u.Headers != "" {
		b.WriteByte('?')
		b.WriteString(u.Headers)
	}
	return b.String()
}

// EscapeUser writes any text as a user part (RFC 3261, 25.1: unreserved and
// user-unreserved stand for themselves).
func EscapeUser(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.!~*'()&=+$,;?/", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(c)+256, 16)[1:]))
	}
	return b.String()
}

func parseHostPort(s string) (string, int, error) {
	host, port, bracketed := s, "", false
	if strings.HasPrefix(s, "[") {
		end := strings.IndexByte(s, ']')
		if end < 0 {
			return "", 0, &SyntaxError{"host", s}
		}
		host, port, bracketed = s[1:end], s[end+1:], true
	} else if i := strings.IndexByte(s, ':'); i >= 0 {
		host, port = s[:i], s[i:]
	}
	host = strings.ToLower(strings.TrimSpace(host))
	if !isHost(host, bracketed) {
		return "", 0, &SyntaxError{"host", s}
	}
	if port = strings.TrimSpace(port); port == "" {
		return host, 0, nil
	}
	n, err := strconv.ParseUint(strings.TrimSpace(strings.TrimPrefix(port, ":")), 10, 16)
	if err != nil || port[0] != ':' {
		return "", 0, &SyntaxError{"port", s}
	}
	return host, int(n), nil
}

func isHost(h string, bracketed bool) bool {
	if bracketed {
		a, err := netip.ParseAddr(h)
		return err == nil && a.Is6()
	}
	if h == "" || len(h) > 253 {
		return false
	}
	for i := range len(h) {
		c := h[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_') {
			return false
		}
	}
	return true
}

func isScheme(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		letter := c >= 'a' && c <= 'z'
		if !letter && (i == 0 || !(s[i] >= '0' && s[i] <= '9' || s[i] == '+' || s[i] == '-' || s[i] == '.')) {
			return false
		}
	}
	return s != ""
}

func unescapable(s string) bool {
	_, err := url.PathUnescape(s)
	return err == nil
}

func hostPort(host string, port int) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port == 0 {
		return host
	}
	return host + ":" + strconv.Itoa(port)
}
