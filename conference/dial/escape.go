package dial

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

const maxUser = 256 // bytes

// parseUser reads the user part of an address, in which %XX is an octet as in RFC
// 3261 section 19.1.2.
func parseUser(p piece) (string, error) {
	if i := strings.IndexAny(p.s, " \"<>@:"); i >= 0 {
		return "", p.wrong(BadUser, i)
	}
	user, bad := unescape(p.s)
	switch {
	case bad >= 0:
		return "", p.wrong(BadEscape, bad)
	case len(user) > maxUser:
		return "", p.wrong(TooLong, 0)
	case !utf8.ValidString(user) || strings.ContainsFunc(user, badUserRune):
		return "", p.wrong(BadUser, 0)
	}
	return user, nil
}

// badUserRune tells of what not even an escape makes part of a name.
func badUserRune(c rune) bool {
	return !unicode.IsGraphic(c) || unicode.IsSpace(c) && c != ' ' || string(c) == hidden
}

// escape is user as parseUser reads it. Without a host behind it a comma or
// semicolon would begin the digits.
func escape(user string, alone bool) string {
	special := "%@: \"<>\\"
	if alone {
		special += ",;"
	}
	var b strings.Builder
	for _, c := range user {
		if strings.ContainsRune(special, c) {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// unescape replaces %XX by what it stands for; bad is where an escape is not
// complete, -1 for nowhere.
func unescape(s string) (plain string, bad int) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b.WriteByte(s[i])
			continue
		}
		if i+2 >= len(s) || unhex(s[i+1]) < 0 || unhex(s[i+2]) < 0 {
			return s, i
		}
		b.WriteByte(byte(unhex(s[i+1])<<4 | unhex(s[i+2])))
		i += 2
	}
	return b.String(), -1
}

// unhex is the value of a hexadecimal digit, -1 for anything else.
func unhex(b byte) int {
	switch {
	case '0' <= b && b <= '9':
		return int(b - '0')
	case 'a' <= b && b <= 'f':
		return int(b-'a') + 10
	case 'A' <= b && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}
