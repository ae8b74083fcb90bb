package leg

import (
	"context"

	"veche/conference"
)

// person calls somebody of this server: his pages and phones ring. The call is answered
// when he accepts, and both meet in a conference of their own (F7).
func (l *Leg) person(ctx context.Context, who conference.Person) {
	call, err := l.house.cfg.Directory.CallPerson(ctx, who, l.caller.Name)
	if err != nil {
		l.line.Refuse(err)
		return
	}
	l.line.Ring()
	var state conference.RingState
	select {
	case state = <-call.Done():
	case <-call.Conference.Ended():
		state = conference.RingCancelled
	case <-ctx.Done():
		gone, cancel := context.WithTimeout(context.Background(), leaveWithin)
		defer cancel()
		_ = call.Cancel(gone) // it may be over
		return
	}
	if state != conference.RingAccepted {
		l.line.Refuse(ringRefusals[state])
		return
	}
	if err := l.line.Answer(ctx); err != nil {
		l.log.Info("the call did not come about", "error", err)
		return
	}
	l.line.Hangup(l.visit(ctx, goal{cid: string(call.CID)}))
}

// ringRefusals are why nobody came.
var ringRefusals = map[conference.RingState]error{
	conference.RingDeclined:    conference.Refuse(conference.Denied, "declined", "The call was declined."),
	conference.RingNoAnswer:    conference.Refuse(conference.Unavailable, "no_answer", "Nobody answers."),
	conference.RingUnreachable: conference.Refuse(conference.Unavailable, "unreachable", "Nobody can be reached."),
	conference.RingCancelled:   conference.Refuse(conference.Unavailable, "unreachable", "Nobody can be reached."),
}
