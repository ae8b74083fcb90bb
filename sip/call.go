package sip

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"sync/atomic"
	"time"

	"veche/sip/message"
	"veche/sip/transaction"
	"veche/sip/transport"
)

// Info is what is known of a call from its beginning. None of it is proof of
// who somebody is, except Device.
type Info struct {
	ID       string // Call-ID
	Incoming bool
	From, To Party
	Target   string // the URI that was called
	User     string // its user part, escapes undone: "00<CID>,pin" or a login

	Network string         // UDP, TCP, TLS; of outgoing calls empty until something came back
	Source  netip.AddrPort // of incoming calls

	Device    *Device // that proved itself by digest; nil otherwise
	Agent     string  // User-Agent
	Supported []string
	Allow     []string // methods in upper case; empty when not said
}

// Party is somebody as a header names him.
type Party struct {
	Name string // may be empty
	URI  string
}

// User is the user part of the party's URI, or the number of a tel URI.
func (p Party) User() string {
	u, err := message.ParseURI(p.URI)
	if err != nil {
		return ""
	}
	if u.Scheme == "tel" {
		return u.Opaque
	}
	return u.UserText()
}

// Call is one call, from its beginning to its end. Its methods may be called
// from anywhere; those that talk to the peer return when it has answered, or
// with the Cause of the end as the error when the call ended first.
type Call struct {
	s        *Server
	log      *slog.Logger
	info     Info
	localTag string
	remote   atomic.Pointer[netip.AddrPort] // whom it talks with
	replaces *Call

	inbox  chan func() // what the loop does next; see offer and post
	events chan Event
	over   chan struct{} // closed at the end, after cause was set
	cause  Cause
	ctx    context.Context // ends with the call
	stop   context.CancelFunc

	// All below belongs to the loop; after over nobody changes it.
	state   state
	dialog  *dialog // nil while an outgoing call has no answer
	flow    transport.Flow
	hop     string         // for which
	way     transport.Flow // was found
	peer    peer
	session session
	refused bool // by Reject: the answer is under way

	offer0    []byte // of the INVITE
	invite    *transaction.Server
	accepting *accepting
	unsure    []*unsure // reliable provisional responses that no PRACK has come for
	rseq      uint32
	waiting   func() // an answer that waits for PRACK
	bye       *Cause // wanted as soon as it is allowed
	acking    bool   // an ACK of ours is looking for its way
	ack       []byte // the last one
	ackFlow   transport.Flow

	outgoing    *outgoing
	credentials *credentials // ours at the server that asked for them
	change      *change      // a re-INVITE or UPDATE of ours under way
	changes     []*change
	backoff     *alarm   // after glare
	asked       *Reoffer // one of theirs, not answered yet
	localSDP    []byte   // what we said last, for refreshing
	referring   *referring
}

// peer is what the other side said it can do.
type peer struct {
	allow     []string
	supported []string
}

func (p peer) allows(method string) bool { return slices.Contains(p.allow, method) }

type state int

const (
	early     state = iota // no final answer
	answering              // 2xx sent, ACK not there yet; or 2xx there, ACK not sent
	confirmed
	ended
)

// Bounds of queues. The loop never waits for the network or its user, so that
// its inbox drains at once; a user that does not read events has requests
// refused instead.
const (
	inboxSize  = 128
	eventsSize = 64
)

func newCall(s *Server, info Info, tag string) *Call {
	c := &Call{
		s: s, info: info, localTag: tag, log: s.log.With("call", info.ID),
		inbox: make(chan func(), inboxSize), events: make(chan Event, eventsSize), over: make(chan struct{}),
	}
	c.ctx, c.stop = context.WithCancel(s.ctx)
	return c
}

func (c *Call) key() string { return c.info.ID + "\x00" + c.localTag }

// Info of the call.
func (c *Call) Info() Info { return c.info }

// Offer is the session description in the INVITE; nil when the peer wants ours
// (a delayed offer, lesson 21).
func (c *Call) Offer() []byte { return c.offer0 }

// Events tells what happens, and is closed at the end.
func (c *Call) Events() <-chan Event { return c.events }

// Done is closed at the end.
func (c *Call) Done() <-chan struct{} { return c.over }

// Cause of the end; zero before.
func (c *Call) Cause() Cause {
	select {
	case <-c.over:
		return c.cause
	default:
		return Cause{}
	}
}

// run is the loop.
func (c *Call) run() {
	for c.state != ended {
		select {
		case f := <-c.inbox:
			f()
			c.pump()
		case <-c.s.ctx.Done():
			c.end(Cause{Kind: Shutdown, Local: true})
		}
	}
	c.s.remove(c)
	c.stop()
	close(c.over)
	close(c.events)
}

// post has f done by the loop, and waits for room. Not for the loop itself.
func (c *Call) post(f func()) bool {
	select {
	case c.inbox <- f:
		return true
	case <-c.over:
		return false
	}
}

// offer is post for those who must not wait: without room f is not done, as if
// the network had lost what it is about.
func (c *Call) offer(f func()) bool {
	select {
	case <-c.over:
		return false
	default:
	}
	select {
	case c.inbox <- f:
		return true
	default:
		c.log.Warn("call too busy, message dropped")
		return false
	}
}

// do has f done by the loop and waits for it.
func (c *Call) do(f func() error) error {
	result := make(chan error, 1)
	if !c.post(func() { result <- f() }) {
		return c.cause
	}
	select {
	case err := <-result:
		return err
	case <-c.over:
		select {
		case err := <-result: // it was f that ended the call
			return err
		default:
			return c.cause
		}
	}
}

// wait is do for what takes until the peer answers: f gets what to call then.
func wait[T any](ctx context.Context, c *Call, f func(done func(T, error))) (T, error) {
	type outcome struct {
		v   T
		err error
	}
	var zero T
	result := make(chan outcome, 1)
	if !c.post(func() { f(func(v T, err error) { result <- outcome{v, err} }) }) {
		return zero, c.cause
	}
	select {
	case o := <-result:
		return o.v, o.err
	case <-ctx.Done():
		select {
		case o := <-result: // who waits may have been told to stop because of what came
			return o.v, o.err
		default:
			return zero, ctx.Err()
		}
	case <-c.over:
		select {
		case o := <-result:
			return o.v, o.err
		default:
			return zero, c.cause
		}
	}
}

// emit tells the user; false when he does not listen.
func (c *Call) emit(e Event) bool {
	select {
	case c.events <- e:
		return true
	default:
		c.log.Warn("events of a call are not read")
		return false
	}
}

// end is the end; the loop stops after this turn.
func (c *Call) end(cause Cause) {
	if c.state == ended {
		return
	}
	c.state, c.cause = ended, cause
	c.session.stop()
	if c.accepting != nil {
		c.accepting.stop()
	}
	for _, u := range c.unsure {
		u.stop()
	}
	c.log.Info("call ended", "cause", cause.Kind, "status", cause.Status, "local", cause.Local)
	c.s.record.ended(c, cause)
}

// alarm is a timer whose work is done by the loop.
type alarm struct {
	t       *time.Timer
	stopped bool
}

func (c *Call) after(d time.Duration, f func()) *alarm {
	a := new(alarm)
	a.t = time.AfterFunc(d, func() {
		c.post(func() {
			if !a.stopped {
				f()
			}
		})
	})
	return a
}

// stop is for the loop; nil is fine.
func (a *alarm) stop() {
	if a != nil {
		a.stopped = true
		a.t.Stop()
	}
}

// t1 is the shortest time after which something is repeated.
func (c *Call) t1() time.Duration { return c.s.layer.T1 }

// Hangup ends the call in whichever way its state asks for: a refusal, CANCEL or
// BYE. It does not wait. Of cause, Status and Reason go to the peer.
func (c *Call) Hangup(cause Cause) {
	cause.Local = true
	c.post(func() { c.hangup(cause) })
}

func (c *Call) hangup(cause Cause) {
	switch {
	case c.state == early && c.info.Incoming:
		c.refuse(statusFor(cause))
		c.end(cause)
	case c.state == early:
		c.abandon(cause)
	case c.state == answering && c.outgoing != nil:
		_ = c.confirm(nil) // a delayed offer that nobody answers
		c.hangup(cause)
	case c.state == answering || c.acking:
		c.bye = &cause // RFC 3261, 15: not before the ACK
	case c.state == confirmed:
		c.sendBye(cause)
		c.end(cause)
	}
}

// statusFor is how a call that is not wanted is refused.
func statusFor(cause Cause) (int, string) {
	if cause.Status >= 300 && cause.Status < 700 {
		return cause.Status, cause.Reason
	}
	for status, kind := range map[int]Kind{
		486: Busy, 603: Declined, 404: NotFound, 403: Forbidden, 488: NotAcceptable, 503: Shutdown, 480: Unavailable,
	} {
		if kind == cause.Kind {
			return status, reasons[status]
		}
	}
	return 480, reasons[480]
}

// reasons are the phrases of the statuses that we give.
var reasons = map[int]string{
	100: "Trying", 180: "Ringing", 181: "Call Is Being Forwarded", 182: "Queued", 183: "Session Progress",
	200: "OK", 202: "Accepted",
	400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
	408: "Request Timeout", 415: "Unsupported Media Type", 416: "Unsupported URI Scheme", 420: "Bad Extension",
	422: "Session Interval Too Small", 423: "Interval Too Brief", 480: "Temporarily Unavailable",
	481: "Call/Transaction Does Not Exist", 482: "Loop Detected", 484: "Address Incomplete", 486: "Busy Here",
	487: "Request Terminated", 488: "Not Acceptable Here", 489: "Bad Event", 491: "Request Pending",
	500: "Server Internal Error", 501: "Not Implemented", 503: "Service Unavailable", 504: "Server Time-out",
	600: "Busy Everywhere", 603: "Decline", 604: "Does Not Exist Anywhere", 606: "Not Acceptable",
}

func phrase(status int) string {
	if r, ok := reasons[status]; ok {
		return r
	}
	return fmt.Sprintf("Status %d", status)
}

// sendBye says goodbye; the answer matters to nobody, but Close waits for it.
func (c *Call) sendBye(cause Cause) {
	req := c.dialog.request("BYE")
	c.credentials.sign(req)
	if cause.Status != 0 {
		req.Header.Add("Reason", message.Reason{Protocol: "SIP", Cause: cause.Status, Text: cause.Reason}.String())
	}
	c.s.depart(c.dialog, c.flow, req)
}

// depart sends a request that ends something, without its call.
func (s *Server) depart(d *dialog, first transport.Flow, req *message.Message) {
	s.running.Go(func() {
		flow, err := s.nextFlow(s.ctx, d, first)
		if err != nil {
			return
		}
		req.Header = append(message.Header{{Name: "Via", Value: s.via(flow)}}, req.Header...)
		s.sign(req)
		done := make(chan struct{})
		_, err = s.layer.Send(flow, req, func(res *message.Message, err error) {
			if err != nil || res.Status >= 200 {
				close(done)
			}
		})
		if err == nil {
			<-done
		}
	})
}
