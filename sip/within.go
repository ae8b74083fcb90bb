package sip

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"veche/sip/message"
	"veche/sip/transaction"
	"veche/sip/transport"
)

// within is a request inside the dialog of the call.
func (c *Call) within(tx *transaction.Server) {
	req := tx.Request()
	d := c.dialogOf(req.From().Tag())
	if d == nil || c.state == ended {
		c.s.respond(tx, 481, reasons[481])
		return
	}
	if fault := d.admit(req); fault != nil {
		tx.Respond(c.reply(tx, fault.Status, fault.Reason))
		return
	}
	if serve := methods[req.Method]; serve != nil {
		serve(c, tx)
		return
	}
	res := c.reply(tx, 405, reasons[405])
	tx.Respond(res)
}

// methods within a call.
var methods = map[string]func(*Call, *transaction.Server){
	"BYE":     (*Call).byed,
	"INVITE":  (*Call).reinvited,
	"UPDATE":  (*Call).updated,
	"PRACK":   (*Call).prack,
	"INFO":    (*Call).informed,
	"REFER":   (*Call).referredTo,
	"NOTIFY":  (*Call).notified,
	"OPTIONS": func(c *Call, tx *transaction.Server) { tx.Respond(c.s.options(c.reply(tx, 200, "OK"))) },
}

// dialogOf is the dialog with that tag of theirs: of a call of ours that is not
// answered there may be several.
func (c *Call) dialogOf(theirs string) *dialog {
	if c.dialog != nil {
		if c.dialog.remoteTag != theirs {
			return nil
		}
		return c.dialog
	}
	if c.outgoing != nil {
		if b := c.outgoing.branches[theirs]; b != nil {
			return b.dialog
		}
	}
	return nil
}

// byed is the end by the peer.
func (c *Call) byed(tx *transaction.Server) {
	tx.Respond(c.reply(tx, 200, "OK"))
	if c.outgoing != nil && c.dialog == nil {
		return // one branch of a fork is gone; the others ring on
	}
	if c.state == early {
		c.refuse(487, reasons[487]) // 15.1.2: the INVITE still wants its answer
	}
	c.answerAsked(487)
	c.end(reasonOf(tx.Request(), HungUp))
}

// Reoffer is a wish of the peer to change the session: by re-INVITE or UPDATE
// (hold, resume, picture on). Answer or Refuse it; after 20 s it is refused.
type Reoffer struct {
	Offer []byte // nil: the peer wants an offer of ours (only by re-INVITE)

	c      *Call
	tx     *transaction.Server
	invite bool
	expiry *alarm
}

// Answer gives the answer, or the offer when the peer wants one; the latter
// returns the answer of the peer.
func (r *Reoffer) Answer(sdp []byte) ([]byte, error) {
	return wait(r.c.ctx, r.c, func(done func([]byte, error)) {
		if !r.take() {
			done(nil, ErrState)
			return
		}
		r.c.localSDP = sdp
		res := r.c.reply(r.tx, 200, "OK")
		res.SetBody("application/sdp", sdp)
		r.c.settle(r, res, done)
	})
}

// Refuse keeps the session as it is, with 488 as a rule; the reason goes to the
// peer.
func (r *Reoffer) Refuse(status int, reason string) error {
	return r.c.do(func() error {
		if !r.take() {
			return ErrState
		}
		if reason == "" {
			reason = phrase(status)
		}
		r.tx.Respond(r.c.reply(r.tx, status, reason))
		return nil
	})
}

func (r *Reoffer) take() bool {
	if r.c.asked != r {
		return false
	}
	r.c.asked = nil
	r.expiry.stop()
	return true
}

// settle sends the 2xx to a change of theirs.
func (c *Call) settle(r *Reoffer, res *message.Message, done func([]byte, error)) {
	c.session.agree(res, c.peer)
	c.startSession()
	if !r.invite {
		r.tx.Respond(res)
		done(nil, nil)
		return
	}
	c.accept(r.tx, res, r.Offer == nil, func(answer []byte, err error) {
		if r.Offer == nil {
			done(answer, err)
		}
	})
	if r.Offer != nil {
		done(nil, nil)
	}
}

func (c *Call) reinvited(tx *transaction.Server) { c.changed(tx, true) }

func (c *Call) updated(tx *transaction.Server) { c.changed(tx, false) }

// changed is a re-INVITE (RFC 3261, 14.2) or UPDATE (RFC 3311, 5.2).
func (c *Call) changed(tx *transaction.Server, invite bool) {
	req := tx.Request()
	if status, fields := c.glare(req, invite); status != 0 {
		res := c.reply(tx, status, phrase(status))
		res.Header = append(res.Header, fields...)
		tx.Respond(res)
		return
	}
	offer, fault := sdpOf(req)
	var s session
	if fault == nil {
		s, fault = askedSession(req)
	}
	if fault != nil {
		res := c.reply(tx, fault.Status, fault.Reason)
		res.Header.Add("Min-SE", minSession.seconds())
		tx.Respond(res)
		return
	}
	c.dialogOf(req.From().Tag()).refresh(req)
	c.way = nil
	s.alarm = c.session.alarm
	c.session = s
	r := &Reoffer{Offer: offer, c: c, tx: tx, invite: invite}
	if !invite && offer == nil { // only refreshes
		c.settle(r, c.reply(tx, 200, "OK"), func([]byte, error) {})
		return
	}
	c.askUser(r)
}

// glare is how a change is put off while another one is under way.
func (c *Call) glare(req *message.Message, invite bool) (int, []message.Field) {
	soon := []message.Field{{Name: "Retry-After", Value: strconv.Itoa(rand.IntN(11))}}
	hasOffer := invite || len(req.Body) > 0
	switch {
	case invite && c.state != confirmed:
		return 500, soon // 14.2: the first one is not through
	case !hasOffer:
		return 0, nil
	case c.change != nil && (c.change.method == "INVITE" || c.change.sdp != nil):
		return 491, nil
	case c.asked != nil || c.accepting != nil && c.accepting.delayed:
		return 500, soon
	case invite && c.accepting != nil:
		return 500, soon
	}
	return 0, nil
}

// askUser hands a change to the user.
func (c *Call) askUser(r *Reoffer) {
	c.asked = r
	r.expiry = c.after(reofferWait, func() { c.answerAsked(500) })
	if !c.emit(r) {
		c.answerAsked(503)
	}
}

func (c *Call) answerAsked(status int) {
	if r := c.asked; r != nil && r.take() {
		r.tx.Respond(c.reply(r.tx, status, phrase(status)))
	}
}

// along finds the way for requests of the dialog, which may take a look into the
// DNS, and goes on in the loop.
func (c *Call) along(d *dialog, f func(transport.Flow, error)) {
	hop := d.hop()
	if c.way != nil && c.hop == hop && !c.way.Closed() {
		f(c.way, nil)
		return
	}
	first := c.flow
	if flow := c.s.nearFlow(d, first); flow != nil {
		c.hop, c.way = hop, flow
		f(flow, nil)
		return
	}
	copied := *d
	if !c.s.start(func() {
		flow, err := c.s.nextFlow(c.ctx, &copied, first)
		c.post(func() {
			if err == nil {
				c.hop, c.way = hop, flow
			}
			f(flow, err)
		})
	}) {
		f(nil, fmt.Errorf("sip: %w", transaction.ErrClosed))
	}
}

// ask sends a request within the dialog; on is told in the loop.
func (c *Call) ask(d *dialog, req *message.Message, on func(*message.Message, error)) {
	c.along(d, func(flow transport.Flow, err error) {
		if err == nil {
			c.address(req, flow)
			_, err = c.s.layer.Send(flow, req, func(res *message.Message, err error) {
				c.tell(func() { on(res, err) })
			})
		}
		if err != nil {
			on(nil, err)
		}
	})
}

// address puts the way back into a request: Via, and Contact where it belongs.
func (c *Call) address(req *message.Message, flow transport.Flow) {
	req.Header = append(message.Header{{Name: "Via", Value: c.s.via(flow)}}, req.Header...)
	switch req.Method {
	case "INVITE", "UPDATE", "REFER", "NOTIFY":
		req.Header.Set("Contact", c.s.contact(flow))
	}
	c.s.sign(req)
}
