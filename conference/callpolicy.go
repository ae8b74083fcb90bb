package conference

import (
	"slices"
	"strings"

	"veche/conference/dial"
)

// CallPolicy is the server's rule on calls to the outside. Calls and cameras are
// switched each for itself: a call rings somebody and may cost money, a camera does
// neither.
type CallPolicy struct {
	Enabled   bool // calls to terminals and telephones
	NoCameras bool
	// Numbers are the telephone numbers that may be called, as patterns: "x" is any
	// digit, "." at the end any more digits, everything else itself, as in "8xxx" or
	// "+7.". None: no telephone numbers, for they cost money.
	Numbers []string
}

// Refusals of a policy.
var (
	errCamerasOff   = Refuse(Denied, "cameras_off", "Cameras are switched off on this server.")
	errCallsOff     = Refuse(Denied, "calls_off", "Calls to the outside are switched off on this server.")
	errNumberBarred = &Error{Denied, "number_barred", "This server does not call this number.", "dial"}
	// ErrMayNotCall is for an account without the right E2.
	ErrMayNotCall = Refuse(Denied, "no_right", "Your account may not call to the outside.")
)

// Permits says why t may not be called. Charged: its host leads to the telephone
// though it looks like any other.
func (p CallPolicy) Permits(t dial.Target, charged bool) error {
	switch {
	case t.Kind == dial.RTSP && p.NoCameras:
		return errCamerasOff
	case t.Kind == dial.RTSP:
		return nil
	case !p.Enabled:
		return errCallsOff
	}
	number, costs := numberOf(t, charged)
	if costs && !slices.ContainsFunc(p.Numbers, func(pattern string) bool { return numberFits(pattern, number) }) {
		return errNumberBarred
	}
	return nil
}

// numberOf is the number that t dials where it may cost money: on the telephone,
// and through the default server or gatekeeper, or one that is charged, which may
// lead there.
func numberOf(t dial.Target, charged bool) (number string, costs bool) {
	switch {
	case t.Kind == dial.Telephone:
		return t.Number, true
	case t.Host != "" && !charged || t.Kind != dial.SIP && t.Kind != dial.H323:
		return "", false
	case t.Number != "":
		return t.Number, true
	}
	user, _, _ := strings.Cut(t.User, ",")
	return user, strings.Trim(user, "0123456789+*#.-() ") == ""
}

// numberFits tells whether number is one of those that pattern means.
func numberFits(pattern, number string) bool {
	stem, more := strings.CutSuffix(pattern, ".")
	if len(number) < len(stem) || !more && len(number) > len(stem) {
		return false
	}
	for i := range len(stem) {
		digit := '0' <= number[i] && number[i] <= '9'
		if stem[i] != number[i] && !((stem[i] == 'x' || stem[i] == 'X') && digit) {
			return false
		}
	}
	return true
}

// ValidNumberPattern tells whether pattern may stand in a CallPolicy.
func ValidNumberPattern(pattern string) bool {
	stem := strings.TrimSuffix(pattern, ".")
	return pattern != "" && len(pattern) <= 40 && strings.Trim(stem, "0123456789*#xX+") == "" &&
		!strings.Contains(strings.TrimPrefix(stem, "+"), "+")
}

// callable says why t cannot be called by this server, whoever asks (P6).
func callable(outside Outside, policy CallPolicy, t dial.Target) error {
	if outside == nil || !calledOutside(t.Kind) {
		return errNotAvailable(unserved[t.Kind])
	}
	charging, ok := outside.(Charging)
	if err := policy.Permits(t, ok && charging.Charged(t)); err != nil {
		return err
	}
	if err := outside.Serves(t); err != nil {
		return errNotAvailable(err.Error())
	}
	return nil
}

// calledOutside tells whether targets of this kind are called by the Outside.
func calledOutside(k dial.Kind) bool {
	switch k {
	case dial.SIP, dial.Telephone, dial.H323, dial.RTSP:
		return true
	}
	return false
}

// unserved says of each kind what is missing when nobody serves it.
var unserved = map[dial.Kind]string{
	dial.User:                "this person is called by login",
	dial.Federated:           "this server is not connected to others",
	dial.Conference:          "a conference cannot be called into another",
	dial.ConferenceElsewhere: "this server is not connected to others",
	dial.SIP:                 "this server makes no SIP calls",
	dial.Telephone:           "this server makes no telephone calls",
	dial.H323:                "this server makes no H.323 calls",
	dial.RTSP:                "this server takes no cameras",
}

// errNotAvailable answers a dial string that nobody serves (P6).
func errNotAvailable(why string) error {
	return &Error{Unavailable, "not_available_here", "Not available here: " + strings.TrimSuffix(why, ".") + ".", "dial"}
}
