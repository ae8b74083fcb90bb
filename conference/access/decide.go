// Package access decides who may come in: one pure decision for every way in,
// whatever somebody comes by (lesson 37).
//
// The words: an [Arrival] stands at the door, the [Rules] are what the
// conference demands at this moment, [Decide] says enter, wait, ask for the
// PIN, or refuse. A [Gate] is the part of the rules that moderators change live
// and that ends with the conference. [Guessing] and [Lockout] bound how often
// one may be wrong.
//
// Three steps, always in this order: PIN, category, lock. Nothing of a
// conference, not even that it is locked or full, is told before the PIN. Before
// them stands what is about the account and says nothing of the conference: its
// [Participation] (D6).
//
// What bites: an Arrival is filled from the store and from tokens the server
// gave out. A field taken from what a client claims of itself is a hole.
package access

import "time"

// Outcome of a decision.
type Outcome string

const (
	Enter  Outcome = "enter"
	Wait   Outcome = "wait"    // to the waiting room
	AskPIN Outcome = "ask_pin" // none given, or a wrong one: the same answer
	Refuse Outcome = "refuse"
)

// Reason of a refusal; the list is closed.
type Reason string

const (
	ReasonLocked           Reason = "locked"              // J3
	ReasonNotInvited       Reason = "not_invited"         // G12
	ReasonGuestsNotAllowed Reason = "guests_not_allowed"  // G2
	ReasonGuestLimit       Reason = "guest_limit"         // G16
	ReasonFull             Reason = "full"                // P1
	ReasonUnknown          Reason = "unknown"             // P3: no such number
	ReasonRegister         Reason = "register_first"      // A11: register, and come by the link
	ReasonRegistration     Reason = "registration_closed" // G21: and it is too late for that
	ReasonNotBegun         Reason = "not_begun"           // G4: before or between its meetings
	ReasonOver             Reason = "over"                // G4: after the last of them
	ReasonParticipation    Reason = "no_participation"    // D6: the account may take part in none
)

// Decision is the answer to an arrival.
type Decision struct {
	Outcome Outcome
	Reason  Reason // set with Refuse only

	// ForLeader, with Wait: he enters by himself as soon as somebody who leads is there.
	ForLeader bool

	// Wrong: a PIN or number was guessed and missed, and the guess is to be
	// paid for (see [Guessing]). It is not for the one at the door: whether he
	// gave a wrong PIN or none, the answer looks alike.
	Wrong bool
}

// Decide says what becomes of an arrival.
//
// Moderators admit somebody from the waiting room by asking again with
// AddedByModerator set: the limits then still count, nothing else does.
//
// Decisions the requirements leave open:
//   - Operators enter without PIN (E10), and so does the owner: he set it and
//     reads it on his card (D9), so asking him protects nothing. Moderators and
//     invited users give it. Whom a moderator calls, and whom the server calls
//     at the start, is not asked: the call itself is the invitation.
//   - Owner, moderators and operators are never refused as "full": a meeting
//     that nobody can steer or end is worse than one seat too many, and roles
//     come from the store, so that guests cannot multiply this way.
//   - Only guests count against the limit on guests; registered participants
//     are on the list of invited.
//   - Limits come before the waiting room: waiting for a place that does not
//     exist helps nobody.
//   - Who comes back later than SeatKept gives the PIN again and meets the lock
//     and the limits, but not the waiting room: he was admitted in this run.
//   - Where one registers, only those come in by themselves who are on a list: the
//     individual link (A13) and the button of G23 would mean nothing otherwise. Whoever
//     the waiting room would hold may still wait there: a moderator decides.
//   - Before the time and after it only those who lead come in, by which it begins. That
//     a conference is not for somebody at all is told before that.
//   - Who waits for somebody who leads enters only if he would otherwise; who is called
//     by a moderator does not wait, nor does who was inside in this run.
//   - Who may take part in no conference (D6) is told so before anything else, also where
//     there is none with this number: he learns nothing and nothing was guessed. It holds
//     for every role, and for who is admitted from the waiting room. Who is inside stays,
//     and keeps his seat as everybody does.
//   - When the PIN budget is spent, a moderator with the right PIN enters: his
//     account says who he is, and somebody has to admit the others.
func Decide(r Rules, a Arrival, now time.Time) Decision {
	if r.Bans(a, now) {
		return refuse(ReasonParticipation)
	}
	if r.Unknown {
		return decideUnknown(a)
	}
	asked := r.PIN != "" && a.givesPIN(now)
	if asked && !r.PIN.Equal(a.PIN) {
		return Decision{Outcome: AskPIN, Wrong: a.PIN != ""}
	}
	if a.staff() || a.keepsSeat(now) {
		return Decision{Outcome: Enter}
	}
	if reason := r.bars(a); reason != "" {
		return refuse(reason)
	}
	if reason := r.unlisted(a); reason != "" {
		return refuse(reason)
	}
	if r.Closed != "" {
		return refuse(r.Closed)
	}
	if a.WasWaiting && !a.AddedByModerator && r.stays(a) {
		return Decision{Outcome: Wait, ForLeader: a.ForLeader && r.LeaderAway}
	}
	if r.Locked && !a.AddedByModerator {
		return refuse(ReasonLocked)
	}
	if reason := r.exceeds(a); reason != "" {
		return refuse(reason)
	}
	if r.holds(a) || asked && r.PINBudgetSpent {
		return Decision{Outcome: Wait}
	}
	if r.LeaderAway && !a.AddedByModerator && !a.Resuming {
		return Decision{Outcome: Wait, ForLeader: true}
	}
	return Decision{Outcome: Enter}
}

// decideUnknown answers for a conference that does not exist as a wrong PIN
// would be answered, in the same time, except to telephones, which get their
// "not found" (P3), and to operators, who need no PIN and would be led astray.
func decideUnknown(a Arrival) Decision {
	PIN("000000").Equal(a.PIN)
	if a.Operator || a.Kind.Terminal() {
		return Decision{Outcome: Refuse, Reason: ReasonUnknown, Wrong: true}
	}
	return Decision{Outcome: AskPIN, Wrong: true}
}

func refuse(why Reason) Decision { return Decision{Outcome: Refuse, Reason: why} }

// givesPIN reports whether a is one of those who must know the PIN.
func (a Arrival) givesPIN(now time.Time) bool {
	known := a.Owner || a.Operator || a.AddedByModerator || a.DialledAtStart
	return !known && !a.WasWaiting && !a.keepsSeat(now)
}

// bars says why a may not be here at all, waiting room or not.
func (r Rules) bars(a Arrival) Reason {
	if r.Public {
		return ""
	}
	if a.Kind == KindGuest || a.Kind == KindRegistered {
		return ReasonGuestsNotAllowed // not even by a moderator: G2, H7
	}
	known := a.planned() || a.AddedByModerator || a.WasWaiting || a.Resuming
	if !known && !r.JoinUninvited {
		return ReasonNotInvited
	}
	return ""
}

// unlisted says why a, who has neither registered nor been invited, may not come.
func (r Rules) unlisted(a Arrival) Reason {
	known := a.planned() || a.AddedByModerator || a.WasWaiting || a.Resuming
	switch {
	case !r.ListOnly || known || r.holds(a):
		return ""
	case r.RegistrationActive:
		return ReasonRegister
	}
	return ReasonRegistration
}

// exceeds says which limit has no place for a.
func (r Rules) exceeds(a Arrival) Reason {
	switch {
	case r.MaxParticipants > 0 && r.Participants >= r.MaxParticipants:
		return ReasonFull
	case a.Kind == KindGuest && r.GuestLimit > 0 && r.Guests >= r.GuestLimit:
		return ReasonGuestLimit
	}
	return ""
}

// stays reports whether a, who waits, goes on to, whatever else changed: only a
// moderator ends it (K6, P4), or his coming where a waited for nothing else.
func (r Rules) stays(a Arrival) bool {
	return !a.ForLeader || r.LeaderAway || r.Locked || r.exceeds(a) != ""
}

// holds reports whether the waiting room, as it is now, takes a.
func (r Rules) holds(a Arrival) bool {
	if !r.WaitingRoom || a.AddedByModerator || a.Resuming {
		return false
	}
	return r.RegistrationActive || r.Category.holds(a, r.Public) // H1, H9
}
