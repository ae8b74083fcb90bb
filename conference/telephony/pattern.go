package telephony

import (
	"strings"
	"unicode/utf8"
)

// Pattern is some telephone numbers, and how they are dialled.
type Pattern struct {
	// Match is read from left to right: a digit, "*", "#" or "+" is itself, "x" any
	// digit, "[2-4,7]" one of those digits, and "." at the end any more digits or
	// none.
	Match   string `json:"match"`
	Strip   int    `json:"strip"`   // as many characters are taken off the beginning
	Prepend string `json:"prepend"` // and this is put there
}

// fit is how closely a pattern describes a number. The pattern that describes it
// most closely carries it, as the longest prefix does in other exchanges.
type fit struct {
	exact  int // characters that stand for themselves
	chosen int // characters from a list
	length int // characters in all, before the "."
}

func (f fit) closer(than fit) bool {
	if f.exact != than.exact {
		return f.exact > than.exact
	}
	if f.chosen != than.chosen {
		return f.chosen > than.chosen
	}
	return f.length > than.length
}

// fits tells whether number is one of those that p means, and how closely.
func (p Pattern) fits(number string) (f fit, ok bool) {
	rest := p.Match
	for rest != "" && rest != "." {
		place, after, valid := cutPlace(rest)
		if !valid || number == "" || !place.takes(number[0]) {
			return fit{}, false
		}
		place.count(&f)
		number, rest = number[1:], after
	}
	if rest == "" && number != "" || !dialable(number) {
		return fit{}, false
	}
	return f, p.Match != ""
}

// Dialled is number as the trunk gets it; "" when nothing is left of it. A "+"
// that something was put in front of goes.
func (p Pattern) Dialled(number string) string {
	rest := number[min(p.Strip, len(number)):]
	if p.Prepend != "" {
		rest = strings.TrimPrefix(rest, "+")
	}
	if p.Prepend+rest == "+" {
		return ""
	}
	return p.Prepend + rest
}

// place is one character of a number.
type place struct {
	symbol byte   // itself, 'x' for any digit, '[' for one of set
	set    string // digits
}

func (p place) takes(c byte) bool {
	digit := '0' <= c && c <= '9'
	switch p.symbol {
	case 'x':
		return digit
	case '[':
		return digit && strings.IndexByte(p.set, c) >= 0
	}
	return p.symbol == c
}

func (p place) count(f *fit) {
	f.length++
	switch p.symbol {
	case 'x':
	case '[':
		f.chosen++
	default:
		f.exact++
	}
}

// cutPlace takes one place off the beginning of a pattern.
func cutPlace(s string) (p place, rest string, ok bool) {
	switch c := s[0]; {
	case c == 'x' || c == 'X':
		return place{symbol: 'x'}, s[1:], true
	case c == '[':
		list, after, closed := strings.Cut(s[1:], "]")
		set, valid := digitSet(list)
		return place{'[', set}, after, closed && valid
	case strings.IndexByte("0123456789*#+", c) >= 0:
		return place{symbol: c}, s[1:], true
	}
	return place{}, s, false
}

// digitSet reads "2-4,7": digits and ranges, with or without commas.
func digitSet(list string) (set string, ok bool) {
	var b strings.Builder
	for list != "" {
		from, to := list[0], list[0]
		if from == ',' && b.Len() > 0 && len(list) > 1 {
			list = list[1:]
			continue
		}
		rest := list[1:]
		if len(rest) >= 2 && rest[0] == '-' {
			to, rest = rest[1], rest[2:]
		}
		if from < '0' || to > '9' || from > to {
			return "", false
		}
		for c := from; c <= to; c++ {
			b.WriteByte(c)
		}
		list = rest
	}
	return b.String(), b.Len() > 0
}

// dialable tells whether s holds only what can be dialled on a telephone.
func dialable(s string) bool { return strings.Trim(s, "0123456789*#+") == "" }

const (
	maxMatch   = 100 // bytes
	maxPrepend = 40  // as long as a number
)

// length is the number of places of a pattern, and whether "." follows; ok
// tells whether it can be read.
func (p Pattern) length() (places int, open, ok bool) {
	if p.Match == "" || len(p.Match) > maxMatch || !utf8.ValidString(p.Match) {
		return 0, false, false
	}
	rest := p.Match
	for rest != "" && rest != "." {
		place, after, valid := cutPlace(rest)
		if !valid || place.symbol == '+' && places > 0 {
			return 0, false, false
		}
		places, rest = places+1, after
	}
	return places, rest == ".", true
}
