// Package transport carries SIP messages over UDP, TCP and TLS (RFC 3261,
// section 18). It hands up what arrives with the [Flow] it came by, on which an
// answer goes back, and opens flows to others. It parses nothing.
package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"
)

// Networks as they stand in Via.
const (
	UDP = "UDP"
	TCP = "TCP"
	TLS = "TLS"
)

// Flow is a way to one peer. Flows of UDP are equal when socket and address
// are; those of connections when they are the same connection.
type Flow interface {
	// Send never blocks; an error means that the way is closed.
	Send(data []byte) error
	Reliable() bool
	Network() string
	Remote() netip.AddrPort
	Closed() bool
	// Local is where the peer reaches this end, as far as this end knows.
	Local() netip.AddrPort
}

// Config of a Transport.
type Config struct {
	// Receive gets every message, and one that is not: nil data never. It is
	// called by the reader of the socket and must not block for long.
	Receive func(Flow, []byte)

	// Closed tells that a connection is gone. nil is fine.
	Closed func(Flow)

	// Admit is asked before a datagram is handed up and before a connection is
	// taken. nil takes everything.
	Admit func(network string, source netip.AddrPort) bool

	ServerTLS *tls.Config // needed by ServeTLS
	ClientTLS *tls.Config // nil means the system's authorities

	// Connect opens connections; nil means a plain dialler. It gets an address,
	// never a name: what was checked is what is connected to.
	Connect func(ctx context.Context, remote netip.AddrPort) (net.Conn, error)

	Log *slog.Logger
}

// Limits on connections of others.
const (
	maxConns          = 4096
	maxConnsPerSource = 128
)

// ErrClosed says that the transport, or a flow of it, is closed.
var ErrClosed = errors.New("sip: transport closed")

// Transport holds sockets and connections.
type Transport struct {
	config Config

	mu        sync.Mutex
	closed    bool
	udp       []*udpSocket
	listeners []net.Listener
	conns     map[*conn]struct{}
	sources   map[netip.Addr]int // connections of others, by address

	running sync.WaitGroup
}

// New returns a transport without sockets.
func New(c Config) *Transport {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Connect == nil {
		c.Connect = func(ctx context.Context, remote netip.AddrPort) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", remote.String())
		}
	}
	return &Transport{config: c, conns: make(map[*conn]struct{}), sources: make(map[netip.Addr]int)}
}

// Close closes everything and waits for the readers.
func (t *Transport) Close() {
	t.mu.Lock()
	t.closed = true
	for _, s := range t.udp {
		s.conn.Close()
	}
	for _, l := range t.listeners {
		l.Close()
	}
	for c := range t.conns {
		c.close()
	}
	t.mu.Unlock()
	t.running.Wait()
}

// Flow is a way to remote: a socket or connection that is there, or a new
// connection, for whose certificate name is the name that counts.
func (t *Transport) Flow(ctx context.Context, network string, remote netip.AddrPort, name string) (Flow, error) {
	remote = netip.AddrPortFrom(remote.Addr().Unmap(), remote.Port())
	if network == UDP {
		return t.udpFlow(remote)
	}
	if c := t.find(network, remote, name); c != nil {
		return c, nil
	}
	return t.dial(ctx, network, remote, name)
}

func (t *Transport) find(network string, remote netip.AddrPort, name string) *conn {
	t.mu.Lock()
	defer t.mu.Unlock()
	for c := range t.conns {
		// A TLS connection of theirs has proved nothing about their name.
		if c.network == network && c.remote == remote && (network != TLS || c.ours && c.name == name) {
			return c
		}
	}
	return nil
}

func (t *Transport) dial(ctx context.Context, network string, remote netip.AddrPort, name string) (Flow, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	raw, err := t.config.Connect(ctx, remote)
	if err != nil {
		return nil, fmt.Errorf("sip: connect to %s: %w", remote, err)
	}
	if network == TLS {
		secured := tls.Client(raw, t.clientTLS(name))
		if err := secured.HandshakeContext(ctx); err != nil {
			raw.Close()
			return nil, fmt.Errorf("sip: TLS with %s: %w", remote, err)
		}
		raw = secured
	}
	c := newConn(t, network, raw, remote)
	c.ours, c.name = true, name
	if !t.keep(c) {
		raw.Close()
		return nil, ErrClosed
	}
	return c, nil
}

func (t *Transport) clientTLS(name string) *tls.Config {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if t.config.ClientTLS != nil {
		c = t.config.ClientTLS.Clone()
	}
	if c.ServerName == "" {
		c.ServerName = name
	}
	return c
}

// Conns is how many connections there are.
func (t *Transport) Conns() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.conns)
}

// go starts what Close waits for, unless it has begun.
func (t *Transport) start(f func()) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return false
	}
	t.running.Go(f)
	return true
}
