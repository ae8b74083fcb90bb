package message

import (
	"strconv"
	"strings"
)

// Reason is why a request was sent (RFC 3326).
type Reason struct {
	Protocol string // SIP, Q.850
	Cause    int    // 0 when not given
	Text     string
}

// ParseReason reads one element of the field.
func ParseReason(s string) (Reason, error) {
	protocol, rest, _ := strings.Cut(s, ";")
	p, err := parseParams(rest)
	if err != nil || !isToken(strings.TrimSpace(protocol)) {
		return Reason{}, &SyntaxError{"Reason", s}
	}
	n, _ := strconv.ParseUint(p.Value("cause"), 10, 16)
	return Reason{strings.TrimSpace(protocol), int(n), p.Value("text")}, nil
}

func (r Reason) String() string {
	s := r.Protocol + ";cause=" + strconv.Itoa(r.Cause)
	if r.Text != "" {
		s += ";text=" + Quote(r.Text)
	}
	return s
}
