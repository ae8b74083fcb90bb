package leg

import (
	"context"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/dial"
)

// goal is whom a caller wants to reach.
type goal struct {
	cid string
	pin access.PIN
}

// Incoming runs a call that has come in to its end. ctx ends with the call.
func (l *Leg) Incoming(ctx context.Context) {
	defer l.close()
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
		g := goal{c.CID, access.PIN(c.PIN)}
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

// request is the leg at the door.
func (l *Leg) request(g goal) conference.JoinRequest {
	l.mu.Lock()
	defer l.mu.Unlock()
	return conference.JoinRequest{
		Kind: l.caller.Kind, Person: l.caller.Person, Name: l.caller.Name, PIN: g.pin, Page: l,
		Media: conference.MediaState{Microphone: true, Camera: l.agreed.Picture.Receive},
	}
}

// visit leads a call that was answered to where it wants.
func (l *Leg) visit(ctx context.Context, g goal) End {
	c, res, err := l.house.cfg.Directory.Join(ctx, l.door(g), l.request(g))
	switch {
	case err != nil:
		l.log.Info("a call was not let in", "error", err)
		return EndOver
	case res.Entered != nil:
		return l.meet(ctx, c, res.Entered.You.ID)
	}
	return EndOver
}
