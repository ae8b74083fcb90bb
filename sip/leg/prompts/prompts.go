// Package prompts holds what is said to somebody who calls: spoken sentences in
// English and Russian.
//
// A [Name] stands for a sentence; the table in text.go has them all. The voices are
// made when the server is built, by the program in voices/, and embedded. The
// administrator replaces any of them by a WAV file of his own,
// <folder>/<language>/<name>.wav; [Examine] says what is wrong with his files.
//
// What bites: a prompt is never missing. Where there is no voice, as in a build
// without espeak-ng, a short pattern of tones says at least that something has been
// asked, has worked or has failed.
package prompts

import "slices"

// Name of a prompt, and of its file.
type Name string

// The menu, for who has called without the number of a conference.
const (
	Welcome         Name = "welcome"
	EnterNumber     Name = "enter-number"
	WrongNumber     Name = "wrong-number"
	EnterPIN        Name = "enter-pin"
	WrongPIN        Name = "wrong-pin"
	TooManyAttempts Name = "too-many-attempts"
	OneMoment       Name = "one-moment"
	Goodbye         Name = "goodbye"
)

// The door of a conference.
const (
	Waiting    Name = "waiting"
	Admitted   Name = "admitted"
	Alone      Name = "alone"
	NotStarted Name = "not-started"
	Refused    Name = "refused"
	Locked     Name = "locked"
	Full       Name = "full"
	Ended      Name = "ended"
	Removed    Name = "removed"
	Fault      Name = "fault"
)

// Calls from person to person, and from conferences.
const (
	Invited     Name = "invited" // said to somebody whom a conference calls
	Calling     Name = "calling"
	NoAnswer    Name = "no-answer"
	Busy        Name = "busy"
	Declined    Name = "declined"
	Unreachable Name = "unreachable"
)

// What happens in a conference.
const (
	RecordingOn   Name = "recording-on"
	RecordingOff  Name = "recording-off"
	MicrophoneOff Name = "microphone-off"
	MicrophoneOn  Name = "microphone-on"
	HandRaised    Name = "hand-raised"
	HandLowered   Name = "hand-lowered"
	OnPodium      Name = "on-podium"
	OffPodium     Name = "off-podium"
	EndsSoon      Name = "ends-soon"
)

// Languages that prompts are in. The first is taken for all that are not among them.
func Languages() []string { return []string{"en", "ru"} }

// languageOf is the one of Languages that comes nearest.
func languageOf(language string) string {
	if slices.Contains(Languages(), language) {
		return language
	}
	return Languages()[0]
}

// Names lists all prompts, in the order of the table.
func Names() []Name {
	names := make([]Name, len(table))
	for i := range table {
		names[i] = table[i].name
	}
	return names
}

// Text is what a prompt says; "" for an unknown name.
func Text(language string, n Name) string {
	p := find(n)
	switch {
	case p == nil:
		return ""
	case languageOf(language) == "ru":
		return p.ru
	}
	return p.en
}

func find(n Name) *prompt {
	i := slices.IndexFunc(table, func(p prompt) bool { return p.name == n })
	if i < 0 {
		return nil
	}
	return &table[i]
}
