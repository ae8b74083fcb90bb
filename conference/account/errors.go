package account

import "veche/conference"

// Refusals of the rules and of repositories.
var (
	ErrUnknown           = conference.Refuse(conference.NotFound, "user_unknown", "There is no such user.")
	ErrTaken             = field(conference.Conflict, "login", "login_taken", "This login is taken.")
	ErrLastAdministrator = conference.Refuse(conference.Conflict, "last_administrator",
		"This is the last administrator; make somebody else one first.")
	ErrChangedMeanwhile = conference.Refuse(conference.Conflict, "changed_meanwhile",
		"Somebody else changed this meanwhile. Load it again.")
	ErrAvatarUnknown  = conference.Refuse(conference.NotFound, "avatar_unknown", "There is no such picture.")
	ErrKeyUnknown     = conference.Refuse(conference.NotFound, "key_unknown", "There is no such key.")
	ErrTooManyKeys    = conference.Refuse(conference.Conflict, "too_many_keys", "You have too many keys. Remove one first.")
	ErrSessionUnknown = conference.Refuse(conference.NotFound, "session_unknown", "There is no such session.")
)

// field makes a refusal about one field of the request.
func field(kind conference.Kind, name, code, detail string) error {
	return &conference.Error{Kind: kind, Code: code, Detail: detail, Field: name}
}
