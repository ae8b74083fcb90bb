package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bluenviron/gortsplib/v4"

	"veche/conference"
	"veche/conference/account"
	"veche/media"
	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/rtpio"
)

// Config of a [Server]. All but Identify, Ports and Log are required.
type Config struct {
	Directory *conference.Directory
	Media     *media.Engine
	// Settings are asked each time.
	Settings func() account.Streams
	// Identify finds the person of a token or key; nil for none. It may fail.
	Identify func(ctx context.Context, token string, source netip.Addr) (*conference.Person, error)
	Ports    *rtpio.Ports // where the pair for readers by UDP is taken; nil: any
	Log      *slog.Logger // nil: silent
}

// Server serves the streams of all conferences.
type Server struct {
	cfg     Config
	log     *slog.Logger
	sounds  []codec.Codec
	closing chan struct{}
	wg      sync.WaitGroup

	rtsp     *gortsplib.Server // nil before Listen
	listener *listener
	udpBack  func()     // gives the pair of ports back
	local    netip.Addr // at which it listens

	enabled atomic.Bool

	settingUp sync.Mutex // from a SETUP to its answer
	mu        sync.Mutex
	closed    bool
	outlets   map[outletKey]*outlet
	groups    map[*conference.Conference]*groupSender
	visits    map[*visit]struct{}
	seats     map[string]keptSeat // of publishers that may come back
	readers   int
	counts    Stats
}

// Stats of a server.
type Stats struct {
	Connections int
	Readers     int    // that are admitted at the moment
	Outlets     int    // conferences and formats that are read
	Lost        uint64 // packets that slow readers did not get
	Dropped     uint64 // readers that were too slow
	Refused     uint64 // who wanted to read or publish and may not
	Publishers  int    // sessions that record
}

// Bounds of the library's queues.
const (
	writeWithin = 5 * time.Second
	readWithin  = 10 * time.Second // of a publisher by TCP
	// queueMost is how many packets wait for a reader: two key frames of the largest
	// picture. Readers share the bytes of what waits.
	queueMost   = 512
	packetMost  = 1472
	answerLimit = 5 * time.Second // of the conference
)

// New makes a server that listens nowhere yet.
func New(cfg Config) *Server {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Identify == nil {
		cfg.Identify = func(context.Context, string, netip.Addr) (*conference.Person, error) { return nil, nil }
	}
	return &Server{
		cfg: cfg, log: cfg.Log, sounds: sound.Encoders(), closing: make(chan struct{}),
		outlets: make(map[outletKey]*outlet), groups: make(map[*conference.Conference]*groupSender), visits: make(map[*visit]struct{}),
		seats: make(map[string]keptSeat),
	}
}

// Listen serves at a TCP address, and at a pair of UDP ports of the same host if there
// is one. It is called once.
func (s *Server) Listen(ctx context.Context, address string) (netip.AddrPort, error) {
	var config net.ListenConfig
	tcp, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("rtsp: %w", err)
	}
	at := tcp.Addr().(*net.TCPAddr) //nolint:forcetypeassert // of a TCP listener
	s.local = at.AddrPort().Addr().Unmap()
	s.listener = newListener(tcp, s.closing)
	s.rtsp = &gortsplib.Server{
		RTSPAddress: at.String(), Handler: handler{s},
		ReadTimeout: readWithin, WriteTimeout: writeWithin, WriteQueueSize: queueMost, MaxPacketSize: packetMost,
		DisableRTCPSenderReports: true, // see track.report
		Listen:                   func(string, string) (net.Listener, error) { return s.listener, nil },
	}
	s.listenUDP(ctx, address)
	s.enabled.Store(s.cfg.Settings().Enabled)
	if err := s.rtsp.Start(); err != nil {
		return netip.AddrPort{}, errors.Join(fmt.Errorf("rtsp: %w", err), tcp.Close())
	}
	s.wg.Go(s.sweep)
	s.wg.Go(s.multicast)
	return at.AddrPort(), nil
}

// listenUDP takes the pair of ports for readers by UDP. Without one they are told to use
// TCP.
func (s *Server) listenUDP(ctx context.Context, address string) {
	host, _, _ := net.SplitHostPort(address)
	local, _ := netip.ParseAddr(host)
	pair := make(map[string]net.PacketConn, 2)
	back, err := s.borrow(local, func(even uint16) error {
		one, other, err := listenPair(ctx, host, even)
		if err == nil {
			s.rtsp.UDPRTPAddress, s.rtsp.UDPRTCPAddress = portOf(host, one), portOf(host, other)
			pair[s.rtsp.UDPRTPAddress], pair[s.rtsp.UDPRTCPAddress] = one, other
		}
		return err
	})
	if err != nil {
		s.log.Warn("streams are not sent by UDP", "error", err)
		return
	}
	s.udpBack = back
	s.rtsp.ListenPacket = func(_, address string) (net.PacketConn, error) {
		if c := pair[address]; c != nil {
			return c, nil
		}
		return nil, fmt.Errorf("rtsp: no such port: %s", address)
	}
}

func (s *Server) borrow(local netip.Addr, open func(uint16) error) (func(), error) {
	ports := s.cfg.Ports
	if ports == nil {
		var err error
		if ports, err = rtpio.NewPorts(0, 0); err != nil {
			return nil, err
		}
	}
	return ports.Borrow(local, open)
}

// listenPair opens an even port and the one behind it; even 0 is any.
func listenPair(ctx context.Context, host string, even uint16) (one, other net.PacketConn, err error) {
	var config net.ListenConfig
	open := func(port int) (net.PacketConn, error) {
		return config.ListenPacket(ctx, "udp", net.JoinHostPort(host, strconv.Itoa(port)))
	}
	if one, err = open(int(even)); err != nil {
		return nil, nil, err
	}
	port := one.LocalAddr().(*net.UDPAddr).Port //nolint:forcetypeassert // of a UDP socket
	if other, err = open(port ^ 1); err != nil {
		return nil, nil, errors.Join(err, one.Close())
	}
	if port&1 == 1 { // of any port the system may have given an odd one
		one, other = other, one
	}
	return one, other, nil
}

func portOf(host string, c net.PacketConn) string {
	return net.JoinHostPort(host, strconv.Itoa(c.LocalAddr().(*net.UDPAddr).Port)) //nolint:forcetypeassert // of a UDP socket
}

// Enabled tells whether streams were switched on when it was looked last, as every
// second. It does not block.
func (s *Server) Enabled() bool { return s.enabled.Load() }

// Stats counts.
func (s *Server) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.counts
	now.Readers, now.Outlets = s.readers, len(s.outlets)
	if s.listener != nil {
		now.Connections = s.listener.open()
	}
	return now
}

// Close ends all streams and returns when nothing of them is left.
func (s *Server) Close() {
	s.mu.Lock()
	again := s.closed
	s.closed = true
	s.mu.Unlock()
	if again {
		return
	}
	close(s.closing)
	if s.rtsp != nil {
		s.rtsp.Close()
	}
	s.wg.Wait()
	if s.udpBack != nil {
		s.udpBack()
	}
}

// idleMost is how long a connection may be without a stream and without a request.
const idleMost = 30 * time.Second

// sweep closes connections of which nothing comes.
func (s *Server) sweep() {
	ticker := time.NewTicker(idleMost / 6)
	defer ticker.Stop()
	for {
		select {
		case <-s.closing:
			return
		case now := <-ticker.C:
			for _, v := range s.visitors() {
				if v.idle(now) {
					v.conn.Close()
				}
			}
		}
	}
}

func (s *Server) visitors() []*visit {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]*visit, 0, len(s.visits))
	for v := range s.visits {
		all = append(all, v)
	}
	return all
}

// take finds or opens the outlet for a reader.
func (s *Server) take(key outletKey) (*outlet, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, conference.ErrEnded
	}
	o := s.outlets[key]
	if o == nil {
		var err error
		if o, err = newOutlet(s, key); err != nil {
			return nil, err
		}
		s.outlets[key] = o
	}
	o.users++
	return o, nil
}

// giveBack closes the outlet with its last reader.
func (s *Server) giveBack(o *outlet) {
	s.mu.Lock()
	o.users--
	last := o.users == 0
	if last {
		delete(s.outlets, o.key)
	}
	s.mu.Unlock()
	if last {
		o.close()
	}
}

// seat counts a reader of the whole server; false: there are too many.
func (s *Server) seat() bool {
	most := s.cfg.Settings().Readers
	s.mu.Lock()
	defer s.mu.Unlock()
	if most > 0 && s.readers >= most {
		return false
	}
	s.readers++
	return true
}

// seated counts a reader whom no limit keeps out.
func (s *Server) seated() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.readers++
}

func (s *Server) unseat() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.readers--
}

func (s *Server) count(change func(*Stats)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.counts)
}
