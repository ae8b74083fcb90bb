package message

import "strings"

// Address is what From, To, Contact, Route and their like hold: a URI with
// perhaps a name before and parameters behind (RFC 3261, 20.10).
type Address struct {
	Name   string // of a person, quotes undone
	URI    string // as it came; "*" only in Contact
	Params Params
}

// ParseAddress reads one. Without angle brackets parameters belong to the
// field, not to the URI.
func ParseAddress(s string) (Address, error) {
	s = strings.TrimSpace(s)
	name, rest, err := cutName(s)
	if err != nil {
		return Address{}, err
	}
	a := Address{Name: name}
	if after, ok := strings.CutPrefix(rest, "<"); ok {
		uri, behind, closed := strings.Cut(after, ">")
		if !closed {
			return Address{}, &SyntaxError{"address", s}
		}
		a.URI, rest = uri, strings.TrimSpace(behind)
		if rest != "" && rest[0] != ';' {
			return Address{}, &SyntaxError{"address", s}
		}
	} else {
		end := strings.IndexByte(rest, ';')
		if end < 0 {
			end = len(rest)
		}
		a.URI, rest = strings.TrimSpace(rest[:end]), rest[end:]
		if strings.ContainsAny(a.URI, "?,") { // 20.10: such a URI has brackets
			return Address{}, &SyntaxError{"address", s}
		}
	}
	if a.Params, err = parseParams(rest); err != nil {
		return Address{}, err
	}
	if a.URI != "*" {
		_, err = ParseURI(a.URI)
	}
	return a, err
}

// cutName takes the name off an address; rest begins with the bracket then.
func cutName(s string) (name, rest string, err error) {
	if strings.HasPrefix(s, `"`) {
		end := closingQuote(s)
		if end < 0 {
			return "", "", &SyntaxError{"quotes", s}
		}
		rest = strings.TrimSpace(s[end+1:])
		if !strings.HasPrefix(rest, "<") {
			return "", "", &SyntaxError{"address", s}
		}
		return Unquote(s[:end+1]), rest, nil
	}
	at := strings.IndexByte(s, '<')
	if at < 0 {
		return "", s, nil
	}
	name = strings.TrimSpace(s[:at])
	if strings.ContainsAny(name, `",;:@()`) {
		return "", "", &SyntaxError{"name", s}
	}
	return name, s[at:], nil
}

// Tag of From or To.
func (a Address) Tag() string { return a.Params.Value("tag") }

// Parsed is the URI taken apart; zero when it is none.
func (a Address) Parsed() URI {
	u, _ := ParseURI(a.URI)
	return u
}

func (a Address) String() string {
	if a.URI == "*" {
		return "*"
	}
	s := "<" + a.URI + ">" + a.Params.suffix()
	if a.Name != "" {
		s = Quote(a.Name) + " " + s
	}
	return s
}
