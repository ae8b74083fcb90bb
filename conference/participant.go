package conference

import (
	"time"

	"veche/conference/access"
	"veche/conference/camera"
)

// ParticipantID names a participant within one conference for ever: 12 random
// letters and digits. It survives reconnects.
type ParticipantID string

// SourceKind says what a participant's stream shows.
type SourceKind string

const (
	Microphone  SourceKind = "microphone"
	Camera      SourceKind = "camera"
	Screen      SourceKind = "screen"       // content
	ScreenAudio SourceKind = "screen_audio" // the sound of the content
	// Composed is no participant's: it is the picture, or the mixed sound, that the
	// server makes of a whole View.
	Composed SourceKind = "composed"
)

// Link is how a participant is connected at the moment.
type Link string

const (
	Online       Link = "online"
	Reconnecting Link = "reconnecting" // the seat is kept (lesson 10)
)

// PodiumState is a participant's relation to the podium (F3, F4).
type PodiumState string

const (
	OffPodium PodiumState = ""
	Asking    PodiumState = "asking"  // asks for the podium
	Called    PodiumState = "called"  // a moderator invites; the participant has not accepted
	OnPodium  PodiumState = "speaker" // is a speaker
)

// Participant is what others may know of one presence in the conference.
type Participant struct {
	ID        ParticipantID `json:"id"`
	Kind      access.Kind   `json:"kind"`
	Login     string        `json:"login,omitempty"` // of a user of this server
	Name      string        `json:"name"`
	Avatar    string        `json:"avatar,omitempty"` // path below the public URL
	Owner     bool          `json:"owner,omitempty"`
	Operator  bool          `json:"operator,omitempty"`
	Moderator bool          `json:"moderator,omitempty"`
	Link      Link          `json:"link"`
	Joined    time.Time     `json:"joined"`

	// Call is what brought it here, if it was called by a dial string.
	Call CallID `json:"call,omitempty"`
	// CameraID is that of a camera of the server's book; empty: it is none.
	CameraID camera.ID `json:"cameraId,omitempty"`
	// Hold: the far end of a call has put us on hold (lesson 20).
	Hold bool `json:"hold,omitempty"`
	// CameraState is how a camera does; nil of everybody else.
	CameraState *camera.Status `json:"cameraState,omitempty"`

	// What is being sent. The server enforces them: what is false is not forwarded.
	Microphone bool `json:"microphone"`
	Camera     bool `json:"camera"`
	Screen     bool `json:"screen"`

	// Watches: this is a reader that sends nothing and has no window ([Display]).
	Watches bool `json:"watches,omitempty"`

	Hand      *time.Time  `json:"hand,omitempty"` // since when it is raised
	Podium    PodiumState `json:"podium,omitempty"`
	Pinned    bool        `json:"pinned,omitempty"`    // pinned on the podium (E11, auto selector)
	MayAnswer bool        `json:"mayAnswer,omitempty"` // F8: let to answer in a lesson

	// Gain is by how many dB a moderator has turned the microphone up or down (I12);
	// see [GainStep].
	Gain int `json:"gain,omitempty"`
}

// Permissions are what a participant may do here; they come from account
// rights (E), guest permissions (P1) and the role.
type Permissions struct {
	SendAudio    bool `json:"sendAudio"`
	SendVideo    bool `json:"sendVideo"`
	ShareContent bool `json:"shareContent"` // E4, E6
	ChatAll      bool `json:"chatAll"`
	ChatOne      bool `json:"chatOne"`
	SendFiles    bool `json:"sendFiles"`    // E7
	ReceiveFiles bool `json:"receiveFiles"` // E8
	SeePeople    bool `json:"seePeople"`
	RaiseHand    bool `json:"raiseHand"`
	Moderate     bool `json:"moderate"` // E11
	Record       bool `json:"record"`
}

// Waiting is somebody in the waiting room, as moderators see it.
type Waiting struct {
	ID    ParticipantID `json:"id"`
	Kind  access.Kind   `json:"kind"`
	Login string        `json:"login,omitempty"`
	Name  string        `json:"name"`
	Since time.Time     `json:"since"`
	Call  CallID        `json:"call,omitempty"` // what brought it here
	// ForLeader: enters by itself as soon as somebody who leads is inside (ND5).
	ForLeader bool `json:"forLeader,omitempty"`
}
