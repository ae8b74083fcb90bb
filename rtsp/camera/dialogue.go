package camera

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"github.com/bluenviron/gortsplib/v4"
	"github.com/bluenviron/gortsplib/v4/pkg/base"
	media "github.com/bluenviron/gortsplib/v4/pkg/description"
	rtpformat "github.com/bluenviron/gortsplib/v4/pkg/format"
	"github.com/bluenviron/gortsplib/v4/pkg/liberrors"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"veche/conference/camera"
	"veche/conference/dial"
)

// dialogue is what is said on a connection. gortsplib speaks; what cameras answer passes
// through mend first. The library's own time-outs and redirects stay unused: its answers
// may come late, and its redirects lead anywhere.
type dialogue struct {
	c      *connection
	target dial.Target
	client *gortsplib.Client
	over   chan struct{} // closed with the dialogue
	shut   func()        // ends it and waits for that

	certificate string // fingerprint

	mu    sync.Mutex
	wire  *wire
	cause error // why it was ended, if we ended it

	// What follows belongs to the library's goroutine, or to who waits for its answer.
	proof    proof
	sent     map[string]base.Method // requests without an answer, by CSeq
	playing  bool
	other    bool // keep-alive takes the other form than the library's
	describe base.Header
	sdp      string
	location string
	setting  *track // that a SETUP is sent for
}

const (
	// never is the time-out of the library that does not come.
	never        = 100 * 365 * 24 * time.Hour
	writeTimeout = 2 * time.Second
	shutTimeout  = time.Second
)

func newDialogue(c *connection, t dial.Target) *dialogue {
	d := &dialogue{c: c, target: t, over: make(chan struct{}), sent: make(map[string]base.Method), proof: proof{user: t.User, password: t.Password}}
	transport := gortsplib.TransportTCP
	if c.transport == UDP {
		transport = gortsplib.TransportUDP
	}
	d.client = &gortsplib.Client{
		// The wire below has TLS already.
		Scheme: "rtsp", Host: hostPort(t), Transport: &transport, UserAgent: "Veche",
		ReadTimeout: never, WriteTimeout: writeTimeout, AnyPortEnable: true,
		DialContext: d.dial, ListenPacket: d.listen,
		OnRequest: d.request, OnResponse: d.response, OnServerRequest: d.asked,
		OnTransportSwitch: func(error) {},
		OnPacketsLost:     func(n uint64) { c.lost.Add(n) },
		OnDecodeError:     func(error) { c.spend(d.over) },
	}
	d.shut = sync.OnceFunc(func() {
		close(d.over)
		cut := time.AfterFunc(shutTimeout, d.cut)
		defer cut.Stop()
		d.client.Close()
	})
	return d
}

// give ends the dialogue for a reason of ours. It may be called from everywhere.
func (d *dialogue) give(cause error) {
	d.mu.Lock()
	if d.cause == nil {
		d.cause = cause
	}
	d.mu.Unlock()
	d.cut()
}

// cut takes the connection away from under the dialogue.
func (d *dialogue) cut() {
	d.mu.Lock()
	w := d.wire
	d.mu.Unlock()
	if w != nil {
		_ = w.Close()
	}
}

// why is the reason for an end: ours, if there is one.
func (d *dialogue) why(err error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cause != nil {
		return d.cause
	}
	return err
}

// dial connects to the camera. The address that the library asks for is that of target.
func (d *dialogue) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	conn, err := d.c.cfg.connectTo(ctx, d.target)
	if err != nil {
		return nil, err
	}
	if d.target.Transport == dial.TLS {
		if conn, err = d.encrypt(ctx, conn); err != nil {
			return nil, err
		}
	}
	w := newWire(conn, d.c, &d.c.bytes)
	d.mu.Lock()
	d.wire = w
	given := d.cause != nil
	d.mu.Unlock()
	if given {
		_ = w.Close()
	}
	return w, nil
}

// encrypt begins TLS. Nobody vouches for the certificates of cameras, see the package.
func (d *dialogue) encrypt(ctx context.Context, conn net.Conn) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, d.c.cfg.Timing.Answer)
	defer cancel()
	secure := tls.Client(conn, &tls.Config{ServerName: d.target.Host, InsecureSkipVerify: true})
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, &trouble{camera.Failed, "TLS is not agreed on", err}
	}
	if certificates := secure.ConnectionState().PeerCertificates; len(certificates) > 0 {
		sum := sha256.Sum256(certificates[0].Raw)
		d.certificate = hex.EncodeToString(sum[:])
	}
	return secure, nil
}

// socketMemory is how much of a UDP stream the kernel keeps for us.
const socketMemory = 1 << 20

// listen opens a port for RTP or RTCP, only on the address that the camera knows.
func (d *dialogue) listen(_, address string) (net.PacketConn, error) {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	local, ok := d.wire.LocalAddr().(*net.TCPAddr)
	d.mu.Unlock()
	if !ok {
		return nil, net.UnknownNetworkError("tcp")
	}
	to, err := net.ResolveUDPAddr("udp", net.JoinHostPort("0.0.0.0", port))
	if err != nil {
		return nil, err
	}
	to.IP, to.Zone = local.IP, local.Zone
	conn, err := net.ListenUDP("udp", to)
	if err != nil {
		return nil, err
	}
	_ = conn.SetReadBuffer(socketMemory) // as much as the system allows
	return conn, nil
}

// answersMost is how often a request is sent again because of a challenge.
const answersMost = 4

// step asks for something until the camera has answered, and proves who we are on the way.
func (d *dialogue) step(what string, ask func() error) error {
	overdue := time.AfterFunc(d.c.cfg.Timing.Answer, func() {
		d.give(&trouble{camera.NoSignal, "it does not answer to " + what, nil})
	})
	defer overdue.Stop()
	var err error
	for range answersMost {
		if err = ask(); err == nil || !d.proof.again(err) {
			break
		}
	}
	if err != nil {
		return d.why(err)
	}
	return nil
}

// begin does all that is needed until the camera plays; next is where it sends us instead.
func (d *dialogue) begin() (next *dial.Target, err error) {
	asked := streamURL(d.target)
	err = d.step("DESCRIBE", func() error {
		_, _, err := d.client.Describe(asked)
		return err
	})
	switch {
	case d.location != "":
		to, err := redirected(d.target, d.location)
		if err != nil {
			return nil, err
		}
		return &to, nil
	case err != nil:
		return nil, err
	}
	control, medias := parseSDP(d.sdp)
	tracks, controls := d.c.choose(medias)
	if len(tracks) == 0 {
		return nil, &trouble{camera.Unsupported, "nothing of what it sends is known", nil}
	}
	at := baseURL(asked, control, d.describe)
	if tracks, err = d.setUpAll(at, tracks, controls); err != nil {
		return nil, err
	}
	d.c.announce(tracks, d.certificate)
	return nil, d.step("PLAY", func() error {
		_, err := d.client.Play(nil)
		return err
	})
}

// choose makes tracks of the first stream of pictures and the first of sound that we
// know, with the control of each.
func (c *connection) choose(medias []sdpMedia) (tracks []*track, controls []string) {
	var has [2]bool
	for i := range medias {
		m := &medias[i]
		formats := m.formats()
		if m.backwards || len(formats) == 0 {
			continue
		}
		t := &track{connection: c, formats: formats}
		which := 0
		if t.video() {
			which = 1
		}
		if !has[which] {
			has[which] = true
			tracks, controls = append(tracks, t), append(controls, m.control)
		}
	}
	return tracks, controls
}

// setUpAll asks for the streams. A camera may have pictures without the sound that it
// promised.
func (d *dialogue) setUpAll(at *base.URL, tracks []*track, controls []string) ([]*track, error) {
	var ready []*track
	var last error
	for i, t := range tracks {
		err := d.setUp(at, t, controls[i])
		var status liberrors.ErrClientBadStatusCode
		switch {
		case err == nil:
			ready = append(ready, t)
		case errors.Is(err, errTransport) || !errors.As(err, &status) || t.video() || len(tracks) == 1:
			return nil, err
		default:
			last = err
		}
	}
	if len(ready) == 0 {
		return nil, last
	}
	return ready, nil
}

// setUp asks for a stream.
func (d *dialogue) setUp(at *base.URL, t *track, control string) error {
	address := mediaURL(at, control)
	if address == "" {
		return &trouble{camera.Unsupported, "a stream of its has no address", nil}
	}
	m := &media.Media{Control: address}
	for _, f := range t.formats {
		m.Formats = append(m.Formats, &rtpformat.Generic{PayloadTyp: f.payload, ClockRat: f.clock})
	}
	d.setting = t
	err := d.step("SETUP", func() error { return d.setUpOn(at, m) })
	var status liberrors.ErrClientBadStatusCode
	switch {
	case err == nil:
		d.receive(m, t)
		return nil
	case errors.As(err, &status) && status.Code == base.StatusUnsupportedTransport,
		errors.As(err, &liberrors.ErrClientServerRequestedUDP{}), errors.As(err, &liberrors.ErrClientServerRequestedTCP{}):
		return errTransport
	}
	return err
}

// portsMost is how many pairs of ports are tried.
const portsMost = 20

// setUpOn asks for a stream, by UDP on ports that are free. (Without ports the library
// would look for some itself, for ever if there are none.)
func (d *dialogue) setUpOn(at *base.URL, m *media.Media) error {
	if d.c.transport != UDP {
		_, err := d.client.Setup(at, m, 0, 0)
		return err
	}
	var err error
	for range portsMost {
		port := 10000 + 2*rand.IntN(27000)
		_, err = d.client.Setup(at, m, port, port+1)
		var listening *net.OpError
		if !errors.As(err, &listening) || listening.Op != "listen" {
			break
		}
	}
	return err
}

// receive lets what comes by UDP go to its track; what is interleaved goes there anyway.
func (d *dialogue) receive(m *media.Media, t *track) {
	c := d.c
	for _, f := range m.Formats {
		d.client.OnPacketRTP(m, f, func(p *rtp.Packet) {
			c.spend(d.over)
			c.bytes.Add(uint64(len(p.Payload)))
			c.packets.Add(1)
			c.mu.Lock()
			defer c.mu.Unlock()
			t.packet(header{p.PayloadType, p.Marker, p.SequenceNumber, p.Timestamp, p.SSRC}, p.Payload, time.Since(c.born))
		})
	}
	d.client.OnPacketRTCP(m, func(p rtcp.Packet) {
		if r, ok := p.(*rtcp.SenderReport); ok {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.report(t, r.NTPTime, r.RTPTime)
		}
	})
}

// announce tells the loop what is to come.
func (c *connection) announce(tracks []*track, certificate string) {
	s := &description{transport: c.transport, certificate: certificate}
	for _, t := range tracks {
		f := &t.formats[0]
		if t.video() {
			s.video, s.sets = f.codec, f.sets
		} else {
			s.sound = f.codec
		}
	}
	c.deliver(&unit{description: s})
}

// stay waits for the end of the connection.
func (d *dialogue) stay() error {
	err := d.client.Wait()
	return &trouble{camera.NoSignal, "it ended the connection", d.why(err)}
}
