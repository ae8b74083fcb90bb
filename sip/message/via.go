package message

import "strings"

// Via is one hop on the way of a request (RFC 3261, 20.42).
type Via struct {
	Transport string // in upper case: UDP, TCP, TLS
	Host      string // sent-by
	Port      int
	Params    Params
}

// ParseVia reads one element of the field.
func ParseVia(s string) (Via, error) {
	protocol, rest, ok := strings.Cut(s, "/")
	version, rest, ok2 := strings.Cut(rest, "/")
	if !ok || !ok2 || !strings.EqualFold(strings.TrimSpace(protocol), "SIP") || strings.TrimSpace(version) != "2.0" {
		return Via{}, &SyntaxError{"Via", s}
	}
	rest = strings.TrimLeft(rest, " \t")
	end := strings.IndexAny(rest, " \t")
	if end <= 0 {
		return Via{}, &SyntaxError{"Via", s}
	}
	v := Via{Transport: strings.ToUpper(rest[:end])}
	sentBy, params, _ := strings.Cut(rest[end:], ";")
	var err error
	if v.Host, v.Port, err = parseHostPort(strings.TrimSpace(sentBy)); err != nil {
		if v.Host, v.Port, err = bareIPv6(strings.TrimSpace(sentBy), err); err != nil {
			return Via{}, err
		}
	}
	v.Params, err = parseParams(params)
	return v, err
}

// bareIPv6 takes an address without brackets, as some write it (RFC 5118, 4.5
// tells to be lenient with what one receives).
func bareIPv6(s string, otherwise error) (string, int, error) {
	if strings.Count(s, ":") < 2 {
		return "", 0, otherwise
	}
	return parseHostPort("[" + s + "]")
}

// Branch names the transaction.
func (v Via) Branch() string { return v.Params.Value("branch") }

func (v Via) String() string {
	return "SIP/2.0/" + v.Transport + " " + hostPort(v.Host, v.Port) + v.Params.suffix()
}
