package sip

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"veche/sip/message"
	"veche/sip/transaction"
)

// Referral is a wish of the peer that this call goes elsewhere (REFER, RFC
// 3515). Only devices whose account may dial get this far; others have been
// told 603 (lesson 23). Accept it, make the new call, tell its Progress until
// it has a final status; or Reject it.
type Referral struct {
	To       string // the URI to be called
	By       string // Referred-By, for the record; may be empty
	Replaces string // of the call that is to be replaced; may be empty

	c  *Call
	tx *transaction.Server
	id string // of the subscription, by the CSeq of the REFER
}

// referredTo is a REFER within the call.
func (c *Call) referredTo(tx *transaction.Server) {
	req := tx.Request()
	list := req.Header.List("Refer-To")
	if len(list) != 1 {
		tx.Respond(c.reply(tx, 400, "Bad Refer-To"))
		return
	}
	a, err := message.ParseAddress(list[0])
	u, err2 := message.ParseURI(a.URI)
	switch {
	case err != nil || err2 != nil:
		tx.Respond(c.reply(tx, 400, "Bad Refer-To"))
		return
	case !c.mayBeReferred(u):
		tx.Respond(c.reply(tx, 603, reasons[603]))
		return
	}
	r := &Referral{c: c, tx: tx, id: strconv.FormatUint(uint64(req.CSeq().Number), 10), Replaces: replacesOf(u)}
	u.Headers = ""
	r.To = u.String()
	if by, err := message.ParseAddress(req.Header.Get("Referred-By")); err == nil {
		r.By = by.URI
	}
	if !c.emit(r) {
		tx.Respond(c.reply(tx, 503, reasons[503]))
	}
}

// mayBeReferred: a From is no identity (design.md, section 8), and nobody is
// sent round in circles.
func (c *Call) mayBeReferred(to message.URI) bool {
	d := c.info.Device
	return d != nil && d.MayDial && (to.IsSIP() || to.Scheme == "tel") && !c.s.isOwn(to)
}

func replacesOf(u message.URI) string {
	for h := range strings.SplitSeq(u.Headers, "&") {
		name, value, _ := strings.Cut(h, "=")
		if strings.EqualFold(name, "Replaces") {
			return message.Unescape(value)
		}
	}
	return ""
}

// Accept promises to try, and tells the first progress.
func (r *Referral) Accept() error {
	return r.c.do(func() error {
		r.tx.Respond(r.c.reply(r.tx, 202, reasons[202]))
		r.notify(100, reasons[100], false)
		return nil
	})
}

// Reject says no.
func (r *Referral) Reject(status int, reason string) error {
	return r.c.do(func() error {
		r.tx.Respond(r.c.reply(r.tx, status, reason))
		return nil
	})
}

// Progress tells the peer the status of the new call; from 200 it is the last.
func (r *Referral) Progress(status int, reason string) error {
	return r.c.do(func() error {
		r.notify(status, reason, status >= 200)
		return nil
	})
}

func (r *Referral) notify(status int, reason string, last bool) {
	if r.c.state != confirmed {
		return
	}
	req := r.c.dialog.request("NOTIFY")
	req.Header.Add("Event", "refer;id="+r.id)
	state := "active;expires=60"
	if last {
		state = "terminated;reason=noresource"
	}
	req.Header.Add("Subscription-State", state)
	req.SetBody("message/sipfrag;version=2.0", fmt.Appendf(nil, "SIP/2.0 %d %s\r\n", status, reason))
	r.c.ask(r.c.dialog, req, func(*message.Message, error) {})
}

// referring is a REFER of ours that the peer acts on.
type referring struct {
	progress func(status int, reason string)
	done     func(struct{}, error)
}

// Refer asks the peer to call somebody else instead (transfer). progress is told
// what the peer says of that call. Refer returns when it is through: nil when
// the peer reached its new partner; then it is up to the caller to hang up.
func (c *Call) Refer(ctx context.Context, to string, progress func(status int, reason string)) error {
	if _, err := message.ParseURI(to); err != nil {
		return err
	}
	asked := &referring{progress: progress}
	_, err := wait(ctx, c, func(done func(struct{}, error)) {
		if c.state != confirmed || c.referring != nil {
			done(struct{}{}, ErrState)
			return
		}
		asked.done = done
		c.referring = asked
		c.askWith(make(map[string]int), func() *message.Message {
			req := c.dialog.request("REFER")
			req.Header.Add("Refer-To", "<"+to+">")
			req.Header.Add("Referred-By", "<"+message.Address{URI: addressOf(c.dialog.local)}.URI+">")
			return req
		}, func(_ *message.Message, err error) {
			if err != nil {
				c.referred(err)
			}
		})
	})
	if ctx.Err() != nil { // nobody waits any more; the next may be asked for
		c.post(func() {
			if c.referring == asked {
				c.referring = nil
			}
		})
	}
	return err
}

func addressOf(field string) string {
	a, _ := message.ParseAddress(field)
	return a.URI
}

func (c *Call) referred(err error) {
	if r := c.referring; r != nil {
		c.referring = nil
		r.done(struct{}{}, err)
	}
}

// notified is a NOTIFY about our REFER; there are no other subscriptions.
func (c *Call) notified(tx *transaction.Server) {
	req := tx.Request()
	event, _, _ := strings.Cut(req.Header.Get("Event"), ";")
	if !strings.EqualFold(strings.TrimSpace(event), "refer") || c.referring == nil {
		tx.Respond(c.reply(tx, 481, reasons[481]))
		return
	}
	tx.Respond(c.reply(tx, 200, "OK"))
	status, reason, ok := parseFragment(string(req.Body))
	if ok && c.referring.progress != nil {
		c.referring.progress(status, reason)
	}
	terminated := strings.HasPrefix(strings.ToLower(req.Header.Get("Subscription-State")), "terminated")
	switch {
	case ok && status >= 300:
		c.referred(causeOf(&message.Message{Status: status, Reason: reason}))
	case ok && status >= 200:
		c.referred(nil)
	case terminated: // RFC 3515, section 2.4.4
		c.referred(Cause{Kind: Failed, Reason: "the transfer was given up"})
	}
}

// parseFragment reads the status line of a message/sipfrag (RFC 3420).
func parseFragment(body string) (status int, reason string, ok bool) {
	line, _, _ := strings.Cut(body, "\n")
	version, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	code, reason, _ := strings.Cut(rest, " ")
	n, err := strconv.ParseUint(code, 10, 16)
	return int(n), reason, err == nil && version == "SIP/2.0" && n >= 100 && n < 700
}
