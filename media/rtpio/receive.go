package rtpio

import (
	"runtime/debug"
	"time"

	"veche/media/wire"
)

// receive takes what came to a socket.
func (s *Stream) receive(packets []wire.Packet, now time.Time, socket *wire.Socket) {
	defer s.fault()
	at := now.Sub(s.cfg.Epoch)
	for i := range packets {
		p := &packets[i]
		switch wire.Classify(p.Data) {
		case wire.RTP:
			if socket == s.pair.rtp {
				s.receiveMedia(p.Data, p.From.Remote, at)
			}
		case wire.RTCP:
			s.receiveControl(p.Data, p.From.Remote, at)
		case wire.DTLS:
			s.receiveRecord(p.Data, p.From.Remote, socket == s.pair.ctl, at)
		case wire.STUN, wire.Unknown: // also empty datagrams that keep a NAT open
		}
	}
}

// fault keeps a mistake of ours, if a packet brings one to light, from ending more than
// the handling of that packet.
func (s *Stream) fault() {
	if r := recover(); r != nil {
		s.faulty.Do(func() {
			s.log.Error("fault in the media of a call", "fault", r, "stack", string(debug.Stack()))
		})
	}
}

func (s *Stream) receiveMedia(b []byte, from wire.Addr, now time.Duration) {
	f := s.in.take(b, from, now, &s.packet)
	if f.moved {
		s.redirect(from)
	}
	if f.missing {
		s.alarm.ring(now + nackStep)
	}
	switch {
	case f.packet:
		s.cfg.Sink.Packet(&s.packet)
	case f.key != 0:
		s.cfg.Sink.Digit(f.key)
	}
}

// redirect sends to where the far end has turned out to be.
func (s *Stream) redirect(to wire.Addr) {
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	mux := o.control == o.path && o.path != nil
	o.path = s.path(s.pair.rtp, to)
	if mux {
		o.control = o.path
	}
	s.log.Info("far end is elsewhere", "media", to)
}
