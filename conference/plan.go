package conference

import "veche/conference/layout"

// Plan is the whole wanted state of a conference's media. Applying the same
// Plan twice does no harm; a Plan with an older Version than the last one
// applied is ignored.
type Plan struct {
	Conference ID                      `json:"conference"`
	Version    uint64                  `json:"version"`
	Sends      map[ParticipantID]Sends `json:"sends"` // what may be taken from whom
	Views      map[ParticipantID]View  `json:"views"`
}

// Sends says which of a participant's sources are let in. Packets of others
// are dropped where they arrive.
type Sends struct {
	Microphone bool `json:"microphone"`
	Camera     bool `json:"camera"`
	Screen     bool `json:"screen"` // picture and sound of the content
}

// View says what one viewer sees and hears.
type View struct {
	// Version is that of the Plan that brought this View; a later one is higher.
	Version uint64 `json:"version"`
	// Windows in the order of the layout: content first if there is any, then
	// the priority window if the layout has one, then the others.
	Windows []Window `json:"windows"`
	// Layout is the arrangement for len(Windows) windows.
	Layout layout.Spec `json:"layout"`
	Page   int         `json:"page"`  // from 0
	Pages  int         `json:"pages"` // at least 1
	// HearsAll: everybody whose microphone is let in, but the viewer. Otherwise
	// only Hears.
	HearsAll bool            `json:"hearsAll"`
	Hears    []ParticipantID `json:"hears,omitempty"`
}

// Window is one place of the picture.
type Window struct {
	Participant ParticipantID `json:"participant"`
	Source      SourceKind    `json:"source"` // Camera or Screen
	Label       string        `json:"label"`
	Content     bool          `json:"content,omitempty"`
	Priority    bool          `json:"priority,omitempty"`
}

// Room carries out Plans. Apply never blocks and may be called only from the
// conference's loop; Close ends every peer of the room.
type Room interface {
	Apply(Plan)
	Close()
}

// Media opens rooms.
type Media interface {
	// OpenRoom makes the room of a conference. facts is called by the media
	// engine from its own goroutines.
	OpenRoom(id ID, facts Facts) Room
}

// Facts is what a media room tells its conference. It never blocks; what cannot
// be taken at the moment is dropped, since the next call replaces it.
type Facts interface {
	// Speakers reports who is audibly speaking, loudest first, at most 5 times a second.
	Speakers([]Speaking)
}

// Speaking is one entry of [Facts.Speakers].
type Speaking struct {
	Participant ParticipantID `json:"participant"`
	Level       uint8         `json:"level"` // 0 (silent) to 127 (loudest), that is 127 minus RFC 6464's -dBov
}
