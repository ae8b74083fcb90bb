package sip

import (
	"strings"

	"veche/sip/transaction"
	"veche/sip/transport"
)

// replacement is what a Replaces field names (RFC 3891, section 6.1): a dialog as the
// one who is asked knows it.
type replacement struct {
	callID    string
	to, from  string // our tag and theirs
	earlyOnly bool
}

// parseReplaces reads the field; the tags have to be there.
func parseReplaces(field string) (r replacement, ok bool) {
	id, params, _ := strings.Cut(field, ";")
	r.callID = strings.TrimSpace(id)
	for p := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(p, "=")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "to-tag":
			r.to = strings.TrimSpace(value)
		case "from-tag":
			r.from = strings.TrimSpace(value)
		case "early-only":
			r.earlyOnly = true
		}
	}
	return r, r.callID != "" && r.to != "" && r.from != ""
}

// replaced finds the call whose place an INVITE is to take, by RFC 3891, section 3; nil
// for none. Who asks has to be a device, or to come from a trusted network: the tags are
// secrets that went over the network. false: the request has been answered.
func (s *Server) replaced(tx *transaction.Server, device *Device) (*Call, bool) {
	fields := tx.Request().Header.List("Replaces")
	if len(fields) == 0 {
		return nil, true
	}
	flow := tx.Flow().(transport.Flow)
	r, ok := parseReplaces(fields[0])
	switch {
	case len(fields) > 1 || !ok || tx.Request().Header.Has("Join"):
		s.respond(tx, 400, "Bad Replaces")
		return nil, false
	case device == nil && s.trusts(flow.Remote().Addr()):
	case device == nil && s.config.Devices != nil:
		s.challenge(tx, false)
		return nil, false
	case device == nil:
		s.respond(tx, 403, reasons[403])
		return nil, false
	}
	old := s.find(r.callID, r.to)
	if status := old.replaceable(r); status != 0 {
		s.respond(tx, status, phrase(status))
		return nil, false
	}
	return old, true
}

// replaceable says by which status a call may not be replaced; 0: it may. Calls that
// nobody has answered are not: what rings here is rung by the conference.
func (c *Call) replaceable(r replacement) (status int) {
	if c == nil {
		return 481
	}
	err := c.do(func() error {
		switch {
		case c.dialog == nil || c.dialog.remoteTag != r.from || c.state == early:
			status = 481
		case r.earlyOnly:
			status = 486
		}
		return nil
	})
	if err != nil {
		return 603 // it has just ended
	}
	return status
}

// Replaces is the call of this server whose place a call from outside is to take, nil
// for most. Once it is answered that one is to be hung up.
func (c *Call) Replaces() *Call { return c.replaces }
