package bfcp

import "strconv"

// Primitive is the kind of a message.
type Primitive uint8

// The primitives of RFC 8855, section 5.1.
const (
	FloorRequest Primitive = iota + 1
	FloorRelease
	FloorRequestQuery
	FloorRequestStatus
	UserQuery
	UserStatus
	FloorQuery
	FloorStatus
	ChairAction
	ChairActionAck
	Hello
	HelloAck
	ErrorReply
	FloorRequestStatusAck
	FloorStatusAck
	Goodbye
	GoodbyeAck
)

var primitives = [...]string{
	FloorRequest: "FloorRequest", FloorRelease: "FloorRelease", FloorRequestQuery: "FloorRequestQuery",
	FloorRequestStatus: "FloorRequestStatus", UserQuery: "UserQuery", UserStatus: "UserStatus",
	FloorQuery: "FloorQuery", FloorStatus: "FloorStatus", ChairAction: "ChairAction",
	ChairActionAck: "ChairActionAck", Hello: "Hello", HelloAck: "HelloAck", ErrorReply: "Error",
	FloorRequestStatusAck: "FloorRequestStatusAck", FloorStatusAck: "FloorStatusAck",
	Goodbye: "Goodbye", GoodbyeAck: "GoodbyeAck",
}

func (p Primitive) String() string {
	if p > 0 && int(p) < len(primitives) {
		return primitives[p]
	}
	return "primitive " + strconv.Itoa(int(p))
}

// Status of a request for the floor (section 5.2.5).
type Status uint8

// The statuses.
const (
	Pending Status = iota + 1
	Accepted
	Granted
	Denied
	Cancelled
	Released
	Revoked
)

var statuses = [...]string{
	0: "none", Pending: "pending", Accepted: "accepted", Granted: "granted", Denied: "denied",
	Cancelled: "cancelled", Released: "released", Revoked: "revoked",
}

func (s Status) String() string {
	if int(s) < len(statuses) {
		return statuses[s]
	}
	return "status " + strconv.Itoa(int(s))
}

// open tells whether a request of that status may still come to something or is
// granted.
func (s Status) open() bool { return s == Pending || s == Accepted || s == Granted }

// ErrorCode says why a message was refused (section 5.2.6).
type ErrorCode uint8

// The error codes.
const (
	NoConference ErrorCode = iota + 1
	NoUser
	UnknownPrimitive
	UnknownMandatoryAttribute
	Unauthorized
	InvalidFloor
	NoRequest
	TooManyRequests
	UseTLS
	NotParsed
	UseDTLS
	UnsupportedVersion
	WrongLength
	GenericError
)
