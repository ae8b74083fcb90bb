package transport

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
)

// PacketConn is what is needed of a [net.UDPConn]; tests have one in memory.
type PacketConn interface {
	io.Closer
	ReadFromUDPAddrPort(b []byte) (int, netip.AddrPort, error)
	WriteToUDPAddrPort(b []byte, to netip.AddrPort) (int, error)
	LocalAddr() net.Addr
}

type udpSocket struct {
	conn  PacketConn
	local netip.AddrPort
}

// ListenUDP opens a socket and serves it.
func (t *Transport) ListenUDP(ctx context.Context, address string) (netip.AddrPort, error) {
	c, err := (&net.ListenConfig{}).ListenPacket(ctx, "udp", address)
	if err != nil {
		return netip.AddrPort{}, err
	}
	socket := c.(*net.UDPConn)
	_ = socket.SetReadBuffer(1 << 20) // bursts; the system's limit holds all the same
	return t.ServeUDP(newAddressed(socket))
}

// ServeUDP serves a socket that is open, and owns it from now on.
func (t *Transport) ServeUDP(c PacketConn) (netip.AddrPort, error) {
	s := &udpSocket{conn: c, local: addrPort(c.LocalAddr())}
	t.mu.Lock()
	t.udp = append(t.udp, s)
	t.mu.Unlock()
	if !t.start(func() { t.readUDP(s) }) {
		c.Close()
		return netip.AddrPort{}, ErrClosed
	}
	return s.local, nil
}

// read is one datagram, from whom, and at which address of ours if that is known.
func (s *udpSocket) read(b []byte) (n int, from netip.AddrPort, at netip.Addr, err error) {
	if a, ok := s.conn.(*addressed); ok {
		return a.read(b)
	}
	n, from, err = s.conn.ReadFromUDPAddrPort(b)
	return n, from, at, err
}

func (s *udpSocket) write(b []byte, to netip.AddrPort, from netip.Addr) error {
	if a, ok := s.conn.(*addressed); ok {
		_, err := a.write(b, to, from)
		return err
	}
	_, err := s.conn.WriteToUDPAddrPort(b, to)
	return err
}

func (t *Transport) readUDP(s *udpSocket) {
	buf := make([]byte, 65536)
	for {
		n, from, at, err := s.read(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil || n == 0 {
			continue // an ICMP error of some earlier datagram
		}
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
		if keepAlive(buf[:n]) || !t.admit(UDP, from) {
			continue
		}
		t.config.Receive(udpFlow{s, from, at}, append([]byte(nil), buf[:n]...))
	}
}

// keepAlive reports whether a datagram only keeps a NAT open (RFC 5626, 3.5).
func keepAlive(b []byte) bool {
	for _, c := range b[:min(len(b), 5)] {
		if c != '\r' && c != '\n' && c != 0 && c != ' ' {
			return false
		}
	}
	return len(b) <= 4 || b[0] == 0
}

func (t *Transport) admit(network string, from netip.AddrPort) bool {
	return t.config.Admit == nil || t.config.Admit(network, from)
}

func (t *Transport) udpFlow(remote netip.AddrPort) (Flow, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.udp {
		if s.reaches(remote.Addr()) {
			return udpFlow{s, remote, netip.Addr{}}, nil
		}
	}
	return nil, errors.New("sip: no UDP socket for " + remote.Addr().String())
}

// reaches reports whether the socket speaks the peer's kind of address. One
// bound to :: speaks both.
func (s *udpSocket) reaches(to netip.Addr) bool {
	a := s.local.Addr()
	return a == netip.IPv6Unspecified() || a.Is4() == to.Is4()
}

type udpFlow struct {
	s      *udpSocket
	remote netip.AddrPort
	at     netip.Addr // of ours that the peer uses; invalid when not known
}

func (f udpFlow) Send(data []byte) error {
	err := f.s.write(data, f.remote, f.at)
	if errors.Is(err, net.ErrClosed) {
		return ErrClosed
	}
	return nil // lost, as datagrams may be
}

// Beside is the way to remote from the same address of ours, for flows of UDP;
// others have none.
func Beside(f Flow, remote netip.AddrPort) (Flow, bool) {
	u, ok := f.(udpFlow)
	return udpFlow{u.s, remote, u.at}, ok
}

func (f udpFlow) Closed() bool           { return false }
func (f udpFlow) Reliable() bool         { return false }
func (f udpFlow) Network() string        { return UDP }
func (f udpFlow) Remote() netip.AddrPort { return f.remote }

func (f udpFlow) Local() netip.AddrPort {
	local := f.s.local
	if f.at.IsValid() {
		return netip.AddrPortFrom(f.at, local.Port())
	}
	if !local.Addr().IsUnspecified() {
		return local
	}
	return netip.AddrPortFrom(routeTo(f.remote), local.Port())
}

// routeTo is the address of ours from which a peer is reached; asking the
// system for it sends nothing.
func routeTo(remote netip.AddrPort) netip.Addr {
	c, err := (&net.Dialer{}).DialContext(context.Background(), "udp", remote.String())
	if err != nil {
		return netip.IPv4Unspecified()
	}
	defer c.Close()
	return addrPort(c.LocalAddr()).Addr()
}

func addrPort(a net.Addr) netip.AddrPort {
	p, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return netip.AddrPort{}
	}
	return netip.AddrPortFrom(p.Addr().Unmap().WithZone(""), p.Port())
}
