package rtpio

import (
	"crypto/tls"
	"log/slog"
	"net/netip"
	"sync"
	"time"

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
