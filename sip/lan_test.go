package sip

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"testing"

	"veche/sip/message"
	"veche/sip/transport"
)

// lan is a network in memory, so that minutes of timers pass at once under
// synctest. It loses what lose says.
type lan struct {
	mu      sync.Mutex
	sockets map[netip.AddrPort]*lanSocket
	lose    func(from, to netip.AddrPort, data []byte) bool
	seen    []string // first lines, in order
}

type lanSocket struct {
	lan    *lan
	addr   netip.AddrPort
	in     chan lanPacket
	once   sync.Once
	closed chan struct{}
}

type lanPacket struct {
	from netip.AddrPort
	data []byte
}

var _ transport.PacketConn = (*lanSocket)(nil)

func newLAN() *lan { return &lan{sockets: make(map[netip.AddrPort]*lanSocket)} }

func (l *lan) socket(address string) *lanSocket {
	s := &lanSocket{lan: l, addr: netip.MustParseAddrPort(address), in: make(chan lanPacket, 4096), closed: make(chan struct{})}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sockets[s.addr] = s
	return s
}

// lines is what went over the network so far: first lines, without SIP/2.0.
func (l *lan) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.seen...)
}

// count is how often a first line with that beginning was sent.
func (l *lan) count(prefix string) int {
	n := 0
	for _, line := range l.lines() {
		if len(line) >= len(prefix) && line[:len(prefix)] == prefix {
			n++
		}
	}
	return n
}

func (s *lanSocket) ReadFromUDPAddrPort(b []byte) (int, netip.AddrPort, error) {
	select {
	case p := <-s.in:
		return copy(b, p.data), p.from, nil
	case <-s.closed:
		return 0, netip.AddrPort{}, net.ErrClosed
	}
}

func (s *lanSocket) WriteToUDPAddrPort(b []byte, to netip.AddrPort) (int, error) {
	s.lan.mu.Lock()
	line, _, _ := bytes.Cut(b, []byte("\r\n"))
	s.lan.seen = append(s.lan.seen, string(bytes.TrimPrefix(line, []byte("SIP/2.0 "))))
	other, lose := s.lan.sockets[to], s.lan.lose
	s.lan.mu.Unlock()
	if other == nil || lose != nil && lose(s.addr, to, b) {
		return len(b), nil
	}
	select {
	case other.in <- lanPacket{s.addr, bytes.Clone(b)}:
	default:
	}
	return len(b), nil
}

func (s *lanSocket) LocalAddr() net.Addr { return net.UDPAddrFromAddrPort(s.addr) }

func (s *lanSocket) Close() error {
	s.once.Do(func() { close(s.closed) })
	return nil
}

// handle makes a function a Handler.
type handle func(ctx context.Context, c *Call)

func (h handle) Invite(ctx context.Context, c *Call) { h(ctx, c) }

// at is a server on the lan; it closes with the test.
func (l *lan) at(t *testing.T, address string, c Config) *Server {
	t.Helper()
	if c.Handler == nil {
		c.Handler = handle(func(_ context.Context, c *Call) { c.Reject(404, "") })
	}
	c.transport.Connect = func(context.Context, netip.AddrPort) (net.Conn, error) {
		return nil, errors.New("refused")
	}
	s := New(c)
	addr, err := s.transport.ServeUDP(l.socket(address))
	if err != nil {
		t.Fatal(err)
	}
	s.listens(transport.UDP, addr)
	t.Cleanup(func() { s.Close(t.Context()) })
	return s
}

// phone is a peer whose every message is written by the test.
type phone struct {
	t      *testing.T
	socket *lanSocket
	server netip.AddrPort
}

func (l *lan) phone(t *testing.T, address, server string) *phone {
	t.Helper()
	p := &phone{t: t, socket: l.socket(address), server: netip.MustParseAddrPort(server)}
	t.Cleanup(func() { p.socket.Close() })
	return p
}

// sends a message; line ends are made right.
func (p *phone) sends(text string) {
	p.socket.WriteToUDPAddrPort(wireText(text), p.server)
}

func wireText(text string) []byte {
	return bytes.ReplaceAll(bytes.ReplaceAll([]byte(text), []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
}

// hears the next message that is not one of the statuses to skip.
func (p *phone) hears(skip ...int) *message.Message {
	p.t.Helper()
	for {
		packet, ok := <-p.socket.in
		if !ok {
			p.t.Fatal("network gone")
		}
		m, err := message.Parse(packet.data)
		if err != nil {
			p.t.Fatalf("%v in %q", err, packet.data)
		}
		skipped := false
		for _, s := range skip {
			skipped = skipped || m.Status == s
		}
		if !skipped {
			return m
		}
	}
}
