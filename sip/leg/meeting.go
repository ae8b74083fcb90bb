package leg

import (
	"context"
	"encoding/json"
	"time"

	"veche/conference"
	"veche/media"
	"veche/media/codec/video"
	"veche/sip/leg/prompts"
)

// meeting is the leg in a conference.
type meeting struct {
	*Leg
	conference *conference.Conference
	me         conference.ParticipantID
	sends      conference.MediaState // as the conference has it
	hand       bool
	recorded   bool
	star       bool          // the last key was a star
	asked      time.Time     // when a key frame was asked for by the line
	last       chan struct{} // closed when what was said last has been
	sharing    sharing
	referrals  map[conference.CallID]*referral

	transferring bool
	transferred  chan *conference.CallReason // what came of it
}

const (
	windowsMost = 25               // of the composed picture
	askEvery    = 2 * time.Second  // a message of the protocol costs more than one of RTCP
	lookEvery   = time.Second      // whether the far end is still there
	leaveWithin = 10 * time.Second // for the seat to be given up
)

// meet takes part in a conference until it is over for the leg. ctx ends with the call.
func (l *Leg) meet(ctx context.Context, c *conference.Conference, entered *conference.Snapshot) (end End) {
	m := &meeting{
		Leg: l, conference: c, me: entered.You.ID, last: make(chan struct{}),
		referrals: make(map[conference.CallID]*referral), transferred: make(chan *conference.CallReason, 1),
	}
	close(m.last)
	defer func() {
		if end == EndLost {
			c.GiveUp(ctx, l)
		} else {
			c.LeaveBy(ctx, l) // another call may have the seat by then
		}
	}()
	for _, p := range entered.Participants {
		if p.ID == m.me {
			m.sends = conference.MediaState{Microphone: p.Microphone, Camera: p.Camera}
		}
	}
	inside, err := l.house.cfg.Media.ConnectLeg(c.ID(), m.me, (*far)(l))
	if err != nil {
		return EndOver
	}
	display := conference.Display{Layout: "auto", Windows: windowsMost, Composed: true}
	if _, err := c.SetDisplay(ctx, m.me, display); err != nil {
		inside.Close()
		if ctx.Err() != nil {
			return EndOver // the far end has hung up
		}
		l.log.Error("a leg cannot take part", "conference", string(c.ID()), "error", err)
		return EndFault
	}
	l.move(inside)
	l.log.Info("call in conference", "conference", string(c.ID()), "participant", string(m.me))
	if entered.View != nil {
		m.seen(entered.View)
	}
	m.greet(ctx, entered)
	m.share(ctx)
	l.seat.Store(&seat{c.ID(), entered.You.ID, entered.You.Resume})
	defer l.seat.Store(nil)
	return m.run(ctx)
}

// greet tells a caller without a picture where he is.
func (m *meeting) greet(ctx context.Context, entered *conference.Snapshot) {
	var say []prompts.Name
	if !m.shows() {
		say = append(say, prompts.Admitted)
		if len(entered.Participants) < 2 {
			say = []prompts.Name{prompts.Alone}
		}
	}
	if r := entered.Conference.Recording; r != nil && r.State == conference.RecordingOn {
		m.recorded = true
		say = append(say, prompts.RecordingOn)
	}
	m.say(ctx, say...)
}

// shows tells whether the far end gets a picture.
func (m *meeting) shows() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.agreed.receives(m.rate).Picture != nil
}

// run is the meeting, until somebody ends it.
func (m *meeting) run(ctx context.Context) End {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			m.farewell()
			return EndOver // the far end has hung up
		case why := <-m.transferred:
			if m.transferOver(ctx, why) {
				return EndTransferred
			}
		case n := <-m.notices:
			if n.Kind == conference.NoticeRemoved {
				return endOf(n.Code)
			}
			m.note(ctx, n)
		case in := <-m.inputs:
			m.take(ctx, in)
		case <-m.stirred:
			m.share(ctx)
		case <-ticker.C:
			if m.silent() {
				return EndLost
			}
		}
	}
}

// note is what the conference tells.
func (m *meeting) note(ctx context.Context, n *conference.Notice) {
	switch n.Kind {
	case conference.NoticeDigits:
		m.busy.Go(func() { m.press(ctx, n.Digits) })
	case conference.NoticeTransfer:
		m.transfer(ctx, n.Target)
	case conference.NoticeEvent:
		switch n.Event.Type {
		case conference.ParticipantChanged:
			m.changed(ctx, n.Event.Data)
		case conference.RecordingChanged:
			m.recording(ctx, n.Event.Data)
		case conference.CallChanged:
			m.called(n.Event.Data)
		}
	}
}

// changed tells a caller what a moderator has switched.
func (m *meeting) changed(ctx context.Context, data json.RawMessage) {
	var e struct {
		Participant conference.Participant `json:"participant"`
	}
	if json.Unmarshal(data, &e) != nil || e.Participant.ID != m.me {
		return
	}
	if on := e.Participant.Microphone; on != m.sends.Microphone {
		m.sends.Microphone = on
		m.say(ctx, either(on, prompts.MicrophoneOn, prompts.MicrophoneOff))
	}
	if m.sends.Screen && !e.Participant.Screen {
		m.screenOff(ctx)
	}
	if up := e.Participant.Hand != nil; up != m.hand {
		m.hand = up
		m.say(ctx, either(up, prompts.HandRaised, prompts.HandLowered))
	}
}

// recording lets everybody hear that it runs, or not any more.
func (m *meeting) recording(ctx context.Context, data json.RawMessage) {
	var e struct {
		Recording *conference.RecordingInfo `json:"recording"`
	}
	if json.Unmarshal(data, &e) != nil {
		return
	}
	if on := e.Recording != nil && e.Recording.State == conference.RecordingOn; on != m.recorded {
		m.recorded = on
		m.say(ctx, either(on, prompts.RecordingOn, prompts.RecordingOff))
	}
}

func either(is bool, yes, no prompts.Name) prompts.Name {
	if is {
		return yes
	}
	return no
}

// take handles what the far end does.
func (m *meeting) take(ctx context.Context, in input) {
	m.adapt(in)
	switch {
	case in.held != nil:
		_ = m.conference.SetHold(ctx, m.me, *in.held) // it may be over
	case in.camera != nil:
		_, _ = m.conference.Send(ctx, m.me, nil, in.camera, nil) // nor may everybody
	case in.key && time.Since(m.asked) > askEvery:
		m.asked = time.Now()
		m.busy.Go(func() { _ = m.line.AskKeyFrame(ctx) }) // some far ends do not know it
	case in.rings:
		_ = m.conference.TransferProgress(ctx, m.me, conference.TransferRinging, conference.CallReason{})
	case in.refer != nil:
		m.refer(ctx, in.refer)
	case in.digit != 0:
		m.key(ctx, in.digit)
	}
}

// key is what telephones know of conferences: *6 switches the microphone, *9 raises and
// lowers the hand. What is refused changes nothing, and then nothing is said.
func (m *meeting) key(ctx context.Context, digit byte) {
	star := m.star
	m.star = digit == '*'
	switch {
	case star && digit == '6':
		on := !m.sends.Microphone
		_, _ = m.conference.Send(ctx, m.me, &on, nil, nil)
	case star && digit == '9':
		_ = m.conference.Hand(ctx, m.me, !m.hand)
	}
}

// say lets the far end hear something in the place of the conference.
func (m *meeting) say(ctx context.Context, names ...prompts.Name) {
	if len(names) == 0 {
		return
	}
	before, now := m.last, make(chan struct{})
	m.last = now
	m.busy.Go(func() {
		defer close(now)
		select {
		case <-before:
		case <-ctx.Done():
			return
		}
		m.whisper(ctx, names)
	})
}

// whisper says something; the conference is not heard meanwhile.
func (l *Leg) whisper(ctx context.Context, names []prompts.Name) {
	l.mu.Lock()
	sound := l.agreed.receives(l.rate).Sound
	l.mu.Unlock()
	said := l.lounge((*voice)(l))
	said.Receive(media.LegReceives{Sound: sound})
	l.whispers.Store(true)
	select {
	case <-said.Play(names...):
	case <-ctx.Done():
	}
	said.Close()
	l.whispers.Store(false)
}

// voice is the far end's ear for what is said to it alone.
type voice Leg

// Sound implements [lounge.Sink].
func (v *voice) Sound(packet []byte, at time.Duration) { (*Leg)(v).send(packet, at) }

// Picture implements [lounge.Sink]: there is none.
func (v *voice) Picture(conference.SourceKind, video.Coded, time.Duration) {}

// leave gives up a seat, or a place in the waiting room. The call may be over, and its
// context with it.
func leave(c *conference.Conference, me conference.ParticipantID) {
	ctx, cancel := context.WithTimeout(context.Background(), leaveWithin)
	defer cancel()
	_ = c.Leave(ctx, me) // it may be over
}

// endOf translates why the conference has let go of the leg.
func endOf(code string) End {
	switch code {
	case "removed", "refused":
		return EndRemoved
	case "replaced":
		return EndReplaced
	}
	return EndOver
}
