package wire

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// reports takes what can wait: receiver reports and transport-wide feedback, of
// which each listener sends ten to twenty a second. Nobody sleeps on their socket.
// They are read along with the media of the workers, and by [Port.Poll]: a wake-up
// for each of them cost more than all else that is done with them.
//
// The kernel sorts them out by a program on the group of sockets (SO_REUSEPORT).
// Where it refuses that, everything goes to the workers.
//
// Since Go's poller does not know their socket, the workers send by it.
type reports struct {
	mu       sync.Mutex // held while they are handled
	file     *os.File   // in blocking mode, so the poller leaves it alone
	raw      syscall.RawConn
	receiver *receiver
	bench    *bench
	poll     func(fd uintptr) // bound once
}

// openReports adds the socket to the group and attaches the program.
func (p *Port) openReports() error {
	var sa unix.Sockaddr
	var domain, only int
	var err error
	ctlErr := p.sockets[0].raw.Control(func(fd uintptr) {
		if sa, err = unix.Getsockname(int(fd)); err != nil {
			return
		}
		if domain, err = unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_DOMAIN); err != nil || domain != unix.AF_INET6 {
			return
		}
		only, err = unix.GetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_V6ONLY)
	})
	if err = errors.Join(ctlErr, err); err != nil {
		return fmt.Errorf("wire: reports: %w", err)
	}
	fd, err := unix.Socket(domain, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("wire: reports: %w", err)
	}
	r := &reports{file: os.NewFile(uintptr(fd), "reports")}
	if err := errors.Join(p.join(fd, domain, only, sa), r.ready(p)); err != nil {
		_ = r.file.Close()
		return fmt.Errorf("wire: reports: %w", err)
	}
	for _, s := range p.sockets {
		s.out = r.raw
	}
	p.reports = r
	return nil
}

// join makes the socket one of the group, whose program it brings.
func (p *Port) join(fd, domain, only int, sa unix.Sockaddr) error {
	if err := p.setOptions(fd); err != nil {
		return err
	}
	if domain == unix.AF_INET6 {
		if err := unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, only); err != nil {
			return err
		}
	}
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, socketBuffer) // as the others
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_SNDBUF, socketBuffer)
	if err := unix.Bind(fd, sa); err != nil {
		return err
	}
	program := steer(len(p.sockets))
	return unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_REUSEPORT_CBPF,
		&unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]})
}

func (r *reports) ready(p *Port) (err error) {
	if r.raw, err = r.file.SyscallConn(); err != nil {
		return err
	}
	r.receiver, r.bench = newReceiver(burstSize), p.newBench(p.sockets[0])
	r.poll = func(fd uintptr) {
		for r.receiver.poll(fd) {
			p.take(r.receiver, r.bench)
			if r.receiver.n < burstSize {
				return
			}
		}
	}
	return nil
}

// steer chooses the socket of a datagram (classic BPF on its payload): the reports
// go to the last one, everything else to one of the workers by the sender's port.
func steer(workers int) []unix.SockFilter {
	const (
		receiverReport   = 201
		transportLayer   = 205 // of feedback; RFC 4585
		transportWide    = 15
		network          = 0xfff00000 // SKF_NET_OFF: the IP header
		port4, port6     = network + 20, network + 40
		loadByte         = unix.BPF_LD | unix.BPF_B | unix.BPF_ABS
		loadHalf         = unix.BPF_LD | unix.BPF_H | unix.BPF_ABS
		equal            = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
		goldenRatio      = 0x9e3779b1 // neighbouring ports, or all even ones, spread well
		answer, constant = unix.BPF_RET, unix.BPF_K
	)
	return []unix.SockFilter{
		{Code: loadByte, K: 1},
		{Code: equal, K: receiverReport, Jt: 4},
		{Code: equal, K: transportLayer, Jf: 4},
		{Code: loadByte, K: 0},
		{Code: unix.BPF_ALU | unix.BPF_AND | unix.BPF_K, K: 0x1f},
		{Code: equal, K: transportWide, Jf: 1},
		{Code: answer | constant, K: uint32(workers)},
		{Code: loadByte, K: network},
		{Code: unix.BPF_ALU | unix.BPF_AND | unix.BPF_K, K: 0xf0},
		{Code: equal, K: 0x40, Jf: 2},
		{Code: loadHalf, K: port4},
		{Code: unix.BPF_JMP | unix.BPF_JA, K: 1},
		{Code: loadHalf, K: port6},
		{Code: unix.BPF_ALU | unix.BPF_MUL | unix.BPF_K, K: goldenRatio},
		{Code: unix.BPF_ALU | unix.BPF_RSH | unix.BPF_K, K: 16},
		{Code: unix.BPF_ALU | unix.BPF_MOD | unix.BPF_K, K: uint32(workers)},
		{Code: answer | unix.BPF_A},
	}
}

// Poll handles the reports that have come. It is to be called every 20 ms or so,
// for the time when no media come in.
func (p *Port) Poll() {
	r := p.reports
	if r == nil || !r.mu.TryLock() { // who holds it handles them
		return
	}
	defer r.mu.Unlock()
	_ = r.raw.Control(r.poll) // fails when closed
}

func (r *reports) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	_ = r.file.Close()
}
