package rtpio

import (
	"crypto/tls"
	"errors"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"veche/media/codec"
	"veche/media/wire"
)

// Config of a [Stream].
type Config struct {
	// Ports gives the sockets.
	Ports *Ports
	// Local is the address to bind them to; an unspecified one takes what comes to any.
	Local netip.Addr
	// Sink takes what comes.
	Sink Sink
	// Epoch is the time zero of everything, with its monotonic clock; the same for all
	// streams of a process.
	Epoch time.Time
	// CNAME names the sender in reports, the same for all streams of a call (RFC 3550
	// section 6.5.1, RFC 7022).
	CNAME string
	// Certificates of ours, of which the SDP has the fingerprint; only for DTLS.
	Certificates []tls.Certificate
	// Video: bursts of packets are to be expected.
	Video bool
	Log   *slog.Logger
}

// Stream is one m-line of a call. Its methods may be called from any goroutine.
type Stream struct {
	cfg   Config
	pair  *pair
	log   *slog.Logger
	alarm alarm

	setting    sync.Mutex // one Set or Close after the other
	parameters Parameters
	closed     bool

	in  incoming
	out outgoing
	reports

	packet  Packet // of the goroutine that receives
	faulty  sync.Once
	reading sync.WaitGroup
}

const (
	soundBurst, soundBuffer     = 4, 128 << 10
	pictureBurst, pictureBuffer = 32, 1 << 20
	controlBurst                = 4
)

// Open takes a pair of ports and waits for [Stream.Set].
func Open(cfg Config) (*Stream, error) {
	p, err := cfg.Ports.open(cfg.Local)
	if err != nil {
		return nil, err
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s := &Stream{cfg: cfg, pair: p, log: cfg.Log, alarm: alarm{socket: p.ctl, epoch: cfg.Epoch}}
	s.in.sealed = make(map[uint32]*wire.InStream, 1)
	s.out.renew()
	burst, buffer := soundBurst, soundBuffer
	if cfg.Video {
		burst, buffer = pictureBurst, pictureBuffer
	}
	p.rtp.SetBuffers(buffer)
	media := p.rtp.NewReader(burst, func(b []wire.Packet, now time.Time) { s.receive(b, now, p.rtp) })
	control := p.ctl.NewReader(controlBurst, func(b []wire.Packet, now time.Time) { s.receive(b, now, p.ctl) })
	s.reading.Go(func() { _ = media.Run() }) // until it is closed
	s.reading.Go(func() { s.watch(control) })
	return s, nil
}

// Addr is where RTP is received.
func (s *Stream) Addr() netip.AddrPort { return s.pair.rtp.Addr() }

// ControlAddr is where RTCP is received, if it is not where RTP is.
func (s *Stream) ControlAddr() netip.AddrPort { return s.pair.ctl.Addr() }

func (s *Stream) now() time.Duration { return time.Since(s.cfg.Epoch) }

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

// Remote is where RTP is sent to: by the SDP, or as was learned.
func (s *Stream) Remote() netip.AddrPort {
	media, _ := s.remotes()
	return media.AddrPort()
}

// LastPacket is when RTP or RTCP of the far end came, or when the stream began to
// receive if that is later. A call without media for long has ended unheard.
func (s *Stream) LastPacket() time.Duration {
	s.in.mu.Lock()
	defer s.in.mu.Unlock()
	return s.in.last
}

// Send sends a packet of sound whose first sample is of the time at. marker begins a
// talkspurt (RFC 3551 section 4.1); the first packet, and one after a pause, has it
// anyway. While a digit is dialled the sound is left out.
func (s *Stream) Send(payload []byte, at time.Duration, marker bool) {
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.on || !o.ready() || o.dialler.holds() {
		return
	}
	out, now := s.cfg.Ports.sender(s.pair.rtp), s.now()
	marker = marker || !o.spoken || at-o.spokenAt >= talkPause
	o.spoken, o.spokenAt = true, at
	o.write(out, o.format.Type, o.timestamp(at), marker, payload, now)
	out.Flush()
	s.cfg.Ports.giveBack(out)
}

// SendPicture sends the picture of the time at, cut into payloads of at most
// [MaxPayload]. A large one leaves in parts, within some hundredths of a second. The
// cutter may be used by many streams, one after the other.
func (s *Stream) SendPicture(c *codec.Cutter, payloads int, at time.Duration) {
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.on || !o.ready() {
		return
	}
	out, now := s.cfg.Ports.sender(s.pair.rtp), s.now()
	o.later.all(func(b []byte) { out.Send(o.path, b) })
	timestamp := o.timestamp(at)
	for i := range payloads {
		if i == atOnce {
			o.later.begin(payloads-atOnce, now)
		}
		o.write(out, o.format.Type, timestamp, i == payloads-1, c.At(i), now)
	}
	o.later.open = false
	out.Flush()
	s.cfg.Ports.giveBack(out)
	if due, ok := o.later.due(); ok {
		s.alarm.ring(due)
	}
}

// Dial presses keys for the far end, behind those that are still to be pressed. It does
// not wait. The error is [ErrNoDigits] or [ErrDigits].
func (s *Stream) Dial(keys ...Key) error {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	if s.out.digits.Clock == 0 {
		return ErrNoDigits
	}
	now := s.now()
	if err := s.out.dialler.add(keys, now); err != nil {
		return err
	}
	s.alarm.ring(now)
	return nil
}

// Dialling tells how many keys are still to be pressed.
func (s *Stream) Dialling() int {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	return len(s.out.dialler.queue)
}

// Close says goodbye (BYE), gives the ports back and waits for the goroutines.
func (s *Stream) Close() error {
	s.setting.Lock()
	defer s.setting.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	s.bye()
	s.dissociate()
	err := s.pair.close()
	s.reading.Wait()
	return err
}
