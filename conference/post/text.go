package post

import (
	"context"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"veche/conference"
)

// Text is what a letter says in words: its subject, and what stands above the time,
// the link and the rest, which every letter has. Paragraphs are parted by empty lines.
// Places like {{name}} are filled in; there are no others than [Places].
type Text struct {
	Subject string `json:"subject"` // one line of 1 to 200 characters
	Body    string `json:"body"`    // up to 5000 characters
}

// TextKey says which text: each occasion has one in each language.
type TextKey struct {
	Occasion Occasion
	Language string
}

// Texts keeps those that an administrator has made his own. Implemented by the store.
type Texts interface {
	Texts(ctx context.Context) (map[TextKey]Text, error)
	// SetText stores one; nil goes back to that of the product.
	SetText(ctx context.Context, key TextKey, t *Text) error
}

// Places are what texts can name, with a word on each in English.
var Places = []string{
	"name",       // of who gets the letter
	"conference", // its name
	"when",       // the next time, with the zone
	"owner",      // who invites
	"link",       // to the conference
	"cid",
	"pin",
	"location",
	"description",
	"left",   // until the start, in reminders: "15 minutes"
	"server", // its name
}

const (
	maxSubject = 200
	maxBody    = 5000
)

var place = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)

// Validate reports the first thing wrong, as an Invalid with its Field.
func (t *Text) Validate() error {
	t.Subject, t.Body = strings.TrimSpace(t.Subject), strings.ReplaceAll(strings.TrimSpace(t.Body), "\r\n", "\n")
	if t.Subject == "" || !readable(t.Subject, maxSubject, false) {
		return wrongText("subject", "text_invalid", "A subject is one line of 1 to 200 characters.")
	}
	if !readable(t.Body, maxBody, true) {
		return wrongText("body", "text_invalid", "A text has at most 5000 characters.")
	}
	for field, s := range map[string]string{"subject": t.Subject, "body": t.Body} {
		if !placesKnown(s) {
			return wrongText(field, "place_unknown", "There is no such place as is named in {{ }} here.")
		}
	}
	return nil
}

func placesKnown(s string) bool {
	for _, found := range place.FindAllStringSubmatch(s, -1) {
		known := false
		for _, p := range Places {
			known = known || p == found[1]
		}
		if !known {
			return false
		}
	}
	rest := place.ReplaceAllString(s, "")
	return !strings.Contains(rest, "{{") && !strings.Contains(rest, "}}")
}

func wrongText(field, code, detail string) error {
	return &conference.Error{Kind: conference.Invalid, Code: code, Field: field, Detail: detail}
}

// Fill puts values into the places of s. What is filled in is not looked at again:
// a name cannot name a place.
func Fill(s string, values map[string]string) string {
	return place.ReplaceAllStringFunc(s, func(p string) string {
		return values[place.FindStringSubmatch(p)[1]]
	})
}

func readable(s string, limit int, lines bool) bool {
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > limit {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		if lines && (r == '\n' || r == '\t') {
			return false
		}
		return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
	})
}
