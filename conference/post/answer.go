package post

import (
	"context"
	"strings"
	"time"

	"veche/conference"
)

// Answer is what somebody who was invited says to it (NB2).
type Answer string

const (
	Accepted  Answer = "accepted"
	Tentative Answer = "tentative"
	Declined  Answer = "declined"
)

// Valid reports whether a is one of them.
func (a Answer) Valid() bool { return a == Accepted || a == Tentative || a == Declined }

// Guest is somebody on an invited list: the login, or an e-mail address in lower
// case.
type Guest string

// GuestOf is who an entry stands for; "" for a device.
func GuestOf(i *conference.Invited) Guest {
	if i.Login != "" {
		return Guest(i.Login)
	}
	return Guest(strings.ToLower(i.EMail))
}

// Reply is what somebody answered.
type Reply struct {
	Answer Answer    `json:"answer"`
	At     time.Time `json:"at"`
}

// Replies keeps answers. Implemented by the store.
type Replies interface {
	// ReplyToken is a secret with which g answers for the conference.
	ReplyToken(id conference.ID, g Guest) string
	// OpenReplyToken is the way back; false: it is not one of this server.
	OpenReplyToken(token string) (conference.ID, Guest, bool)
	// SetReply stores the answer of g, in place of an earlier one.
	SetReply(ctx context.Context, id conference.ID, g Guest, r Reply) error
	// Replies are the answers for a conference. They go with it.
	Replies(ctx context.Context, id conference.ID) (map[Guest]Reply, error)
}
