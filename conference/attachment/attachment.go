// Package attachment is the files that people send in the chat of a conference or
// in a conversation: what is known of each, and how much there may be. Plain data; the
// store keeps it, the HTTP API serves it.
package attachment

import (
	"context"
	"io"
	"mime"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"veche/conference"
)

// Place is where files lie: that of a conference, or of a conversation.
type Place string

const conversationMark = "conversation:" // which no id of a conference begins with

// InConference is the place of a conference.
func InConference(id conference.ID) Place { return Place(id) }

// InConversation is the place of a conversation, by its id.
func InConversation(id string) Place { return Place(conversationMark + id) }

// Conversation is the id of the conversation whose place it is; ok is false of others.
func (p Place) Conversation() (id string, ok bool) {
	return strings.CutPrefix(string(p), conversationMark)
}

// File is what is known of one file. It never changes.
type File struct {
	ID       string    `json:"id"`         // random
	Place    Place     `json:"conference"` // so called while there were only those
	Name     string    `json:"name"`
	Size     int64     `json:"size"`     // bytes
	Type     string    `json:"type"`     // media type, from the name only
	Uploader string    `json:"uploader"` // login; of a guest "guest " and the participant's id
	Created  time.Time `json:"created"`
}

// Quota bounds files in bytes.
type Quota struct {
	File     int64 // of one file
	Uploader int64 // of all one person sent
	Place    int64 // of all in one conference or conversation
}

// Repository keeps files.
type Repository interface {
	// SaveFile reads content to its end and keeps it; it fills ID, Size and
	// Created. Refusals: Full with code "file_too_large", "user_quota",
	// "conference_quota", "conversation_quota" or "disk_full"; nothing is kept then, nor
	// when content fails. Of what is sent to a conversation and is in no message a day
	// later, nothing is kept either.
	SaveFile(ctx context.Context, f File, content io.Reader, q Quota) (File, error)
	// File finds one; NotFound, code "file_unknown", also if it belongs to
	// another place.
	File(ctx context.Context, in Place, id string) (File, error)
	// OpenFile opens its content; the caller closes it.
	OpenFile(ctx context.Context, f File) (io.ReadSeekCloser, error)
	// DeleteFiles removes all of a place.
	DeleteFiles(ctx context.Context, in Place) error
}

// Refusals of repositories.
var (
	ErrUnknown           = conference.Refuse(conference.NotFound, "file_unknown", "There is no such file.")
	ErrTooLarge          = conference.Refuse(conference.Full, "file_too_large", "This file is larger than the server allows.")
	ErrUserQuota         = conference.Refuse(conference.Full, "user_quota", "You have sent as many files as the server allows.")
	ErrConferenceQuota   = conference.Refuse(conference.Full, "conference_quota", "This conference has as many files as the server allows.")
	ErrConversationQuota = conference.Refuse(conference.Full, "conversation_quota", "This conversation has as many files as the server allows.")
	ErrDiskFull          = conference.Refuse(conference.Full, "disk_full", "There is no room for files on the server.")
)

const maxName = 120 // characters

// CleanName makes of the name a sender gave one that is safe to show and to
// save under: its last part, one line, not too long, never empty or hidden.
func CleanName(sent string) string {
	sent = strings.ToValidUTF8(sent, "_")
	sent = path.Base(strings.ReplaceAll(sent, `\`, "/"))
	sent = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\u2028', r == '\u2029':
			return -1 // a direction mark hides the true ending
		case strings.ContainsRune(`"*:<>?|/`, r):
			return '_'
		}
		return r
	}, sent)
	sent = strings.Trim(sent, " .")
	if sent == "_" {
		return "file" // there was nothing but a separator
	}
	if n := utf8.RuneCountInString(sent); n > maxName {
		ending := path.Ext(sent)
		if utf8.RuneCountInString(ending) > 16 {
			ending = ""
		}
		stem := []rune(strings.TrimSuffix(sent, ending))
		sent = strings.TrimRight(string(stem[:maxName-utf8.RuneCountInString(ending)]), " .") + ending
	}
	if sent == "" {
		return "file"
	}
	return sent
}

// TypeOf is the media type by the ending of a name. What a browser could run
// or draw as a page is told as plain bytes; files are served as attachments
// anyhow.
func TypeOf(name string) string {
	kind := mime.TypeByExtension(strings.ToLower(path.Ext(name)))
	plain, _, err := mime.ParseMediaType(kind)
	if err != nil {
		return "application/octet-stream"
	}
	for _, bad := range []string{"html", "xml", "svg", "script", "wasm", "shockwave"} {
		if strings.Contains(plain, bad) {
			return "application/octet-stream"
		}
	}
	return plain
}
