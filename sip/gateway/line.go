package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"sync"

	"veche/conference"
	"veche/media/rtpio"
	"veche/sip"
	"veche/sip/leg"
	"veche/sip/sdp"
)

// line is a SIP call as its leg sees it.
type line struct {
	gateway *Gateway
	call    *sip.Call
	leg     *leg.Leg
	far     netip.Addr // of who is called; invalid for who calls
	log     *slog.Logger

	mu          sync.Mutex
	negotiation *sdp.Negotiation
	branches    map[string]*sdp.Negotiation // of a call of ours that rings at several
	security    sdp.Security
	local       netip.Addr // of this machine
	address     netip.Addr // where media are received
	ports       leg.Ports
	floor       *floor // nil without
}

// newLine is one whose call, and leg, are still to come.
func (g *Gateway) newLine(far netip.Addr) *line {
	return &line{gateway: g, far: far, log: g.cfg.Log, negotiation: new(sdp.Negotiation), security: g.security(g.cfg.Security())}
}

// signalling is the address of whoever this line talks with.
func (l *line) signalling() netip.Addr {
	if l.far.IsValid() {
		return l.far
	}
	return l.call.Info().Source.Addr().Unmap()
}

var _ leg.Line = (*line)(nil)

// Ring implements [leg.Line].
func (l *line) Ring() { _ = l.call.Provisional(180, nil) } // it may be over

// Answer implements [leg.Line].
func (l *line) Answer(ctx context.Context) error {
	if err := l.open(); err != nil {
		l.Refuse(err)
		return err
	}
	if offer := l.call.Offer(); offer != nil {
		answer, err := l.answer(offer)
		if err != nil {
			l.refuseMedia(err)
			return err
		}
		_, err = l.call.Answer(ctx, answer)
		return err //nolint:wrapcheck // a Cause
	}
	return l.answerLate(ctx)
}

// answerLate takes a call whose caller wants our offer (lesson 21).
func (l *line) answerLate(ctx context.Context) error {
	answer, err := l.call.Answer(ctx, l.offer())
	if err != nil {
		return err //nolint:wrapcheck // a Cause
	}
	if err := l.accept(answer); err != nil {
		l.call.Hangup(sip.Cause{Kind: sip.NotAcceptable, Reason: err.Error()})
		return err
	}
	return nil
}

// open takes the sockets of the media.
func (l *line) open() error {
	far := l.signalling()
	local, err := localFor(far)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.local, l.address = local, local
	if announce := l.gateway.cfg.Announce; announce != nil {
		if a := announce(far); a.IsValid() {
			l.address = a
		}
	}
	l.ports, err = l.leg.Open(local, l.gateway.cfg.Pictures)
	if err != nil {
		return fmt.Errorf("gateway: %w", err)
	}
	return nil
}

// close ends what the line has beside its leg.
func (l *line) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.floor != nil {
		l.floor.close()
	}
}

// answer is that to an offer of the far end; it holds from now on.
func (l *line) answer(offer []byte) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.negotiation.Fork() // which is dropped if the leg cannot do it
	answer, agreed, err := n.Answer(offer, l.answering(offer))
	if err != nil {
		return nil, err //nolint:wrapcheck // says what it is about
	}
	return answer, l.settle(n, &agreed)
}

func (l *line) offer() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.negotiation.Offer(l.offering())
}

// accept takes in the answer to our offer. If it cannot be, what held before holds on.
func (l *line) accept(answer []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.negotiation.Fork()
	agreed, err := n.Accept(answer)
	if err == nil {
		err = l.settle(n, &agreed)
	}
	if err != nil {
		l.negotiation.Withdraw()
	}
	return err
}

// acceptEarly takes in the answer of one of those at whom a call of ours rings, before
// it is taken (lesson 22).
func (l *line) acceptEarly(branch string, answer []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.branch(branch)
	agreed, err := n.Accept(answer)
	if err != nil {
		return err //nolint:wrapcheck // says what it is about
	}
	return l.agree(&agreed)
}

// acceptFinal takes in the answer of who has taken it. Without one that of before holds.
func (l *line) acceptFinal(branch string, answer []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.branch(branch)
	agreed := n.Agreed()
	if answer != nil || n.Pending() {
		var err error
		if agreed, err = n.Accept(answer); err != nil {
			return err //nolint:wrapcheck // says what it is about
		}
	}
	return l.settle(n, &agreed)
}

// branch is the negotiation of one of those at whom a call of ours rings. Under mu.
func (l *line) branch(name string) *sdp.Negotiation {
	n := l.branches[name]
	if n == nil {
		n = l.negotiation.Fork()
		if l.branches == nil {
			l.branches = make(map[string]*sdp.Negotiation)
		}
		l.branches[name] = n
	}
	return n
}

// settle makes n what holds, once the leg does as was agreed. Under mu.
func (l *line) settle(n *sdp.Negotiation, a *sdp.Agreed) error {
	if err := l.agree(a); err != nil {
		return err
	}
	l.negotiation, l.branches = n, nil
	if l.floor != nil {
		l.floor.agree(a.Line(sdp.Floor))
	}
	return nil
}

// Under mu.
func (l *line) agree(a *sdp.Agreed) error {
	l.confine(a)
	agreement, err := agreementOf(a)
	if err != nil {
		return err
	}
	return l.leg.Agree(agreement) //nolint:wrapcheck // says what it is about
}

// listen takes what happens in the call until it is over.
func (l *line) listen() {
	defer l.gateway.follow(l.call, l.leg)()
	for e := range l.call.Events() {
		switch e := e.(type) {
		case sip.Digit:
			if e.Key < 128 {
				l.leg.Digit(byte(e.Key))
			}
		case sip.KeyFrameWanted:
			l.leg.KeyFrame(conference.Camera)
		case *sip.Reoffer:
			l.reoffered(e)
		case *sip.Referral:
			l.referred(e)
		}
	}
}

// reoffered answers a wish of the far end to change the session.
func (l *line) reoffered(r *sip.Reoffer) {
	if r.Offer == nil { // it wants our offer
		answer, err := r.Answer(l.offer())
		if err == nil {
			err = l.accept(answer)
		}
		if err != nil {
			l.log.Info("the session was not changed", "error", err)
		}
		return
	}
	answer, err := l.answer(r.Offer)
	if err != nil {
		status, reason := statusOfMedia(err)
		_ = r.Refuse(status, reason)
		return
	}
	_, _ = r.Answer(answer)
}

// Refuse implements [leg.Line].
func (l *line) Refuse(err error) {
	status, reason := statusOf(err)
	_ = l.call.Reject(status, reason) // it may be over
}

func (l *line) refuseMedia(err error) {
	status, reason := statusOfMedia(err)
	_ = l.call.Reject(status, reason) // it may be over
}

// Press implements [leg.Line], by INFO.
func (l *line) Press(ctx context.Context, digits string) error {
	for _, key := range digits {
		body := fmt.Sprintf("Signal=%c\r\nDuration=160\r\n", key)
		if err := l.call.SendInfo(ctx, "application/dtmf-relay", []byte(body)); err != nil {
			return err //nolint:wrapcheck // a Cause
		}
	}
	return nil
}

// keyFrameWanted is the body of RFC 5168 section 7.1.
const keyFrameWanted = `<?xml version="1.0" encoding="utf-8"?>` +
	"<media_control><vc_primitive><to_encoder><picture_fast_update/></to_encoder></vc_primitive></media_control>"

// AskKeyFrame implements [leg.Line], by INFO.
func (l *line) AskKeyFrame(ctx context.Context) error {
	return l.call.SendInfo(ctx, "application/media_control+xml", []byte(keyFrameWanted)) //nolint:wrapcheck // a Cause
}

// Hangup implements [leg.Line].
func (l *line) Hangup(end leg.End) {
	cause := sip.Cause{Kind: sip.HungUp}
	switch end {
	case leg.EndLost:
		cause = sip.Cause{Kind: sip.Lost, Reason: "no media"}
	case leg.EndFault:
		cause.Kind = sip.Failed
	}
	l.call.Hangup(cause)
}

// statusOf is how a refusal of ours is said in SIP.
func statusOf(err error) (int, string) {
	switch conference.CodeOf(err) {
	case "declined":
		return 603, "Decline"
	case "no_answer", "unreachable":
		return 480, "Temporarily Unavailable"
	}
	if errors.Is(err, rtpio.ErrNoPorts) {
		return 503, "Service Unavailable"
	}
	switch conference.KindOf(err) {
	case conference.NotFound:
		return 404, "Not Found"
	case conference.Denied, conference.Locked:
		return 403, "Forbidden"
	case conference.Full:
		return 486, "Busy Here"
	case conference.Gone:
		return 410, "Gone"
	case conference.Slow, conference.Unavailable:
		return 503, "Service Unavailable"
	}
	return 500, "Server Internal Error"
}

// statusOfMedia is the same for what could not be agreed on.
func statusOfMedia(err error) (int, string) {
	if e, ok := errors.AsType[*sdp.Error](err); ok {
		return e.Reason.Status(), e.Reason.String()
	}
	return 500, "Server Internal Error"
}
