package dial

import "strings"

const (
	maxNumber = 40  // digits of a telephone number with all its prefixes
	maxAlias  = 128 // digits of an E.164 alias: H.225.0 dialedDigits
)

// separators may stand between the digits of a telephone number (RFC 3966 section 5.1.1).
const separators = " -.()\u00a0"

// parseTelephone reads C10 and C23 after the scheme.
func parseTelephone(p piece, _ Options) (Target, error) {
	typed, tail := p.cut(",;")
	t := Target{Kind: Telephone}
	var err error
	if t.Number, err = parseNumber(typed, "0123456789*#", maxNumber); err != nil {
		return Target{}, err
	}
	err = t.parsePostDial(tail)
	return t, err
}

// parseNumber returns the digits of what was typed; a telephone number may begin
// with "+".
func parseNumber(p piece, digits string, limit int) (string, error) {
	var b strings.Builder
	for i, c := range p.s {
		switch {
		case strings.ContainsRune(digits, c), c == '+' && b.Len() == 0:
			b.WriteRune(c)
		case !strings.ContainsRune(separators, c):
			return "", p.wrong(BadNumber, i)
		}
	}
	switch n := strings.TrimPrefix(b.String(), "+"); {
	case n == "":
		return "", p.wrong(NoNumber, 0)
	case len(n) > limit:
		return "", p.wrong(TooLong, 0)
	}
	return b.String(), nil
}
