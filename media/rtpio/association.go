package rtpio

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/pion/logging"

	"veche/media/wire"
)

// association is the DTLS of one socket (RFC 5763): RTCP has one of its own unless it
// goes with RTP.
type association struct {
	stream  *Stream
	socket  *wire.Socket
	control bool
	cfg     wire.HandshakeConfig

	mu        sync.Mutex
	handshake *wire.Handshake
	tries     int
	ended     bool
	path      *wire.Path // where the last record came from, or the far end is said to be
	strange   bool       // records came from several addresses
	heard     bool
}

// handshakesMost: one may be broken by records that anybody can make up, as alerts are
// before there are keys. Then the next is tried.
const handshakesMost = 5

// associate begins the handshakes that the parameters want. Under setting.
func (s *Stream) associate(p *Parameters) {
	if p.Security.Fingerprint == "" {
		return
	}
	media, control := s.remotes()
	one := s.newAssociation(&p.Security, s.pair.rtp, media, false)
	var other *association
	if !p.Mux {
		other = s.newAssociation(&p.Security, s.pair.ctl, control, true)
	}
	s.in.mu.Lock()
	s.in.associations = [2]*association{one, other}
	s.in.mu.Unlock()
	for _, a := range []*association{one, other} {
		if a != nil {
			s.reading.Go(a.run)
		}
	}
}

// dissociate ends the handshakes, and with them their keys.
func (s *Stream) dissociate() {
	s.in.mu.Lock()
	all := s.in.associations
	s.in.associations = [2]*association{}
	s.in.mu.Unlock()
	for _, a := range all {
		if a != nil {
			a.end()
		}
	}
}

func (s *Stream) newAssociation(sec *Security, socket *wire.Socket, remote wire.Addr, control bool) *association {
	a := &association{stream: s, socket: socket, control: control, path: s.path(socket, remote)}
	want := sec.Fingerprint
	a.cfg = wire.HandshakeConfig{
		Client: sec.Active, Certificates: s.cfg.Certificates, Fingerprint: func() string { return want },
		Send: a.send, Old: true, Logging: &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled},
	}
	a.handshake = wire.NewHandshake(a.cfg)
	return a
}

func (a *association) run() {
	for h := a.current(); h != nil; h = a.another() {
		err := h.Run(a.secure)
		if err == nil || errors.Is(err, context.Canceled) {
			return
		}
		a.stream.log.Warn("DTLS handshake failed", "control", a.control, "error", err)
	}
}

func (a *association) current() *wire.Handshake {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.handshake
}

// another is the handshake after one that failed; nil if there have been enough.
func (a *association) another() *wire.Handshake {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.tries++; a.ended || a.tries >= handshakesMost {
		return nil
	}
	a.handshake = wire.NewHandshake(a.cfg)
	return a.handshake
}

// end lets go; see [wire.Handshake.End].
func (a *association) end() {
	a.mu.Lock()
	a.ended = true
	h := a.handshake
	a.mu.Unlock()
	h.End() // which waits for send
}

// record takes in a record of an address that may be the far end's.
func (a *association) record(b []byte, from wire.Addr) {
	a.mu.Lock()
	if a.path == nil || a.path.From.Remote != from {
		a.strange = a.strange || a.heard
		a.path = a.socket.Path(from)
	}
	a.heard = true
	h := a.handshake
	a.mu.Unlock()
	h.Record(b)
}

func (a *association) send(b []byte) {
	a.mu.Lock()
	path := a.path
	a.mu.Unlock()
	if path == nil {
		return
	}
	out := a.stream.cfg.Ports.sender(a.socket)
	out.Send(path, b)
	out.Flush()
	a.stream.cfg.Ports.giveBack(out)
}

// secure takes the keys into use, and the address with which they were made, if there
// was only one.
func (a *association) secure(k wire.Keys) error {
	opener, err := wire.NewOpener(k)
	if err != nil {
		return err //nolint:wrapcheck // says whose it is
	}
	sealer, err := wire.NewSealer(k)
	if err != nil {
		return err //nolint:wrapcheck // says whose it is
	}
	s := a.stream
	moved, ok := s.keyed(a, opener, sealer)
	if !ok {
		return context.Canceled // another one has taken its place
	}
	if moved {
		s.redirect(a.from())
	}
	s.begin(s.now())
	return nil
}

// from is where the last record came from, or should come from.
func (a *association) from() wire.Addr {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.path == nil {
		return wire.Addr{}
	}
	return a.path.From.Remote
}

// sure tells whether all records came from one address: who made the handshake is there.
func (a *association) sure() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.heard && !a.strange
}

// keyed takes the keys into use. moved tells that the far end has turned out to be where
// the handshake was made with; ok is false if the association is not wanted any more.
func (s *Stream) keyed(a *association, opener *wire.Opener, sealer *wire.Sealer) (moved, ok bool) {
	in, o := &s.in, &s.out
	in.mu.Lock()
	defer in.mu.Unlock()
	o.mu.Lock()
	defer o.mu.Unlock()
	switch a {
	case in.associations[0]:
		in.opener, o.sealer = opener, sealer
		if in.associations[1] == nil {
			in.controlOpener, o.controlSealer = opener, sealer
		}
		return a.sure() && in.latch.prove(a.from(), s.now()), true
	case in.associations[1]:
		in.controlOpener, o.controlSealer = opener, sealer
		return false, true
	}
	return false, false
}

// receiveRecord takes a DTLS record to its association.
func (s *Stream) receiveRecord(b []byte, from wire.Addr, control bool, now time.Duration) {
	in := &s.in
	in.mu.Lock()
	a, may := in.associations[0], in.latch.may(from, now)
	if control {
		a, may = in.associations[1], may || from == in.told
	}
	in.mu.Unlock()
	if a != nil && may {
		a.record(b, from)
	}
}
