package access

import "errors"

// Gate is what moderators change at the door of a running conference: the lock
// (J1) and the waiting room (K6). Both belong to one run and start anew with
// the next; PIN and category are settings and stay.
//
// A restart of the server is not an end (P5): the gate is kept with the live
// state and restored, not reset.
type Gate struct {
	Locked      bool `json:"locked"`
	WaitingRoom bool `json:"waitingRoom"`
}

// Reset is for the real end of a conference: entry allowed (J4), waiting room
// as configured before the start (K7).
func (g *Gate) Reset(waitingRoom bool) {
	*g = Gate{WaitingRoom: waitingRoom}
}

// Choice is what becomes of those who wait when the waiting room is turned off.
type Choice string

const (
	ChoiceNone       Choice = ""
	ChoiceInvite     Choice = "invite"     // all come in, as if admitted one by one
	ChoiceDisconnect Choice = "disconnect" // all are sent away
)

// Errors of SetWaitingRoom.
var (
	ErrChoice       = errors.New("no such choice for those in the waiting room")
	ErrChoiceNeeded = errors.New("choose what becomes of those in the waiting room: invite or disconnect")
)

// SetWaitingRoom turns the waiting room on or off. Turning off needs a choice
// while anybody is waiting (K6); without one the gate stays as it is. It
// returns what is to be done with those waiting: with ChoiceInvite each is
// decided again as added by a moderator, so that limits still count.
//
// People can be waiting although it is off (P3, the PIN budget was spent);
// turning off again with a choice settles those too.
func (g *Gate) SetWaitingRoom(on bool, waiting int, c Choice) (Choice, error) {
	switch c {
	case ChoiceNone, ChoiceInvite, ChoiceDisconnect:
	default:
		return ChoiceNone, ErrChoice
	}
	if on {
		g.WaitingRoom = true
		return ChoiceNone, nil
	}
	if waiting > 0 && c == ChoiceNone {
		return ChoiceNone, ErrChoiceNeeded
	}
	g.WaitingRoom = false
	if waiting == 0 {
		return ChoiceNone, nil
	}
	return c, nil
}

// Apply returns r with the live values of the gate.
func (g Gate) Apply(r Rules) Rules {
	r.Locked = g.Locked
	r.WaitingRoom = g.WaitingRoom
	return r
}
