package sip

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"time"

	"veche/sip/message"
	"veche/sip/transaction"
	"veche/sip/transport"
)

// ErrState is returned for what the state of a call does not allow.
var ErrState = errors.New("sip: not in this state of the call")

// invited is a call from outside.
func (s *Server) invited(tx *transaction.Server, req *message.Message) {
	offer, fault := sdpOf(req)
	if fault != nil {
		s.respond(tx, fault.Status, fault.Reason, message.Field{Name: "Accept", Value: "application/sdp"})
		return
	}
	if a := req.Header.Tokens("Accept"); len(a) > 0 && !acceptsSDP(a) {
		s.respond(tx, 406, "Not Acceptable")
		return
	}
	session, fault := askedSession(req)
	if fault != nil {
		s.respond(tx, fault.Status, fault.Reason, message.Field{Name: "Min-SE", Value: minSession.seconds()})
		return
	}
	if s.full(tx.Flow().(transport.Flow).Remote().Addr()) {
		s.respond(tx, 503, reasons[503], message.Field{Name: "Retry-After", Value: "10"})
		return
	}
	device, proven := s.prove(tx, req)
	if !proven {
		return
	}
	if old, ok := s.replaced(tx, device); ok {
		s.ring(tx, device, old, offer, session)
	}
}

// ring makes the call and hands it to the handler; old is the one that it replaces.
func (s *Server) ring(tx *transaction.Server, device *Device, old *Call, offer []byte, session session) {
	flow, req := tx.Flow().(transport.Flow), tx.Request()
	c := newCall(s, infoOf(req, flow, device), newTag())
	c.dialog, c.flow = uasDialog(req, c.localTag), flow
	c.invite, c.offer0, c.session, c.replaces = tx, offer, session, old
	c.remote.Store(&c.info.Source)
	c.peer = peerOf(req)
	s.mu.Lock()
	s.invites[tx] = c
	s.mu.Unlock()
	if !s.add(c) {
		s.unbind(tx)
		s.respond(tx, 503, reasons[503])
		return
	}
	s.record.began(c)
	c.log.Info("call", "from", c.info.From.URI, "source", c.info.Source, "network", c.info.Network)
	s.running.Go(func() { s.serve(c) })
}

// acceptsSDP reports whether a caller understands the only thing that we speak.
func acceptsSDP(types []string) bool {
	for _, t := range types {
		switch t, _, _ = strings.Cut(t, ";"); strings.TrimSpace(t) {
		case "application/sdp", "application/*", "*/*":
			return true
		}
	}
	return false
}

// Bounds of what calls can take of memory: of all, and of one source that is not
// trusted.
const (
	maxCalls          = 4000
	maxCallsPerSource = 200
)

// full reports whether there is no room for one more call from there.
func (s *Server) full(source netip.Addr) bool {
	trusted := s.trusts(source)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.calls) >= maxCalls {
		return true
	}
	n := 0
	for _, c := range s.calls {
		if remote := c.remote.Load(); remote != nil && remote.Addr() == source {
			n++
		}
	}
	return n >= maxCallsPerSource && !trusted
}

func (s *Server) serve(c *Call) {
	s.config.Handler.Invite(c.ctx, c)
	c.post(func() {
		if c.state != ended {
			c.hangup(Cause{Kind: Unavailable, Local: true})
		}
	})
}

func (s *Server) unbind(tx *transaction.Server) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.invites, tx)
}

func infoOf(req *message.Message, flow transport.Flow, device *Device) Info {
	u, _ := message.ParseURI(req.URI)
	user := u.UserText()
	if u.Scheme == "tel" {
		user = u.Opaque
	}
	p := peerOf(req)
	return Info{
		ID: req.CallID(), Incoming: true, Target: req.URI, User: user,
		From: partyOf(req.From()), To: partyOf(req.To()),
		Network: flow.Network(), Source: flow.Remote(), Device: device,
		Agent: req.Header.Get("User-Agent"), Supported: p.supported, Allow: p.allow,
	}
}

func partyOf(a message.Address) Party { return Party{Name: a.Name, URI: a.URI} }

func peerOf(m *message.Message) peer {
	p := peer{supported: append(m.Header.Tokens("Supported"), m.Header.Tokens("Require")...)}
	for _, method := range m.Header.List("Allow") {
		p.allow = append(p.allow, strings.ToUpper(method))
	}
	return p
}

// sdpOf is the session description in a body; nil without one.
func sdpOf(m *message.Message) ([]byte, *message.Fault) {
	if len(m.Body) == 0 {
		return nil, nil
	}
	if e := m.Header.Tokens("Content-Encoding"); len(e) > 0 && e[0] != "identity" {
		return nil, &message.Fault{Status: 415, Reason: reasons[415]}
	}
	switch t := m.ContentType(); {
	case t == "application/sdp":
		return m.Body, nil
	case strings.HasPrefix(t, "multipart/"):
		return message.Part(m, "application/sdp"), nil
	case t == "" || m.Header.Has("Content-Disposition") && strings.Contains(m.Header.Get("Content-Disposition"), "optional"):
		return nil, nil
	}
	return nil, &message.Fault{Status: 415, Reason: reasons[415]}
}

// Provisional tells the caller how far it is: 180 that it rings, 183 with an SDP
// that there is something to hear already. It is repeated until the caller has
// it where he understands that (RFC 3262). With a delayed offer the SDP is left
// out: it goes into the answer.
func (c *Call) Provisional(status int, sdp []byte) error {
	return c.do(func() error { return c.provisional(status, sdp) })
}

func (c *Call) provisional(status int, sdp []byte) error {
	if c.state != early || !c.info.Incoming || c.refused || status <= 100 || status >= 200 {
		return ErrState
	}
	if c.offer0 == nil {
		sdp = nil
	}
	res := c.reply(c.invite, status, phrase(status))
	res.SetBody("application/sdp", sdp)
	if c.wantsReliable(sdp) {
		c.sendUnsure(res)
		return nil
	}
	c.invite.Respond(res)
	return nil
}

// reply begins an answer within the call.
func (c *Call) reply(tx *transaction.Server, status int, reason string) *message.Message {
	res := message.Response(tx.Request(), status, reason, c.localTag)
	if flow, ok := tx.Flow().(transport.Flow); ok && status < 300 {
		res.Header.Add("Contact", c.s.contact(flow))
		res.Header.Add("Allow", strings.Join(allowed, ", "))
		res.Header.Add("Supported", strings.Join(supported, ", "))
	}
	c.s.sign(res)
	return res
}

// Answer takes a call from outside. With an offer in the INVITE sdp is the
// answer, and Answer returns at once. With a delayed one it is the offer, and
// Answer returns the caller's answer when it is there. A call of ours that was
// made without an offer is confirmed with it after [Answered].
func (c *Call) Answer(ctx context.Context, sdp []byte) ([]byte, error) {
	return wait(ctx, c, func(done func([]byte, error)) {
		if !c.info.Incoming {
			done(nil, c.confirm(sdp))
			return
		}
		if c.state != early || c.refused {
			done(nil, ErrState)
			return
		}
		c.whenSure(func() { c.take(sdp, done) })
	})
}

func (c *Call) take(sdp []byte, done func([]byte, error)) {
	if c.state != early {
		done(nil, ErrState)
		return
	}
	c.s.unbind(c.invite)
	c.state = answering
	c.s.record.answered(c)
	c.localSDP = sdp
	res := c.reply(c.invite, 200, "OK")
	res.SetBody("application/sdp", sdp)
	c.session.agree(res, c.peer)
	c.accept(c.invite, res, c.offer0 == nil, func(answer []byte, err error) {
		if c.offer0 == nil {
			done(answer, err)
		}
	})
	if c.offer0 != nil {
		done(nil, nil)
	}
}

// accepting is a 2xx of ours that waits for its ACK (RFC 3261, 13.3.1.4).
type accepting struct {
	number  uint32
	delayed bool // the ACK brings the answer
	done    func([]byte, error)
	repeat  *alarm
	giveUp  *alarm
}

func (a *accepting) stop() {
	a.repeat.stop()
	a.giveUp.stop()
}

func (c *Call) accept(tx *transaction.Server, res *message.Message, delayed bool, done func([]byte, error)) {
	a := &accepting{number: res.CSeq().Number, delayed: delayed, done: done}
	c.accepting = a
	var again func(d time.Duration)
	again = func(d time.Duration) {
		tx.Respond(res)
		a.repeat = c.after(d, func() { again(min(2*d, c.s.layer.T2)) })
	}
	again(c.t1())
	a.giveUp = c.after(64*c.t1(), c.unacknowledged)
}

// acked is the ACK of a 2xx.
func (c *Call) acked(ack *message.Message) {
	a := c.accepting
	if a == nil || ack.CSeq().Number != a.number {
		return
	}
	a.stop()
	c.accepting = nil
	first := c.state == answering
	c.state = confirmed
	if first {
		c.startSession()
	}
	if c.bye != nil {
		c.hangup(*c.bye)
		return
	}
	if !a.delayed {
		a.done(nil, nil)
		return
	}
	answer, _ := sdpOf(ack)
	if answer == nil {
		a.done(nil, Cause{Kind: NotAcceptable, Reason: "no answer in ACK"})
		c.hangup(Cause{Kind: NotAcceptable, Local: true})
		return
	}
	a.done(answer, nil)
}

// unacknowledged: the peer never heard that it was answered.
func (c *Call) unacknowledged() {
	lost := Cause{Kind: Lost, Reason: "no ACK"}
	if c.bye != nil {
		lost = *c.bye
	}
	c.accepting.stop()
	c.accepting.done(nil, lost)
	c.accepting = nil
	c.state = confirmed
	c.sendBye(lost)
	c.end(lost)
}

// Reject refuses a call from outside. 404 waits a little, without the call, so
// that trying numbers takes time (P3, lesson 28). More fields may be given.
func (c *Call) Reject(status int, reason string, fields ...message.Field) error {
	if reason == "" {
		reason = phrase(status)
	}
	return c.do(func() error {
		if c.state != early || !c.info.Incoming || c.refused {
			return ErrState
		}
		cause := causeOf(&message.Message{Status: status, Reason: reason})
		cause.Local = true
		c.refuse(status, reason, fields...)
		c.end(cause)
		return nil
	})
}

func (c *Call) refuse(status int, reason string, fields ...message.Field) {
	c.refused = true
	c.s.unbind(c.invite)
	res := c.reply(c.invite, status, reason)
	res.Header = append(res.Header, fields...)
	if c.info.Device == nil && (status == 404 || status == 604) {
		c.s.missed(c.flow, RuleUnknown)
		c.s.later(c.invite, res)
		return
	}
	c.invite.Respond(res)
}

// cancelled: the caller does not want it any more. What is answered already
// stays (RFC 3261, 9.2).
func (c *Call) cancelled(invite, cancel *transaction.Server) {
	cancel.Respond(c.reply(cancel, 200, "OK"))
	if c.asked != nil && c.asked.tx == invite {
		c.answerAsked(487)
	}
	if invite != c.invite || c.state != early || c.refused {
		return
	}
	c.refuse(487, reasons[487])
	c.end(reasonOf(cancel.Request(), Cancelled))
}

// Delays of refusals.
const (
	unknownDelay = 1500 * time.Millisecond
	maxDelayed   = 2000 // beyond it refusals go at once
)

// later answers after a while. Nothing but the transaction is held.
func (s *Server) later(tx *transaction.Server, res *message.Message) {
	s.mu.Lock()
	wait := s.delayed < maxDelayed && !s.closing
	if wait {
		s.delayed++
	}
	s.mu.Unlock()
	if !wait {
		tx.Respond(res)
		return
	}
	time.AfterFunc(unknownDelay, func() {
		s.mu.Lock()
		s.delayed--
		s.mu.Unlock()
		tx.Respond(res)
	})
}
