package conference

import (
	"time"

	"veche/conference/dial"
)

// Subscriber is one page's connection (or a leg, a recorder: whoever wants to
// know). Deliver is called from the loop, must not block and must not call the
// conference.
type Subscriber interface {
	Deliver(*Notice)
}

// NoticeKind says what a Notice tells.
type NoticeKind string

const (
	NoticeEvent    NoticeKind = "event"
	NoticeView     NoticeKind = "view"
	NoticeSpeakers NoticeKind = "speakers"
	NoticeSnapshot NoticeKind = "snapshot" // replaces everything
	NoticeAdmitted NoticeKind = "admitted"
	NoticeRefused  NoticeKind = "refused"
	NoticeRemoved  NoticeKind = "removed"
	NoticeYou      NoticeKind = "you.changed"
	NoticeAsked    NoticeKind = "asked"
	NoticeDigits   NoticeKind = "digits"   // for legs: to be sent to the far end
	NoticeTransfer NoticeKind = "transfer" // for legs: the far end is to call somebody else
)

// Notice is one thing told to one or many subscribers. It is not changed
// after it was delivered.
type Notice struct {
	Kind     NoticeKind
	Event    *Event        // NoticeEvent
	View     *View         // NoticeView
	Speakers []Speaking    // NoticeSpeakers; may be dropped under load
	Snapshot *Snapshot     // NoticeAdmitted, NoticeSnapshot
	Code     string        // NoticeRefused, NoticeRemoved: why
	You      *You          // NoticeYou
	What     string        // NoticeAsked: "microphone", "camera" or "podium"
	Digits   dial.PostDial // NoticeDigits; a secret
	Target   dial.Target   // NoticeTransfer
	By       ParticipantID
	At       time.Time

	// Frame is for the adapter that delivers: what it made of this Notice for
	// the first subscriber serves all. Only the loop's goroutine may touch it.
	Frame []byte
}

// You is what a participant is told of itself.
type You struct {
	ID          ParticipantID `json:"id"`
	Resume      string        `json:"resume,omitempty"` // the secret that returns to the seat
	Permissions Permissions   `json:"permissions"`
	Role        string        `json:"role"` // "owner", "moderator", "participant" or "guest"
}

// Snapshot is the whole state that one viewer may see.
type Snapshot struct {
	Seq          uint64        `json:"seq"`
	You          You           `json:"you"`
	Conference   Info          `json:"conference"`
	Participants []Participant `json:"participants"`
	Waiting      []Waiting     `json:"waiting"`
	Chat         []ChatMessage `json:"chat"`
	Rings        []Ring        `json:"rings"`
	Calls        []Call        `json:"calls"`
	Transfers    []Transfer    `json:"transfers"`
	View         *View         `json:"view,omitempty"`
	Started      time.Time     `json:"started"`
}
