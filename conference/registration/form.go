package registration

import (
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"veche/conference"
	"veche/conference/schedule"
)

// Form is what somebody filled in.
type Form struct {
	Answers  map[string]string // by key of a field
	Language string
	Zone     string
}

// bounds of answers, in characters.
const (
	maxAnswer = 1000
	maxName   = 50  // first and last name: together they fit into a name of 100
	maxEMail  = 254 // RFC 5321, 4.5.3.1.3
)

// New makes a registrant for a conference with these fields of what was filled in.
// The error is Invalid with the key of the field it is about; answers to fields that
// the form does not have are left out.
func New(c conference.ID, fields []schedule.Field, f Form, now time.Time) (Registrant, error) {
	r := Registrant{
		ID: NewID(), Conference: c, Created: now.UTC(), Asked: now.UTC(), Token: NewToken(),
		Language: languageOf(f.Language), Zone: zoneOf(f.Zone),
	}
	for i := range fields {
		field := &fields[i]
		text := tidy(f.Answers[field.Key])
		if text == "" {
			if field.Required {
				return r, wrong(field.Key, "answer_required", "Fill in this field.")
			}
			continue
		}
		if err := r.answer(field.Key, text); err != nil {
			return r, err
		}
	}
	return r, nil
}

// answer takes up one.
func (r *Registrant) answer(key, text string) error {
	longest := maxAnswer
	switch key {
	case schedule.FirstName, schedule.LastName:
		longest = maxName
		text = strings.Join(strings.Fields(text), " ")
	case schedule.EMail:
		longest = maxEMail
	}
	if utf8.RuneCountInString(text) > longest {
		return wrong(key, "answer_long", "This answer is too long.")
	}
	switch key {
	case schedule.FirstName:
		r.FirstName = text
	case schedule.LastName:
		r.LastName = text
	case schedule.EMail:
		email, ok := FoldEMail(text)
		if !ok {
			return wrong(key, "email_invalid", "This is not an e-mail address.")
		}
		r.EMail = email
	default:
		if r.Answers == nil {
			r.Answers = make(map[string]string)
		}
		r.Answers[key] = text
	}
	return nil
}

// FoldEMail is an e-mail address as it is kept and compared: without spaces around,
// in lower case; false if it is none.
func FoldEMail(text string) (string, bool) {
	text = strings.TrimSpace(text)
	a, err := mail.ParseAddress(text)
	if err != nil || a.Address != text || len(text) > maxEMail || !strings.Contains(text, "@") {
		return "", false
	}
	if strings.ContainsFunc(text, func(c rune) bool { return unicode.IsSpace(c) || c == '"' || c < ' ' }) {
		return "", false
	}
	return strings.ToLower(text), true
}

// tidy leaves out what cannot be shown or would turn the words of others around.
func tidy(text string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		switch {
		case c == '\n' || c == '\t':
			return c
		case unicode.IsControl(c), unicode.Is(unicode.Bidi_Control, c), c == utf8.RuneError, c == 0x200b, c == 0xfeff:
			return -1
		}
		return c
	}, text))
}

func wrong(field, code, detail string) error {
	return &conference.Error{Kind: conference.Invalid, Code: code, Detail: detail, Field: field}
}

// languageOf is one of the product's languages; the first that is not.
func languageOf(text string) string {
	if strings.HasPrefix(strings.ToLower(text), "ru") {
		return "ru"
	}
	return "en"
}

// zoneOf is a time zone that is known, or none.
func zoneOf(name string) string {
	if len(name) > 64 {
		return ""
	}
	if _, err := schedule.Zone(name); err != nil {
		return ""
	}
	return name
}
