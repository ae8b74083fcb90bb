//go:build cgo && avcodec

package gateway

import (
	"bytes"
	"context"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"veche/conference/reach"
	"veche/media/codec"
	"veche/media/codec/video"
	"veche/media/decode"
	"veche/media/rtpio"
	"veche/sip"
	"veche/sip/bfcp"
	"veche/sip/sdp"
)

// device is a room system of our own: it calls, or is called, sends pictures of one
// colour and looks at what it gets, and asks for the floor.
type device struct {
	t      *testing.T
	server *sip.Server
	at     netip.AddrPort // of SIP
	local  sdp.Local
	speaks sdp.Negotiation
	lines  map[sdp.Kind]*screen
	udp    net.PacketConn // of the floor
	tcp    net.Listener
	calls  chan *sip.Call
	// rewrite changes what it says; nil: nothing.
	rewrite func([]byte) []byte
	// refuses offers with 488; nil: none.
	refuses            func(offer string) bool
	username, password string
	// early, unless nil, keeps it ringing, with sound, until it is closed; then it is busy.
	early chan struct{}

	call  *sip.Call
	floor *bfcp.Conn

	mu     sync.Mutex
	state  bfcp.State
	denied bool          // once, over UDP
	wake   chan struct{} // closed by the next change
}

var loopback = netip.MustParseAddr("127.0.0.1")

// newDevice makes one with sound and the lines.
func newDevice(t *testing.T, kinds ...sdp.Kind) *device {
	t.Helper()
	d := &device{t: t, lines: make(map[sdp.Kind]*screen), wake: make(chan struct{}), calls: make(chan *sip.Call, 1)}
	d.local.Address = loopback
	ports, err := rtpio.NewPorts(0, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range append([]sdp.Kind{sdp.Sound}, kinds...) {
		w := sdp.Wish{Kind: k, Mux: true}
		switch k {
		case sdp.Floor:
			w.Port = d.listen()
			w.Control = sdp.Control{Conference: 99, User: 7, Floor: 3}
		case sdp.Sound:
			w.Formats, w.Digits = []sdp.Format{{Codec: codec.PCMA}}, true
		default:
			w.Formats = []sdp.Format{{Codec: codec.H264, H264: sdp.H264{Profile: sdp.ConstrainedBaseline, Level: 31, Mode: 1}}}
			w.Feedback = sdp.NACK | sdp.PLI
		}
		if k != sdp.Floor {
			s := newScreen(t, ports, k)
			d.lines[k] = s
			w.Port, w.RTCP = s.stream.Addr().Port(), s.stream.ControlAddr().Port()
		}
		d.local.Lines = append(d.local.Lines, w)
	}
	d.server = sip.New(sip.Config{Handler: d, Reach: reach.Rule{Allow: everywhere}})
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		d.server.Close(ctx)
		if d.floor != nil {
			d.floor.Close()
		}
	})
	return d
}

// start has it be called, from now on.
func (d *device) start() {
	d.t.Helper()
	if d.at.IsValid() {
		return
	}
	var err error
	if d.at, err = d.server.Listen(d.t.Context(), "127.0.0.1:0"); err != nil {
		d.t.Fatal(err)
	}
}

// listen takes a port for the floor, one that is free both for UDP and for TCP.
func (d *device) listen() uint16 {
	d.t.Helper()
	var err error
	for range 100 {
		if d.udp, err = net.ListenUDP("udp", &net.UDPAddr{IP: loopback.AsSlice()}); err != nil {
			d.t.Fatal(err)
		}
		port := d.udp.LocalAddr().(*net.UDPAddr).AddrPort().Port()
		if d.tcp, err = net.ListenTCP("tcp", &net.TCPAddr{IP: loopback.AsSlice(), Port: int(port)}); err == nil {
			d.t.Cleanup(func() { _, _ = d.udp.Close(), d.tcp.Close() })
			return port
		}
		_ = d.udp.Close()
	}
	d.t.Fatal(err)
	return 0
}

// overTCP has its floor offered by TCP.
func (d *device) overTCP() { d.local.Lines[len(d.local.Lines)-1].Control.TCP = true }

func (d *device) say(description []byte) []byte {
	if d.rewrite != nil {
		return d.rewrite(description)
	}
	return description
}

// dial calls the conference.
func (d *device) dial(h *house) {
	d.t.Helper()
	d.start()
	c, err := d.server.Dial(d.t.Context(), sip.Invitation{
		Target: "sip:00" + roomCID + "@" + h.at.String(), From: sip.Party{Name: "Room", URI: "sip:room@" + d.at.String()},
		Username: d.username, Password: d.password, Offer: d.say(d.speaks.Offer(d.local)),
	})
	if err != nil {
		d.t.Fatal(err)
	}
	d.call = c
	for e := range c.Events() {
		if a, ok := e.(sip.Answered); ok {
			agreed, err := d.speaks.Accept(a.SDP)
			if err != nil {
				d.t.Fatal(err)
			}
			d.agree(&agreed)
			return
		}
	}
	d.t.Fatalf("not answered: %v", c.Cause())
}

// Invite implements [sip.Handler]: it takes every call.
func (d *device) Invite(ctx context.Context, c *sip.Call) {
	if d.refuses != nil && d.refuses(string(c.Offer())) {
		_ = c.Reject(488, "")
		return
	}
	answer, agreed, err := d.speaks.Answer(c.Offer(), d.local)
	if err != nil {
		_ = c.Reject(488, "")
		return
	}
	if d.early != nil {
		d.agree(&agreed)
		_ = c.Provisional(183, answer)
		<-d.early
		_ = c.Reject(486, "")
		return
	}
	if _, err := c.Answer(ctx, d.say(answer)); err != nil {
		return
	}
	d.call = c
	d.agree(&agreed)
	d.calls <- c
	<-c.Done()
}

// agree does as was agreed.
func (d *device) agree(a *sdp.Agreed) {
	for k, s := range d.lines {
		if l := a.Line(k); l != nil {
			p, err := parametersOf(l)
			if err == nil {
				err = s.stream.Set(p)
			}
			if err != nil {
				d.t.Error(err)
			}
		}
	}
	if l := a.Line(sdp.Floor); l != nil {
		d.control(l)
	}
}

// control opens the channel of the floor.
func (d *device) control(l *sdp.Line) {
	cfg := bfcp.Config{
		Server: l.Control.Server, Conference: l.Control.Conference, User: l.Control.User, Floor: l.Control.Floor, Handler: d,
	}
	switch {
	case !l.Control.TCP:
		d.floor = bfcp.NewPacket(listening{d.udp, d}, l.Remote, cfg)
	case l.Control.Connect:
		c, err := net.Dial("tcp", l.Remote.String())
		if err != nil {
			d.t.Error(err)
			return
		}
		d.floor = bfcp.NewStream(c, cfg)
	default:
		c, err := d.tcp.Accept()
		if err != nil {
			d.t.Error(err)
			return
		}
		d.floor = bfcp.NewStream(c, cfg)
	}
}

// Decide implements [bfcp.Handler]: who asks gets it.
func (d *device) Decide() bfcp.Decision { return bfcp.Grant }

// Changed implements [bfcp.Handler].
func (d *device) Changed(s bfcp.State) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.state = s
	close(d.wake)
	d.wake = make(chan struct{})
}

// listening is the socket of the floor, read along: that it was denied changes no state.
type listening struct {
	net.PacketConn
	d *device
}

func (l listening) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := l.PacketConn.ReadFrom(b)
	if m, broken := bfcp.Parse(b[:n]); err == nil && broken == nil && len(m.Requests) == 1 && m.Requests[0].Status == bfcp.Denied {
		l.d.mu.Lock()
		defer l.d.mu.Unlock()
		l.d.denied = true
		close(l.d.wake)
		l.d.wake = make(chan struct{})
	}
	return n, from, err
}

// until waits for the floor to be so.
func (d *device) until(what string, want bfcp.State) {
	d.t.Helper()
	d.waits(what, func() bool { return d.state == want })
}

// untilDenied waits for a refusal. The channel has it before whatever is said later.
func (d *device) untilDenied() {
	d.t.Helper()
	d.waits("it is denied", func() bool { return d.denied })
}

// waits until something is so; is is called under the lock.
func (d *device) waits(what string, is func() bool) {
	d.t.Helper()
	deadline := time.After(patience)
	for {
		d.mu.Lock()
		so, state, wake := is(), d.state, d.wake
		d.mu.Unlock()
		if so {
			return
		}
		select {
		case <-wake:
		case <-deadline:
			d.t.Fatalf("never: %s; the floor is %+v", what, state)
		}
	}
}

// screen is a line of the device: what comes by it is looked at.
type screen struct {
	t      *testing.T
	stream *rtpio.Stream
	epoch  time.Time
	key    chan struct{} // somebody wants a key frame

	mu      sync.Mutex
	picture *decode.Stream
	pixels  *codec.Picture
	version uint64
	wake    chan struct{}
}

func newScreen(t *testing.T, ports *rtpio.Ports, kind sdp.Kind) *screen {
	t.Helper()
	s := &screen{t: t, epoch: time.Now(), wake: make(chan struct{}), key: make(chan struct{}, 1)}
	var err error
	s.picture, err = decode.NewStream(decode.Config{Codec: codec.H264, RequestKey: func() { s.stream.AskKeyFrame() }})
	if err != nil {
		t.Fatal(err)
	}
	s.stream, err = rtpio.Open(rtpio.Config{
		Ports: ports, Local: loopback, Sink: s, Epoch: s.epoch, CNAME: "room", Video: kind != sdp.Sound,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.look()
	t.Cleanup(func() {
		_ = s.stream.Close()
		s.picture.Close()
	})
	return s
}

// Packet implements [rtpio.Sink].
func (s *screen) Packet(p *rtpio.Packet) {
	if p.Codec != codec.H264 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.picture.Push(&decode.Packet{
		Sequence: p.Sequence, Timestamp: p.Timestamp, Marker: p.Marker, Payload: bytes.Clone(p.Payload),
	}, time.Since(s.epoch))
	if p.Marker {
		s.look()
	}
}

func (s *screen) look() {
	s.version = s.picture.Newest(time.Since(s.epoch), s.version, func(p *codec.Picture) {
		s.pixels = codec.NewPicture(p.Width, p.Height)
		s.pixels.CopyFrom(p)
	})
	close(s.wake)
	s.wake = make(chan struct{})
}

// Digit implements [rtpio.Sink].
func (s *screen) Digit(byte) {}

// BitRate implements [rtpio.Sink].
func (s *screen) BitRate(int) {}

// KeyFrameWanted implements [rtpio.Sink].
func (s *screen) KeyFrameWanted() {
	select {
	case s.key <- struct{}{}:
	default:
	}
}

// colour of pictures.
type colour struct{ y, u, v byte }

var (
	red   = colour{81, 90, 240}
	green = colour{145, 54, 34}
	blue  = colour{41, 240, 110}
)

// until waits for a place of the picture to have a colour.
func (s *screen) until(what string, x, y float64, want colour) {
	s.t.Helper()
	deadline := time.After(patience)
	for {
		s.mu.Lock()
		got, wake := at(s.pixels, x, y), s.wake
		s.mu.Unlock()
		if want.near(got) {
			return
		}
		select {
		case <-wake:
		case <-deadline:
			s.t.Fatalf("never: %s; the picture is %v there", what, got)
		}
	}
}

// at is the colour at a place from 0 to 1.
func at(p *codec.Picture, x, y float64) colour {
	if p == nil {
		return colour{}
	}
	i, j := int(x*float64(p.Width)), int(y*float64(p.Height))
	c := j/2*p.UVStride + i/2
	return colour{p.Y[j*p.YStride+i], p.U[c], p.V[c]}
}

func (c colour) near(o colour) bool {
	near := func(a, b byte) bool { return max(a, b)-min(a, b) < 24 }
	return near(c.y, o.y) && near(c.u, o.u) && near(c.v, o.v)
}

// send sends a colour until the test ends.
func (s *screen) send(c colour) {
	s.t.Helper()
	encoder, err := video.NewEncoder(video.EncoderConfig{Codec: codec.H264, Width: 320, Height: 180, FrameRate: 15, BitRate: 200_000})
	if err != nil {
		s.t.Fatal(err)
	}
	every(s.t, encoder.Close, time.Second/15, func() {
		select {
		case <-s.key:
			encoder.RequestKey()
		default:
		}
		picture := codec.NewPicture(320, 180)
		picture.Fill(c.y, c.u, c.v)
		coded, err := encoder.Encode(nil, picture)
		if err != nil {
			s.t.Error(err)
			return
		}
		var cut codec.Cutter
		s.stream.SendPicture(&cut, cut.Cut(codec.H264, coded.Data, 1100, false, 0), time.Since(s.epoch))
	})
}

// every does something again and again until the test ends, and then what is left to do.
func every(t *testing.T, last func(), pause time.Duration, do func()) {
	t.Helper()
	stop, stopped := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(stop); <-stopped; last() })
	go func() {
		defer close(stopped)
		ticker := time.NewTicker(pause)
		defer ticker.Stop()
		for {
			select {
			case <-stop:
				return
			case <-ticker.C:
				do()
			}
		}
	}()
}
