package conversation

import "veche/conference"

// Refusals of the rules and of repositories.
var (
	ErrUnknown        = conference.Refuse(conference.NotFound, "conversation_unknown", "There is no such conversation.")
	ErrMessageUnknown = conference.Refuse(conference.NotFound, "message_unknown", "There is no such message.")
	ErrGone           = conference.Refuse(conference.Gone, "person_gone", "This person cannot be written to any more.")
	ErrNotManager     = conference.Refuse(conference.Denied, "not_manager", "Only who manages the group can do this.")
	ErrPersonal       = conference.Refuse(conference.Conflict, "conversation_personal", "This can only be done with a group.")
	ErrNotYours       = conference.Refuse(conference.Denied, "message_not_yours", "Only who wrote a message can change it.")
	ErrTooLate        = conference.Refuse(conference.Conflict, "message_too_old", "A message can be changed for a day after it was sent.")
	ErrTooMany        = conference.Refuse(conference.Conflict, "too_many_conversations", "You have as many conversations as the server allows. Leave some first.")

	errTooLong  = invalid("text", "too_long", "A message has at most 4,000 characters.")
	errName     = invalid("name", "name_invalid", "A name has 1 to 100 characters.")
	errSelf     = invalid("people", "people_self", "Name somebody else than yourself.")
	errNobody   = invalid("people", "people_missing", "Name who is to take part.")
	errMany     = invalid("people", "people_many", "A group has at most 100 people.")
	errKind     = invalid("kind", "kind_invalid", "A conversation is personal or a group.")
	errJustOne  = invalid("people", "people_many", "A personal conversation is with one person.")
	errTheMaker = invalid("remove", "remove_self", "Leave the group instead of taking yourself out.")
)

func invalid(field, code, detail string) error {
	return &conference.Error{Kind: conference.Invalid, Code: code, Detail: detail, Field: field}
}
