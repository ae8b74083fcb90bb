package server

import (
	"errors"
	"net"
	"testing"
)

// faulty is a listener that has no descriptors now and then.
type faulty struct {
	net.Listener
	faults int
	conns  chan net.Conn
}

func (f *faulty) Accept() (net.Conn, error) {
	if f.faults > 0 {
		f.faults--
		return nil, errors.New("too many open files")
	}
	c, ok := <-f.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

// away is a connection from somewhere else.
type away struct {
	net.Conn
	from net.Addr
}

func (a away) RemoteAddr() net.Addr { return a.from }
func (a away) Close() error         { return nil }

// Section 8: connections are counted for each source, and a fault that passes does not
// end the listener.
func TestConnectionsAreBounded(t *testing.T) {
	f := &faulty{faults: 1, conns: make(chan net.Conn, connectionsSource+3)}
	l := newListener(f, make(chan struct{}))
	here, there := &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1)}, &net.TCPAddr{IP: net.IPv4(192, 0, 2, 2)}
	for range connectionsSource + 1 {
		f.conns <- away{from: here}
	}
	f.conns <- away{from: there}
	var open []net.Conn
	for range connectionsSource + 1 {
		c, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, c)
	}
	if last := open[len(open)-1].RemoteAddr(); last != there {
		t.Errorf("%v is let in beyond the bound", last)
	}
	for range 2 {
		_ = open[0].Close()
	}
	if got := l.open(); got != connectionsSource {
		t.Errorf("%d are counted after one of %d was closed twice", got, connectionsSource+1)
	}
	close(f.conns)
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v", err)
	}
}
