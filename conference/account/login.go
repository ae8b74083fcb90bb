package account

import (
	"strings"
	"unicode/utf8"

	"veche/conference"
)

const (
	maxLogin    = 64
	minPassword = 8
	maxPassword = 256 // bytes; argon2id reads every one of them
)

// FoldLogin makes of what somebody typed the form in which logins are stored
// and compared: without spaces around it, in lower case. Only ASCII letters
// are folded, for others cannot be in a login.
func FoldLogin(typed string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, strings.TrimSpace(typed))
}

// CheckLogin reports whether a folded login may be given to an account: 1 to
// 64 letters, digits, ".", "_" or "-", ASCII only. No "@", since in a dial
// string it separates the login from a server (C2), and no letters that look
// like others. It may begin with "00" or be all digits (C30).
func CheckLogin(login string) error {
	if login == "" || len(login) > maxLogin {
		return field(conference.Invalid, "login", "login_invalid", "A login has 1 to 64 characters.")
	}
	for _, c := range []byte(login) {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '.', c == '_', c == '-':
		default:
			return field(conference.Invalid, "login", "login_invalid",
				`A login consists of letters, digits, ".", "_" and "-".`)
		}
	}
	if strings.Trim(login, ".") == "" {
		return field(conference.Invalid, "login", "login_invalid", "A login cannot consist of dots only.")
	}
	return nil
}

// CheckPassword reports whether a password may be set. Only the length counts:
// rules about kinds of characters make passwords worse.
func CheckPassword(password string) error {
	switch {
	case utf8.RuneCountInString(password) < minPassword:
		return field(conference.Invalid, "password", "password_short", "A password has at least 8 characters.")
	case len(password) > maxPassword:
		return field(conference.Invalid, "password", "password_long", "A password has at most 256 bytes.")
	}
	return nil
}
