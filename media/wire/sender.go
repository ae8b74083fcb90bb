package wire

import (
	"errors"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	burstArena   = 256 << 10 // of a worker
	controlArena = 32 << 10  // of a Sender for RTCP
	handful      = 16 << 10  // a third of a core's first cache
	maxSends     = 128       // datagrams of one sendmmsg
	// maxSegments bounds a joined send, so that a key frame does not overflow a
	// narrow downlink.
	maxSegments = 8
)

// Sender collects sealed packets in an arena and sends them together. It belongs
// to one goroutine. Packets to different paths leave in the order of their first
// packets, those to one path in order.
type Sender struct {
	socket *socket
	arena  []byte
	used   int

	n       int
	runs    [maxSends]run
	headers [maxSends]mmsghdr
	vectors [maxSends]unix.Iovec
	control [maxSends][pktinfoSpace + segmentSpace]byte

	write  func(fd uintptr) // bound once
	next   int              // first header not sent
	errno  syscall.Errno
	onlyOf int // headers to send
}

// run is one datagram, or several of one size to one path that lie side by side.
type run struct {
	path     *Path
	off, len int
	segment  int
	count    int
	closed   bool // a shorter packet ended it
}

func newSender(s *socket, arena int) *Sender {
	out := &Sender{socket: s, arena: make([]byte, arena)}
	for i := range out.headers {
		out.headers[i].hdr.Iov = &out.vectors[i]
		out.headers[i].hdr.SetIovlen(1)
	}
	out.write = out.send
	return out
}

// Buffer is room for a packet of up to n bytes at the end of the arena. It is
// valid until Commit or the next Buffer.
func (s *Sender) Buffer(n int) []byte {
	if s.used+n > len(s.arena) {
		s.Flush()
	}
	return s.arena[s.used : s.used+n : s.used+n]
}

// Commit queues the first n bytes of the last Buffer for the path.
func (s *Sender) Commit(path *Path, n int) {
	if path.From.Stream != nil {
		s.commitStream(path, n)
		return
	}
	off := s.used
	s.used += n
	if s.n > 0 {
		r := &s.runs[s.n-1]
		if r.path == path && !r.closed && n <= r.segment && r.count < maxSegments && !s.socket.noGSO.Load() {
			r.len += n
			r.count++
			r.closed = n < r.segment
			return
		}
	}
	if s.n == maxSends {
		s.Flush() // moves the packet to the front
		off = s.keep(off, n)
	}
	s.runs[s.n] = run{path: path, off: off, len: n, segment: n, count: 1}
	s.n++
}

// keep moves a packet, not yet in a run, to the start of the empty arena.
func (s *Sender) keep(off, n int) int {
	copy(s.arena, s.arena[off:off+n])
	s.used = n
	return 0
}

func (s *Sender) commitStream(path *Path, n int) {
	count := s.socket.counters
	count.out.Add(1)
	if path.From.Stream.enqueue(s.arena[s.used : s.used+n]) {
		count.sends.Add(1)
	} else {
		count.dropped.Add(1)
	}
}

// Send queues a copy of b.
func (s *Sender) Send(path *Path, b []byte) {
	copy(s.Buffer(len(b)), b)
	s.Commit(path, len(b))
}

// Relieve sends what is queued if it is much. To be called between two receivers: for
// all packets of a receiver to leave in one send they have to be queued together, but
// those of a hundred receivers are sooner sent in parts, from memory that the
// processor still has at hand, and the first need not wait for the last.
func (s *Sender) Relieve() {
	if s.used > handful {
		s.Flush()
	}
}

// Flush sends all that is queued.
func (s *Sender) Flush() {
	if s.n == 0 {
		s.used = 0
		return
	}
	packets := 0
	for i := range s.n {
		r := &s.runs[i]
		packets += r.count
		s.prepare(i, r.path, r.off, r.len, r.segment, r.count)
	}
	count := s.socket.counters
	count.out.Add(uint64(packets)) // before, so that nobody has what is not counted
	count.sends.Add(uint64(s.n))
	s.transmit(s.n)
	s.n, s.used = 0, 0
}

// prepare fills header i.
func (s *Sender) prepare(i int, path *Path, off, n, segment, count int) {
	s.vectors[i].Base = &s.arena[off]
	s.vectors[i].SetLen(n)
	h := &s.headers[i].hdr
	h.Name = (*byte)(unsafe.Pointer(&path.name))
	h.Namelen = path.nameLen
	switch {
	case count > 1:
		c := s.control[i][:]
		copy(c, path.control[:path.controlLen])
		putSegment(c[path.controlLen:], segment)
		h.Control = &c[0]
		h.SetControllen(path.controlLen + segmentSpace)
	case path.controlLen > 0:
		h.Control = &path.control[0]
		h.SetControllen(path.controlLen)
	default:
		h.Control = nil
		h.SetControllen(0)
	}
}

// transmit sends headers 0 to n. An error belongs to the first that was not
// sent: a joined send that the device refuses goes again packet by packet, any
// other is given up, as its receiver is unreachable.
func (s *Sender) transmit(n int) {
	s.next, s.onlyOf = 0, n
	for s.next < s.onlyOf {
		s.errno = 0
		if err := s.socket.out.Control(s.write); err != nil {
			return // closed
		}
		if s.errno == 0 {
			continue
		}
		failed := s.next
		r := s.runs[failed]
		s.next++
		if r.count > 1 && (s.errno == unix.EIO || s.errno == unix.EINVAL || s.errno == unix.EMSGSIZE) {
			if s.errno == unix.EIO { // no checksum offload: joined sends never work here
				s.socket.noGSO.Store(true)
			}
			s.sendSingly(failed, r)
			continue
		}
		s.socket.counters.dropped.Add(uint64(r.count))
	}
}

// sendSingly sends the packets of a joined send one by one through header i.
func (s *Sender) sendSingly(i int, r run) {
	next, n := s.next, s.onlyOf
	for off, left := r.off, r.len; left > 0; {
		size := min(r.segment, left)
		s.prepare(i, r.path, off, size, size, 1)
		s.next, s.onlyOf, s.errno = i, i+1, 0
		if err := s.socket.out.Control(s.write); err != nil {
			return
		}
		if s.errno != 0 {
			s.socket.counters.dropped.Add(1)
		}
		off, left = off+size, left-size
	}
	s.next, s.onlyOf = next, n
}

// send is for RawConn.Control.
func (s *Sender) send(fd uintptr) {
	for s.next < s.onlyOf {
		n, _, e := syscall.RawSyscall6(unix.SYS_SENDMMSG, fd,
			uintptr(unsafe.Pointer(&s.headers[s.next])), uintptr(s.onlyOf-s.next), unix.MSG_DONTWAIT, 0, 0)
		switch {
		case e == 0:
			s.next += int(n)
		case e == unix.EINTR, e == unix.EAGAIN && writable(fd):
		default:
			s.errno = e
			return
		}
	}
}

// writable waits until a full socket takes more; false if that lasts.
func writable(fd uintptr) bool {
	const patience = 100 // milliseconds: the device has not taken a buffer in this time
	wait := [1]unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
	n, err := unix.Poll(wait[:], patience)
	return n > 0 || errors.Is(err, unix.EINTR)
}
