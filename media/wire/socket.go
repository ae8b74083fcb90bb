package wire

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Socket is a UDP socket of its own, for calls that are not served by the one [Port].
// It starts no goroutine: who owns it runs its [Reader]s.
type Socket struct {
	socket
	addr   netip.AddrPort
	v4only bool
	tally  counters
	single atomic.Bool
}

// Listen opens a socket on addr; port 0 takes any. An unspecified IPv6 address takes
// IPv4 too.
func Listen(addr netip.AddrPort) (*Socket, error) {
	network := "udp4"
	switch a := addr.Addr().Unmap(); {
	case a == netip.IPv6Unspecified():
		network = "udp"
	case a.Is6():
		network = "udp6"
	}
	pc, err := (&net.ListenConfig{}).ListenPacket(context.Background(), network, addr.String())
	if err != nil {
		return nil, fmt.Errorf("wire: listen: %w", err)
	}
	s := &Socket{}
	s.conn = pc.(*net.UDPConn)
	if s.raw, err = s.conn.SyscallConn(); err != nil {
		_ = s.conn.Close()
		return nil, fmt.Errorf("wire: listen: %w", err)
	}
	s.out = s.raw
	s.counters, s.noGSO = &s.tally, &s.single
	bound := s.conn.LocalAddr().(*net.UDPAddr).AddrPort()
	s.addr = netip.AddrPortFrom(bound.Addr().Unmap(), bound.Port())
	s.v4only = family(s.raw) == unix.AF_INET
	return s, nil
}

// family of a socket, AF_INET or AF_INET6.
func family(raw syscall.RawConn) (domain int) {
	_ = raw.Control(func(fd uintptr) {
		domain, _ = unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_DOMAIN)
	})
	return domain
}

// SetBuffers asks for so many bytes of buffers each way, and is content with what the
// system grants.
func (s *Socket) SetBuffers(size int) {
	_ = s.conn.SetReadBuffer(size)
	_ = s.conn.SetWriteBuffer(size)
}

// Addr is the address taken.
func (s *Socket) Addr() netip.AddrPort { return s.addr }

// Path is the way from this socket to a.
func (s *Socket) Path(a Addr) *Path { return newPath(From{Remote: a}, s.v4only) }

// SetReadDeadline ends [Reader.Run] at t. It may be called while it runs.
func (s *Socket) SetReadDeadline(t time.Time) error {
	return s.conn.SetReadDeadline(t) //nolint:wrapcheck // says enough
}

// Close closes the socket; readers return.
func (s *Socket) Close() error { return s.conn.Close() } //nolint:wrapcheck // says enough

// Dropped counts packets that were not sent: buffer full, no route.
func (s *Socket) Dropped() uint64 { return s.tally.dropped.Load() }

// Truncated counts datagrams that were longer than we take.
func (s *Socket) Truncated() uint64 { return s.tally.truncated.Load() }

// Reader reads a Socket in bursts. It is of one goroutine.
type Reader struct {
	socket   *Socket
	receiver *receiver
	packets  []Packet
	handle   func([]Packet, time.Time)
	turn     func(fd uintptr) bool // bound once
}

// NewReader makes a reader that hands over at most so many datagrams at once. handle
// may change them and must not keep them.
func (s *Socket) NewReader(burst int, handle func([]Packet, time.Time)) *Reader {
	r := &Reader{socket: s, receiver: newReceiver(burst), packets: make([]Packet, 0, burst), handle: handle}
	r.turn = r.read
	return r
}

// Run reads until the deadline of the socket (os.ErrDeadlineExceeded) or until it is
// closed (net.ErrClosed).
func (r *Reader) Run() error {
	for {
		if err := r.socket.raw.Read(r.turn); err != nil {
			return err //nolint:wrapcheck // the caller asks what it is
		}
	}
}

// read is for RawConn.Read: false lets the goroutine park. See socket.read.
func (r *Reader) read(fd uintptr) bool {
	if !r.receiver.poll(fd) {
		return false
	}
	if r.receiver.errno != 0 { // an earlier send was refused (ICMP)
		return true
	}
	r.packets = r.packets[:0]
	for i := range r.receiver.n {
		h := &r.receiver.headers[i]
		if h.hdr.Flags&unix.MSG_TRUNC != 0 {
			r.socket.tally.truncated.Add(1)
			continue
		}
		r.packets = append(r.packets, Packet{
			Data: r.receiver.data[i][:h.len], From: From{Remote: addrOf(&r.receiver.names[i])},
		})
	}
	r.socket.tally.in.Add(uint64(r.receiver.n))
	r.handle(r.packets, time.Now())
	return r.receiver.n == len(r.receiver.headers)
}

// NewSender makes a sender with room for so many bytes, for one socket at a time, see
// [Sender.From].
func (s *Socket) NewSender(arena int) *Sender { return newSender(&s.socket, arena) }

// From makes a sender with nothing in it send by another socket.
func (s *Sender) From(socket *Socket) { s.socket = &socket.socket }
