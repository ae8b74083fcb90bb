package leg

import (
	"context"

	"veche/conference"
	"veche/conference/access"
	"veche/media"
)

// Outgoing runs a call that a conference has ordered, once the far end has answered it
// and the media are agreed on, to its end. ctx ends with the call.
func (l *Leg) Outgoing(ctx context.Context, order conference.CallOrder) {
	defer l.close()
	defer l.busy.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c, res, err := l.house.cfg.Directory.Join(ctx, conference.Door{CID: string(order.Conference)}, conference.JoinRequest{
		Kind: l.caller.Kind, Call: order.Call, Page: l, Media: l.sends(),
	})
	if err != nil {
		l.log.Info("who was called was not let in", "conference", string(order.Conference), "error", err)
		l.line.Hangup(EndOver)
		return
	}
	if keys := order.Target.PostDial; keys != "" {
		l.busy.Go(func() { l.press(ctx, keys) })
	}
	l.line.Hangup(l.stay(ctx, c, res))
}

// Early lets who has ordered a call hear what the far end lets sound before it answers,
// such as why it will not (lesson 22). An agreement holds; it may be called again.
func (l *Leg) Early(order conference.CallOrder) {
	if l.place.Load() != nil {
		return
	}
	connected, err := l.house.cfg.Media.ConnectLeg(order.Conference, conference.EarlyName(order.Call), (*far)(l))
	if err != nil {
		return // the conference is over
	}
	l.move(early{connected})
}

// early is where a leg is that has not been answered: sound alone. The far end hears
// silence, so that whatever stands in between lets its own sound through.
type early struct{ *media.Leg }

// Receive implements place.
func (e early) Receive(r media.LegReceives) { e.Leg.Receive(media.LegReceives{Sound: r.Sound}) }

// Push implements place.
func (e early) Push(kind conference.SourceKind, p *media.LegPacket) {
	if kind == conference.Microphone {
		e.Leg.Push(kind, p)
	}
}

// Join runs the call of a person's phone that was rung for a conference and has been
// answered, to its end. ctx ends with the call.
func (l *Leg) Join(ctx context.Context, cid string) {
	defer l.close()
	defer l.busy.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	l.line.Hangup(l.visit(ctx, goal{cid: cid}))
}

// sends is what the far end sends by the agreement.
func (l *Leg) sends() conference.MediaState {
	l.mu.Lock()
	defer l.mu.Unlock()
	return conference.MediaState{Microphone: true, Camera: l.agreed.Picture.Receive}
}

// request is the leg at the door of a conference.
func (l *Leg) request(g goal) conference.JoinRequest {
	return conference.JoinRequest{
		Kind: l.caller.Kind, Person: l.caller.Person, Name: l.caller.Name, PIN: access.PIN(g.pin), Page: l, Media: l.sends(),
	}
}
