package conference

import (
	"slices"
	"time"

	"veche/conference/access"
	"veche/conference/layout"
	"veche/conference/schedule"
)

// ID names a conference for ever (P2): 16 hexadecimal digits.
type ID string

// CID is the conference ID that people dial and that stands in links. It can
// change while the ID stays (P2, K1): 4 to 32 letters, digits or "-".
type CID string

// Mode is one of the four conference modes (F1-F4).
type Mode string

const (
	AllOnScreen     Mode = "all_on_screen"    // F1: everyone sees and hears everyone
	VideoLesson     Mode = "video_lesson"     // F2: participants see and hear only the moderator
	ManagedSelector Mode = "managed_selector" // F3: speakers are approved by a moderator
	AutoSelector    Mode = "auto_selector"    // F4: who talks or shows content becomes a speaker
)

// Modes lists every mode in the order in which people are offered them.
var Modes = []Mode{AllOnScreen, VideoLesson, ManagedSelector, AutoSelector}

// Selector tells whether the mode has a podium (F5).
func (m Mode) Selector() bool { return m == ManagedSelector || m == AutoSelector }

// AccessType says who may come at all (G2).
type AccessType string

const (
	Internal AccessType = "internal" // people of this server only
	Public   AccessType = "public"   // guests too (webinar)
)

// GuestPermissions are what guests of a public conference may do (G15, P1).
type GuestPermissions struct {
	SendAudio    bool `json:"sendAudio"`
	SendVideo    bool `json:"sendVideo"`
	ShareContent bool `json:"shareContent"`
	ChatAll      bool `json:"chatAll"`
	ChatOne      bool `json:"chatOne"`
	SendFiles    bool `json:"sendFiles"`
	ReceiveFiles bool `json:"receiveFiles"`
	SeePeople    bool `json:"seePeople"`
	RaiseHand    bool `json:"raiseHand"`
}

// AllowGuestsAll is the default: guests may do everything of P1.
func AllowGuestsAll() GuestPermissions {
	return GuestPermissions{true, true, true, true, true, true, true, true, true}
}

// Invited is somebody on the invited list (G7). Exactly one of Login, EMail
// and Dial is set.
type Invited struct {
	Login     string `json:"login,omitempty"`
	EMail     string `json:"email,omitempty"`
	Dial      string `json:"dial,omitempty"` // of a device, dialled at the start
	Name      string `json:"name,omitempty"`
	Moderator bool   `json:"moderator,omitempty"`
	// Added is since when it stands on the list (M3); zero: from before this was kept.
	Added time.Time `json:"added,omitzero"`
	// Kept is the place, from 1, that an entry had whose Dial was left out in part
	// ([ShowInvited]); it comes back with it. It is not stored.
	Kept int `json:"kept,omitempty"`
	// Contact is the id of a contact of the address book that whoever saves the list adds
	// by it: how it is reached is put in its place. It is neither stored nor shown.
	Contact string `json:"contact,omitempty"`
	// Reply is what he answered to the invitation: "accepted", "tentative", "declined" or
	// nothing. It is shown and not stored here.
	Reply string `json:"reply,omitempty"`
}

// Definition is what the owner set. It is stored as it stands, and changed
// only through [Directory.Change], which checks Revision.
type Definition struct {
	ID       ID    `json:"id"`
	CID      CID   `json:"cid"`
	Revision int64 `json:"revision"` // grows by one with each stored change; optimistic locking

	Owner       string     `json:"owner"` // login
	Name        string     `json:"name"`  // 1 to 200 characters
	Description string     `json:"description,omitempty"`
	Location    string     `json:"location,omitempty"`
	Access      AccessType `json:"access"`
	Mode        Mode       `json:"mode"`
	MaxSpeakers int        `json:"maxSpeakers"` // seats on the podium in the selectors (F5), 1 to 49

	PIN             access.PIN       `json:"pin,omitempty"` // empty: none. Sealed in the store.
	WaitingRoom     bool             `json:"waitingRoom"`
	WaitingCategory access.Category  `json:"waitingCategory"`
	JoinUninvited   bool             `json:"joinUninvited"` // G12, internal only
	Invited         []Invited        `json:"invited"`
	MicOff          bool             `json:"micOff"`    // G14: microphones off on joining
	CameraOff       bool             `json:"cameraOff"` // G14: cameras off on joining
	Guests          GuestPermissions `json:"guests"`
	GuestLimit      int              `json:"guestLimit"`      // 0: no limit (G16)
	MaxParticipants int              `json:"maxParticipants"` // 0: the server's limit (G22, P1)
	// Layout is how the conference is shown (G8, G9); the zero value is an even grid. Who
	// has a window is on the invited list, or the owner.
	Layout layout.Arrangements `json:"layout"`

	Recording  RecordingRules `json:"recording"`  // G17
	RTSPOutput bool           `json:"rtspOutput"` // C20: players may read it as a stream
	Stream     StreamRules    `json:"stream"`

	Schedule     *schedule.Schedule    `json:"schedule,omitempty"` // nil: a virtual room (G4)
	Registration schedule.Registration `json:"registration,omitzero"`
	// Reminders are how many minutes before the start people are reminded by mail, at
	// most 4 (G5), the earliest first; nil: as the administrator has set it.
	Reminders []int `json:"reminders,omitzero"`
	// InviteByMail: invited people get invitations, changes and cancellations by mail
	// (G18).
	InviteByMail bool `json:"inviteByMail,omitempty"`
	// WaitForOwner: until somebody who leads is there, the others wait (ND5: no "join
	// before host").
	WaitForOwner bool `json:"waitForOwner,omitempty"`
	// Personal: the permanent room of its owner, one for each (ND5).
	Personal bool `json:"personal,omitempty"`

	// Instant: it was made for one call (F7), stands in no list (D5) and is over when
	// nobody is left.
	Instant bool `json:"instant,omitempty"`
	// Call is an instant one between two (F7): it is over as soon as one of them leaves
	// the other alone. With a third it is a conference.
	Call bool `json:"call,omitempty"`

	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
}

// clone shares nothing with d that is changed in place.
func (d *Definition) clone() Definition {
	c := *d
	c.Invited, c.Reminders = slices.Clone(d.Invited), slices.Clone(d.Reminders)
	c.Registration.Fields = slices.Clone(d.Registration.Fields)
	c.Schedule = d.Schedule.Clone()
	return c
}

// devices is how many dial strings are on the invited list.
func (d *Definition) devices() (n int) {
	for i := range d.Invited {
		if d.Invited[i].Dial != "" {
			n++
		}
	}
	return n
}

// InvitedLogin returns the entry of login on the invited list.
func (d *Definition) InvitedLogin(login string) (Invited, bool) {
	for _, i := range d.Invited {
		if login != "" && i.Login == login {
			return i, true
		}
	}
	return Invited{}, false
}
