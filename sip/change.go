package sip

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"veche/sip/message"
	"veche/sip/transaction"
)

// change is a re-INVITE or UPDATE of ours. They go one after the other.
type change struct {
	method string
	sdp    []byte // nil only in UPDATE: a sign of life
	done   func([]byte, error)
	tries  int

	rounds map[string]int // of challenges
}

const maxTries = 5

// Reoffer changes the session by re-INVITE and returns the answer. When both
// sides want to at once it waits and tries again (RFC 3261, 14.1). A refusal
// leaves everything as it was.
func (c *Call) Reoffer(ctx context.Context, sdp []byte) ([]byte, error) {
	return wait(ctx, c, func(done func([]byte, error)) {
		c.queue(&change{method: "INVITE", sdp: sdp, done: done})
	})
}

// Update is Reoffer by UPDATE (RFC 3311), which also goes before the call is
// answered, where the peer allows it.
func (c *Call) Update(ctx context.Context, sdp []byte) ([]byte, error) {
	return wait(ctx, c, func(done func([]byte, error)) {
		if !c.peer.allows("UPDATE") {
			done(nil, ErrState)
			return
		}
		c.queue(&change{method: "UPDATE", sdp: sdp, done: done})
	})
}

// maxQueued bounds changes that wait for their turn.
const maxQueued = 16

func (c *Call) queue(ch *change) {
	if len(c.changes) >= maxQueued {
		ch.done(nil, ErrState)
		return
	}
	c.changes = append(c.changes, ch)
}

// pump begins the next change when nothing else is under way; the loop calls it
// after every turn.
func (c *Call) pump() {
	if len(c.changes) == 0 || c.change != nil || c.asked != nil || c.accepting != nil || c.backoff != nil {
		return
	}
	ch := c.changes[0]
	if c.state != confirmed && !(ch.method == "UPDATE" && c.dialog != nil && c.state == early) {
		return
	}
	c.changes = c.changes[1:]
	c.begin(ch)
}

func (c *Call) begin(ch *change) {
	c.change = ch
	ch.tries++
	req := c.dialog.request(ch.method)
	req.Header.Add("Allow", strings.Join(allowed, ", "))
	req.Header.Add("Supported", strings.Join(withoutReliable, ", "))
	c.session.ask(req)
	c.credentials.sign(req)
	req.SetBody("application/sdp", ch.sdp)
	c.ask(c.dialog, req, func(res *message.Message, err error) { c.changeAnswered(ch, req, res, err) })
}

// withoutReliable: a re-INVITE is answered by machines, at once.
var withoutReliable = slices.DeleteFunc(slices.Clone(supported), func(s string) bool { return s == "100rel" })

func (c *Call) changeAnswered(ch *change, req, res *message.Message, err error) {
	switch {
	case c.change != ch:
		if err == nil && res.Status/100 == 2 && ch.method == "INVITE" {
			c.ackAgain()
		}
	case err != nil:
		c.change = nil
		ch.done(nil, lostBecause(err))
		if errors.Is(err, transaction.ErrTimeout) || errors.Is(err, transaction.ErrFlow) {
			c.hangup(Cause{Kind: Lost, Local: true, Status: 408, Reason: "no answer"})
		}
	case res.Status < 200:
	case res.Status < 300:
		c.changeTaken(ch, req, res)
	default:
		c.change = nil
		c.changeRefused(ch, res)
	}
}

func (c *Call) changeTaken(ch *change, req, res *message.Message) {
	c.change = nil
	c.dialog.refresh(res)
	if ch.method == "INVITE" {
		c.sendAck(req.CSeq().Number, nil)
	}
	if ch.sdp != nil {
		c.localSDP = ch.sdp
	}
	if p := peerOf(res); len(p.allow) > 0 {
		c.peer = p
	}
	c.session.granted(res)
	c.startSession()
	answer, _ := sdpOf(res)
	ch.done(answer, nil)
}

// changeRefused tries again where that helps (RFC 3261, 14.1 and 12.2.1.2).
func (c *Call) changeRefused(ch *change, res *message.Message) {
	again := ch.tries < maxTries
	if ch.rounds == nil {
		ch.rounds = make(map[string]int)
	}
	if again && c.credentials.learn(res, ch.rounds) {
		c.begin(ch)
		return
	}
	switch {
	case res.Status == 491 && again:
		c.retry(ch, c.glareDelay())
	case res.Status == 500 && again && res.Header.Has("Retry-After"):
		n, _ := strconv.Atoi(strings.TrimSpace(res.Header.Get("Retry-After")))
		c.retry(ch, time.Duration(min(max(n, 1), 10))*time.Second)
	case res.Status == 422 && again && c.session.raise(res):
		c.begin(ch)
	case (res.Status == 405 || res.Status == 501) && ch.method == "UPDATE" && ch.sdp == nil:
		c.peer.allow = slices.DeleteFunc(c.peer.allow, func(m string) bool { return m == "UPDATE" })
		c.refresh()
	case res.Status == 481 || res.Status == 408:
		ch.done(nil, causeOf(res))
		c.hangup(Cause{Kind: Lost, Local: true, Status: res.Status, Reason: res.Reason})
	default:
		ch.done(nil, causeOf(res))
		c.startSession()
	}
}

// glareDelay lets one of two that collided be first: whose Call-ID it is waits
// longer.
func (c *Call) glareDelay() time.Duration {
	if c.info.Incoming {
		return time.Duration(rand.IntN(200)) * 10 * time.Millisecond
	}
	return 2100*time.Millisecond + time.Duration(rand.IntN(190))*10*time.Millisecond
}

func (c *Call) retry(ch *change, d time.Duration) {
	c.backoff = c.after(d, func() {
		c.backoff = nil
		c.changes = append([]*change{ch}, c.changes...)
	})
}

// raise takes over the shortest time that a 422 allows.
func (s *session) raise(res *message.Message) bool {
	n, _, err := parseSession(res.Header.Get("Min-SE"))
	if err != nil || n <= s.min {
		return false
	}
	s.min = n
	return true
}

// SendInfo sends an INFO with a body (digits, a wish for a key frame).
func (c *Call) SendInfo(ctx context.Context, contentType string, body []byte) error {
	_, err := c.request(ctx, func() *message.Message {
		req := c.dialog.request("INFO")
		req.SetBody(contentType, body)
		return req
	})
	return err
}

// request sends a request within the dialog and waits for its final response:
// anything but 2xx is a [Cause] as the error.
func (c *Call) request(ctx context.Context, build func() *message.Message) (*message.Message, error) {
	return wait(ctx, c, func(done func(*message.Message, error)) {
		if c.state != confirmed {
			done(nil, ErrState)
			return
		}
		c.askWith(make(map[string]int), build, done)
	})
}

// askWith sends a request, and again with answers to its challenges.
func (c *Call) askWith(rounds map[string]int, build func() *message.Message, done func(*message.Message, error)) {
	req := build()
	c.credentials.sign(req)
	c.ask(c.dialog, req, func(res *message.Message, err error) {
		switch {
		case err != nil:
			done(nil, lostBecause(err))
		case res.Status < 200:
		case res.Status < 300:
			done(res, nil)
		default:
			if c.credentials.learn(res, rounds) {
				c.askWith(rounds, build, done)
				return
			}
			done(nil, causeOf(res))
			if res.Status == 481 || res.Status == 408 {
				c.hangup(Cause{Kind: Lost, Local: true, Status: res.Status, Reason: res.Reason})
			}
		}
	})
}
