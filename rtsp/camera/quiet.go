package camera

import (
	"io"
	"net"
	"os"
	"syscall"
	"unsafe"
)

// quiet is a TCP connection that wakes as little as it can.
//
// It is read without a word to Go's scheduler. Each system call that it hears of wakes the
// runtime's monitor thread if that sleeps, and it looks around for a while then. The socket
// does not block, so nothing is kept waiting.
//
// And it can be hushed: then what comes stays in the kernel until it is read, and Go's
// poller hears nothing of it, by the low-water mark of socket(7). Otherwise each packet
// wakes a thread, whether a goroutine waits for it or not.
//
// With a camera that nobody watches these two are nearly all the work. It is for one reader.
type quiet struct {
	net.Conn
	raw    syscall.RawConn
	hushed bool

	// Made once, and what they take and give.
	take, look func(fd uintptr) bool
	mark       func(fd uintptr)
	into       []byte
	n          int
	err        error
	low        int32
}

// hushedMark is how much wakes somebody all the same. The kernel makes room for twice that.
const hushedMark = 512 << 10

// beQuiet is conn, if that can be quiet; otherwise nil.
func beQuiet(conn net.Conn) *quiet {
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		return nil
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return nil
	}
	q := &quiet{Conn: conn, raw: raw}
	q.take = q.read
	q.look = func(fd uintptr) bool { q.read(fd); return true }
	q.mark = q.setMark
	return q
}

// Read implements [net.Conn].
func (q *quiet) Read(p []byte) (int, error) {
	if err := q.hush(false); err != nil {
		return 0, err
	}
	return q.by(q.take, p)
}

// Peek reads what is there, which may be nothing, while q is hushed.
func (q *quiet) Peek(p []byte) (int, error) { return q.by(q.look, p) }

func (q *quiet) by(read func(uintptr) bool, p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	q.into, q.n, q.err = p, 0, nil
	err := q.raw.Read(read)
	q.into = nil
	if err != nil {
		return 0, err
	}
	return q.n, q.err
}

// read tells whether there was something, be it an end or an error.
func (q *quiet) read(fd uintptr) bool {
	for {
		n, _, e := syscall.RawSyscall(syscall.SYS_READ, fd, uintptr(unsafe.Pointer(unsafe.SliceData(q.into))), uintptr(len(q.into)))
		switch e {
		case 0:
			if q.n = int(n); n == 0 { //nolint:gosec // at most len(q.into)
				q.err = io.EOF
			}
			return true
		case syscall.EINTR:
		case syscall.EAGAIN:
			return false
		default:
			q.err = os.NewSyscallError("read", e)
			return true
		}
	}
}

// hush keeps what comes to the kernel, or not any more.
func (q *quiet) hush(on bool) error {
	if q.hushed == on {
		return nil
	}
	q.hushed, q.low, q.err = on, 1, nil
	if on {
		q.low = hushedMark
	}
	if err := q.raw.Control(q.mark); err != nil {
		return err
	}
	return q.err
}

func (q *quiet) setMark(fd uintptr) {
	_, _, e := syscall.RawSyscall6(syscall.SYS_SETSOCKOPT, fd, syscall.SOL_SOCKET, syscall.SO_RCVLOWAT,
		uintptr(unsafe.Pointer(&q.low)), unsafe.Sizeof(q.low), 0)
	if e != 0 {
		q.err = os.NewSyscallError("setsockopt", e)
	}
}
