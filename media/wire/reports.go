package wire

import (
	"errors"
	"fmt"
	"sync"

	"golang.org/x/sys/unix"
)

// reports takes what can wait: receiver reports and transport-wide feedback, of
// which each listener sends ten to twenty a second. Nobody sleeps on their socket.
// They are read along with the media of the workers, and by [Port.Poll]: a wake-up
// for each of them cost more than all else that is done with them.
//
// The kernel sorts them out by a program on the group of sockets (SO_REUSEPORT).
// Where it refuses that, everything goes to the workers.
type reports struct {
	mu       sync.Mutex // held while they are handled
	fd       int        // -1 when closed
	receiver *receiver
	bench    *bench
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
	fd, err := unix.Socket(domain, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return fmt.Errorf("wire: reports: %w", err)
	}
	if err = p.setOptions(fd); err == nil && domain == unix.AF_INET6 {
		err = unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, only)
	}
	if err == nil {
		_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, socketBuffer) // as the others
		err = unix.Bind(fd, sa)
	}
	if err == nil { // bound, it is in the group, whose program this becomes
		program := steer(len(p.sockets))
		err = unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_REUSEPORT_CBPF,
			&unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]})
	}
	if err != nil {
		_ = unix.Close(fd)
		return fmt.Errorf("wire: reports: %w", err)
	}
	p.reports = &reports{fd: fd, receiver: newReceiver(), bench: p.newBench(p.sockets[0])}
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
	for r.fd >= 0 && r.receiver.poll(uintptr(r.fd)) {
		p.take(r.receiver, r.bench)
		if r.receiver.n < burstSize {
			return
		}
	}
}

func (r *reports) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fd >= 0 {
		_ = unix.Close(r.fd)
		r.fd = -1
	}
}
