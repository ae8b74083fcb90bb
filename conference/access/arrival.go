package access

import "time"

// Kind is what somebody is to this server, known before he is let in. It is
// about identity, not about transport: a WHIP publisher or WHEP reader comes
// as the user or guest whose token it shows.
type Kind string

const (
	KindUser       Kind = "user"       // signed in to an account of this server
	KindGuest      Kind = "guest"      // a name and nothing else
	KindFederated  Kind = "federated"  // user of a federated server
	KindRegistered Kind = "registered" // by the individual link of a registration (A13)
	KindSIP        Kind = "sip"        // a terminal or telephone
	KindH323       Kind = "h323"       // a terminal
	KindRTSP       Kind = "rtsp"       // a camera or stream
)

// Terminal reports whether k is one of the kinds that H2 counts as of other
// servers and as never planned.
func (k Kind) Terminal() bool {
	return k == KindSIP || k == KindH323 || k == KindRTSP
}

// stranger reports whether H2, H4 and H5 hold k although it may stand on the
// list: guests, terminals, and whatever this package does not know.
func (k Kind) stranger() bool {
	switch k {
	case KindUser, KindFederated, KindRegistered:
		return false
	}
	return true
}

// Arrival describes somebody at the door: who, and how he came. The caller
// fills it from the store and the live conference, never from what the client
// says of itself, PIN excepted.
type Arrival struct {
	Kind Kind

	// Owner, Moderator: the role in this conference, from the store or given
	// live and kept to the end. Operator: the account right E10.
	Owner     bool
	Moderator bool
	Operator  bool

	// Account: of this server; Participation is its permission to take part (D6).
	Account       bool
	Participation Participation

	// Invited: on the list before the start of this run. Registered
	// participants are invited by their kind.
	Invited bool

	// AddedByModerator: a moderator decided for this person in this run: called
	// or invited by hand (H8, J2), or admitted from the waiting room (P4).
	AddedByModerator bool

	// DialledAtStart: the server called this one by itself when the conference
	// began (H8). Counts as invited; nobody is there to type a PIN.
	DialledAtStart bool

	// Resuming: holds the seat token of somebody who was inside in this run and
	// was not removed. LeftAt is when the loss was noticed; zero while it has
	// not been. After a restart of the server (P5) it is the time of the
	// restart, if that is later: nobody could come back before.
	Resuming bool
	LeftAt   time.Time

	// WasWaiting: holds the token of a place in the waiting room, not admitted
	// and not refused yet.
	WasWaiting bool

	// ForLeader: he waits there for nothing else than that somebody who leads comes.
	ForLeader bool

	// PIN as given, empty when none was.
	PIN PIN
}

// staff is whom neither category, lock nor limits concern.
func (a Arrival) staff() bool { return a.Owner || a.Moderator || a.Operator }

// planned is "invited before the start" of H4 and H5.
func (a Arrival) planned() bool {
	return a.Invited || a.DialledAtStart || a.Kind == KindRegistered
}

// SeatKept is how long a seat waits for somebody whose connection broke: that
// long he returns to it whatever changed meanwhile, the lock included (P4).
const SeatKept = 2 * time.Minute

// keepsSeat reports whether a only continues where the connection broke.
func (a Arrival) keepsSeat(now time.Time) bool {
	return a.Resuming && (a.LeftAt.IsZero() || now.Sub(a.LeftAt) <= SeatKept)
}
