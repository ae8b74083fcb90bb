package sip

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"veche/sip/message"
	"veche/sip/transaction"
	"veche/sip/transport"
)

// Invitation is a call to be made.
type Invitation struct {
	Target string // a SIP URI; parameters like transport=tcp count
	Offer  []byte // nil: the other side offers, in its answer (delayed)
	From   Party  // empty: "veche" at this server

	// Proxy is the URI of a server through which the call goes; Username and
	// Password answer its challenges, and those of who is behind it.
	Proxy              string
	Username, Password string

	// Contact is a registered device: the call goes to where it really is, be it
	// behind a NAT. Target is not needed then.
	Contact *Contact

	// Follow lets the other side redirect (3xx): only for those who may dial.
	Follow bool

	// Label is shown with the call among the recent ones, such as the name of the way.
	Label string

	// Ring is how long it may ring; 0 means 60 s.
	Ring time.Duration
}

// Bounds of one outgoing call.
const (
	defaultRing  = 60 * time.Second
	maxBranches  = 16 // devices that ring because of a fork
	maxAttempts  = 12 // INVITEs, for whatever reason another one is needed
	maxRedirects = 3
	largeRequest = 1300 // bytes; RFC 3261, 18.1.1
)

// outgoing is the part of a call of ours that has no answer yet.
type outgoing struct {
	Invitation
	target   string // where it goes now, after redirects
	number   uint32 // of the INVITE
	attempts int
	place    int // of the addresses of the target
	moved    int
	minSE    seconds

	req      *message.Message
	tx       *transaction.Client
	branches map[string]*branch
	rounds   map[string]int  // of challenges
	won      string          // tag of who answered
	finished <-chan struct{} // closed when the INVITE under way has a final response
}

// branch is one device of a fork that rings.
type branch struct {
	dialog *dialog
	rseq   uint32 // of the last provisional response confirmed
	sdp    bool   // it has given an answer
}

// Dial begins a call and returns at once; what becomes of it is told by
// [Call.Events], and the end by [Call.Done]. ctx counts until it is answered.
func (s *Server) Dial(ctx context.Context, o Invitation) (*Call, error) {
	if o.Contact != nil {
		o.Target = o.Contact.URI
	}
	target, err := message.ParseURI(o.Target)
	if err != nil {
		return nil, err
	}
	if !target.IsSIP() || target.Host == "" {
		return nil, &message.SyntaxError{What: "SIP address", Text: o.Target}
	}
	if o.Ring <= 0 {
		o.Ring = defaultRing
	}
	info := Info{ID: newCallID(), From: o.From, To: Party{URI: o.Target}, Target: o.Target, User: target.UserText()}
	c := newCall(s, info, newTag())
	c.outgoing = &outgoing{
		Invitation: o, target: o.Target, number: 1,
		branches: make(map[string]*branch), rounds: make(map[string]int),
	}
	c.credentials = &credentials{username: o.Username, password: o.Password}
	if !s.add(c) {
		c.stop()
		return nil, Cause{Kind: Shutdown, Local: true}
	}
	s.record.began(c)
	s.record.with(c.info.ID, func(one *recorded) { one.Label = o.Label })
	c.post(c.try)
	c.post(func() { c.patience(o.Ring) })
	s.running.Go(func() { c.watch(ctx) })
	return c, nil
}

// watch gives up with the context of Dial, while nobody has answered.
func (c *Call) watch(ctx context.Context) {
	select {
	case <-c.over:
	case <-ctx.Done():
		c.post(func() {
			if c.state == early {
				c.abandon(Cause{Kind: Cancelled, Local: true})
			}
		})
	}
}

func (c *Call) patience(ring time.Duration) {
	c.after(ring, func() {
		if c.state == early {
			c.abandon(Cause{Kind: NoAnswer, Local: true, Status: 408, Reason: "no answer"})
		}
	})
}

// try sends the INVITE to the next address.
func (c *Call) try() {
	o := c.outgoing
	if c.state != early {
		return
	}
	if o.attempts++; o.attempts > maxAttempts {
		c.end(Cause{Kind: Failed, Reason: "too many attempts"})
		return
	}
	if o.Contact != nil {
		flow, there := c.s.registrar.flowTo(*o.Contact, time.Now())
		if !there {
			c.end(Cause{Kind: Unavailable, Status: 480, Reason: "no longer registered", Local: true})
			return
		}
		c.invites(traced{flow, c.s}, 1, nil)
		return
	}
	hop, place := o.hop(), o.place
	large := len(o.Offer)+900 > largeRequest
	if !c.s.start(func() {
		flow, next, err := c.s.flowToPlace(c.ctx, hop, place, large)
		c.post(func() { c.invites(flow, next, err) })
	}) {
		c.end(Cause{Kind: Shutdown, Local: true})
	}
}

func (o *outgoing) hop() string {
	if o.Proxy != "" {
		return o.Proxy
	}
	return o.target
}

// invites has a way, or none.
func (c *Call) invites(flow transport.Flow, next int, err error) {
	o := c.outgoing
	if c.state != early {
		return
	}
	if err != nil {
		c.end(Cause{Kind: Unreachable, Reason: err.Error(), Local: true})
		return
	}
	o.place, c.flow = next, flow
	remote := flow.Remote()
	c.remote.Store(&remote)
	o.req = c.newInvite(flow)
	done, finish := context.WithCancel(context.Background())
	o.finished = done.Done()
	req := o.req
	c.s.record.sends(c, flow)
	tx, err := c.s.layer.Send(flow, req, func(res *message.Message, err error) {
		if err != nil || res.Status >= 200 {
			finish()
		}
		if !c.tell(func() { c.responded(req, flow, res, err) }) && err == nil && res.Status/100 == 2 {
			c.s.tooLate(req, flow, res)
		}
	})
	if err != nil {
		finish()
		c.try()
		return
	}
	o.tx = tx
}

// tell is offer for what may not get lost.
func (c *Call) tell(f func()) bool {
	if c.offer(f) {
		return true
	}
	select {
	case <-c.over:
		return false
	default:
		return c.s.start(func() { c.post(f) })
	}
}

func (c *Call) newInvite(flow transport.Flow) *message.Message {
	o := c.outgoing
	m := &message.Message{Method: "INVITE", URI: requestURI(o.target)}
	if o.Proxy != "" {
		m.Header.Add("Route", "<"+withLR(o.Proxy)+">")
	}
	m.Header.Add("Max-Forwards", "70")
	m.Header.Add("From", c.from(flow))
	m.Header.Add("To", "<"+requestURI(o.target)+">")
	m.Header.Add("Call-ID", c.info.ID)
	m.Header.Add("CSeq", message.CSeq{Number: o.number, Method: "INVITE"}.String())
	m.Header.Add("Allow", strings.Join(allowed, ", "))
	m.Header.Add("Supported", strings.Join(supported, ", "))
	c.session.min = max(c.session.min, o.minSE)
	c.session.ask(m)
	c.credentials.sign(m)
	m.SetBody("application/sdp", o.Offer)
	c.localSDP = o.Offer
	c.address(m, flow)
	return m
}

// from is who calls, with our tag.
func (c *Call) from(flow transport.Flow) string {
	a := message.Address{Name: c.outgoing.From.Name, URI: c.outgoing.From.URI}
	if a.URI == "" {
		at := c.s.sentBy(flow)
		a.URI = message.URI{Scheme: "sip", User: "veche", Host: at.Addr().String(), Port: int(at.Port())}.String()
	}
	a.Params = message.Params{{Name: "tag", Value: c.localTag}}
	return a.String()
}

// requestURI is a target as it may stand in a request line.
func requestURI(uri string) string { return withoutMethod(uri) }

func withLR(uri string) string {
	u, err := message.ParseURI(uri)
	if err != nil || u.Params.Has("lr") {
		return uri
	}
	u.Params = append(u.Params, message.Param{Name: "lr"})
	return u.String()
}

// responded is a response to the INVITE, or why there is none.
func (c *Call) responded(req *message.Message, flow transport.Flow, res *message.Message, err error) {
	o := c.outgoing
	switch {
	case req != o.req: // an attempt given up meanwhile
	case err != nil:
		if c.state == early {
			c.nextPlace(lostBecause(err))
		}
	case res.Status == 100:
	case res.Status < 200:
		c.rings(res)
	case res.Status < 300:
		c.taken(res)
	case c.state == early:
		c.declined(res)
	}
}

// nextPlace tries another address of the target, if there is one.
func (c *Call) nextPlace(otherwise Cause) {
	o := c.outgoing
	if o.Contact != nil {
		c.end(otherwise)
		return
	}
	hop, place := o.hop(), o.place
	if !c.s.start(func() {
		flow, next, err := c.s.flowToPlace(c.ctx, hop, place, false)
		c.post(func() {
			if err != nil {
				c.end(otherwise)
				return
			}
			o.number++
			c.invites(flow, next, nil)
		})
	}) {
		c.end(otherwise)
	}
}

// rings is a provisional response.
func (c *Call) rings(res *message.Message) {
	if c.state != early {
		return
	}
	b := c.branchOf(res)
	if b == nil || !c.confirmReliable(b, res) {
		c.emit(Ringing{res.Status, res.Reason})
		return
	}
	if sdp, fault := sdpOf(res); fault == nil && sdp != nil && c.outgoing.Offer != nil {
		b.sdp = true
		c.emit(EarlyMedia{Branch: b.dialog.remoteTag, SDP: sdp})
		return
	}
	c.emit(Ringing{res.Status, res.Reason})
}

func (c *Call) branchOf(res *message.Message) *branch {
	o := c.outgoing
	tag := res.To().Tag()
	b := o.branches[tag]
	if b == nil && tag != "" && len(o.branches) < maxBranches {
		b = &branch{dialog: uacDialog(o.req, res)}
		o.branches[tag] = b
	}
	if b != nil && b.dialog.target == "" {
		b.dialog.refresh(res)
	}
	return b
}

// confirmReliable sends PRACK where it is wanted (RFC 3262, section 4); false
// for a repeat, and for one that came before its turn.
func (c *Call) confirmReliable(b *branch, res *message.Message) bool {
	if !slices.Contains(res.Header.Tokens("Require"), "100rel") {
		return true
	}
	n, err := strconv.ParseUint(res.Header.Get("RSeq"), 10, 32)
	if err != nil || n == 0 || b.dialog.target == "" {
		return false
	}
	rseq := uint32(n)
	if b.rseq != 0 && rseq != b.rseq+1 {
		return false
	}
	b.rseq = rseq
	req := b.dialog.request("PRACK")
	req.Header.Add("RAck", fmt.Sprintf("%d %s", rseq, res.Header.Get("CSeq")))
	c.ask(b.dialog, req, func(*message.Message, error) {})
	return true
}

// taken is a 2xx: the first one is the call, others are told that they are late
// (RFC 3261, 13.2.2.4).
func (c *Call) taken(res *message.Message) {
	o := c.outgoing
	tag := res.To().Tag()
	switch {
	case o.won == "" && c.state == early:
		c.wins(res, tag)
	case tag == o.won:
		c.ackAgain()
	default:
		c.s.tooLate(o.req, c.flow, res)
	}
}

func (c *Call) wins(res *message.Message, tag string) {
	o := c.outgoing
	d := uacDialog(o.req, res)
	if b := o.branches[tag]; b != nil {
		d.localSeq, d.remoteSeq = b.dialog.localSeq, b.dialog.remoteSeq
		if d.target == "" {
			d.target = b.dialog.target
		}
	}
	o.won, c.dialog, c.peer = tag, d, peerOf(res)
	c.state = answering
	c.s.record.answered(c)
	c.session.granted(res)
	sdp, fault := sdpOf(res)
	if fault != nil || d.target == "" {
		_ = c.confirm(nil)
		c.hangup(Cause{Kind: NotAcceptable, Local: true})
		return
	}
	if o.Offer != nil {
		_ = c.confirm(nil)
	} else {
		c.after(reofferWait, func() { // the peer repeats its 2xx until then
			if c.state == answering {
				c.hangup(Cause{Kind: Failed, Local: true})
			}
		})
	}
	c.emit(Answered{Branch: tag, SDP: sdp})
}

// reofferWait is how long the user may think about a session description.
const reofferWait = 20 * time.Second

// confirm sends the ACK, with the answer to a delayed offer.
func (c *Call) confirm(answer []byte) error {
	if c.state != answering || c.outgoing == nil {
		return ErrState
	}
	c.state = confirmed
	if answer != nil {
		c.localSDP = answer
	}
	c.sendAck(c.outgoing.number, answer)
	c.startSession()
	return nil
}

// sendAck acknowledges a 2xx, and remembers the ACK for when it comes again.
func (c *Call) sendAck(number uint32, body []byte) {
	ack := c.dialog.ack(number)
	ack.SetBody("application/sdp", body)
	c.credentials.sign(ack) // RFC 3261, 22.1
	c.acking = true
	c.along(c.dialog, func(flow transport.Flow, err error) {
		c.acking = false
		if c.bye != nil {
			defer c.hangup(*c.bye)
		}
		if err != nil {
			c.log.Info("no way for ACK", "error", err)
			return
		}
		c.address(ack, flow)
		data := ack.Bytes()
		c.ack, c.ackFlow = data, flow
		_ = flow.Send(data)
	})
}

// ackAgain is for a 2xx that comes again.
func (c *Call) ackAgain() {
	if c.ack != nil {
		_ = c.ackFlow.Send(c.ack)
	}
}

// tooLate ends what somebody answered who is not wanted any more.
func (s *Server) tooLate(req *message.Message, flow transport.Flow, res *message.Message) {
	d := uacDialog(req, res)
	if d.target == "" || d.remoteTag == "" {
		return
	}
	s.running.Go(func() {
		way, err := s.nextFlow(s.ctx, d, flow)
		if err != nil {
			return
		}
		ack := d.ack(req.CSeq().Number)
		ack.Header = append(message.Header{{Name: "Via", Value: s.via(way)}}, ack.Header...)
		_ = way.Send(ack.Bytes())
	})
	s.depart(d, flow, d.request("BYE"))
}

// declined is a final response other than 2xx. What can be put right is tried
// once more.
func (c *Call) declined(res *message.Message) {
	o := c.outgoing
	switch {
	case c.credentials.learn(res, o.rounds),
		res.Status == 422 && c.lengthen(res),
		res.Status/100 == 3 && c.follow(res):
		o.number++
		o.place = 0
		clear(o.branches)
		c.try()
	case res.Status == 503 || res.Status == 408:
		c.nextPlace(causeOf(res))
	default:
		c.end(causeOf(res))
	}
}

func (c *Call) lengthen(res *message.Message) bool {
	n, _, err := parseSession(res.Header.Get("Min-SE"))
	if err != nil || n <= max(sessionExpires, c.session.min) {
		return false
	}
	c.outgoing.minSE = n
	return true
}

// follow goes where a 3xx points, for those who may (design.md, section 8).
func (c *Call) follow(res *message.Message) bool {
	o := c.outgoing
	uri := contactOf(res)
	u, err := message.ParseURI(uri)
	if !o.Follow || err != nil || !u.IsSIP() || o.moved >= maxRedirects || c.s.isOwn(u) {
		return false
	}
	o.moved++
	o.target, o.Proxy, o.Contact = uri, "", nil
	c.credentials = nil // who redirects does not get our password for others
	return true
}

// abandon gives up before an answer. The peer is told in its own time; who
// answers nevertheless is told that it is too late.
func (c *Call) abandon(cause Cause) {
	o := c.outgoing
	if o.tx != nil {
		o.tx.Cancel(cancelReason(cause))
		finished := o.finished
		c.s.running.Go(func() { <-finished })
	}
	c.end(cause)
}

// cancelReason tells devices whether somebody else took the call (RFC 3326).
func cancelReason(cause Cause) string {
	if cause.Kind == Elsewhere {
		return message.Reason{Protocol: "SIP", Cause: 200, Text: "Call completed elsewhere"}.String()
	}
	return ""
}
