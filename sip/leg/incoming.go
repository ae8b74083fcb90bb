package leg

import (
	"context"

	"veche/conference"
	"veche/conference/dial"
)

// goal is whom a caller wants to reach.
type goal struct {
	cid string
	pin string
}

// Incoming runs a call that has come in to its end. ctx ends with the call.
func (l *Leg) Incoming(ctx context.Context) {
	defer l.close()
	defer l.busy.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g, err := l.find(ctx)
	if err != nil {
		l.line.Refuse(err)
		return
	}
	if err := l.line.Answer(ctx); err != nil {
		l.log.Info("the call did not come about", "error", err)
		return
	}
	l.line.Hangup(l.visit(ctx, g))
}

// errUnknown is for numbers that are nobody's (P3).
var errUnknown = conference.Refuse(conference.NotFound, "unknown", "There is nobody with this number.")

// find is whom the number means, in the order of C30. Nobody has come in by it.
func (l *Leg) find(ctx context.Context) (goal, error) {
	for _, c := range dial.ParseCalled(l.caller.Called) {
		if c.CID == "" {
			continue
		}
		g := goal{c.CID, c.PIN}
		_, err := l.house.cfg.Directory.Look(ctx, l.door(g), l.request(g))
		if conference.KindOf(err) != conference.NotFound {
			return g, err
		}
	}
	return goal{}, errUnknown
}

func (l *Leg) door(g goal) conference.Door {
	return conference.Door{CID: g.cid, Source: l.caller.Source}
}

// visit leads a call that was answered to where it wants.
func (l *Leg) visit(ctx context.Context, g goal) End {
	c, res, err := l.house.cfg.Directory.Join(ctx, l.door(g), l.request(g))
	if err != nil {
		l.log.Info("a call was not let in", "error", err)
		return EndOver
	}
	return l.stay(ctx, c, res)
}

// stay is a call in a conference, or in its waiting room at first.
func (l *Leg) stay(ctx context.Context, c *conference.Conference, res conference.JoinResult) End {
	if res.Entered == nil {
		return EndOver
	}
	return l.meet(ctx, c, res.Entered.You.ID)
}
