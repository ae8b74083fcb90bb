package compose

import (
	"image"

	"veche/conference"
	"veche/conference/layout"
	"veche/media/codec"
)

// Scene is all that a composed picture shows, apart from the pictures. It is not
// changed any more once it has been handed over.
type Scene struct {
	View conference.View
	// People says what is known of those in the View; who is missing has no marks.
	People map[conference.ParticipantID]Person
	// Slate is shown while the View has no windows.
	Slate Slate
	// Detail is what the slate is about: digits that have been typed, or who is called.
	Detail string
	// Title, of the conference, stands on the slate.
	Title string
	// Language of what is written on the picture: "ru", or English.
	Language string
	// Recording puts the mark on the picture that everybody must see.
	Recording bool
}

// Person is what is shown of somebody beside the picture and the name in the View.
type Person struct {
	Muted    bool // the microphone is off
	Hand     bool // the hand is up
	Speaking bool // is heard at this moment
	Away     bool // the connection is lost; the last picture stays
	// CameraOff: there is no camera, or it is off or not let in, and whatever
	// pictures there are are not shown.
	CameraOff bool
	// Camera is shown in place of the picture of an IP camera that brings none.
	Camera Notice
	// Avatar stands for the camera; nil: the initials do. Images are the same if
	// they are the same pointer.
	Avatar image.Image
}

// looksLike compares all but what the frame shows, which has a clock of its own.
func (p *Person) looksLike(o *Person) bool {
	a, b := *p, *o
	a.Speaking, b.Speaking = false, false
	return a == b
}

// Pictures are the decoded pictures of everybody; media/decode has what is needed
// to make them.
type Pictures interface {
	// Newest hands the newest picture of a source to use, in the size that suits
	// a window of size want, unless it is the picture that have stands for. It
	// returns what stands for that picture, never the same for two pictures; 0
	// while there is none. The picture belongs to its decoder: use does not keep
	// it. Newest never waits for the network, and asking says that the source is
	// wanted, so a composer asks at every tick.
	Newest(who conference.ParticipantID, source conference.SourceKind, want layout.Size, have uint64,
		use func(*codec.Picture)) (version uint64)
}
