// Package camera is what conferences know of IP cameras.
package camera

import "time"

// ID names a camera of the server's book for ever.
type ID string

// State is how a camera does. Whatever it is, the camera is tried again until it is
// taken out.
type State string

// The states of a camera.
const (
	Connecting    State = "connecting"     // for the first time, or after a change
	Live          State = "live"           // sound or pictures come
	NoSignal      State = "no_signal"      // it was live, or is connected, and nothing comes
	WrongPassword State = "wrong_password" // it does not take our name and password
	Unreachable   State = "unreachable"    // nobody answers at its address
	NotFound      State = "not_found"      // it has no such stream
	Unsupported   State = "unsupported"    // nothing of what it offers can be taken
	Barred        State = "barred"         // this server may not connect to that address
	Failed        State = "failed"         // something else is wrong
)

// States are all of them.
var States = []State{Connecting, Live, NoSignal, WrongPassword, Unreachable, NotFound, Unsupported, Barred, Failed}

// Status is a State and since when it is so.
type Status struct {
	State State     `json:"state"`
	Since time.Time `json:"since"`
}
