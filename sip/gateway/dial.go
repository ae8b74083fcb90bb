package gateway

import (
	"context"
	"errors"

	"veche/sip"
	"veche/sip/sdp"
)

// dial calls the far end until it has answered and media are agreed on; the error is
// the [sip.Cause] of the end, or what was wrong with the answer. ringing is told each time that it rings, and
// early that it can be heard before it answers.
func (l *line) dial(ctx context.Context, server *sip.Server, to sip.Invitation, ringing, early func()) (err error) {
	for _, s := range l.gateway.securities() {
		if err = l.attempt(ctx, server, to, s, ringing, early); !wantsOther(err) {
			break
		}
	}
	return err
}

// wantsOther tells whether the far end has refused the media, and may take others; some
// do so by an answer without the keys that they were offered.
func wantsOther(err error) bool {
	if e, ok := errors.AsType[*sdp.Error](err); ok {
		return e.Reason == sdp.EncryptionRequired || e.Reason == sdp.EncryptionRefused
	}
	c, ok := errors.AsType[sip.Cause](err)
	return ok && !c.Local && (c.Status == 488 || c.Status == 606)
}

// attempt is one INVITE with one kind of security.
func (l *line) attempt(ctx context.Context, server *sip.Server, to sip.Invitation, s sdp.Security, ringing, early func()) error {
	l.mu.Lock()
	l.negotiation, l.branches, l.security = new(sdp.Negotiation), nil, s
	l.mu.Unlock()
	to.Offer = l.offer()
	call, err := server.Dial(ctx, to)
	if err != nil {
		return err //nolint:wrapcheck // says what it is about
	}
	l.call, l.log = call, l.gateway.cfg.Log.With("call", call.Info().ID)
	return l.rings(ringing, early)
}

// rings waits for the answer, and takes it; the error is why the call is over without.
func (l *line) rings(ringing, early func()) error {
	var wrong error
	for e := range l.call.Events() {
		switch e := e.(type) {
		case sip.Ringing:
			ringing()
		case sip.EarlyMedia:
			ringing()
			if err := l.acceptEarly(e.Branch, e.SDP); err != nil {
				l.log.Info("early media were not agreed on", "error", err)
				continue
			}
			early()
		case sip.Answered:
			if wrong = l.acceptFinal(e.Branch, e.SDP); wrong == nil {
				return nil
			}
			l.call.Hangup(sip.Cause{Kind: sip.NotAcceptable, Reason: wrong.Error()})
		}
	}
	if wrong != nil {
		return wrong
	}
	return l.call.Cause()
}

// stay runs an answered call to its end; inside is the leg in its conference, which is
// told by its context when the call is over.
func (l *line) stay(inside func(context.Context)) {
	ctx, over := context.WithCancel(context.Background())
	l.gateway.cfg.House.Go(func() {
		defer over()
		l.listen() // until the call is over
	})
	inside(ctx)
	<-l.call.Done()
}
