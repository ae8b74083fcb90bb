package gateway

import (
	"context"
	"errors"
	"sync/atomic"

	"veche/conference"
	"veche/conference/dial"
	"veche/sip"
)

// Transfer implements [leg.Line], by REFER (RFC 3515). The far end calls whom we would
// call: a number at the trunk that carries it.
func (l *line) Transfer(ctx context.Context, to dial.Target, ringing func()) *conference.CallReason {
	find := l.gateway.cfg.Way
	if find == nil {
		return &conference.CallReason{Code: "not_available"}
	}
	way, err := find(to)
	if err != nil {
		return &conference.CallReason{Code: "not_available", Text: err.Error()}
	}
	var told atomic.Bool // what came of the call; else it is the REFER that was refused
	err = l.call.Refer(ctx, way.URI, func(status int, _ string) {
		switch {
		case status >= 180 && status < 200:
			ringing()
		case status >= 200:
			told.Store(true)
		}
	})
	switch cause, ok := errors.AsType[sip.Cause](err); {
	case err == nil:
		return nil
	case errors.Is(err, context.DeadlineExceeded):
		return &conference.CallReason{Code: "no_answer"}
	case ok && !told.Load() && !cause.Local && cause.Status >= 300:
		return &conference.CallReason{Code: "transfer_refused"}
	}
	return causeOf(err)
}
