package message

import (
	"maps"
	"slices"
	"strings"
)

// Field is one line of a header. Names that the package knows stand in their
// usual spelling, compact forms spelled out.
type Field struct{ Name, Value string }

// Header is the fields in the order they came.
type Header []Field

// compact forms and names whose usual spelling is not their own (RFC 3261, 7.3.3).
var compact = map[string]string{
	"i": "Call-ID", "m": "Contact", "e": "Content-Encoding", "l": "Content-Length", "c": "Content-Type",
	"f": "From", "s": "Subject", "k": "Supported", "t": "To", "v": "Via", "r": "Refer-To", "b": "Referred-By",
	"o": "Event", "u": "Allow-Events", "x": "Session-Expires", "j": "Reject-Contact", "a": "Accept-Contact",
	"d": "Request-Disposition", "y": "Identity",
}

var usual = []string{
	"Call-ID", "CSeq", "WWW-Authenticate", "Min-SE", "RSeq", "RAck", "Contact", "Content-Encoding",
	"Content-Length", "Content-Type", "From", "Subject", "Supported", "To", "Via", "Refer-To", "Referred-By",
	"Event", "Allow-Events", "Session-Expires", "Route", "Record-Route", "Max-Forwards", "Require",
	"Proxy-Require", "Unsupported", "Allow", "Accept", "Authorization", "Proxy-Authorization",
	"Proxy-Authenticate", "Expires", "Min-Expires", "Retry-After", "Reason", "Replaces", "User-Agent", "Server",
	"Date", "Timestamp", "Subscription-State", "P-Asserted-Identity", "Warning", "Path", "Service-Route",
	"Privacy", "Content-Disposition",
}

// names maps lower case to the usual spelling.
var names = func() map[string]string {
	m := maps.Clone(compact)
	for _, n := range usual {
		m[strings.ToLower(n)] = n
	}
	return m
}()

// Name is the usual spelling of a field's name.
func Name(s string) string {
	if n, ok := names[s]; ok {
		return n
	}
	if n, ok := names[strings.ToLower(s)]; ok {
		return n
	}
	return s
}

// Get is the first value, empty when there is none.
func (h Header) Get(name string) string {
	for _, f := range h {
		if f.is(name) {
			return f.Value
		}
	}
	return ""
}

// Has reports whether the field is there, be it empty.
func (h Header) Has(name string) bool {
	return slices.ContainsFunc(h, func(f Field) bool { return f.is(name) })
}

// Count is how many lines there are.
func (h Header) Count(name string) int {
	n := 0
	for _, f := range h {
		if f.is(name) {
			n++
		}
	}
	return n
}

// List is every element of a comma-separated field, over all its lines.
func (h Header) List(name string) []string {
	var list []string
	for _, f := range h {
		if f.is(name) {
			list = append(list, Split(f.Value)...)
		}
	}
	return list
}

// Tokens is List in lower case, for option tags and methods compared loosely.
func (h Header) Tokens(name string) []string {
	list := h.List(name)
	for i := range list {
		list[i] = strings.ToLower(list[i])
	}
	return list
}

// Add appends a line. Line ends in a value become spaces: no value can make a
// line of its own.
func (h *Header) Add(name, value string) { *h = append(*h, Field{name, oneLine(value)}) }

// Set replaces all lines of that name by one.
func (h *Header) Set(name, value string) {
	for i, f := range *h {
		if f.is(name) {
			(*h)[i].Value = oneLine(value)
			rest := (*h)[i+1:]
			rest.Del(name)
			*h = (*h)[:i+1+len(rest)]
			return
		}
	}
	h.Add(name, value)
}

// Del removes all lines of that name.
func (h *Header) Del(name string) {
	*h = slices.DeleteFunc(*h, func(f Field) bool { return f.is(name) })
}

func (f Field) is(name string) bool { return f.Name == name || strings.EqualFold(f.Name, name) }

func (h Header) append(b []byte) []byte {
	for _, f := range h {
		if f.Name == "Content-Length" {
			continue
		}
		b = append(b, f.Name...)
		b = append(b, ": "...)
		b = append(b, f.Value...)
		b = append(b, "\r\n"...)
	}
	return b
}

func oneLine(s string) string {
	if !strings.ContainsAny(s, "\r\n\x00") {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' || r == 0 {
			return ' '
		}
		return r
	}, s)
}

// Split cuts a list at the commas that stand neither in quotes nor in angle
// brackets. Empty elements are left out (RFC 3261, 7.3.1).
func Split(s string) []string {
	var list []string
	for s != "" {
		end := indexOutside(s, ',')
		if end < 0 {
			end = len(s)
		}
		if e := strings.TrimSpace(s[:end]); e != "" {
			list = append(list, e)
		}
		s = s[min(end+1, len(s)):]
	}
	return list
}

// indexOutside is where c first stands outside of quotes and angle brackets.
func indexOutside(s string, c byte) int {
	quoted, angle := false, false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"' && !angle:
			quoted = !quoted
		case quoted:
		case s[i] == c && !angle:
			return i
		case s[i] == '<':
			angle = true
		case s[i] == '>':
			angle = false
		}
	}
	return -1
}
