package bfcp

import (
	"io"
	"net"
	"net/netip"
	"slices"
	"time"
)

// link is what messages go through.
type link interface {
	// read gives the bytes of one message, and where they come from if that can vary.
	read() ([]byte, netip.AddrPort, error)
	write(b []byte) error
	// follow sends to that address from now on.
	follow(netip.AddrPort)
	io.Closer
}

// packets is UDP.
type packets struct {
	net.PacketConn
	remote    netip.AddrPort
	fragments fragments
	buffer    [fragmentHeader + maxPayload + 1]byte
}

func (p *packets) read() ([]byte, netip.AddrPort, error) {
	for {
		n, from, err := p.ReadFrom(p.buffer[:])
		if err != nil {
			return nil, netip.AddrPort{}, err
		}
		addr, ok := from.(*net.UDPAddr)
		if !ok {
			continue
		}
		if whole := p.fragments.add(p.buffer[:n]); whole != nil {
			return slices.Clone(whole), addr.AddrPort(), nil
		}
	}
}

// write sends to where the far side is; before that is known, nowhere.
func (p *packets) write(b []byte) error {
	if !p.remote.IsValid() || p.remote.Addr().IsUnspecified() {
		return nil
	}
	_, err := p.WriteTo(b, net.UDPAddrFromAddrPort(p.remote))
	return err
}

func (p *packets) follow(a netip.AddrPort) { p.remote = a }

// stream is TCP.
type stream struct{ net.Conn }

func (s stream) read() ([]byte, netip.AddrPort, error) {
	b := make([]byte, header)
	if _, err := io.ReadFull(s.Conn, b); err != nil {
		return nil, netip.AddrPort{}, err
	}
	_, size, _, err := head(b)
	if err != nil { // where the next message begins is not known any more
		return nil, netip.AddrPort{}, err
	}
	b = append(b, make([]byte, size-header)...)
	_, err = io.ReadFull(s.Conn, b[header:])
	return b, netip.AddrPort{}, err
}

// writeTime is how long a far side may take to read.
const writeTime = 5 * time.Second

func (s stream) write(b []byte) error {
	if err := s.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return err
	}
	_, err := s.Conn.Write(b)
	return err
}

func (stream) follow(netip.AddrPort) {}
