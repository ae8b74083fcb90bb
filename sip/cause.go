package sip

import (
	"errors"
	"fmt"

	"veche/sip/message"
	"veche/sip/transaction"
)

// Kind is why a call ended, as people understand it. The pages have a text in
// both languages for each.
type Kind string

// The kinds.
const (
	HungUp        Kind = "hungup"        // by whoever; Cause.Local says by whom
	Cancelled     Kind = "cancelled"     // the caller gave up before an answer
	Elsewhere     Kind = "elsewhere"     // answered on another device
	Busy          Kind = "busy"          //
	Declined      Kind = "declined"      //
	NoAnswer      Kind = "noanswer"      // it rang, nobody came
	NotFound      Kind = "notfound"      // no such number or name
	Unavailable   Kind = "unavailable"   // known, but no device is there
	Unreachable   Kind = "unreachable"   // nothing answers at that address
	Forbidden     Kind = "forbidden"     // not allowed, or the password is wrong
	NotAcceptable Kind = "notacceptable" // no common format
	Redirected    Kind = "redirected"    // is elsewhere, and may not be followed
	Failed        Kind = "failed"        // the other side has a fault
	Lost          Kind = "lost"          // the peer is gone without a word
	Replaced      Kind = "replaced"      // transferred
	Shutdown      Kind = "shutdown"      // this server stops
)

// Cause is the end of a call.
type Cause struct {
	Kind   Kind
	Status int    // the SIP status, if one told it
	Reason string // its words, or those of a Reason header
	Local  bool   // this side ended it
}

func (c Cause) Error() string {
	if c.Status == 0 {
		return "sip: " + string(c.Kind)
	}
	return fmt.Sprintf("sip: %s (%d %s)", c.Kind, c.Status, c.Reason)
}

// kinds are the statuses that mean more than their class does.
var kinds = map[int]Kind{
	401: Forbidden, 402: Forbidden, 403: Forbidden, 407: Forbidden,
	404: NotFound, 410: NotFound, 484: NotFound, 485: NotFound, 604: NotFound,
	408: Unreachable, 430: Unreachable, 502: Unreachable, 503: Unreachable, 504: Unreachable,
	480: Unavailable, 486: Busy, 600: Busy, 487: Cancelled, 603: Declined, 607: Declined, 608: Declined,
	406: NotAcceptable, 415: NotAcceptable, 488: NotAcceptable, 606: NotAcceptable,
}

// causeOf is what a final response other than 2xx says.
func causeOf(res *message.Message) Cause {
	c := Cause{Status: res.Status, Reason: res.Reason, Kind: Failed}
	if k, ok := kinds[res.Status]; ok {
		c.Kind = k
	} else if res.Status < 400 {
		c.Kind = Redirected
	}
	return c
}

// lostBecause is the cause when no response came.
func lostBecause(err error) Cause {
	switch {
	case errors.Is(err, transaction.ErrTimeout):
		return Cause{Kind: Unreachable, Status: 408, Reason: "no answer from the network"}
	case errors.Is(err, transaction.ErrClosed):
		return Cause{Kind: Shutdown, Local: true}
	}
	return Cause{Kind: Unreachable, Reason: err.Error()}
}

// reasonOf is what BYE or CANCEL says about itself (RFC 3326).
func reasonOf(m *message.Message, otherwise Kind) Cause {
	c := Cause{Kind: otherwise}
	for _, v := range m.Header.List("Reason") {
		a, err := message.ParseReason(v)
		if err != nil {
			continue
		}
		c.Status, c.Reason = a.Cause, a.Text
		if otherwise == Cancelled && a.Protocol == "SIP" && a.Cause == 200 {
			c.Kind = Elsewhere
		}
		return c
	}
	return c
}
