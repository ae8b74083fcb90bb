package wire

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Packet is one datagram or one frame of a Stream.
type Packet struct {
	Data []byte // may be changed in place; belongs to the port after Handle
	From From
}

// Burst is what came in at one wake-up.
type Burst struct {
	Packets []Packet
	Now     time.Time
	Out     *Sender // flushed when Handle returns
}

// Worker handles bursts, one at a time. Where it panics the burst is lost with what
// it has queued, and another worker takes its place: it holds no lock then.
type Worker interface{ Handle(*Burst) }

// Handler makes the workers of a port and hears of ended streams.
type Handler interface {
	// NewWorker is called once for each socket and, now and then, for streams.
	NewWorker() Worker
	// StreamClosed is called once for every stream that was accepted.
	StreamClosed(*Stream)
}

// Config of a [Port].
type Config struct {
	Listen  string // "host:port"; port 0 takes any that is free for UDP and TCP
	Workers int    // sockets and goroutines; 0: one per core
	Handler Handler
	Log     *slog.Logger
	// NoGSO sends every datagram on its own.
	NoGSO bool
	// NoTCP opens no TCP listener.
	NoTCP bool
}

// Port is the one port of the media engine.
type Port struct {
	cfg     Config
	addr    netip.AddrPort
	v4only  bool
	bound   bool // to one address, so that all datagrams come to it and leave from it
	sockets []*socket
	reports *reports // nil where the kernel does not sort them out
	tcp     net.Listener
	done    chan struct{}
	wg      sync.WaitGroup
	noGSO   atomic.Bool

	idle     sync.Pool // of *bench, for streams
	mu       sync.Mutex
	streams  map[*Stream]struct{}
	unproven map[[16]byte]int // streams that have proved nothing, see sourceOf

	faultTold atomic.Int64 // when one was last logged

	counters
}

// counters of a Port or a Socket; see [Stats].
type counters struct {
	in, out, sends, dropped, truncated, faults atomic.Uint64
}

// Stats of a [Port] since its start.
type Stats struct {
	Received  uint64 // datagrams and frames
	Sent      uint64 // packets
	Sends     uint64 // datagrams handed to the kernel, joined packets counting one
	Dropped   uint64 // packets not sent: socket or stream queue full, no route
	Truncated uint64 // datagrams longer than we take
	Faults    uint64 // bursts lost because a worker panicked
	Streams   int    // TCP connections now
}

// socket is one of the UDP sockets.
type socket struct {
	port *Port
	conn *net.UDPConn
	raw  syscall.RawConn
	// out is what is sent by: a socket of the same port that Go's poller does not
	// know, where there is one. The poller is told of every datagram that has left
	// a socket of its own.
	out syscall.RawConn

	counters *counters
	noGSO    *atomic.Bool // joined sends do not work here
}

// buffers of the sockets, to ride out a pause of the scheduler.
const socketBuffer = 4 << 20

// Open opens the sockets and starts the workers.
func Open(cfg Config) (*Port, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Workers <= 0 {
		cfg.Workers = runtime.GOMAXPROCS(0)
	}
	var err error
	for range 16 { // with port 0 the port taken for UDP may be in use for TCP
		var p *Port
		if p, err = open(cfg); err == nil {
			p.run()
			return p, nil
		}
		if _, port, splitErr := net.SplitHostPort(cfg.Listen); splitErr != nil || port != "0" {
			break
		}
	}
	return nil, err
}

func open(cfg Config) (_ *Port, err error) {
	p := &Port{cfg: cfg, done: make(chan struct{}), streams: make(map[*Stream]struct{}), unproven: make(map[[16]byte]int)}
	p.noGSO.Store(cfg.NoGSO)
	defer func() {
		if err != nil {
			p.closeSockets()
		}
	}()
	host, _, err := net.SplitHostPort(cfg.Listen)
	if err != nil {
		return nil, fmt.Errorf("wire: listen address: %w", err)
	}
	if ip, ipErr := netip.ParseAddr(host); ipErr == nil {
		p.bound = !ip.IsUnspecified()
	}
	listen := cfg.Listen
	for range cfg.Workers {
		s, err := p.openSocket(listen)
		if err != nil {
			return nil, err
		}
		p.sockets = append(p.sockets, s)
		p.addr = s.conn.LocalAddr().(*net.UDPAddr).AddrPort()
		p.addr = netip.AddrPortFrom(p.addr.Addr().Unmap(), p.addr.Port())
		listen = net.JoinHostPort(host, strconv.Itoa(int(p.addr.Port())))
	}
	if reportsErr := p.openReports(); reportsErr != nil {
		cfg.Log.Info("reports come with the media", "error", reportsErr)
	}
	if !cfg.NoTCP {
		p.tcp, err = (&net.ListenConfig{}).Listen(context.Background(), "tcp", listen)
		if err != nil {
			return nil, fmt.Errorf("wire: listen: %w", err)
		}
	}
	return p, nil
}

// openSocket opens one UDP socket, dual stack where the host address allows it.
func (p *Port) openSocket(listen string) (*socket, error) {
	lc := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var err error
		ctlErr := c.Control(func(fd uintptr) { err = p.setOptions(int(fd)) })
		return errors.Join(ctlErr, err)
	}}
	pc, err := lc.ListenPacket(context.Background(), "udp", listen)
	if err != nil {
		return nil, fmt.Errorf("wire: listen: %w", err)
	}
	conn := pc.(*net.UDPConn)
	// What the system grants is enough for all but the largest rooms.
	_ = conn.SetReadBuffer(socketBuffer)
	_ = conn.SetWriteBuffer(socketBuffer)
	raw, err := conn.SyscallConn()
	if err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("wire: listen: %w", err)
	}
	return &socket{port: p, conn: conn, raw: raw, out: raw, counters: &p.counters, noGSO: &p.noGSO}, nil
}

func (p *Port) setOptions(fd int) error {
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1); err != nil {
		return fmt.Errorf("wire: SO_REUSEPORT: %w", err)
	}
	domain, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_DOMAIN)
	if err != nil {
		return fmt.Errorf("wire: SO_DOMAIN: %w", err)
	}
	p.v4only = domain == unix.AF_INET
	if p.bound {
		return nil
	}
	// Without the packet's destination answers leave from the address that the
	// routing table picks: fine on most machines, so no error.
	if p.v4only {
		_ = unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_PKTINFO, 1)
	} else {
		_ = unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_RECVPKTINFO, 1)
	}
	return nil
}

func (p *Port) run() {
	for _, s := range p.sockets {
		p.wg.Go(s.read)
	}
	if p.tcp != nil {
		p.wg.Go(p.accept)
	}
}

// Addr is the address taken.
func (p *Port) Addr() netip.AddrPort { return p.addr }

// Close closes sockets and streams and waits for all goroutines.
func (p *Port) Close() error {
	close(p.done)
	p.closeSockets()
	p.mu.Lock()
	for s := range p.streams {
		_ = s.conn.Close()
	}
	p.mu.Unlock()
	p.wg.Wait()
	return nil
}

func (p *Port) closeSockets() {
	if p.reports != nil {
		p.reports.close()
	}
	for _, s := range p.sockets {
		_ = s.conn.Close()
	}
	if p.tcp != nil {
		_ = p.tcp.Close()
	}
}

// Stats counts.
func (p *Port) Stats() Stats {
	p.mu.Lock()
	streams := len(p.streams)
	p.mu.Unlock()
	return Stats{
		Received: p.in.Load(), Sent: p.out.Load(), Sends: p.sends.Load(),
		Dropped: p.dropped.Load(), Truncated: p.truncated.Load(), Faults: p.faults.Load(), Streams: streams,
	}
}

// NewSender makes a sender for who is no worker of the port. It belongs to one
// goroutine.
func (p *Port) NewSender() *Sender { return newSender(p.sockets[0], controlArena) }
