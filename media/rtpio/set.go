package rtpio

import (
	"errors"
	"net/netip"
	"time"

	"veche/media/wire"
)

// Set makes the stream work by what was negotiated, from the next packet on. What has
// not changed goes on as it was: the numbers of packets, the keys, the address that was
// learned.
func (s *Stream) Set(p Parameters) error {
	if err := p.check(); err != nil {
		return err
	}
	s.setting.Lock()
	defer s.setting.Unlock()
	if s.closed {
		return errClosed
	}
	now := s.now()
	before := s.parameters
	rekeyed := !before.same(&p)
	if rekeyed {
		s.dissociate()
	}
	if err := s.setIncoming(&p, rekeyed, now); err != nil {
		return err
	}
	if err := s.setOutgoing(&p, rekeyed, now); err != nil {
		return err
	}
	if rekeyed {
		s.associate(&p)
	}
	s.parameters = p
	if addrOf(p.Remote) == (wire.Addr{}) { // on hold: where it was before still counts
		s.parameters.Remote = before.Remote
	}
	s.begin(now)
	return nil
}

var errClosed = errors.New("rtpio: stream is closed")

func (s *Stream) setIncoming(p *Parameters, rekeyed bool, now time.Duration) error {
	in := &s.in
	in.mu.Lock()
	defer in.mu.Unlock()
	if rekeyed {
		in.opener, in.controlOpener = nil, nil
		if p.Security.Keys != nil {
			var err error
			if in.opener, err = wire.NewOpener(*p.Security.Keys); err != nil {
				return err //nolint:wrapcheck // says whose it is
			}
			in.controlOpener = in.opener
		}
		clear(in.sealed)
	}
	in.secure = p.Security.wanted()
	if p.Receive && !in.on {
		in.last = now
	}
	in.on, in.nack = p.Receive, p.Feedback.NACK
	in.formats = [128]Format{}
	for _, f := range p.Receiving {
		in.formats[f.Type] = f
	}
	in.latch.tell(addrOf(p.Remote), p.Fixed, now)
	if told := addrOf(p.RemoteControl); told != in.told && told != (wire.Addr{}) {
		in.told, in.control = told, told
	}
	return nil
}

// addrOf is zero for an address that takes nothing, as that of a held call may be.
func addrOf(a netip.AddrPort) wire.Addr {
	if !a.IsValid() || a.Addr().IsUnspecified() || a.Port() == 0 {
		return wire.Addr{}
	}
	return wire.AddrOf(a)
}

func (s *Stream) setOutgoing(p *Parameters, rekeyed bool, now time.Duration) error {
	o := &s.out
	remote, control := s.remotes()
	o.mu.Lock()
	defer o.mu.Unlock()
	if rekeyed {
		o.sealer, o.controlSealer = nil, nil
		if p.Security.Keys != nil {
			var err error
			if o.sealer, err = wire.NewSealer(*p.Security.Keys); err != nil {
				return err //nolint:wrapcheck // says whose it is
			}
			o.controlSealer = o.sealer
		}
	}
	if rekeyed || o.sent && p.Send && o.format.clock() != p.Sending.clock() {
		o.renew()
	}
	o.secure = p.Security.wanted()
	o.on, o.nack, o.feedback = p.Send, p.Feedback.NACK && s.cfg.Video, p.Feedback
	if p.Send || !o.sent {
		o.format = p.Sending
	}
	o.digits = p.Digits
	if o.path == nil || o.path.From.Remote != remote {
		o.path = s.path(s.pair.rtp, remote)
	}
	if o.control = o.path; !p.Mux {
		o.control = s.path(s.pair.ctl, control)
	}
	o.pace.restrict(p.Limit, now)
	return nil
}

// path is nil for a zero address.
func (s *Stream) path(socket *wire.Socket, a wire.Addr) *wire.Path {
	if a == (wire.Addr{}) {
		return nil
	}
	return socket.Path(a)
}

func (s *Stream) remotes() (media, control wire.Addr) {
	s.in.mu.Lock()
	defer s.in.mu.Unlock()
	return s.in.latch.remote, s.in.control
}
