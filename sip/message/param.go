package message

import "strings"

// Param is one of the things after a semicolon. Value is as it came, with its
// quotes if there were any.
type Param struct{ Name, Value string }

// Params in the order they came.
type Params []Param

// Get is the value without quotes, and whether the parameter is there at all.
// Names are compared without regard to case.
func (p Params) Get(name string) (string, bool) {
	for _, q := range p {
		if strings.EqualFold(q.Name, name) {
			return Unquote(q.Value), true
		}
	}
	return "", false
}

// Value is Get without the second result.
func (p Params) Value(name string) string {
	v, _ := p.Get(name)
	return v
}

// Has reports whether the parameter is there.
func (p Params) Has(name string) bool {
	_, ok := p.Get(name)
	return ok
}

// With is p with one parameter set.
func (p Params) With(name, value string) Params {
	q := make(Params, 0, len(p)+1)
	for _, old := range p {
		if !strings.EqualFold(old.Name, name) {
			q = append(q, old)
		}
	}
	return append(q, Param{name, value})
}

// suffix writes p with the semicolon before each.
func (p Params) suffix() string {
	var b strings.Builder
	for _, q := range p {
		b.WriteByte(';')
		b.WriteString(q.Name)
		if q.Value != "" {
			b.WriteByte('=')
			b.WriteString(q.Value)
		}
	}
	return b.String()
}

// parseParams reads ";a=b;c", the first semicolon included or not.
func parseParams(s string) (Params, error) {
	var list Params
	for s != "" {
		end := indexOutside(s, ';')
		if end < 0 {
			end = len(s)
		}
		one := strings.TrimSpace(s[:end])
		s = s[min(end+1, len(s)):]
		if one == "" {
			continue
		}
		name, value, _ := strings.Cut(one, "=")
		p := Param{strings.TrimSpace(name), strings.TrimSpace(value)}
		if !isToken(p.Name) || !wholeQuotes(p.Value) {
			return list, &SyntaxError{"parameter", one}
		}
		list = append(list, p)
		if len(list) > maxParams {
			return list, &SyntaxError{"parameters", "too many"}
		}
	}
	return list, nil
}

// maxParams bounds what one field may make us keep.
const maxParams = 64

// Quote writes s as a quoted string.
func Quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", " ", "\n", " ").Replace(s) + `"`
}

// Unquote is s without quotes and escapes; s itself when it has none.
func Unquote(s string) string {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	s = s[1 : len(s)-1]
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// wholeQuotes reports whether quotes in v, if any, begin and end it.
func wholeQuotes(v string) bool {
	if !strings.Contains(v, `"`) {
		return true
	}
	return v[0] == '"' && closingQuote(v) == len(v)-1
}

// closingQuote is where the quoted string that begins v ends, -1 if it does not.
func closingQuote(v string) int {
	for i := 1; i < len(v); i++ {
		switch v[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

func isToken(s string) bool {
	if s == "" {
		return false
	}
	for i := range len(s) {
		c := s[i]
		alnum := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !alnum && !strings.ContainsRune("-.!%*_+`'~[]:", rune(c)) {
			return false
		}
	}
	return true
}

// SyntaxError says what is not as the grammar wants it, and where.
type SyntaxError struct{ What, Text string }

func (e *SyntaxError) Error() string {
	t := e.Text
	if len(t) > 60 {
		t = t[:60] + "…"
	}
	return "sip: bad " + e.What + " in " + quoted(t)
}

func quoted(s string) string { return `"` + strings.ToValidUTF8(s, "?") + `"` }
