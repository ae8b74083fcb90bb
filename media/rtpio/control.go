package rtpio

import (
	"errors"
	"os"
	"time"

	"github.com/pion/rtcp"

	"veche/media/wire"
)

// This file is what the goroutine of the control socket does in between.

const (
	nackStep = 10 * time.Millisecond
	// reportTime is that of RFC 3550 section 6.2; by chance half as long or half longer.
	reportTime  = 5 * time.Second
	firstReport = time.Second
	keyPause    = 500 * time.Millisecond
)

// watch reads the control socket and does what is due in between.
func (s *Stream) watch(r *wire.Reader) {
	for {
		s.arm()
		if err := r.Run(); !errors.Is(err, os.ErrDeadlineExceeded) {
			return
		}
		s.tick(s.now())
	}
}

// arm sets the alarm to what is due next.
func (s *Stream) arm() {
	s.alarm.clear()
	s.in.mu.Lock()
	missing := s.in.nack && s.in.gaps.Missing()
	s.in.mu.Unlock()
	if missing {
		s.alarm.ring(s.now() + nackStep)
	}
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if !s.begun {
		return
	}
	s.alarm.ring(s.next)
	if !o.ready() {
		return
	}
	s.alarm.ring(o.keepAliveDue(s.since))
	if due, ok := o.later.due(); ok {
		s.alarm.ring(due)
	}
	if due, ok := o.dialler.due(); ok && o.digits.Clock != 0 {
		s.alarm.ring(due)
	}
}

// tick does what is due.
func (s *Stream) tick(now time.Duration) {
	defer s.fault()
	s.askAgain(now)
	s.sendDue(now)
	s.report(now)
	s.announce()
}

// sendDue sends what nobody calls Send for.
func (s *Stream) sendDue(now time.Duration) {
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if !s.begun || !o.ready() {
		return
	}
	out := s.cfg.Ports.sender(s.pair.rtp)
	o.later.tick(now, func(b []byte) { out.Send(o.path, b) })
	if o.digits.Clock != 0 {
		if t, ok := o.dialler.tick(o.digits.Clock, now); ok {
			o.event(out, t, now)
		}
	}
	if now >= o.keepAliveDue(s.since) {
		o.keepAlive(out, now)
	}
	out.Flush()
	s.cfg.Ports.giveBack(out)
}

// askAgain asks for what is missing.
func (s *Stream) askAgain(now time.Duration) {
	s.out.mu.Lock()
	trip := s.far.trip
	s.out.mu.Unlock()
	var room [32]uint16
	in := &s.in
	in.mu.Lock()
	var due []uint16
	if in.nack {
		due = in.gaps.Due(now, trip, room[:0])
	}
	media := in.ssrc
	in.mu.Unlock()
	if len(due) > 0 {
		s.feedback(&rtcp.TransportLayerNack{
			SenderSSRC: s.ssrc(), MediaSSRC: media, Nacks: rtcp.NackPairsFromSequenceNumbers(due),
		})
	}
}

// announce tells the sink of another bit rate.
func (s *Stream) announce() {
	if !s.cfg.Video {
		return
	}
	s.out.mu.Lock()
	bits, changed := s.out.pace.news()
	s.out.mu.Unlock()
	if changed {
		s.cfg.Sink.BitRate(bits)
	}
}

func (s *Stream) ssrc() uint32 {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	return s.out.stream.SSRC
}
