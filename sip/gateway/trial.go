package gateway

import (
	"context"
	"errors"

	"veche/conference/access"
	"veche/sip"
	"veche/sip/leg"
)

// Progress is how far a call came.
type Progress uint8

// The steps, in order.
const (
	NotSent  Progress = iota // nothing could be sent
	Sent                     // and nothing came back
	Trying                   // somebody there speaks SIP
	Rang                     // or something like it
	Answered                 // and the media were agreed on
)

// Trial is what became of a call that was made to see whether it can be.
type Trial struct {
	Reached Progress
	Cause   sip.Cause // of its end; of Answered, that we have hung up
	Call    string    // its Call-ID; "" if there was none
	Address string    // to which something was sent
}

// Try calls somebody with no conference, and hangs up when it is answered or ctx ends.
func (g *Gateway) Try(ctx context.Context, server *sip.Server, route Route, from string) Trial {
	if route.Before != nil {
		if err := route.Before(ctx); err != nil {
			return Trial{Cause: failure(err)}
		}
	}
	l := g.newLine(farOf(ctx, route))
	l.leg = g.cfg.House.NewLeg(l, leg.Caller{Kind: access.KindSIP, Name: from, Source: l.far})
	defer l.leg.Drop()
	if err := l.open(); err != nil {
		return Trial{Cause: failure(err)}
	}
	if route.From.Name == "" {
		route.From.Name = from
	}
	var t Trial
	err := l.dial(ctx, server, route.invitation(), func() { t.Reached = Rang }, func() {})
	if err != nil {
		t.Cause = failure(err)
	}
	if l.call == nil {
		return t
	}
	t.Call = l.call.Info().ID
	if err == nil {
		t.Reached = Answered
		l.call.Hangup(sip.Cause{Kind: sip.HungUp})
		<-l.call.Done()
		t.Cause = l.call.Cause()
	}
	t.heed(server.Trace(t.Call))
	return t
}

// heed takes from the messages what no event tells: whether anything was sent, and
// whether anything came back. A status is no proof: 408 may be our own.
func (t *Trial) heed(messages []sip.TracedMessage) {
	for _, m := range messages {
		if m.Sent {
			t.Address = m.Peer
			t.Reached = max(t.Reached, Sent)
		} else {
			t.Reached = max(t.Reached, Trying)
		}
	}
}

// failure is why nothing was sent.
func failure(err error) sip.Cause {
	if cause, ok := errors.AsType[sip.Cause](err); ok {
		return cause
	}
	return sip.Cause{Kind: sip.Unreachable, Reason: err.Error()}
}
