package leg

import (
	"context"
	"time"

	"veche/conference"
)

// meeting is the leg in a conference.
type meeting struct {
	*Leg
	conference *conference.Conference
	me         conference.ParticipantID
	asked      time.Time // when a key frame was asked for by the line
}

const (
	windowsMost = 25               // of the composed picture
	askEvery    = 2 * time.Second  // a message of the protocol costs more than one of RTCP
	lookEvery   = time.Second      // whether the far end is still there
	leaveWithin = 10 * time.Second // for the seat to be given up
)

// meet takes part in a conference until it is over for the leg. ctx ends with the call.
func (l *Leg) meet(ctx context.Context, c *conference.Conference, me conference.ParticipantID) End {
	m := &meeting{Leg: l, conference: c, me: me}
	defer m.leave()
	inside, err := l.house.cfg.Media.ConnectLeg(c.ID(), me, (*far)(l))
	if err != nil {
		return EndOver
	}
	if err := m.enter(ctx); err != nil {
		inside.Close()
		l.log.Error("a leg cannot take part", "conference", string(c.ID()), "error", err)
		return EndFault
	}
	l.move(inside)
	l.log.Info("call in conference", "conference", string(c.ID()), "participant", string(me))
	return m.run(ctx)
}

// enter says what the leg sends and wants to see.
func (m *meeting) enter(ctx context.Context) error {
	display := conference.Display{Layout: "auto", Windows: windowsMost, Composed: true}
	if _, err := m.conference.SetDisplay(ctx, m.me, display); err != nil {
		return err //nolint:wrapcheck // says what it is about
	}
	return nil
}

// run is the meeting, until somebody ends it.
func (m *meeting) run(ctx context.Context) End {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return EndOver // the far end has hung up
		case n := <-m.notices:
			switch n.Kind {
			case conference.NoticeRemoved:
				return endOf(n.Code)
			case conference.NoticeDigits:
				m.busy.Go(func() { m.press(ctx, n.Digits) })
			}
		case in := <-m.inputs:
			m.take(ctx, in)
		case <-ticker.C:
			if m.silence() > m.house.cfg.Silence {
				return EndLost
			}
		}
	}
}

// take handles what the far end does.
func (m *meeting) take(ctx context.Context, in input) {
	if in.held != nil {
		_ = m.conference.SetHold(ctx, m.me, *in.held) // it may be over
	}
	if in.key && time.Since(m.asked) > askEvery {
		m.asked = time.Now()
		m.busy.Go(func() { _ = m.line.AskKeyFrame(ctx) }) // some far ends do not know it
	}
	if in.rate != 0 {
		m.mu.Lock()
		m.rate = in.rate
		m.Leg.tell()
		m.mu.Unlock()
	}
}

// leave gives up the seat. The call may be over, and its context with it.
func (m *meeting) leave() {
	ctx, cancel := context.WithTimeout(context.Background(), leaveWithin)
	defer cancel()
	_ = m.conference.Leave(ctx, m.me) // it may be over
}

// endOf translates why the conference has let go of the leg.
func endOf(code string) End {
	switch code {
	case "removed", "refused":
		return EndRemoved
	}
	return EndOver
}
