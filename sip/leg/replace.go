package leg

import (
	"context"

	"veche/conference"
)

// seat is where a leg sits, and what shows that it is its own.
type seat struct {
	conference conference.ID
	id         conference.ParticipantID
	resume     string
}

// errNotReplaced is for calls that are not in a conference, or somebody else's.
var errNotReplaced = conference.Refuse(conference.Denied, "declined", "This call cannot be taken over.")

// Replace runs a call that takes the place of another one (RFC 3891), as when a
// telephone passes its call on, to its end. The seat stays; old, which may be nil, is
// hung up. The seat of a person is taken over by his own devices only: it has his rights.
// ctx ends with the call.
func (l *Leg) Replace(ctx context.Context, old *Leg) {
	defer l.close()
	defer l.busy.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	at := old.seatFor(l)
	if at == nil {
		l.line.Refuse(errNotReplaced)
		return
	}
	if err := l.line.Answer(ctx); err != nil {
		l.log.Info("the call did not come about", "error", err)
		return
	}
	l.line.Hangup(l.takeOver(ctx, at, old.sends().Camera))
}

// seatFor is where l sits, if another may have the seat.
func (l *Leg) seatFor(other *Leg) *seat {
	if l == nil {
		return nil
	}
	if own := l.caller.Person; own != nil && (other.caller.Person == nil || other.caller.Person.Login != own.Login) {
		return nil
	}
	return l.seat.Load()
}

// takeOver joins in place of another. filmed: that one sent a picture, and what
// moderators said of it holds on.
func (l *Leg) takeOver(ctx context.Context, at *seat, filmed bool) End {
	r := l.request(goal{})
	r.Resume = at.resume
	c, res, err := l.house.cfg.Directory.Join(ctx, conference.Door{CID: string(at.conference), Source: l.caller.Source}, r)
	if err != nil || res.Entered == nil || res.Entered.You.ID != at.id {
		if err == nil { // it was too late; as a guest he has to come by himself
			c.LeaveBy(ctx, l)
		}
		l.log.Info("the seat could not be taken over", "error", err)
		return EndOver
	}
	if camera := true; !filmed && r.Media.Camera {
		_, _ = c.Send(ctx, at.id, nil, &camera, nil) // he may not be allowed to
	}
	return l.stay(ctx, c, res)
}
