package dial

import "strings"

// parseH323 reads C13 to C17 after the scheme.
func parseH323(p piece, _ Options) (Target, error) {
	user, address, tail := splitCall(p)
	t := Target{Kind: H323}
	if err := t.parseAlias(user); err != nil {
		return Target{}, err
	}
	if address.s != "" {
		if err := t.parseWholeAddress(address.from(1)); err != nil {
			return Target{}, err
		}
	} else if t.User == "" && t.Number == "" {
		return Target{}, user.wrong(NoUser, 0)
	}
	err := t.parsePostDial(tail)
	return t, err
}

// parseAlias reads an H.323 ID (C14) or, after \e\, an E.164 alias (C15).
func (t *Target) parseAlias(p piece) (err error) {
	number, is := p.without(`\e\`)
	if is {
		t.Number, err = parseE164(number)
		return err
	}
	t.User, err = parseUser(p)
	return err
}

func parseE164(p piece) (string, error) {
	i := strings.IndexFunc(p.s, func(c rune) bool { return !strings.ContainsRune("0123456789*#", c) })
	switch {
	case i >= 0:
		return "", p.wrong(BadNumber, i)
	case p.s == "":
		return "", p.wrong(NoNumber, 0)
	case len(p.s) > maxAlias:
		return "", p.wrong(TooLong, 0)
	}
	return p.s, nil
}
