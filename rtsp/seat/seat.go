package seat

import (
	"context"
	"log/slog"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/camera"
)

// seat is one camera in one conference, or in its waiting room.
type seat struct {
	seats  *Seats
	order  conference.CallOrder
	cancel context.CancelFunc
	log    *slog.Logger
}

// Cancel implements [conference.CallHandle].
func (s *seat) Cancel() { s.cancel() }

// run takes the seat, until the conference lets go of it or ctx ends.
func (s *seat) run(ctx context.Context) {
	p := newPage()
	c, res, err := s.seats.cfg.Directory.Join(ctx, conference.Door{CID: string(s.order.Conference)}, conference.JoinRequest{
		Kind: access.KindRTSP, Call: s.order.Call, Page: p, Media: conference.MediaState{Microphone: true, Camera: true},
	})
	if err != nil {
		s.log.Info("a camera was not let in", "error", err)
		return
	}
	entered := res.Entered
	if entered == nil {
		if entered = p.admitted(ctx, c); entered == nil {
			return
		}
	}
	s.watch(ctx, c, p, entered.You.ID)
}

// statesEvery bounds how often the conference is told how the camera does.
const statesEvery = 200 * time.Millisecond

// watch is the camera inside.
func (s *seat) watch(ctx context.Context, c *conference.Conference, p *page, me conference.ParticipantID) {
	log := s.log.With("participant", string(me))
	leg, err := s.seats.cfg.Media.ConnectLeg(c.ID(), me, deaf{})
	if err != nil {
		log.Info("a camera came to a conference that was over", "error", err)
		return
	}
	defer leg.Close()
	s.seats.note(s, camera.Connecting)
	defer s.seats.note(s, "")
	log.Info("camera in conference")
	defer log.Info("camera left the conference")
	w := &watcher{leg: leg, turned: make(chan struct{}, 1)}
	v := &view{seats: s.seats, of: s.order.Target, to: w}
	defer v.close()
	v.look(ctx)
	again := time.NewTicker(lookEvery)
	defer again.Stop()
	for {
		select {
		case <-w.turned:
			s.tell(ctx, c, me, w.state())
		case <-again.C:
			v.look(ctx)
		case <-p.over:
			return
		case <-c.Ended():
			return
		case <-ctx.Done():
			return
		}
		if !pause(ctx, p) {
			return
		}
	}
}

// tell lets everybody know how the camera does.
func (s *seat) tell(ctx context.Context, c *conference.Conference, me conference.ParticipantID, now camera.Status) {
	s.seats.note(s, now.State)
	if err := c.SetCamera(ctx, me, now); err != nil {
		s.log.Debug("nobody is told how the camera does", "error", err) // it is over
	}
}

// pause keeps a camera that changes all the time from keeping the conference busy;
// false: the seat is over.
func pause(ctx context.Context, p *page) bool {
	wait := time.NewTimer(statesEvery)
	defer wait.Stop()
	select {
	case <-wait.C:
		return true
	case <-p.over:
	case <-ctx.Done():
	}
	return false
}
