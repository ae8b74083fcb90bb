package account

import (
	"encoding/json"
	"slices"

	"veche/conference"
)

// Right is one of the account rights E1 to E10.
type Right string

const (
	AddressBook      Right = "address_book"      // E1: edit the address book
	Call             Right = "call"              // E2: make calls to one person
	CreateConference Right = "create_conference" // E3
	ShareDesktop     Right = "share_desktop"     // E4: show desktop and windows
	RemoteControl    Right = "remote_control"    // E5
	ShowPresentation Right = "show_presentation" // E6
	SendFiles        Right = "send_files"        // E7
	ReceiveFiles     Right = "receive_files"     // E8
	RecordClient     Right = "record_client"     // E9: in the client
	Operator         Right = "operator"          // E10: moderator everywhere, needs no PIN
)

// AllRights lists every right in the order of the requirements, which is the
// order in which they are stored and shown.
var AllRights = []Right{
	AddressBook, Call, CreateConference, ShareDesktop, RemoteControl,
	ShowPresentation, SendFiles, ReceiveFiles, RecordClient, Operator,
}

// Rights is a set, each once and in the order of AllRights.
type Rights []Right

// DefaultRights is what a new account gets: all but the two that give power
// over others.
func DefaultRights() Rights {
	return slices.DeleteFunc(slices.Clone(Rights(AllRights)), func(r Right) bool {
		return r == RemoteControl || r == Operator
	})
}

// NewRights returns the set of the given rights. An unknown one is Invalid.
func NewRights(rights []Right) (Rights, error) {
	for _, r := range rights {
		if !slices.Contains(AllRights, r) {
			return nil, field(conference.Invalid, "rights", "right_unknown", "There is no such right.")
		}
	}
	set := Rights{}
	for _, r := range AllRights {
		if slices.Contains(rights, r) {
			set = append(set, r)
		}
	}
	return set, nil
}

// Has reports whether r is in the set.
func (s Rights) Has(r Right) bool { return slices.Contains(s, r) }

// MarshalJSON writes the empty set as [], which is what readers expect.
func (s Rights) MarshalJSON() ([]byte, error) {
	if s == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]Right(s))
}
