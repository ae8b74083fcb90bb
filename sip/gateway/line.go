package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"sync"

	"veche/conference"
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
	negotiation sdp.Negotiation
	address     netip.Addr // where media are received
	ports       leg.Ports
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
	far := l.far
	if !far.IsValid() {
		far = l.call.Info().Source.Addr().Unmap()
	}
	local, err := localFor(far)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.address = local
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

// answer is that to an offer of the far end; it holds from now on.
func (l *line) answer(offer []byte) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	answer, agreed, err := l.negotiation.Answer(offer, l.local())
	if err != nil {
		return nil, err //nolint:wrapcheck // says what it is about
	}
	return answer, l.agree(&agreed)
}

func (l *line) offer() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.negotiation.Offer(l.local())
}

// accept takes in the answer to our offer.
func (l *line) accept(answer []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	agreed, err := l.negotiation.Accept(answer)
	if err != nil {
		return err //nolint:wrapcheck // says what it is about
	}
	return l.agree(&agreed)
}

// Under mu.
func (l *line) agree(a *sdp.Agreed) error {
	agreement, err := agreementOf(a)
	if err != nil {
		return err
	}
	return l.leg.Agree(agreement) //nolint:wrapcheck // says what it is about
}

// listen takes what happens in the call until it is over.
func (l *line) listen() {
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
			_ = e.Reject(603, "Decline") // lesson 23: never followed for strangers
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
