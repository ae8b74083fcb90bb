package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"veche/sip/message"
)

// How long a connection may be silent.
const (
	beforeFirst = 30 * time.Second // before its first message, or within one
	idle        = 2 * time.Hour    // between messages; dead peers are found by TCP itself
	writing     = 10 * time.Second
)

// sendQueue is how many messages may wait for a slow peer. One that does not
// read loses its connection: it would stop whoever waits for it.
const sendQueue = 256

// ListenTCP opens a listener and serves it; with TLS when network says so.
func (t *Transport) ListenTCP(ctx context.Context, network, address string) (netip.AddrPort, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return netip.AddrPort{}, err
	}
	return t.ServeTCP(network, l)
}

// ServeTCP serves an open listener, and owns it from now on.
func (t *Transport) ServeTCP(network string, l net.Listener) (netip.AddrPort, error) {
	t.mu.Lock()
	t.listeners = append(t.listeners, l)
	t.mu.Unlock()
	if !t.start(func() { t.accept(network, l) }) {
		l.Close()
		return netip.AddrPort{}, ErrClosed
	}
	return addrPort(l.Addr()), nil
}

func (t *Transport) accept(network string, l net.Listener) {
	for {
		raw, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			t.config.Log.Warn("connection not taken", "error", err)
			time.Sleep(100 * time.Millisecond) // out of descriptors: some will be free soon
			continue
		}
		remote := addrPort(raw.RemoteAddr())
		if !t.admit(network, remote) {
			raw.Close()
			continue
		}
		if network == TLS {
			raw = tls.Server(raw, t.config.ServerTLS)
		}
		if !t.keep(newConn(t, network, raw, remote)) {
			raw.Close()
		}
	}
}

// conn is one connection, with a goroutine for each direction.
type conn struct {
	t       *Transport
	network string
	remote  netip.AddrPort
	local   netip.AddrPort
	ours    bool   // opened by us
	name    string // of the certificate, when ours
	raw     net.Conn

	out    chan []byte
	once   sync.Once
	closed chan struct{}
}

func newConn(t *Transport, network string, raw net.Conn, remote netip.AddrPort) *conn {
	return &conn{
		t: t, network: network, raw: raw, remote: remote, local: addrPort(raw.LocalAddr()),
		out: make(chan []byte, sendQueue), closed: make(chan struct{}),
	}
}

// keep starts c unless there are too many.
func (t *Transport) keep(c *conn) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	source := c.remote.Addr()
	if t.closed || !c.ours && (len(t.conns) >= maxConns || t.sources[source] >= maxConnsPerSource) {
		return false
	}
	t.conns[c] = struct{}{}
	t.sources[source]++
	t.running.Go(c.read)
	t.running.Go(c.write)
	return true
}

func (t *Transport) drop(c *conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, there := t.conns[c]; !there {
		return
	}
	delete(t.conns, c)
	source := c.remote.Addr()
	if t.sources[source]--; t.sources[source] <= 0 {
		delete(t.sources, source)
	}
}

func (c *conn) Send(data []byte) error {
	select {
	case <-c.closed:
		return ErrClosed
	case c.out <- data:
		return nil
	default:
		c.close()
		return ErrClosed
	}
}

// Closed reports whether nothing more can go this way.
func (c *conn) Closed() bool {
	select {
	case <-c.closed:
		return true
	default:
		return false
	}
}

func (c *conn) Reliable() bool         { return true }
func (c *conn) Network() string        { return c.network }
func (c *conn) Remote() netip.AddrPort { return c.remote }
func (c *conn) Local() netip.AddrPort  { return c.local }

func (c *conn) close() {
	c.once.Do(func() {
		close(c.closed)
		c.raw.Close()
	})
}

func (c *conn) read() {
	defer c.gone()
	var stream message.Stream
	buf := make([]byte, 16<<10)
	wait := beforeFirst
	for {
		if c.raw.SetReadDeadline(time.Now().Add(wait)) != nil {
			return
		}
		n, err := c.raw.Read(buf)
		if err != nil {
			return
		}
		stream.Write(buf[:n])
		if !c.handUp(&stream) {
			return
		}
		if wait = idle; !stream.Idle() {
			wait = beforeFirst
		}
	}
}

// handUp takes whole messages out of the stream; false ends the connection.
func (c *conn) handUp(stream *message.Stream) bool {
	for {
		data, err := stream.Next()
		if err != nil {
			c.t.config.Log.Debug("connection sends no SIP", "source", c.remote)
			return false
		}
		for ; stream.Pings > 0; stream.Pings-- {
			_ = c.Send([]byte("\r\n"))
		}
		if data == nil {
			return true
		}
		if !c.ours && !c.t.admit(c.network, c.remote) {
			return false
		}
		c.t.config.Receive(c, data)
	}
}

func (c *conn) write() {
	defer c.close()
	for {
		select {
		case <-c.closed:
			return
		case data := <-c.out:
			if c.raw.SetWriteDeadline(time.Now().Add(writing)) != nil {
				return
			}
			if _, err := c.raw.Write(data); err != nil {
				return
			}
		}
	}
}

// gone is the end of a connection.
func (c *conn) gone() {
	c.close()
	c.t.drop(c)
	if c.t.config.Closed != nil {
		c.t.config.Closed(c)
	}
}
