package dial

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Called is one thing that a caller from outside may have meant: a conference,
// or a user. Exactly one of CID and Login is set.
type Called struct {
	CID   string
	PIN   string // with CID; "" when none was dialled. A secret.
	Login string
}

const maxCalledPIN = 64

// ParseCalled reads what a SIP or H.323 endpoint dialled to reach this server:
// the user part of the request URI, escaped or not, or an alias (C25 to C29). It
// returns what may be meant in the order of C30: the caller takes the first that
// exists. Nothing is returned for what cannot be anybody's number; "" means that
// nobody was named, and is for the caller to notice first.
func ParseCalled(user string) []Called {
	name, pin, ok := calledName(user)
	if !ok {
		return nil
	}
	var found []Called
	rest, prefixed := strings.CutPrefix(name, "00")
	if prefixed && ValidCID(rest) {
		found = append(found, Called{CID: rest, PIN: pin})
	}
	if pin != "" { // users have none
		return found
	}
	if validLogin(name) {
		found = append(found, Called{Login: strings.ToLower(name)})
	}
	if prefixed && validLogin(rest) { // C29: <server>##00<user>
		found = append(found, Called{Login: strings.ToLower(rest)})
	}
	return found
}

// calledName takes apart number and PIN, and takes off what terminals leave
// around them: "server##" before, "@server" behind.
func calledName(user string) (name, pin string, ok bool) {
	if len(user) > MaxLength {
		return "", "", false
	}
	name, bad := unescape(user)
	if bad >= 0 || !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		return "", "", false
	}
	if i := strings.LastIndexByte(name, '@'); i >= 0 {
		name = name[:i]
	}
	if i := strings.LastIndex(name, "##"); i >= 0 {
		name = name[i+2:]
	}
	name, pin, _ = strings.Cut(name, ",")
	return name, pin, name != "" && len(pin) <= maxCalledPIN
}

func validLogin(s string) bool {
	return s != "" && len(s) <= maxLogin && strings.IndexFunc(s, func(c rune) bool { return !loginRune(c) }) < 0
}
