package account

import (
	"net/mail"
	"strings"

	"veche/conference"
	"veche/conference/plain"
	"veche/conference/schedule"
)

// Validate tidies what was typed and reports the first thing that cannot be
// stored, as an Invalid with its Field.
func (a *Account) Validate() error {
	a.Name = strings.TrimSpace(a.Name)
	a.EMail = strings.TrimSpace(a.EMail)
	if err := CheckLogin(a.Login); err != nil {
		return err
	}
	if a.Name == "" || !plain.Line(a.Name, 100) {
		return field(conference.Invalid, "name", "name_invalid", "A name has 1 to 100 characters.")
	}
	if a.EMail != "" && !ValidEMail(a.EMail) {
		return field(conference.Invalid, "email", "email_invalid", "This is not an e-mail address.")
	}
	if a.Language != "" && !ValidLanguage(a.Language) {
		return field(conference.Invalid, "language", "language_invalid", "This is not a language code.")
	}
	if a.Zone != "" && !ValidZone(a.Zone) {
		return field(conference.Invalid, "zone", "zone_invalid", "There is no such time zone.")
	}
	rights, err := NewRights(a.Rights)
	if err != nil {
		return err
	}
	a.Rights = rights
	if err := a.validateGroups(); err != nil {
		return err
	}
	return ValidParticipation(&a.Participation)
}

// ValidEMail reports whether s is a bare e-mail address.
func ValidEMail(s string) bool {
	if len(s) > 254 {
		return false
	}
	a, err := mail.ParseAddress(s)
	return err == nil && a.Name == "" && a.Address == s
}

// ValidZone reports whether s is the IANA name of a time zone.
func ValidZone(s string) bool {
	_, err := schedule.Zone(s)
	return err == nil
}

// ValidLanguage reports whether s looks like a language code: "ru", "pt-BR".
func ValidLanguage(s string) bool {
	if len(s) > 16 {
		return false
	}
	for i, part := range strings.Split(s, "-") {
		if len(part) < 2 || len(part) > 8 || i == 0 && len(part) > 3 {
			return false
		}
		for _, c := range []byte(part) {
			letter := 'a' <= c && c <= 'z' || i > 0 && ('A' <= c && c <= 'Z' || '0' <= c && c <= '9')
			if !letter {
				return false
			}
		}
	}
	return true
}
