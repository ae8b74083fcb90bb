package telephony

import "veche/conference"

// Refusals of the rules and of repositories.
var (
	ErrTrunkUnknown  = conference.Refuse(conference.NotFound, "trunk_unknown", "There is no such trunk.")
	ErrDeviceUnknown = conference.Refuse(conference.NotFound, "device_unknown", "There is no such device.")
	ErrUsernameTaken = field(conference.Conflict, "username", "username_taken", "This user name is taken.")
	ErrTooManyTrunks = conference.Refuse(conference.Conflict, "too_many_trunks",
		"There are too many trunks. Remove one first.")
	ErrTooManyDevices = conference.Refuse(conference.Conflict, "too_many_devices",
		"There are too many devices on this account. Remove one first.")
	ErrChangedMeanwhile = conference.Refuse(conference.Conflict, "changed_meanwhile",
		"Somebody else changed this meanwhile. Load it again.")
)

// field makes a refusal about one field of the request.
func field(kind conference.Kind, name, code, detail string) error {
	return &conference.Error{Kind: kind, Code: code, Detail: detail, Field: name}
}

func invalid(name, code, detail string) error { return field(conference.Invalid, name, code, detail) }
