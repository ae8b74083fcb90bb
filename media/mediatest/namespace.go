package mediatest

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// Namespace is a network of its own on this machine: the kernel's, with one
// address beside loopback and one interface that leads to whoever holds its other
// end. It has no name and leaves nothing behind, whatever becomes of the process.
type Namespace struct {
	Addr netip.Addr

	tun   *os.File // what the kernel sends, packet by packet
	tasks chan func()
	done  chan struct{}
}

// newNamespace needs CAP_SYS_ADMIN and /dev/net/tun. The network is addr's /24.
func newNamespace(addr netip.Addr) (*Namespace, error) {
	n := &Namespace{Addr: addr, tasks: make(chan func()), done: make(chan struct{})}
	ready := make(chan error)
	go n.run(ready)
	if err := <-ready; err != nil {
		<-n.done
		return nil, err
	}
	return n, nil
}

// run is the goroutine whose thread lives in the namespace. It never unlocks the
// thread, which therefore ends with it, and with the thread the namespace.
func (n *Namespace) run(ready chan<- error) {
	defer close(n.done)
	runtime.LockOSThread()
	err := unix.Unshare(unix.CLONE_NEWNET)
	if err == nil {
		n.tun, err = openTUN(n.Addr)
	}
	ready <- err
	if err != nil {
		return
	}
	for task := range n.tasks {
		task()
	}
}

// Do runs fn where sockets are made in the namespace. Goroutines that fn starts
// are outside; sockets stay where they were made.
func (n *Namespace) Do(fn func()) {
	done := make(chan struct{})
	n.tasks <- func() { defer close(done); fn() }
	<-done
}

// ListenUDP opens a socket in the namespace, on its address and any port.
func (n *Namespace) ListenUDP() (conn *net.UDPConn, err error) {
	n.Do(func() { conn, err = net.ListenUDP("udp4", &net.UDPAddr{IP: n.Addr.AsSlice()}) })
	if err != nil {
		return nil, fmt.Errorf("mediatest: %w", err)
	}
	return conn, nil
}

func (n *Namespace) close() {
	close(n.tasks)
	<-n.done
	_ = n.tun.Close()
}

// openTUN makes the interface in the namespace of this thread.
func openTUN(addr netip.Addr) (*os.File, error) {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("/dev/net/tun: %w", err)
	}
	if err := setUp(fd, addr); err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	return os.NewFile(uintptr(fd), "tun"), nil
}

const tunName = "way0"

func setUp(tun int, addr netip.Addr) error {
	const queue = 2000 // packets, to ride out a pause of the scheduler
	err := change(tun, tunName, unix.TUNSETIFF, func(i *unix.Ifreq) error { i.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI); return nil })
	if err != nil {
		return err
	}
	s, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("socket: %w", err)
	}
	defer func() { _ = unix.Close(s) }()
	up := func(i *unix.Ifreq) error { i.SetUint16(unix.IFF_UP | unix.IFF_RUNNING); return nil }
	return errors.Join(
		change(s, tunName, unix.SIOCSIFADDR, func(i *unix.Ifreq) error { return i.SetInet4Addr(addr.AsSlice()) }),
		change(s, tunName, unix.SIOCSIFNETMASK, func(i *unix.Ifreq) error { return i.SetInet4Addr([]byte{255, 255, 255, 0}) }),
		change(s, tunName, unix.SIOCSIFTXQLEN, func(i *unix.Ifreq) error { i.SetUint32(queue); return nil }),
		change(s, tunName, unix.SIOCSIFFLAGS, up),
		change(s, "lo", unix.SIOCSIFFLAGS, up),
	)
}

// change is one ioctl on an interface.
func change(fd int, name string, request uint, set func(*unix.Ifreq) error) error {
	i, err := unix.NewIfreq(name)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := set(i); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := unix.IoctlIfreq(fd, request, i); err != nil {
		return fmt.Errorf("%s: ioctl %x: %w", name, request, err)
	}
	return nil
}
