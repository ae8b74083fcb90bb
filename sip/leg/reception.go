package leg

import (
	"context"
	"time"

	"veche/conference"
	"veche/media"
	"veche/media/compose"
	"veche/sip/leg/lounge"
	"veche/sip/leg/prompts"
)

// reception is a leg that has been answered and is not in a conference: it is asked
// where it wants to go, waits to be let in, or is told why not.
type reception struct {
	*Leg
	*lounge.Lounge
	said <-chan struct{} // closed when what was to be said has been; nil for nothing
}

// lobby is the lounge as a place: what the caller sends is for nobody.
type lobby struct{ *lounge.Lounge }

func (lobby) Push(conference.SourceKind, *media.LegPacket)  {}
func (lobby) ParameterSets(conference.SourceKind, [][]byte) {}

var _ place = lobby{}

// receive takes the leg to the reception.
func (l *Leg) receive() *reception {
	at := l.lounge((*far)(l))
	l.move(lobby{at})
	return &reception{Leg: l, Lounge: at}
}

// lounge opens one for a sink.
func (l *Leg) lounge(sink lounge.Sink) *lounge.Lounge {
	epoch := l.house.cfg.Media.Epoch()
	return lounge.New(lounge.Config{
		Sink: sink, Prompts: l.house.cfg.Prompts, Language: l.house.cfg.Language(), Log: l.log,
		Now: func() time.Duration { return time.Since(epoch) },
	})
}

// visit leads a call that was answered to where it wants.
func (l *Leg) visit(ctx context.Context, g goal) End {
	event := MenuEvent{Begin: true}
	switch {
	case g.ask:
		event = MenuEvent{PINFor: g.cid}
	case g.cid != "":
		c, res, err := l.join(ctx, g)
		if err == nil {
			return l.stay(ctx, c, res)
		}
		e := endings[MenuFault]
		if other, ok := endings[menuAnswer(err)]; ok {
			e = other
		}
		return l.part(ctx, e.say, e.slate)
	}
	c, res := l.receive().menu(ctx, event)
	if c == nil {
		return EndGivenUp
	}
	return l.stay(ctx, c, res)
}

func (l *Leg) join(ctx context.Context, g goal) (*conference.Conference, conference.JoinResult, error) {
	return l.house.cfg.Directory.Join(ctx, l.door(g), l.request(g)) //nolint:wrapcheck // it is for people
}

// stay is a call in a conference, or in its waiting room at first.
func (l *Leg) stay(ctx context.Context, c *conference.Conference, res conference.JoinResult) End {
	entered := res.Entered
	if entered == nil {
		var end End
		if entered, end = l.receive().wait(ctx, c, res); entered == nil {
			return end
		}
	}
	end := l.meet(ctx, c, entered)
	switch {
	case ctx.Err() != nil:
	case end == EndRemoved:
		l.part(ctx, prompts.Removed, compose.SlateRemoved)
	case end == EndOver:
		l.part(ctx, prompts.Ended, compose.SlateEnded)
	}
	return end
}

// part says a last word.
func (l *Leg) part(ctx context.Context, say prompts.Name, show compose.Slate) End {
	r := l.receive()
	r.Show(lounge.Slate{Slate: show})
	select {
	case <-r.Play(say):
		_ = sleep(ctx, readFor)
	case <-ctx.Done():
	}
	return EndOver
}

// readFor is how long a last slate stays when all has been said.
const readFor = 2 * time.Second

// menu asks for number and PIN until a conference is found; nil: the call is to end.
func (r *reception) menu(ctx context.Context, e MenuEvent) (*conference.Conference, conference.JoinResult) {
	var m Menu
	epoch := time.Now()
	late := time.NewTimer(time.Hour)
	defer late.Stop()
	for {
		step := m.Next(e, time.Since(epoch))
		r.do(&step)
		e = MenuEvent{}
		switch {
		case step.Try != nil:
			c, res, err := r.join(ctx, goal{cid: step.Try.Number, pin: step.Try.PIN})
			if err == nil {
				return c, res
			}
			e.Answer = menuAnswer(err)
			continue
		case step.Hangup:
			select {
			case <-r.said:
			case <-ctx.Done():
			}
			return nil, conference.JoinResult{}
		}
		late.Stop()
		if step.Deadline > 0 {
			late.Reset(max(step.Deadline-time.Since(epoch), time.Millisecond))
		}
		var ok bool
		if e, ok = r.next(ctx, late.C); !ok {
			return nil, conference.JoinResult{}
		}
	}
}

// do says and shows what the menu wants.
func (r *reception) do(step *MenuStep) {
	if step.Hush {
		r.Stop()
		r.said = nil
	}
	if len(step.Say) > 0 {
		r.said = r.Play(step.Say...)
	}
	if step.Show {
		r.Show(lounge.Slate{Slate: step.Slate, Detail: step.Detail})
	}
}

// next waits for something that the menu is to know; false when the call is over.
func (r *reception) next(ctx context.Context, late <-chan time.Time) (MenuEvent, bool) {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return MenuEvent{}, false
		case <-r.said:
			r.said = nil
			return MenuEvent{Said: true}, true
		case <-late:
			return MenuEvent{Late: true}, true
		case in := <-r.inputs:
			r.adapt(in)
			if in.digit != 0 {
				return MenuEvent{Digit: in.digit}, true
			}
		case <-look.C:
			if r.silent() {
				return MenuEvent{}, false
			}
		}
	}
}

// wait is the waiting room, until a moderator decides; nil and why not.
func (r *reception) wait(ctx context.Context, c *conference.Conference, res conference.JoinResult) (*conference.Snapshot, End) {
	r.Show(lounge.Slate{Slate: compose.SlateWaiting, Title: res.Info.Name})
	r.Play(prompts.Waiting)
	r.Music(true)
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			leave(c, res.Waiting.ID)
			return nil, EndOver
		case n := <-r.notices:
			switch n.Kind {
			case conference.NoticeAdmitted:
				return n.Snapshot, ""
			case conference.NoticeRefused, conference.NoticeRemoved:
				r.Music(false)
				say, show := prompts.Refused, compose.SlateRefused
				if n.Code != "refused" && n.Code != "removed" {
					say, show = prompts.Ended, compose.SlateEnded
				}
				return nil, r.part(ctx, say, show)
			}
		case in := <-r.inputs:
			r.adapt(in)
		case <-look.C:
			if r.silent() {
				leave(c, res.Waiting.ID)
				return nil, EndLost
			}
		}
	}
}

// menuAnswer is why a conference was not joined, in the words of the menu.
func menuAnswer(err error) MenuAnswer {
	if err == nil {
		return MenuEntered
	}
	answers := map[string]MenuAnswer{
		"pin_required": MenuAskPIN, "pin_wrong": MenuWrongPIN, "unknown": MenuWrongNumber, "slow_down": MenuTooMany,
		"locked": MenuLocked, "full": MenuFull, "guest_limit": MenuFull, "not_invited": MenuRefused,
		"guests_not_allowed": MenuRefused, "no_participation": MenuRefused, "register_first": MenuRefused, "registration_closed": MenuRefused, "ended": MenuEnded,
		"not_begun": MenuNotStarted, "over": MenuEnded,
	}
	if a, ok := answers[conference.CodeOf(err)]; ok {
		return a
	}
	return MenuFault
}
