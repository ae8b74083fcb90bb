package dial

import "strings"

// piece is a part of what was typed, and where it begins.
type piece struct {
	s  string
	at int
}

func (p piece) to(i int) piece   { return piece{p.s[:i], p.at} }
func (p piece) from(i int) piece { return piece{p.s[i:], p.at + i} }

// cut parts p before the first byte of any; the second piece begins with it.
func (p piece) cut(any string) (before, rest piece) {
	i := strings.IndexAny(p.s, any)
	if i < 0 {
		i = len(p.s)
	}
	return p.to(i), p.from(i)
}

// without takes a prefix off, in any letter case.
func (p piece) without(prefix string) (piece, bool) {
	n := len(prefix)
	if len(p.s) < n || !strings.EqualFold(p.s[:n], prefix) {
		return p, false
	}
	return p.from(n), true
}

// wrong is an error about the byte i of p.
func (p piece) wrong(code Code, i int) error {
	return &Error{Code: code, At: p.at + i, Text: Texts[code]}
}
