package conference

import (
	"time"

	"veche/conference/camera"
	"veche/conference/layout"
)

// Plan is the whole wanted state of a conference's media. Applying the same
// Plan twice does no harm; a Plan with an older Version than the last one
// applied is ignored.
type Plan struct {
	Conference ID                      `json:"conference"`
	Version    uint64                  `json:"version"`
	Sends      map[ParticipantID]Sends `json:"sends"` // what may be taken from whom
	Views      map[ParticipantID]View  `json:"views"`
	// Gains are by how many dB microphones are turned up or down where the server mixes;
	// who is not in it is heard as he is. Pages do it by [Participant.Gain].
	Gains map[ParticipantID]int `json:"gains,omitempty"`

	// Early are calls that nobody has answered yet, by [EarlyName], with who hears what
	// their far ends let sound meanwhile: whoever has made the call (lesson 22).
	Early map[ParticipantID]ParticipantID `json:"early,omitempty"`

	// Recording is wanted while it is not nil.
	Recording *RecordingPlan `json:"recording,omitempty"`
	// Stream is what those see and hear who read the conference as a stream; nil while
	// nobody does.
	Stream *View `json:"stream,omitempty"`
	// Title and Marks are what a composed picture shows beside the Views. Marks
	// is nil while nothing is composed.
	Title string `json:"title,omitempty"`
	// Language of what is written on composed pictures, as in "ru".
	Language string                  `json:"language,omitempty"`
	Marks    map[ParticipantID]Marks `json:"marks,omitempty"`
}

// EarlyName is under what name the far end of an attempt to call somebody is connected
// to the media before it answers. No participant has it.
func EarlyName(attempt CallID) ParticipantID { return ParticipantID("early " + attempt) }

// Marks are what a composed picture shows of somebody beside picture and name.
type Marks struct {
	Name      string `json:"name"`
	Muted     bool   `json:"muted,omitempty"`     // the microphone is off or not let in
	Hand      bool   `json:"hand,omitempty"`      // is raised
	Away      bool   `json:"away,omitempty"`      // the link is lost, or the far end holds the call
	CameraOff bool   `json:"cameraOff,omitempty"` // there is no camera, or it is off or not let in
	Avatar    string `json:"avatar,omitempty"`    // name of the picture in the avatars' folder; "" for initials
	// Camera is how an IP camera does; nil of everybody else.
	Camera *camera.Status `json:"camera,omitempty"`
}

// RecordingPlan is a recording that is to run.
type RecordingPlan struct {
	// Started tells one recording of a conference from the next: another value
	// ends the running one and begins a new file.
	Started time.Time `json:"started"`
	View    View      `json:"view"`
	Lines   int       `json:"lines"`            // height of the picture: 360, 720 or 1080
	Tracks  bool      `json:"tracks,omitempty"` // each participant's own sources beside it, as they came
	// Limit ends the recording with the code "limit"; 0: the media's default.
	Limit time.Duration `json:"limit,omitempty"`
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
	// Composed: the viewer receives the windows in one picture that the server
	// has composed (light mode, lesson 16), and not each for itself.
	Composed bool `json:"composed,omitempty"`
}

// Window is one place of the picture.
type Window struct {
	// Participant is "" while nobody is in the window: it is kept for whom Label names,
	// or empty.
	Participant ParticipantID `json:"participant"`
	Source      SourceKind    `json:"source"` // Camera or Screen
	Label       string        `json:"label"`
	Content     bool          `json:"content,omitempty"`
	Priority    bool          `json:"priority,omitempty"`
}

// Empty tells whether nobody is in w.
func (w *Window) Empty() bool { return w.Participant == "" }

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
	// Recording reports what has become of [Plan.Recording]. Unlike the others
	// these reports are never dropped; there are few.
	Recording(RecordingReport)
}

// RecordingReport is what the media room tells of a recording.
type RecordingReport struct {
	Started time.Time      // of the [RecordingPlan] that it is about
	Event   RecordingEvent // what happened
	Code    string         // why, with RecordingFailed: a code of [RecordingProblems]
	Free    int64          // bytes left, with RecordingLowDisk
}

// RecordingEvent is a kind of report.
type RecordingEvent string

// The kinds of reports.
const (
	RecordingRuns       RecordingEvent = "runs"        // the file is there, it is being written
	RecordingFailed     RecordingEvent = "failed"      // it did not begin, or ended by itself; what was written is a whole file
	RecordingLowDisk    RecordingEvent = "low_disk"    // a warning: it will have to end soon
	RecordingEnoughDisk RecordingEvent = "enough_disk" // there is room again
	RecordingSaved      RecordingEvent = "saved"       // it ended as it was to, and the file is ready
)

// RecordingProblems are the codes of a failed recording, with what people are told.
var RecordingProblems = map[string]string{
	"disk_full":     "The server's disk is full.",
	"not_writable":  "The server cannot write to the folder of recordings.",
	"disk_failed":   "The server's disk does not take the recording.",
	"disk_slow":     "The server's disk is too slow.",
	"limit":         "The recording has reached its longest duration.",
	"no_codecs":     "This server was built without the codecs that a recording needs.",
	"not_available": "The recording could not be made.",
}

// Speaking is one entry of [Facts.Speakers].
type Speaking struct {
	Participant ParticipantID `json:"participant"`
	Level       uint8         `json:"level"` // 0 (silent) to 127 (loudest), that is 127 minus RFC 6464's -dBov
}
