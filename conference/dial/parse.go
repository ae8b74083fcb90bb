package dial

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxLength of a dial string in bytes.
const MaxLength = 2048

// Options of Parse.
type Options struct {
	// URLs under which people reach this server, as in "https://video.company.com".
	// Links and addresses that lead there are of this server.
	URLs []string
}

// schemes are the beginnings by which the kinds tell themselves apart. The plain
// URI forms are taken too: people paste them from mails and address books.
var schemes = []struct {
	prefix string
	parse  func(p piece, o Options) (Target, error)
}{
	{"#sip:", parseSIP},
	{"sip:", parseSIP},
	{"sips:", parseSIPS},
	{"#tel:", parseTelephone},
	{"tel:", parseTelephone},
	{"#h323:", parseH323},
	{"h323:", parseH323},
	{"rtsp://", parseRTSP},
	{"rtsps://", parseRTSPS},
	{"camera:", parseCamera},
	{"https://", parseLink},
	{"http://", parseLink},
	{`\c\`, parseConference},
}

// Parse reads a dial string. The error is an *Error.
func Parse(text string, o Options) (Target, error) {
	p, err := readable(text)
	if err != nil {
		return Target{}, err
	}
	parse, rest := parserOf(p)
	if parse == nil {
		return Target{}, p.wrong(UnknownKind, 0)
	}
	t, err := parse(rest, o)
	if err != nil {
		return Target{}, err // nothing half read, secrets least of all
	}
	return t, nil
}

// parserOf finds who reads p, and what of it.
func parserOf(p piece) (parse func(piece, Options) (Target, error), rest piece) {
	for _, s := range schemes {
		if rest, ok := p.without(s.prefix); ok {
			return s.parse, rest
		}
	}
	switch {
	case p.s[0] == '#':
		return nil, p
	case strings.Contains(p.s, "/c/"): // a link without its scheme
		return parseLink, p
	}
	return parseLogin, p
}

// readable is text without the space around it.
func readable(text string) (piece, error) {
	whole := piece{text, 0}
	if len(text) > MaxLength {
		return whole, whole.wrong(TooLong, MaxLength)
	}
	if !utf8.ValidString(text) {
		return whole, whole.wrong(Unprintable, len(validPrefix(text)))
	}
	trimmed := strings.TrimLeftFunc(text, unicode.IsSpace)
	p := whole.from(len(text) - len(trimmed))
	p.s = strings.TrimRightFunc(p.s, unicode.IsSpace)
	if p.s == "" {
		return p, p.wrong(Empty, 0)
	}
	if i := strings.IndexFunc(p.s, func(c rune) bool { return !unicode.IsGraphic(c) }); i >= 0 {
		return p, p.wrong(Unprintable, i)
	}
	if i := strings.Index(p.s, hidden); i >= 0 {
		return p, p.wrong(LeftOut, i)
	}
	return p, nil
}

// validPrefix is s up to its first byte that is no UTF-8.
func validPrefix(s string) string {
	for i, c := range s {
		if c == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)) {
			return s[:i]
		}
	}
	return s
}

const maxLogin = 64

// parseLogin reads C1 and C2.
func parseLogin(p piece, o Options) (Target, error) {
	login, rest := p.cut("@")
	if login.s == "" {
		return Target{}, p.wrong(NoUser, 0)
	}
	if i := strings.IndexFunc(login.s, func(c rune) bool { return !loginRune(c) }); i >= 0 {
		return Target{}, login.wrong(BadLogin, i)
	}
	if len(login.s) > maxLogin {
		return Target{}, login.wrong(BadLogin, maxLogin)
	}
	t := Target{Kind: User, User: strings.ToLower(login.s)}
	if rest.s == "" {
		return t, nil
	}
	if err := t.parseWholeAddress(rest.from(1)); err != nil {
		return Target{}, err
	}
	if o.here(t.Host, t.Port) {
		return Target{Kind: User, User: t.User}, nil
	}
	t.Kind = Federated
	return t, nil
}

func loginRune(c rune) bool {
	return c < utf8.RuneSelf && (alphanumeric(byte(c)) || strings.ContainsRune("._-", c))
}

func alphanumeric(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}
