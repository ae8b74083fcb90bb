package server

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"veche/conference/access"
)

// Bounds of connections. A house full of players stands behind one address.
const (
	connectionsMost   = 4000
	connectionsSource = 200
	// sendBuffer is the kernel's of a connection: what a reader that does not read can
	// hold, beside its queue.
	sendBuffer  = 256 << 10
	acceptPause = 100 * time.Millisecond // after a fault, such as no free descriptors
)

// listener bounds how many connections there are. The library ends for good at the
// first error of Accept, so faults that pass are waited for here.
type listener struct {
	net.Listener
	closing <-chan struct{}

	mu      sync.Mutex
	all     int
	sources map[string]int
}

func newListener(l net.Listener, closing <-chan struct{}) *listener {
	return &listener{Listener: l, closing: closing, sources: make(map[string]int)}
}

// Accept implements [net.Listener].
func (l *listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) || !l.pause() {
				return nil, err
			}
			continue
		}
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetWriteBuffer(sendBuffer) // as good as it can be had
		}
		source := access.SourceKey(sourceOf(c.RemoteAddr()))
		if !l.enter(source) {
			_ = c.Close()
			continue
		}
		return &conn{Conn: c, leave: sync.OnceFunc(func() { l.leave(source) })}, nil
	}
}

func (l *listener) pause() bool {
	wait := time.NewTimer(acceptPause)
	defer wait.Stop()
	select {
	case <-wait.C:
		return true
	case <-l.closing:
		return false
	}
}

func (l *listener) enter(source string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all >= connectionsMost || l.sources[source] >= connectionsSource {
		return false
	}
	l.all++
	l.sources[source]++
	return true
}

func (l *listener) leave(source string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all--
	if l.sources[source]--; l.sources[source] == 0 {
		delete(l.sources, source)
	}
}

func (l *listener) open() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all
}

// conn is a connection that is counted until it is closed.
type conn struct {
	net.Conn
	leave func()
}

// Close implements [net.Conn].
func (c *conn) Close() error {
	c.leave()
	return c.Conn.Close()
}

func sourceOf(a net.Addr) netip.Addr {
	if tcp, ok := a.(*net.TCPAddr); ok {
		return tcp.AddrPort().Addr().Unmap()
	}
	return netip.Addr{}
}
