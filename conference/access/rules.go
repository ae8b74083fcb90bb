package access

import "errors"

// Rules is what a conference demands at its door at this moment: settings and
// live state together.
type Rules struct {
	// Unknown: there is no such conference; see [Unknown].
	Unknown bool

	// ParticipationAsked: accounts of this server need a [Participation] (D6).
	ParticipationAsked bool

	Public   bool     // false: internal, no guests (G2)
	PIN      PIN      // empty: none (G11)
	Category Category // who waits while WaitingRoom is on (G13)

	WaitingRoom bool // live value, see [Gate] (K6)
	Locked      bool // live value, see [Gate] (J1)

	// JoinUninvited lets uninvited people into an internal conference (G12). A
	// public one never asks for an invitation.
	JoinUninvited bool

	// Closed: it does not run, and it is not the time of any of its meetings; empty for
	// all others. Over where no meeting is left (G4, A10).
	Closed Reason

	// LeaderAway: others than those who lead wait until one of them has come (ND5).
	LeaderAway bool

	// RegistrationActive: registration is on and not closed yet (H1).
	RegistrationActive bool
	// ListOnly: registration is on, closed or not: who is on no list does not come in
	// by himself (A13, G23).
	ListOnly bool

	// GuestLimit, 0 for none (G16), against the Guests now inside.
	GuestLimit int
	Guests     int

	// MaxParticipants, 0 for none (P1), against the Participants now inside.
	// Both counts include the seats kept for those who broke off (SeatKept).
	MaxParticipants int
	Participants    int

	// PINBudgetSpent: too many wrong PINs for this conference; a right one
	// leads to the waiting room until the budget has recovered (P3).
	PINBudgetSpent bool
}

// Unknown is what stands for a conference that does not exist (or whose CID
// was changed, K4). Callers go through Decide with it instead of answering by
// themselves, so that a wrong number and a wrong PIN are answered alike (P3).
func Unknown() Rules { return Rules{Unknown: true} }

// Errors of Validate, in words an editor of the settings can be shown.
var (
	ErrCategory        = errors.New("this waiting room category does not exist for this access type")
	ErrPIN             = errors.New("a PIN has 4 to 32 letters or digits")
	ErrPINRegistration = errors.New("a conference with registration cannot have a PIN")
	ErrGuestLimit      = errors.New("a limit on guests cannot be negative and needs a public conference")
	ErrJoinUninvited   = errors.New("joining without an invitation is a setting of internal conferences")
	ErrMaxParticipants = errors.New("the number of participants cannot be negative")
)

// Validate reports settings that contradict each other or the requirements. A
// change of the PIN while the conference runs goes through it too (K5).
func (r Rules) Validate() error {
	switch {
	case !r.Category.ValidFor(r.Public):
		return ErrCategory
	case r.PIN != "" && !r.PIN.Valid():
		return ErrPIN
	case r.PIN != "" && r.RegistrationActive: // G11
		return ErrPINRegistration
	case r.GuestLimit < 0 || r.GuestLimit > 0 && !r.Public: // G16
		return ErrGuestLimit
	case r.JoinUninvited && r.Public: // G12
		return ErrJoinUninvited
	case r.MaxParticipants < 0:
		return ErrMaxParticipants
	}
	return nil
}
