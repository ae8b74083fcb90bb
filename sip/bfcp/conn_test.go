package bfcp

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// device is a scripted room system: it sends and expects messages by name.
type device struct {
	t    *testing.T
	link link
	last Message // received
	tid  uint16
	base Message // version, conference and user of what it sends
}

func (d *device) send(m Message) {
	d.t.Helper()
	m.Version, m.Conference, m.User = d.base.Version, d.base.Conference, d.base.User
	if err := d.link.write(m.AppendTo(nil)); err != nil {
		d.t.Fatal(err)
	}
}

// ask sends a request of a new transaction.
func (d *device) ask(m Message) {
	d.t.Helper()
	d.tid++
	m.Transaction = d.tid
	d.send(m)
}

// acknowledge replies to what came last.
func (d *device) acknowledge(m Message) {
	d.t.Helper()
	m.Transaction, m.Response = d.last.Transaction, d.base.Version == 2
	d.send(m)
}

// expect reads until that message comes.
func (d *device) expect(p Primitive) Message {
	d.t.Helper()
	for {
		b, _, err := d.link.read()
		if err != nil {
			d.t.Fatalf("waiting for %s: %v", p, err)
		}
		m, err := Parse(b)
		if err != nil {
			d.t.Fatalf("%x: %v", b, err)
		}
		if d.last = m; m.Primitive == p {
			return m
		}
	}
}

// expectStatus reads until a request has that status.
func (d *device) expectStatus(s Status) Message {
	d.t.Helper()
	m := d.expect(FloorRequestStatus)
	if m.Requests[0].Status != s {
		d.t.Fatalf("got %s, want %s", m.Requests[0].Status, s)
	}
	return m
}

// leg is the handler of our side.
type leg struct {
	decision Decision
	changed  chan State
}

func (l *leg) Decide() Decision { return l.decision }
func (l *leg) Changed(s State)  { l.changed <- s }

func newLeg(d Decision) *leg { return &leg{d, make(chan State, 64)} }

// until waits for that state.
func (l *leg) until(t *testing.T, want State) {
	t.Helper()
	late := time.After(time.Minute)
	for {
		select {
		case got := <-l.changed:
			if got == want {
				return
			}
		case <-late:
			t.Fatalf("%+v never came", want)
		}
	}
}

const conference = 0xfeedbeef

func config(server bool, h Handler) Config {
	return Config{Server: server, Conference: conference, User: 7, Floor: 1, Handler: h}
}

// listen opens a UDP socket on loopback.
func listen(t *testing.T) *net.UDPConn {
	t.Helper()
	c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	return c
}

func addrOf(c *net.UDPConn) netip.AddrPort { return c.LocalAddr().(*net.UDPAddr).AddrPort() }

// overUDP is a channel of ours and a device at its other end.
func overUDP(t *testing.T, server bool, h Handler) (*Conn, *device) {
	t.Helper()
	far, near := listen(t), listen(t)
	_ = near.SetDeadline(time.Time{})
	remote := addrOf(far)
	if server { // it is behind NAT: SDP has said something else
		remote = netip.MustParseAddrPort("127.0.0.1:9")
	}
	c := NewPacket(near, remote, config(server, h))
	t.Cleanup(c.Close)
	d := &device{t: t, link: &packets{PacketConn: far, remote: addrOf(near)}}
	d.base = Message{Version: 2, Conference: conference, User: 7}
	return c, d
}

func overTCP(t *testing.T, server bool, h Handler) (*Conn, *device) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	far, err := new(net.Dialer).DialContext(ctx, "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { far.Close() })
	_ = far.SetDeadline(time.Now().Add(time.Minute))
	near, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	c := NewStream(near, config(server, h))
	t.Cleanup(c.Close)
	return c, &device{t: t, link: stream{far}, base: Message{Version: 1, Conference: conference, User: 7}}
}

// transports to run a test over.
var transports = []struct {
	name string
	open func(*testing.T, bool, Handler) (*Conn, *device)
}{{"over UDP", overUDP}, {"over TCP", overTCP}}

func TestARoomShowsContent(t *testing.T) {
	t.Parallel()
	for _, over := range transports {
		t.Run(over.name, func(t *testing.T) {
			t.Parallel()
			l := newLeg(Wait)
			c, d := over.open(t, true, l)
			d.ask(Message{Primitive: Hello})
			if m := d.expect(HelloAck); len(m.SupportedPrimitives) == 0 || m.Transaction != d.tid {
				t.Errorf("hello: %+v", m)
			}
			d.ask(Message{Primitive: FloorQuery, Floors: []uint16{1}})
			if m := d.expect(FloorStatus); len(m.Requests) != 0 {
				t.Errorf("somebody has the floor: %+v", m)
			}

			d.ask(Message{Primitive: FloorRequest, Floors: []uint16{1}})
			id := d.expectStatus(Pending).Requests[0].ID
			l.until(t, State{Asks: true})
			c.Grant()
			d.expectStatus(Granted)
			d.acknowledge(Message{Primitive: FloorRequestStatusAck})
			l.until(t, State{Shows: true})

			d.ask(Message{Primitive: FloorRelease, RequestID: id})
			d.expectStatus(Released)
			l.until(t, State{})
		})
	}
}

func TestARoomIsDeniedAndRevoked(t *testing.T) {
	t.Parallel()
	for _, over := range transports {
		t.Run(over.name, func(t *testing.T) {
			t.Parallel()
			l := newLeg(Wait)
			c, d := over.open(t, true, l)
			d.ask(Message{Primitive: FloorRequest, Floors: []uint16{1}})
			d.expectStatus(Pending)
			c.Deny()
			d.expectStatus(Denied)
			d.acknowledge(Message{Primitive: FloorRequestStatusAck})
			l.until(t, State{})

			d.ask(Message{Primitive: FloorRequest, Floors: []uint16{1}})
			d.expectStatus(Pending)
			c.Grant()
			d.expectStatus(Granted)
			d.acknowledge(Message{Primitive: FloorRequestStatusAck})
			c.Revoke()
			d.expectStatus(Revoked)
			l.until(t, State{})
		})
	}
}

func TestContentOfOthersIsShownToARoom(t *testing.T) {
	t.Parallel()
	for _, over := range transports {
		t.Run(over.name, func(t *testing.T) {
			t.Parallel()
			l := newLeg(Grant)
			c, d := over.open(t, true, l)
			d.ask(Message{Primitive: FloorRequest, Floors: []uint16{1}})
			d.expectStatus(Granted)
			l.until(t, State{Shows: true})

			c.Show() // somebody else of the conference
			d.expectStatus(Revoked)
			d.acknowledge(Message{Primitive: FloorRequestStatusAck})
			if m := d.expect(FloorStatus); m.Requests[0].Status != Granted || m.Requests[0].Beneficiary == 7 {
				t.Errorf("who has it: %+v", m)
			}
			d.acknowledge(Message{Primitive: FloorStatusAck})
			l.until(t, State{MayShow: true})

			c.Hide()
			if m := d.expect(FloorStatus); len(m.Requests) != 0 {
				t.Errorf("who has it: %+v", m)
			}
			l.until(t, State{})
		})
	}
}

func TestWeAskARoomThatServes(t *testing.T) {
	t.Parallel()
	for _, over := range transports {
		t.Run(over.name, func(t *testing.T) {
			t.Parallel()
			l := newLeg(Wait)
			c, d := over.open(t, false, l)
			granted := Message{Primitive: FloorRequestStatus, Requests: []Request{{ID: 12, Status: Granted, Floors: []uint16{1}, Beneficiary: 7}}}
			d.expect(Hello)
			d.acknowledge(Message{Primitive: HelloAck})
			d.expect(FloorQuery)
			d.acknowledge(Message{Primitive: FloorStatus, Floors: []uint16{1}})

			c.Show()
			d.expect(FloorRequest)
			d.acknowledge(granted)
			l.until(t, State{MayShow: true})
			c.Hide()
			if m := d.expect(FloorRelease); m.RequestID != 12 {
				t.Errorf("gives back %d", m.RequestID)
			}
			d.acknowledge(Message{Primitive: FloorRequestStatus, Requests: []Request{{ID: 12, Status: Released}}})
			l.until(t, State{})

			notice := Message{Primitive: FloorStatus, Requests: []Request{{ID: 13, Status: Granted, Floors: []uint16{1}, Beneficiary: 2}}}
			if d.base.Version == 2 {
				d.ask(notice)
				d.expect(FloorStatusAck)
			} else {
				d.send(notice)
			}
			l.until(t, State{Shows: true})
		})
	}
}

func TestWhatCannotBeServedIsRefused(t *testing.T) {
	t.Parallel()
	for _, over := range transports {
		t.Run(over.name, func(t *testing.T) {
			t.Parallel()
			_, d := over.open(t, true, newLeg(Wait))
			for _, row := range []struct {
				m    Message
				want ErrorCode
			}{
				{Message{Primitive: FloorRequest, Floors: []uint16{3}}, InvalidFloor},
				{Message{Primitive: FloorRelease, RequestID: 3}, NoRequest},
				{Message{Primitive: ChairAction}, Unauthorized},
				{Message{Primitive: 77}, UnknownPrimitive},
			} {
				d.ask(row.m)
				if m := d.expect(ErrorReply); m.Error != row.want || m.Transaction != d.tid {
					t.Errorf("%s: got %+v", row.m.Primitive, m)
				}
			}
			d.tid++ // an attribute that has to be understood
			m := Message{Version: d.base.Version, Primitive: FloorQuery, Conference: conference, Transaction: d.tid, User: 7}
			b := append(m.AppendTo(nil), 0xc9, 4, 0, 1)
			b[3] = 1
			if err := d.link.write(b); err != nil {
				t.Fatal(err)
			}
			if m := d.expect(ErrorReply); m.Error != UnknownMandatoryAttribute || len(m.Unknown) != 1 || m.Unknown[0] != 100 {
				t.Errorf("got %+v", m)
			}
		})
	}
}

func TestAnotherConferenceIsRefusedOverTCP(t *testing.T) {
	t.Parallel()
	_, d := overTCP(t, true, newLeg(Grant))
	d.base.Conference = 1
	d.ask(Message{Primitive: FloorRequest, Floors: []uint16{1}})
	if m := d.expect(ErrorReply); m.Error != NoConference {
		t.Errorf("got %+v", m)
	}
}

func TestStrangersGetNoAnswerOverUDP(t *testing.T) {
	t.Parallel()
	l := newLeg(Grant)
	_, d := overUDP(t, true, l)
	stranger := listen(t)
	to := d.link.(*packets).remote
	for _, m := range []Message{
		{Version: 2, Primitive: FloorRequest, Conference: 1, Transaction: 1, User: 7, Floors: []uint16{1}},
		{Version: 2, Primitive: Hello, Conference: conference + 1, Transaction: 2},
	} {
		if _, err := stranger.WriteTo(m.AppendTo(nil), net.UDPAddrFromAddrPort(to)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := stranger.WriteTo([]byte("\x00\x01noise"), net.UDPAddrFromAddrPort(to)); err != nil {
		t.Fatal(err)
	}
	d.ask(Message{Primitive: Hello})
	d.expect(HelloAck) // what came before it has been heard
	_ = stranger.SetReadDeadline(time.Now())
	if n, _, err := stranger.ReadFrom(make([]byte, 100)); err == nil {
		t.Errorf("%d bytes for a stranger", n)
	}
	if len(l.changed) != 0 {
		t.Errorf("a stranger has the floor: %+v", <-l.changed)
	}
}

func TestABrokenConnectionEndsTheFloor(t *testing.T) {
	t.Parallel()
	l := newLeg(Grant)
	c, d := overTCP(t, true, l)
	d.ask(Message{Primitive: FloorRequest, Floors: []uint16{1}})
	d.expectStatus(Granted)
	l.until(t, State{Shows: true})
	d.link.Close()
	l.until(t, State{Gone: true})
	c.Show() // nothing happens, nothing blocks
	c.Close()
	c.Close()
	c.Hide()
}

func TestRubbishEndsAConnection(t *testing.T) {
	t.Parallel()
	l := newLeg(Grant)
	_, d := overTCP(t, true, l)
	if err := d.link.write([]byte("GET / HTTP/1.1\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	l.until(t, State{Gone: true})
}

func TestAnEndSaysGoodbyeOverUDP(t *testing.T) {
	t.Parallel()
	c, d := overUDP(t, true, newLeg(Wait))
	d.ask(Message{Primitive: Hello})
	d.expect(HelloAck)
	c.Close()
	d.expect(Goodbye)
}

func TestOldDevicesSayOneOverUDP(t *testing.T) {
	t.Parallel()
	l := newLeg(Grant)
	_, d := overUDP(t, true, l)
	d.base.Version = 1
	d.ask(Message{Primitive: FloorRequest, Floors: []uint16{1}})
	if m := d.expectStatus(Granted); m.Version != 1 {
		t.Errorf("answered with version %d", m.Version)
	}
	l.until(t, State{Shows: true})
}

// pipe is a datagram socket without a network, which loses what it is told to.
type pipe struct {
	in, out chan []byte
	closed  chan struct{}
	once    sync.Once
}

func (p *pipe) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case m := <-p.in:
		return copy(b, m), &net.UDPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 5070}, nil
	case <-p.closed:
		return 0, nil, net.ErrClosed
	}
}

func (p *pipe) WriteTo(b []byte, _ net.Addr) (int, error) {
	p.out <- append([]byte(nil), b...)
	return len(b), nil
}

func (p *pipe) Close() error                     { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipe) LocalAddr() net.Addr              { return &net.UDPAddr{} }
func (p *pipe) SetDeadline(time.Time) error      { return errors.ErrUnsupported }
func (p *pipe) SetReadDeadline(time.Time) error  { return errors.ErrUnsupported }
func (p *pipe) SetWriteDeadline(time.Time) error { return errors.ErrUnsupported }

var _ net.PacketConn = (*pipe)(nil)

func TestALostRequestIsRepeatedInTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPipe()
		l := newLeg(Wait)
		began := time.Now()
		c := NewPacket(p, netip.MustParseAddrPort("192.0.2.1:5070"), config(false, l))
		c.Show()
		var at []time.Duration
		for range 2 * maxSends { // a hello and a query that nobody answers
			m, err := Parse(<-p.out)
			if err != nil || m.Primitive != Hello && m.Primitive != FloorQuery {
				t.Fatalf("%+v, %v", m, err)
			}
			at = append(at, time.Since(began))
		}
		for i, want := range []time.Duration{0, 500, 1500, 3500, 7500, 8000, 9000, 11000} {
			if at[i] != want*time.Millisecond {
				t.Errorf("message %d after %s", i, at[i])
			}
		}
		m, _ := Parse(<-p.out)
		if m.Primitive != FloorRequest {
			t.Fatalf("got %s", m.Primitive)
		}
		m.Primitive, m.Response = FloorRequestStatus, true
		m.Requests = []Request{{ID: 3, Status: Granted, Floors: []uint16{1}, Beneficiary: 7}}
		p.in <- m.AppendTo(nil)
		l.until(t, State{MayShow: true})
		c.Close()
	})
}

func TestARepeatedRequestGetsTheSameReply(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPipe()
		l := newLeg(Grant)
		c := NewPacket(p, netip.AddrPort{}, config(true, l))
		m := Message{Version: 2, Primitive: FloorRequest, Conference: conference, Transaction: 3, User: 7, Floors: []uint16{1}}
		p.in <- m.AppendTo(nil)
		first := <-p.out
		release := Message{Version: 2, Primitive: FloorRelease, Conference: conference, Transaction: 4, User: 7, RequestID: 1}
		p.in <- release.AppendTo(nil)
		<-p.out
		p.in <- m.AppendTo(nil) // late, from the network: no new request
		if again := <-p.out; string(again) != string(first) {
			t.Errorf("got %x, want %x", again, first)
		}
		synctest.Wait()
		time.Sleep(t2)
		p.in <- m.AppendTo(nil)
		if n, err := Parse(<-p.out); err != nil || n.Requests[0].ID != 2 {
			t.Errorf("after T2: %+v, %v", n, err)
		}
		c.Close()
	})
}
