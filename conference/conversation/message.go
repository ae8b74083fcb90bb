package conversation

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"veche/conference"
)

// Message is one of a conversation.
type Message struct {
	Number uint64    `json:"number"` // from 1
	From   Person    `json:"from"`   // with the name as it was
	At     time.Time `json:"at"`
	Text   string    `json:"text,omitempty"`
	File   *File     `json:"file,omitempty"`
	Act    *Act      `json:"act,omitempty"`
	Edited bool      `json:"edited,omitempty"`
	Taken  bool      `json:"taken,omitempty"` // back, by who wrote it; only the mark is left
	Key    string    `json:"key,omitempty"`   // of the page that sent it
	Count  uint64    `json:"count"`           // Said with this message
}

// File is what a message says of a file.
type File struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Size int64  `json:"size"` // bytes
	Type string `json:"type"` // media type
}

// Act is what happened to a group.
type Act struct {
	Kind   ActKind  `json:"kind"`
	People []Person `json:"people,omitempty"` // whom it happened to
	Name   string   `json:"name,omitempty"`   // of the group, when it was made or renamed
}

// ActKind is one of the closed list of what happens to groups.
type ActKind string

const (
	Made    ActKind = "made"
	Renamed ActKind = "renamed"
	Added   ActKind = "added"
	Removed ActKind = "removed"
	Left    ActKind = "left"
)

// Draft is a message to be sent.
type Draft struct {
	Text string
	File string // id of an uploaded file; "": none
	// Key is made up by the page: what comes twice with the same is one message, so that
	// nothing is doubled after a lost answer.
	Key string
}

const (
	maxText = conference.ChatRunes
	maxKey  = 64
	// changeable is how long one may take back or change what one wrote.
	changeable = 24 * time.Hour
)

// Validate tidies what was typed and reports what cannot be sent.
func (d *Draft) Validate() error {
	d.Text = CleanText(d.Text)
	switch {
	case d.Text == "" && d.File == "":
		return invalid("text", "empty", "The message is empty.")
	case utf8.RuneCountInString(d.Text) > maxText:
		return errTooLong
	case !validKey(d.Key):
		return invalid("key", "key_invalid", "A key has 8 to 64 letters, digits, hyphens or underscores.")
	}
	return nil
}

// CleanText makes of what was typed a text that can be shown: without what turns the text
// around it, or what no page shows.
func CleanText(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r == '\u2028', r == '\u2029':
			return '\n'
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

func validKey(key string) bool {
	return len(key) >= 8 && len(key) <= maxKey && !strings.ContainsFunc(key, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
}

// TakeBack leaves only the mark of a message: by is who wrote it, within a day.
func (m *Message) TakeBack(by string, now time.Time) error {
	if m.Taken && m.From.Login == by {
		return nil // twice is once
	}
	if err := m.mayChange(by, now); err != nil {
		return err
	}
	m.Text, m.File, m.Edited, m.Taken = "", nil, false, true
	return nil
}

// Rewrite changes the text: by is who wrote it, within a day.
func (m *Message) Rewrite(by, text string, now time.Time) error {
	if err := m.mayChange(by, now); err != nil {
		return err
	}
	text = CleanText(text)
	switch {
	case text == "" && m.File == nil:
		return invalid("text", "empty", "The message is empty.")
	case utf8.RuneCountInString(text) > maxText:
		return errTooLong
	}
	m.Edited = m.Edited || text != m.Text
	m.Text = text
	return nil
}

func (m *Message) mayChange(by string, now time.Time) error {
	switch {
	case m.From.Login != by || m.Act != nil:
		return ErrNotYours
	case m.Taken:
		return ErrMessageUnknown
	case now.Sub(m.At) > changeable:
		return ErrTooLate
	}
	return nil
}
