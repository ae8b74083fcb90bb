package dial

import "strings"

// parseSIP reads C6 to C9, C11 and C23 after the scheme.
func parseSIP(p piece, _ Options) (Target, error) {
	t := Target{Kind: SIP, Transport: UDP}
	err := t.parseCall(p)
	return t, err
}

// parseSIPS reads a SIPS URI, which is SIP over TLS here.
func parseSIPS(p piece, _ Options) (Target, error) {
	t := Target{Kind: SIP, Transport: TLS}
	err := t.parseCall(p)
	return t, err
}

// parseCall reads user, address, parameters and post-dial digits of SIP.
func (t *Target) parseCall(p piece) error {
	user, address, tail := splitCall(p)
	var err error
	if t.User, err = parseUser(user); err != nil {
		return err
	}
	if err = t.parseCallAddress(address, user); err != nil {
		return err
	}
	return t.parseTail(tail)
}

// splitCall parts user, "@" with the address, and what comes after both. The
// user part may hold commas and semicolons when an address follows (C26).
func splitCall(p piece) (user, address, tail piece) {
	at := strings.LastIndexByte(p.s, '@')
	if at < 0 {
		user, tail = p.cut(",;")
		return user, tail.to(0), tail
	}
	address, tail = cutAddress(p.from(at + 1))
	return p.to(at), piece{"@" + address.s, p.at + at}, tail
}

// parseCallAddress reads an address with its "@"; without one, somebody at the
// default server is meant, and must be named.
func (t *Target) parseCallAddress(address, user piece) error {
	if address.s != "" {
		return t.parseWholeAddress(address.from(1))
	}
	t.Transport = ""
	if t.User == "" {
		return user.wrong(NoUser, 0)
	}
	return nil
}

// parseTail reads parameters and post-dial digits as C24 decides: "transport="
// after a semicolon is a parameter, everything else is sent after the answer.
func (t *Target) parseTail(p piece) error {
	given := false
	for p.s != "" {
		value, is := p.without(";transport=")
		if !is {
			step, rest := p.from(1).cut(",;")
			if err := t.addPostDial(p.to(1+len(step.s)), p.s[0]); err != nil {
				return err
			}
			p = rest
			continue
		}
		word, rest := value.cut(",;")
		switch {
		case t.Host == "":
			return p.wrong(TransportWithoutHost, 1)
		case given:
			return p.wrong(TransportTwice, 1)
		}
		if err := t.setTransport(word); err != nil {
			return err
		}
		given, p = true, rest
	}
	return nil
}

func (t *Target) setTransport(word piece) error {
	named := Transport(strings.ToLower(word.s))
	secure := t.Transport == TLS // by the scheme
	switch named {
	case UDP, TCP, TLS:
	default:
		return word.wrong(BadTransport, 0)
	}
	if secure && named == UDP {
		return word.wrong(BadTransport, 0)
	}
	if !secure { // sips with transport=tcp is TLS over TCP, RFC 3261 section 26.2.2
		t.Transport = named
	}
	return nil
}
