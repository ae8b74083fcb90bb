package conference

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"time"

	"veche/conference/access"
	"veche/conference/layout"
)

// member is a participant as its own conference knows it.
type member struct {
	Participant
	ResumeHash string          `json:"resumeHash"`         // of the secret that returns to the seat
	WaitHash   string          `json:"waitHash,omitempty"` // of the secret from the waiting room: the admission can get lost
	Rights     map[string]bool `json:"rights,omitempty"`
	Admin      bool            `json:"admin,omitempty"` // of the server: may record
	EMail      string          `json:"email,omitempty"` // for the archive (M8)
	Registrant string          `json:"registrant,omitempty"`
	LostAt     time.Time       `json:"lostAt,omitzero"`
	SeenAt     time.Time       `json:"seenAt,omitzero"` // before a restart of the server; zero: there was none since
	Given      bool            `json:"given,omitempty"` // moderator by a moderator, in this run

	news     cameraNews
	secret   string     // the resume secret; after a restart not known until it is shown
	page     Subscriber // nil while reconnecting
	display  Display
	transfer *Transfer // the last, nil for none
	view     View
	viewed   bool                // view has been computed
	at       [3]int              // place among those on the stage, all, and those who may have a window; -1: not there
	arranged *layout.Arrangement // that it sees unless it chooses another; as of the last house
	drawn    drawn
	spoke    time.Time
	hears    []ParticipantID // the speakers that the page knows, not to be changed
	heardAt  time.Time       // when it was told
}

// drawn is all of a participant that Views hang on. A microphone does not.
type drawn struct {
	name                 string
	podium               PodiumState
	leads, answers, show bool
}

func (m *member) asDrawn() drawn {
	return drawn{m.Name, m.Podium, m.leads(), m.MayAnswer, m.Screen && m.Link == Online}
}

// Display is what a viewer asks of its View.
type Display struct {
	Layout  string        `json:"layout"`  // "auto", "tiles", "speaker" or a layout type
	Windows int           `json:"windows"` // most windows on a page, 1 to 49; 0 means 9
	Page    int           `json:"page"`    // from 0
	Pin     ParticipantID `json:"pin"`     // priority window for this viewer
	Self    bool          `json:"self"`    // the viewer's own picture stands in a window too
	Only    ParticipantID `json:"only"`    // see and hear this participant and nothing else (WHEP)
	// Composed: get it all as one picture from the server (light mode). The viewer's
	// own stands in it, so that many can have the same one.
	Composed bool `json:"composed"`
	// Watches: the viewer sends nothing and never will, as a reader of WHEP. It has no
	// window.
	Watches bool `json:"watches"`
}

// waiter is somebody in the waiting room.
type waiter struct {
	Waiting
	ResumeHash string          `json:"resumeHash"`
	Arrival    access.Arrival  `json:"arrival"`
	Avatar     string          `json:"avatar,omitempty"`
	Rights     map[string]bool `json:"rights,omitempty"`
	Admin      bool            `json:"admin,omitempty"`
	EMail      string          `json:"email,omitempty"`
	Registrant string          `json:"registrant,omitempty"`
	Media      MediaState      `json:"media"`
	LostAt     time.Time       `json:"lostAt,omitzero"`

	page Subscriber
}

// MediaState is what a participant sends.
type MediaState struct {
	Microphone bool `json:"microphone"`
	Camera     bool `json:"camera"`
	Screen     bool `json:"screen"`
}

// newSecret returns a resume secret and its hash.
func newSecret() (secret, hash string) {
	var b [24]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	secret = hex.EncodeToString(b[:])
	return secret, hashSecret(secret)
}

func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// holds tells whether hash is that of a secret of m, in constant time.
func (m *member) holds(hash string) bool {
	is := func(own string) bool { return subtle.ConstantTimeCompare([]byte(own), []byte(hash)) == 1 }
	return is(m.ResumeHash) || is(m.WaitHash)
}

// newID returns n random letters and digits that are easy to tell apart.
func newID(n int) string {
	const letters = "abcdefghijkmnpqrstuvwxyz23456789" // 32: no modulo bias
	b := make([]byte, n)
	_, _ = rand.Read(b)
	for i := range b {
		b[i] = letters[b[i]&31]
	}
	return string(b)
}

// NewID returns a new conference ID.
func NewID() ID {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return ID(hex.EncodeToString(b[:]))
}

// permissionsOf says what m may do under d (E, G15, P1).
func permissionsOf(d *Definition, m *member) Permissions {
	p := Permissions{
		SendAudio: true, SendVideo: true, ShareContent: true, ChatAll: true, ChatOne: true,
		SendFiles: true, ReceiveFiles: true, SeePeople: true, RaiseHand: true,
	}
	switch m.Kind {
	case access.KindUser:
		p.ShareContent = m.Rights["share_desktop"] || m.Rights["show_presentation"]
		p.SendFiles = m.Rights["send_files"]
		p.ReceiveFiles = m.Rights["receive_files"]
	case access.KindRTSP:
		p = Permissions{SendAudio: true, SendVideo: true}
	case access.KindGuest, access.KindRegistered:
		g := d.Guests
		p = Permissions{
			SendAudio: g.SendAudio, SendVideo: g.SendVideo, ShareContent: g.ShareContent,
			ChatAll: g.ChatAll, ChatOne: g.ChatOne, SendFiles: g.SendFiles,
			ReceiveFiles: g.ReceiveFiles, SeePeople: g.SeePeople, RaiseHand: g.RaiseHand,
		}
	}
	if m.leads() {
		p.Moderate, p.SeePeople, p.SendAudio, p.SendVideo = true, true, true, true
		p.ChatAll, p.ChatOne, p.RaiseHand = true, true, true
	}
	p.Record = m.Owner || m.Admin // L1
	return p
}

// seesPeople is permissionsOf(m).SeePeople; it is asked for each event and page.
func (s *state) seesPeople(m *member) bool {
	return !m.guest() && !m.isCamera() || m.guest() && s.def.Guests.SeePeople || m.leads()
}

// guest tells whether what m may do are the permissions of guests (G15).
func (m *member) guest() bool { return m.Kind == access.KindGuest || m.Kind == access.KindRegistered }

// leads tells whether m has a moderator's rights now (E10, E11).
func (p *Participant) leads() bool { return p.Owner || p.Operator || p.Moderator }

// role is the word for it on the screen.
func (p *Participant) role() string {
	switch {
	case p.Owner:
		return "owner"
	case p.leads():
		return "moderator"
	case p.Kind == access.KindGuest:
		return "guest"
	}
	return "participant"
}
