package conference

import "veche/conference/dial"

// Outside makes calls to terminals, telephones and cameras. Its methods are
// called from the loops of conferences: they must neither block nor call the
// conference before they return.
type Outside interface {
	// Serves says why t cannot be called from here, for people to read after "Not
	// available here: "; nil: it can.
	Serves(t dial.Target) error
	// Call begins a call. What becomes of it is told by [Directory.CallProgress];
	// when the far end answers, the caller of that method joins it by a
	// [JoinRequest] with Call.
	Call(order CallOrder) CallHandle
}

// Charging is an Outside that knows more of what may cost money than the string
// shows: addresses at the servers that its calls go through. [CallPolicy] then
// looks at them as at telephone numbers. It is called as Outside is.
type Charging interface {
	Charged(t dial.Target) bool
}

// CallOrder is one attempt to reach somebody.
type CallOrder struct {
	Conference ID
	// Call names this attempt, for CallProgress and JoinRequest. It is opaque: a
	// second attempt for the same Call has another one.
	Call   CallID
	Target dial.Target
	Name   string // of who is called
	From   string // name of who calls: a person, or the conference
}

// CallHandle is an attempt under way.
type CallHandle interface {
	// Cancel gives up an attempt that nobody has answered. It must not block. An
	// answer that crosses it is refused by the conference.
	Cancel()
}
