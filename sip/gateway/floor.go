package gateway

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"veche/media/rtpio"
	"veche/sip/bfcp"
	"veche/sip/leg"
	"veche/sip/sdp"
)

// floor is the control of content of a call by BFCP: a port that is open for UDP and
// for TCP as long as nothing is agreed, and the channel afterwards.
type floor struct {
	line     *line
	control  sdp.Control // what we say in SDP
	local    netip.Addr
	port     uint16
	giveBack func()
	calling  context.Context // ends with close
	stop     context.CancelFunc

	mu     sync.Mutex
	udp    net.PacketConn // until the channel has it
	tcp    net.Listener
	conn   *bfcp.Conn // the channel
	agreed *agreedFloor
	closed bool
}

// agreedFloor is what a negotiation has brought.
type agreedFloor struct {
	sdp.ControlAgreed
	remote netip.AddrPort
}

// floorID is the number of the one floor of a call, and userID that of its client.
const (
	floorID = 1
	userID  = 2
)

// openFloor takes the port, since it stands in the SDP.
func (l *line) openFloor(ports *rtpio.Ports) (*floor, error) {
	f := &floor{line: l, local: l.local, control: sdp.Control{Conference: newConferenceID(), User: userID, Floor: floorID}}
	var err error
	if f.giveBack, err = ports.Borrow(f.local, f.listen); err != nil {
		return nil, fmt.Errorf("gateway: no port for BFCP: %w", err)
	}
	f.calling, f.stop = context.WithCancel(context.Background())
	return f, nil
}

// newConferenceID cannot be guessed: over UDP it is what keeps strangers out. It fits
// where others keep it with a sign.
func newConferenceID() uint32 {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails
	return binary.BigEndian.Uint32(b[:])>>1 | 1
}

func (f *floor) listen(port uint16) error {
	udp, err := f.listenUDP(port)
	if err != nil {
		return err
	}
	f.udp, f.port = udp, udp.LocalAddr().(*net.UDPAddr).AddrPort().Port()
	if f.tcp, err = f.listenTCP(); err != nil {
		_ = udp.Close()
		return err
	}
	return nil
}

// ready opens the port again, if a far end has had no use for it before.
func (f *floor) ready() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed || f.agreed != nil || f.udp != nil {
		return nil
	}
	return f.listen(f.port)
}

// idle closes what waits for a far end. Under mu.
func (f *floor) idle() {
	if f.udp != nil {
		_ = f.udp.Close()
	}
	if f.tcp != nil {
		_ = f.tcp.Close()
	}
	f.udp, f.tcp = nil, nil
}

func (f *floor) listenUDP(port uint16) (net.PacketConn, error) {
	c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(f.local, port)))
	if err != nil {
		return nil, err //nolint:wrapcheck // openFloor wraps
	}
	return c, nil
}

func (f *floor) listenTCP() (net.Listener, error) {
	return net.ListenTCP("tcp", net.TCPAddrFromAddrPort(netip.AddrPortFrom(f.local, f.port))) //nolint:wrapcheck // openFloor wraps
}

// agree begins, keeps or ends the channel, as the line of the floor says; nil: it is off.
func (f *floor) agree(l *sdp.Line) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return
	}
	if l == nil {
		f.end()
		f.idle()
		return
	}
	now := agreedFloor{l.Control, l.Remote}
	if f.goesOn(&now) {
		return
	}
	f.end()
	f.agreed = &now
	if err := f.begin(); err != nil {
		f.line.log.Info("content is not controlled", "error", err)
	}
}

// goesOn tells whether the channel that there is serves what is agreed now. Under mu.
func (f *floor) goesOn(now *agreedFloor) bool {
	if f.agreed == nil {
		return false
	}
	before, after := f.agreed.ControlAgreed, now.ControlAgreed
	renewed := after.TCP && after.Connect && !after.Existing
	before.Existing, after.Existing = false, false
	return before == after && !renewed && (f.agreed.remote == now.remote || now.TCP && !now.Connect)
}

// begin opens the channel. Under mu.
func (f *floor) begin() error {
	switch {
	case !f.agreed.TCP:
		return f.beginUDP()
	case f.agreed.Connect:
		f.idle()
		remote := f.agreed.remote
		if !remote.IsValid() {
			return errNoAddress
		}
		f.line.gateway.cfg.House.Go(func() { f.connect(remote) })
		return nil
	}
	if f.udp != nil {
		_ = f.udp.Close()
		f.udp = nil
	}
	if f.tcp == nil {
		var err error
		if f.tcp, err = f.listenTCP(); err != nil {
			return err
		}
	}
	listener, remote := f.tcp, f.agreed.remote.Addr()
	f.line.gateway.cfg.House.Go(func() { f.accept(listener, remote) })
	return nil
}

var errNoAddress = errors.New("gateway: no address for BFCP")

// Under mu.
func (f *floor) beginUDP() error {
	socket := f.udp
	if f.udp = nil; socket == nil {
		var err error
		if socket, err = f.listenUDP(f.port); err != nil {
			return err
		}
	}
	f.idle() // of TCP
	f.run(bfcp.NewPacket(socket, f.agreed.remote, f.config()))
	return nil
}

// Under mu.
func (f *floor) config() bfcp.Config {
	a := f.agreed
	return bfcp.Config{
		Server: a.Server, Conference: a.Conference, User: a.User, Floor: a.Floor,
		Handler: listener{f.line.leg}, Log: f.line.log,
	}
}

// Under mu.
func (f *floor) run(c *bfcp.Conn) {
	f.conn = c
	f.line.leg.SetFloor(c)
}

// connectWithin bounds the wait for a far end that wants to be connected to.
const connectWithin = 10 * time.Second

func (f *floor) connect(remote netip.AddrPort) {
	ctx, cancel := context.WithTimeout(f.calling, connectWithin)
	defer cancel()
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", remote.String())
	if err != nil {
		f.line.log.Info("content is not controlled", "error", err)
		return
	}
	f.take(c, func() bool { return f.agreed.Connect && f.agreed.remote == remote })
}

// accept takes the connection of the far end; a later one is in place of the one that
// there is, for that may be broken. It returns when the listener is closed.
func (f *floor) accept(on net.Listener, remote netip.Addr) {
	for {
		c, err := on.Accept()
		if err != nil {
			return
		}
		from := netip.MustParseAddrPort(c.RemoteAddr().String()).Addr().Unmap()
		if from != remote && from != f.line.signalling() {
			_ = c.Close()
			continue
		}
		f.take(c, func() bool { return f.tcp == on })
	}
}

// take makes a connection the channel, if it is still wanted.
func (f *floor) take(c net.Conn, wanted func() bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed || f.agreed == nil || !f.agreed.TCP || !wanted() {
		_ = c.Close()
		return
	}
	f.hangUp()
	f.run(bfcp.NewStream(c, f.config()))
}

// hangUp ends the channel. Under mu.
func (f *floor) hangUp() {
	if f.conn != nil {
		f.conn.Close()
		f.conn = nil
		f.line.leg.SetFloor(nil)
	}
}

// end is hangUp, and nobody connects any more. Under mu.
func (f *floor) end() {
	f.hangUp()
	if f.agreed != nil && f.tcp != nil && f.agreed.TCP {
		_ = f.tcp.Close()
		f.tcp = nil
	}
	f.agreed = nil
}

// close ends everything.
func (f *floor) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return
	}
	f.stop()
	f.end()
	f.closed = true
	f.idle()
	f.giveBack()
}

// listener hands on what happens to the floor.
type listener struct{ leg *leg.Leg }

var (
	_ bfcp.Handler = listener{}
	_ leg.Floor    = (*bfcp.Conn)(nil)
)

// Decide implements [bfcp.Handler]: the conference decides, which takes a moment.
func (listener) Decide() bfcp.Decision { return bfcp.Wait }

// Changed implements [bfcp.Handler].
func (h listener) Changed(s bfcp.State) {
	h.leg.FloorChanged(leg.FloorState{Asks: s.Asks, Shows: s.Shows, MayShow: s.MayShow})
}
