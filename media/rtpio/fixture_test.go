package rtpio_test

import (
	"net"
	"net/netip"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"veche/media/codec"
	"veche/media/rtpio"
)

// patience of a test: never waited for where all is well.
const patience = 20 * time.Second

var loopback = netip.MustParseAddr("127.0.0.1")

// ear is a Sink that keeps what it heard.
type ear struct {
	packets chan rtpio.Packet
	keys    chan byte
	wanted  chan struct{}
	rates   chan int
}

var _ rtpio.Sink = (*ear)(nil)

func newEar() *ear {
	return &ear{
		packets: make(chan rtpio.Packet, 1000), keys: make(chan byte, 100),
		wanted: make(chan struct{}, 100), rates: make(chan int, 100),
	}
}

func (e *ear) Packet(p *rtpio.Packet) {
	c := *p
	c.Payload = slices.Clone(p.Payload)
	e.packets <- c
}
func (e *ear) Digit(key byte)   { e.keys <- key }
func (e *ear) KeyFrameWanted()  { e.wanted <- struct{}{} }
func (e *ear) BitRate(bits int) { e.rates <- bits }

// next is the next of a channel.
func next[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("no %s came", what)
		panic("unreachable")
	}
}

// until waits for what nobody tells of.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !done(); {
		if time.Now().After(end) {
			t.Fatalf("no %s came", what)
		}
		runtime.Gosched()
	}
}

// none fails if something is in a channel.
func none[T any](t *testing.T, c <-chan T, what string) {
	t.Helper()
	select {
	case v := <-c:
		t.Errorf("%s came: %v", what, v)
	default:
	}
}

var anyPorts = sync.OnceValue(func() *rtpio.Ports {
	p, err := rtpio.NewPorts(0, 0)
	if err != nil {
		panic(err)
	}
	return p
})

func open(tb testing.TB, sink rtpio.Sink, video bool) *rtpio.Stream {
	tb.Helper()
	return openWith(tb, rtpio.Config{Sink: sink, Video: video})
}

// openWith fills in what a test does not care for.
func openWith(tb testing.TB, cfg rtpio.Config) *rtpio.Stream {
	tb.Helper()
	if cfg.Ports == nil {
		cfg.Ports = anyPorts()
	}
	if !cfg.Local.IsValid() {
		cfg.Local = loopback
	}
	cfg.Epoch, cfg.CNAME = time.Now(), "room@test"
	s, err := rtpio.Open(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

func set(tb testing.TB, s *rtpio.Stream, p rtpio.Parameters) {
	tb.Helper()
	if err := s.Set(p); err != nil {
		tb.Fatal(err)
	}
}

// far is the other end: plain sockets, and pion to read and write.
type far struct {
	tb       testing.TB
	rtp, ctl *net.UDPConn
	to       *rtpio.Stream
	sequence uint16
	open     func([]byte) ([]byte, error) // of SRTP; nil: it is plain
	seal     func([]byte) ([]byte, error)
	openCtl  func([]byte) ([]byte, error)
	sealCtl  func([]byte) ([]byte, error)
}

const farSSRC = 0xfa5

func listen(tb testing.TB) *net.UDPConn {
	tb.Helper()
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { c.Close() })
	return c
}

func newFar(tb testing.TB, to *rtpio.Stream) *far {
	tb.Helper()
	same := func(b []byte) ([]byte, error) { return b, nil }
	return &far{tb: tb, rtp: listen(tb), ctl: listen(tb), to: to, sequence: 1000, open: same, seal: same, openCtl: same, sealCtl: same}
}

func addr(c *net.UDPConn) netip.AddrPort { return c.LocalAddr().(*net.UDPAddr).AddrPort() }

// parameters of a call with the far end: G.711 both ways.
func (f *far) parameters() rtpio.Parameters {
	return rtpio.Parameters{
		Remote: addr(f.rtp), RemoteControl: addr(f.ctl), Send: true, Receive: true,
		Receiving: []rtpio.Format{
			{Type: 8, Codec: codec.PCMA},
			{Type: 0, Codec: codec.PCMU},
			{Type: 101, Event: true, Clock: 8000},
		},
		Sending: rtpio.Format{Type: 8, Codec: codec.PCMA},
		Digits:  rtpio.Format{Type: 101, Event: true, Clock: 8000},
	}
}

// picture is the same with H264 and all feedback.
func (f *far) picture() rtpio.Parameters {
	p := f.parameters()
	p.Receiving = []rtpio.Format{{Type: 96, Codec: codec.H264}}
	p.Sending, p.Digits = rtpio.Format{Type: 97, Codec: codec.H264}, rtpio.Format{}
	p.Feedback = rtpio.Feedback{NACK: true, PLI: true, FIR: true, TMMBR: true}
	p.Limit = 1_000_000
	return p
}

// packet is the next RTP packet.
func (f *far) packet(kind uint8, timestamp uint32, payload ...byte) *rtp.Packet {
	f.sequence++
	return &rtp.Packet{Header: rtp.Header{
		Version: 2, PayloadType: kind, SequenceNumber: f.sequence, Timestamp: timestamp, SSRC: farSSRC,
	}, Payload: payload}
}

func (f *far) write(p *rtp.Packet) { f.writeFrom(f.rtp, p) }

func (f *far) writeFrom(c *net.UDPConn, p *rtp.Packet) {
	f.tb.Helper()
	b, err := p.Marshal()
	if err == nil {
		b, err = f.seal(b)
	}
	if err == nil {
		_, err = c.WriteToUDPAddrPort(b, f.to.Addr())
	}
	if err != nil {
		f.tb.Fatal(err)
	}
}

// read is the next RTP packet that is no keep-alive. A handshake may repeat itself in
// between.
func (f *far) read() *rtp.Packet {
	f.tb.Helper()
	for {
		b := receive(f.tb, f.rtp)
		if b[0]>>6 != 2 {
			continue
		}
		b, err := f.open(b)
		if err != nil {
			f.tb.Fatal(err)
		}
		p := &rtp.Packet{}
		if err := p.Unmarshal(b); err != nil {
			f.tb.Fatal(err)
		}
		if p.PayloadType != 20 {
			return p
		}
	}
}

func receive(tb testing.TB, c *net.UDPConn) []byte {
	tb.Helper()
	b := make([]byte, 2000)
	_ = c.SetReadDeadline(time.Now().Add(patience))
	n, _, err := c.ReadFromUDPAddrPort(b)
	if err != nil {
		tb.Fatal(err)
	}
	return b[:n]
}

func (f *far) writeControl(packets ...rtcp.Packet) {
	f.tb.Helper()
	b, err := rtcp.Marshal(packets)
	if err == nil {
		b, err = f.sealCtl(b)
	}
	if err == nil {
		_, err = f.ctl.WriteToUDPAddrPort(b, f.to.ControlAddr())
	}
	if err != nil {
		f.tb.Fatal(err)
	}
}

// control waits for an RTCP packet of one type.
func control[T rtcp.Packet](f *far) T {
	f.tb.Helper()
	for {
		b := receive(f.tb, f.ctl)
		if b[0]>>6 != 2 {
			continue
		}
		b, err := f.openCtl(b)
		if err != nil {
			f.tb.Fatal(err)
		}
		packets, err := rtcp.Unmarshal(b)
		if err != nil {
			f.tb.Fatal(err)
		}
		for _, p := range packets {
			if got, ok := p.(T); ok {
				return got
			}
		}
	}
}
