package conference

import (
	"time"

	"veche/conference/dial"
)

// CallID names a call to the outside within one conference.
type CallID string

// CallState is how far a call to the outside has come.
type CallState string

// The states of a call. From dialling it goes to ringing, to answered and to
// ended; from the first two it may go to failed instead.
const (
	CallDialling CallState = "dialling"
	CallRinging  CallState = "ringing"
	CallAnswered CallState = "answered" // is inside, or in the waiting room
	CallFailed   CallState = "failed"
	CallEnded    CallState = "ended" // was inside and left
)

// Call is a participant called by a dial string, as moderators see it. A call
// that is over stays in the list for a while, to be made again.
type Call struct {
	ID     CallID      `json:"id"`
	Kind   dial.Kind   `json:"kind"` // "sip", "tel", "h323" or "rtsp"
	Dial   string      `json:"dial"` // without PINs and passwords
	Name   string      `json:"name"`
	State  CallState   `json:"state"`
	Reason *CallReason `json:"reason,omitempty"` // why it failed or ended
	By     ChatName    `json:"by,omitzero"`      // zero: called by the server at the start of the conference
	Since  time.Time   `json:"since"`            // of the state
	Tries  int         `json:"tries"`
	// Participant is who answered, inside or in the waiting room.
	Participant ParticipantID `json:"participant,omitempty"`
}

// CallReason says why a call is over.
type CallReason struct {
	Code string `json:"code"` // of [CallProblems], stable for translation
	Text string `json:"text"` // in English
}

// CallProblems are the codes of a call that is over, with what people are told.
var CallProblems = map[string]string{
	"busy":             "The line is busy.",
	"declined":         "The call was declined.",
	"no_answer":        "Nobody answers.",
	"not_found":        "There is no such number or address.",
	"unreachable":      "The far end cannot be reached.",
	"no_media":         "No sound or picture format fits both sides.",
	"not_authorised":   "The other server does not accept our name and password.",
	"not_available":    "Not available here.",
	"not_permitted":    "The owner of the conference may not call to the outside.",
	"calls_off":        "Calls to the outside are switched off on this server.",
	"cameras_off":      "Cameras are switched off on this server.",
	"number_barred":    "This server does not call this number.",
	"refused":          "The conference did not let it in.",
	"restarted":        "The server was restarted during the call.",
	"hung_up":          "The far end has hung up.",
	"lost":             "The connection is lost.",
	"transfer_refused": "The far end does not let itself be put through.",
	"failed":           "The call failed.",
}

// reasonOf is the reason called code; an unknown one keeps what it says, in
// bounds, since it may come from the far end.
func reasonOf(code, text string) *CallReason {
	known, ok := CallProblems[code]
	if !ok {
		code, known = "failed", CallProblems["failed"]
	}
	if text, err := cleanName(text); err == nil {
		return &CallReason{code, text}
	}
	return &CallReason{code, known}
}

// callOrdered is a call that is to be made in the next turn; nobody sees it.
const callOrdered CallState = ""

// active tells whether the call is under way.
func (c *Call) active() bool { return c.State != CallFailed && c.State != CallEnded }

// pending tells whether nobody has answered yet.
func (c *Call) pending() bool { return c.State == CallDialling || c.State == CallRinging }
