package wire

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// Stream is a TCP connection that carries datagrams as frames with a length of
// two bytes before each (RFC 4571), as ICE-TCP has it (RFC 6544).
//
// What is sent goes into a queue of at most [streamQueue] bytes and is dropped
// when the queue is full: a peer that does not read stalls nobody.
type Stream struct {
	port   *Port
	conn   *net.TCPConn
	remote Addr
	local  [16]byte

	trusted atomic.Bool

	mu      sync.Mutex
	queue   []byte
	closed  bool
	dropped uint64
	wake    chan struct{} // capacity 1
}

const (
	streamQueue  = 256 << 10        // about a second of a full picture
	streamKeep   = 16 << 10         // a queue larger than this is given back when it is empty
	streamStall  = 15 * time.Second // a write that takes longer ends the stream
	streamProof  = 10 * time.Second // within this an ICE check must have been right
	maxStreams   = 4096
	maxUnproven  = 256 // of these, from one address (IPv6: /64), that have proved nothing yet
	streamBuffer = 4 << 10
)

func (p *Port) accept() {
	for {
		c, err := p.tcp.Accept()
		if err != nil {
			select {
			case <-p.done:
				return
			case <-time.After(50 * time.Millisecond): // out of descriptors
				continue
			}
		}
		s := p.newStream(c.(*net.TCPConn))
		if s == nil {
			_ = c.Close()
			continue
		}
		p.wg.Go(s.serve)
	}
}

// newStream takes up c; nil if there are too many or the port is closing.
func (p *Port) newStream(c *net.TCPConn) *Stream {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.done:
		return nil
	default:
	}
	remote := AddrOf(tcpAddr(c.RemoteAddr()))
	if len(p.streams) >= maxStreams || p.unproven[sourceOf(remote)] >= maxUnproven {
		return nil
	}
	s := &Stream{
		port: p, conn: c, wake: make(chan struct{}, 1),
		remote: remote, local: AddrOf(tcpAddr(c.LocalAddr())).IP,
	}
	p.streams[s] = struct{}{}
	p.unproven[sourceOf(remote)]++
	return s
}

// sourceOf is what counts as one address: IPv6 by /64.
func sourceOf(a Addr) [16]byte {
	if !a.Is4() {
		clear(a.IP[8:])
	}
	return a.IP
}

// proved takes s from those that have proved nothing. It is called once.
func (p *Port) proved(s *Stream) {
	p.mu.Lock()
	defer p.mu.Unlock()
	source := sourceOf(s.remote)
	if p.unproven[source]--; p.unproven[source] <= 0 {
		delete(p.unproven, source)
	}
}

func tcpAddr(a net.Addr) netip.AddrPort { return a.(*net.TCPAddr).AddrPort() }

// serve reads frames until the end; beside it runs write.
func (s *Stream) serve() {
	var writer sync.WaitGroup
	writer.Go(s.write)
	s.read()
	s.Close()
	writer.Wait()
	if !s.trusted.Load() {
		s.port.proved(s)
	}
	s.port.mu.Lock()
	delete(s.port.streams, s)
	s.port.mu.Unlock()
	s.port.cfg.Handler.StreamClosed(s)
}

// read hands over frames, as many at once as are there.
func (s *Stream) read() {
	_ = s.conn.SetReadDeadline(time.Now().Add(streamProof))
	in := bufio.NewReaderSize(s.conn, streamBuffer)
	var data []byte
	for {
		if _, err := in.Peek(2); err != nil { // waits here
			return
		}
		b, _ := s.port.idle.Get().(*bench)
		if b == nil {
			b = s.port.newBench(s.port.sockets[0])
		}
		b.burst.Packets = b.burst.Packets[:0]
		if data == nil {
			data = make([]byte, 4*packetSize)
		}
		ok := s.frames(in, data, b)
		if n := len(b.burst.Packets); n > 0 {
			s.port.in.Add(uint64(n))
			b.handle()
		}
		s.port.idle.Put(b)
		if !ok {
			return
		}
	}
}

// frames collects into b the frames that have come, at least one; false at the end.
func (s *Stream) frames(in *bufio.Reader, data []byte, b *bench) bool {
	for {
		head, err := in.Peek(2)
		if err != nil {
			return false
		}
		n := int(binary.BigEndian.Uint16(head))
		if n > packetSize {
			s.port.truncated.Add(1)
			return false
		}
		if n > len(data) {
			return true // the next round
		}
		_, _ = in.Discard(2)
		if _, err := io.ReadFull(in, data[:n]); err != nil {
			return false
		}
		if n > 0 {
			b.burst.Packets = append(b.burst.Packets, Packet{
				Data: data[:n:n], From: From{Remote: s.remote, Local: s.local, Stream: s},
			})
		}
		data = data[n:]
		if in.Buffered() < 2 || len(b.burst.Packets) == burstSize {
			return true
		}
		if head, _ := in.Peek(2); in.Buffered() < 2+int(binary.BigEndian.Uint16(head)) {
			return true
		}
	}
}

// Trust lifts the limits of a stream that has proved to belong to a peer. It is
// called while a packet of the stream is handled.
func (s *Stream) Trust() {
	if s.trusted.Swap(true) {
		return
	}
	_ = s.conn.SetReadDeadline(time.Time{})
	s.port.proved(s)
}

// Trusted tells whether Trust was called.
func (s *Stream) Trusted() bool { return s.trusted.Load() }

// Close ends the stream. It does not wait.
func (s *Stream) Close() {
	s.mu.Lock()
	s.closed = true
	s.queue = nil
	s.mu.Unlock()
	_ = s.conn.Close()
	s.signal()
}

// Dropped counts packets that found the queue full.
func (s *Stream) Dropped() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dropped
}

// enqueue copies b into the queue, or drops it.
func (s *Stream) enqueue(b []byte) bool {
	s.mu.Lock()
	if s.closed || len(s.queue)+2+len(b) > streamQueue {
		s.dropped++
		s.mu.Unlock()
		return false
	}
	s.queue = append(s.queue, byte(len(b)>>8), byte(len(b)))
	s.queue = append(s.queue, b...)
	s.mu.Unlock()
	s.signal()
	return true
}

func (s *Stream) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// write empties the queue into the connection.
func (s *Stream) write() {
	var spare []byte
	for range s.wake {
		s.mu.Lock()
		out := s.queue
		s.queue = spare[:0]
		closed := s.closed
		s.mu.Unlock()
		if closed {
			return
		}
		if len(out) > 0 {
			_ = s.conn.SetWriteDeadline(time.Now().Add(streamStall))
			if _, err := s.conn.Write(out); err != nil {
				_ = s.conn.Close() // read ends, and with it the stream
			}
		}
		if spare = out; cap(spare) > streamKeep {
			spare = nil
		}
	}
}
