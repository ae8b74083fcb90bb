package telephony

// CauseKind is why a call, or a registration, ended, as people understand it. The
// list is closed, and the pages have a text in each language for each.
type CauseKind string

// The kinds.
const (
	HungUp        CauseKind = "hungup"
	Cancelled     CauseKind = "cancelled"
	Elsewhere     CauseKind = "elsewhere"
	Busy          CauseKind = "busy"
	Declined      CauseKind = "declined"
	NoAnswer      CauseKind = "noanswer"
	NotFound      CauseKind = "notfound"
	Unavailable   CauseKind = "unavailable"
	Unreachable   CauseKind = "unreachable"
	Forbidden     CauseKind = "forbidden"
	NotAcceptable CauseKind = "notacceptable"
	Redirected    CauseKind = "redirected"
	Failed        CauseKind = "failed"
	Lost          CauseKind = "lost"
	Replaced      CauseKind = "replaced"
	Shutdown      CauseKind = "shutdown"
)

// CauseTexts has every kind with its sentence in English.
var CauseTexts = map[CauseKind]string{
	HungUp:        "They hung up.",
	Cancelled:     "The caller gave up before anybody answered.",
	Elsewhere:     "It was answered on another device.",
	Busy:          "The line was busy.",
	Declined:      "The call was declined.",
	NoAnswer:      "It rang, and nobody answered.",
	NotFound:      "There is no such number or name.",
	Unavailable:   "No device of theirs is there.",
	Unreachable:   "Nothing answers at that address.",
	Forbidden:     "It was not allowed, or the password is wrong.",
	NotAcceptable: "There is no format that both sides have.",
	Redirected:    "They are at another address, which is not followed.",
	Failed:        "The other side has a fault.",
	Lost:          "The other side was gone without a word.",
	Replaced:      "The call was passed on.",
	Shutdown:      "This server stopped.",
}

// Cause is the end of a call.
type Cause struct {
	Kind   CauseKind `json:"kind"`
	Text   string    `json:"text" doc:"In words, in English"`
	Status int       `json:"status,omitempty" doc:"SIP status, if one told it"`
	Reason string    `json:"reason,omitempty" doc:"Its words"`
	Local  bool      `json:"local" doc:"This side ended it"`
}

// NewCause has the text of its kind; an unknown kind is Failed.
func NewCause(kind CauseKind, status int, reason string, local bool) *Cause {
	if CauseTexts[kind] == "" {
		kind = Failed
	}
	return &Cause{Kind: kind, Text: CauseTexts[kind], Status: status, Reason: reason, Local: local}
}
