package sdp

import "fmt"

// Error says why nothing could be agreed. Each function of this package that
// fails returns one.
type Error struct {
	Reason Reason
	Detail string // for the log, without addresses or keys
}

func (e *Error) Error() string {
	if e.Detail == "" {
		return "sdp: " + e.Reason.String()
	}
	return "sdp: " + e.Reason.String() + ": " + e.Detail
}

// Is makes errors.Is(err, &Error{Reason: r}) ask for the reason alone.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Reason == e.Reason
}

// Reason is why nothing could be agreed.
type Reason uint8

// The reasons. Malformed and TooLarge are the sender's fault, the others a
// matter of what either side can.
const (
	Malformed Reason = iota + 1
	TooLarge
	NothingOffered      // no line, or all with port 0
	NoCommonLine        // neither sound nor a picture among the lines
	NoCommonFormat      // lines of the right kind, but none of our codecs
	EncryptionRequired  // we want it, the other side has none that we know
	EncryptionRefused   // the other side wants it, we are told not to
	IncompatibleAddress // IPv6 meets IPv4
	NoOffer             // an answer that nothing was asked for
)

// reasons has, for each reason, a sentence and what a SIP response says: the
// status (RFC 3261, section 21.4) and the code of a Warning header (section 20.43).
var reasons = [...]struct {
	text            string
	status, warning int
}{
	0:                   {"unknown", 500, 399},
	Malformed:           {"not to be understood", 400, 399},
	TooLarge:            {"too large", 413, 399},
	NothingOffered:      {"nothing is offered", 488, 304},
	NoCommonLine:        {"no sound and no picture is offered", 488, 304},
	NoCommonFormat:      {"no common codec", 488, 305},
	EncryptionRequired:  {"encryption is required here", 488, 302},
	EncryptionRefused:   {"encryption is not available here", 488, 302},
	IncompatibleAddress: {"IPv4 and IPv6 do not meet", 488, 301},
	NoOffer:             {"an answer without an offer", 400, 399},
}

func (r Reason) String() string { return reasons[r.known()].text }

// Status is the SIP status that refuses an offer for this reason.
func (r Reason) Status() int { return reasons[r.known()].status }

// Warning is the code of the Warning header for this reason; its text is String.
func (r Reason) Warning() int { return reasons[r.known()].warning }

func (r Reason) known() Reason {
	if int(r) < len(reasons) {
		return r
	}
	return 0
}

func fail(r Reason, format string, args ...any) error {
	return &Error{Reason: r, Detail: fmt.Sprintf(format, args...)}
}
