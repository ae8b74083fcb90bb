package leg

import (
	"context"

	"veche/conference"
	"veche/conference/dial"
)

// goal is the conference that a caller wants to reach; without a CID he is to be asked.
type goal struct {
	cid, pin string
	ask      bool               // for the PIN: none or a wrong one was dialled
	person   *conference.Person // who is called, in place of a conference
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
	if g.person != nil {
		l.person(ctx, *g.person)
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

// errNoCodecs is for builds that can neither mix nor compose.
var errNoCodecs = conference.Refuse(conference.Unavailable, "no_codecs", "This server was built without the codecs that calls need.")

// find is whom the number means, in the order of C30. Nobody has come in by it.
func (l *Leg) find(ctx context.Context) (goal, error) {
	if !l.house.cfg.Directory.Features().Composed { // or he would be answered for nothing
		return goal{}, errNoCodecs
	}
	if l.caller.Called == "" {
		return goal{}, nil
	}
	for _, c := range dial.ParseCalled(l.caller.Called) {
		if c.CID == "" {
			if p, err := l.house.cfg.People.Person(ctx, c.Login); err == nil {
				return goal{person: &p}, nil
			}
			continue
		}
		g := goal{cid: c.CID, pin: c.PIN}
		_, err := l.house.cfg.Directory.Look(ctx, l.door(g), l.request(g))
		switch menuAnswer(err) {
		case MenuEntered:
			return g, nil
		case MenuWrongNumber:
			continue
		case MenuAskPIN, MenuWrongPIN:
			return goal{cid: c.CID, ask: true}, nil
		}
		return g, err
	}
	return goal{}, errUnknown
}

func (l *Leg) door(g goal) conference.Door {
	return conference.Door{CID: g.cid, Source: l.caller.Source}
}
