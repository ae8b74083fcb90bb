package wire

import (
	"encoding/binary"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	burstSize  = 64
	packetSize = 1600 // the largest datagram we take
	oobSize    = 64
)

// receiver reads bursts from one socket: recvmmsg, non-blocking and without
// telling Go's scheduler, which costs more than the call. Where nothing is
// there, the goroutine parks in the runtime's poller.
type receiver struct {
	headers []mmsghdr // one for each datagram of a burst, as all of these
	vectors []unix.Iovec
	names   []unix.RawSockaddrInet6
	oob     [][oobSize]byte
	data    [][packetSize]byte

	n     int // headers filled by the last poll
	errno syscall.Errno
}

// mmsghdr is struct mmsghdr of recvmmsg(2) and sendmmsg(2).
type mmsghdr struct {
	hdr unix.Msghdr
	len uint32
	_   [4]byte
}

func newReceiver(burst int) *receiver {
	r := &receiver{
		headers: make([]mmsghdr, burst), vectors: make([]unix.Iovec, burst),
		names: make([]unix.RawSockaddrInet6, burst),
		oob:   make([][oobSize]byte, burst), data: make([][packetSize]byte, burst),
	}
	for i := range r.headers {
		r.vectors[i].Base = &r.data[i][0]
		r.vectors[i].SetLen(packetSize)
		h := &r.headers[i].hdr
		h.Name = (*byte)(unsafe.Pointer(&r.names[i]))
		h.Iov = &r.vectors[i]
		h.SetIovlen(1)
		h.Control = &r.oob[i][0]
	}
	r.n = burst // all are to be made ready
	return r
}

// poll reads a burst; false if nothing is there.
func (r *receiver) poll(fd uintptr) bool {
	for i := range r.n { // the others are as they were
		h := &r.headers[i].hdr
		h.Namelen = unix.SizeofSockaddrInet6
		h.SetControllen(oobSize)
		h.Flags = 0
	}
	for {
		n, _, e := syscall.RawSyscall6(unix.SYS_RECVMMSG, fd,
			uintptr(unsafe.Pointer(&r.headers[0])), uintptr(len(r.headers)), unix.MSG_DONTWAIT, 0, 0)
		switch e {
		case 0:
			r.n, r.errno = int(n), 0
			return true
		case unix.EINTR:
			continue
		case unix.EAGAIN:
			r.n = 0
			return false
		}
		r.n, r.errno = 0, e
		return true
	}
}

// read is the goroutine of one socket.
func (s *socket) read() {
	r := newReceiver(burstSize)
	b := s.port.newBench(s)
	var polled time.Time
	// All is done within Read: what comes while a burst is handled wakes at once,
	// so after a burst that was not full nobody has to look whether there is more.
	turn := func(fd uintptr) bool {
		if !r.poll(fd) {
			return false
		}
		if r.errno != 0 {
			return true
		}
		s.port.take(r, b)
		if b.burst.Now.Sub(polled) >= pollEvery {
			polled = b.burst.Now
			s.port.Poll()
		}
		return r.n == burstSize
	}
	for {
		if err := s.raw.Read(turn); err != nil {
			return // closed
		}
		// Full, or an earlier send was refused (ICMP): the socket is whole.
		select {
		case <-s.port.done:
			return
		default:
		}
	}
}

// pollEvery is how often a worker looks for reports along with its media.
const pollEvery = 5 * time.Millisecond

// take handles what r has read.
func (p *Port) take(r *receiver, b *bench) {
	b.burst.Packets = b.burst.Packets[:0]
	for i := range r.n {
		h := &r.headers[i]
		if h.hdr.Flags&unix.MSG_TRUNC != 0 {
			p.truncated.Add(1)
			continue
		}
		b.burst.Packets = append(b.burst.Packets, Packet{
			Data: r.data[i][:h.len],
			From: From{
				Remote: addrOf(&r.names[i]),
				Local:  localOf(r.oob[i][:min(uint64(oobSize), uint64(h.hdr.Controllen))]),
			},
		})
	}
	p.in.Add(uint64(r.n))
	b.handle()
}

// addrOf reads a socket address of either family.
func addrOf(sa *unix.RawSockaddrInet6) (a Addr) {
	a.Port = binary.BigEndian.Uint16((*[2]byte)(unsafe.Pointer(&sa.Port))[:])
	if sa.Family == unix.AF_INET {
		v4 := (*unix.RawSockaddrInet4)(unsafe.Pointer(sa))
		a.IP[10], a.IP[11] = 0xff, 0xff
		copy(a.IP[12:], v4.Addr[:])
		return a
	}
	a.IP = sa.Addr
	if a.IP[0] == 0xfe && a.IP[1]&0xc0 == 0x80 { // link-local: the zone matters
		a.Zone = sa.Scope_id
	}
	return a
}
