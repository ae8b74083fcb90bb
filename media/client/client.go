// Package client is a simulated browser on pion/webrtc: it publishes generated
// media and receives slots, as tests and `veche load` need it. It is the only
// importer of pion/webrtc, and no part of the server's media path.
package client

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/nack"
	"github.com/pion/logging"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"veche/conference"
)

// Config of a [Client].
type Config struct {
	// Publish lists what is sent, each an m-line of its own.
	Publish []Publish
	// VideoSlots and AudioSlots are the receiving m-lines of the first offer.
	VideoSlots, AudioSlots int
	// Packet hears of every RTP packet received; it is called by one goroutine
	// for each slot.
	Packet func(slot Slot, p *rtp.Packet)
	// Loopback restricts the client to loopback addresses.
	Loopback bool
	// TCP uses ICE-TCP only; IPv6 uses IPv6 only.
	TCP, IPv6 bool
	// Socket is a UDP socket to use in place of pion's own, such as one of another
	// network namespace. The caller closes it after the client.
	Socket net.PacketConn
	// Profiles are the SRTP profiles offered; nil: only AES-128-GCM.
	Profiles []dtls.SRTPProtectionProfile
	// OnlyVP8: the slots take no other pictures, as those of a Firefox without OpenH264.
	OnlyVP8 bool
	// Plain leaves pion's interceptors out: no NACK, no reports, no feedback.
	Plain bool
}

// Publish is one source.
type Publish struct {
	Kind conference.SourceKind
	// MimeType of a picture, VP8 if empty.
	MimeType string
	// Layers of simulcast by rid, smallest first; none: one plain encoding.
	Layers []string
}

// Slot is a receiving m-line.
type Slot struct {
	MID   string
	Video bool
}

// Negotiate hands an offer to the server and returns its answer.
type Negotiate func(ctx context.Context, offer string, sources map[string]conference.SourceKind) (answer string, err error)

// Client is one simulated browser.
type Client struct {
	cfg       Config
	pc        *webrtc.PeerConnection
	negotiate Negotiate
	sources   []*Source

	connected chan struct{}
	once      sync.Once
	closed    chan struct{}
	wg        sync.WaitGroup

	mu    sync.Mutex
	state webrtc.PeerConnectionState
}

// New makes a client; Connect connects it.
func New(cfg Config) (*Client, error) {
	if cfg.Profiles == nil {
		cfg.Profiles = []dtls.SRTPProtectionProfile{dtls.SRTP_AEAD_AES_128_GCM}
	}
	pc, err := newPeerConnection(cfg)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	c := &Client{cfg: cfg, pc: pc, connected: make(chan struct{}), closed: make(chan struct{})}
	pc.OnConnectionStateChange(c.stateChanged)
	pc.OnTrack(c.receive)
	for _, p := range cfg.Publish {
		if err := c.publish(p); err != nil {
			_ = pc.Close()
			return nil, fmt.Errorf("client: publish %s: %w", p.Kind, err)
		}
	}
	if err := errors.Join(c.addSlots(webrtc.RTPCodecTypeAudio, cfg.AudioSlots), c.addSlots(webrtc.RTPCodecTypeVideo, cfg.VideoSlots)); err != nil {
		_ = pc.Close()
		return nil, err
	}
	return c, nil
}

func newPeerConnection(cfg Config) (*webrtc.PeerConnection, error) {
	m := &webrtc.MediaEngine{}
	if err := m.RegisterDefaultCodecs(); err != nil {
		return nil, err //nolint:wrapcheck // New wraps
	}
	// Quiet, as connections that end have much to say; PION_LOG_DEBUG=all still speaks.
	logs := logging.NewDefaultLoggerFactory()
	logs.DefaultLogLevel = logging.LogLevelDisabled
	registry := &interceptor.Registry{}
	if !cfg.Plain {
		// Transport-wide numbers on what is sent are no default, but what browsers do.
		if err := errors.Join(
			webrtc.RegisterDefaultInterceptorsWithOptions(m, registry, webrtc.WithInterceptorLoggerFactory(logs),
				webrtc.WithNackGeneratorOptions(noNacks)), // see nacks
			webrtc.ConfigureTWCCHeaderExtensionSender(m, registry),
		); err != nil {
			return nil, err
		}
	}
	level := webrtc.RTPHeaderExtensionCapability{URI: AudioLevel}
	if err := errors.Join(
		webrtc.ConfigureSimulcastExtensionHeaders(m),
		m.RegisterHeaderExtension(level, webrtc.RTPCodecTypeAudio),
	); err != nil {
		return nil, err
	}
	s := webrtc.SettingEngine{LoggerFactory: logs}
	s.SetSRTPProtectionProfiles(cfg.Profiles...)
	if cfg.Socket != nil {
		s.SetICEUDPMux(webrtc.NewICEUDPMux(logs.NewLogger("mux"), cfg.Socket))
	}
	s.SetIncludeLoopbackCandidate(cfg.Loopback)
	if cfg.Loopback {
		s.SetInterfaceFilter(func(name string) bool { return strings.HasPrefix(name, "lo") })
	}
	s.SetNetworkTypes([]webrtc.NetworkType{networkType(cfg)})
	s.SetICETimeouts(3*time.Second, 6*time.Second, time.Second)
	return webrtc.NewAPI(webrtc.WithMediaEngine(m), webrtc.WithInterceptorRegistry(registry), webrtc.WithSettingEngine(s)).
		NewPeerConnection(webrtc.Configuration{}) //nolint:wrapcheck // New wraps
}

var noNacks = nack.GeneratorStreamsFilter(func(*interceptor.StreamInfo) bool { return false })

func networkType(cfg Config) webrtc.NetworkType {
	switch {
	case cfg.TCP && cfg.IPv6:
		return webrtc.NetworkTypeTCP6
	case cfg.TCP:
		return webrtc.NetworkTypeTCP4
	case cfg.IPv6:
		return webrtc.NetworkTypeUDP6
	}
	return webrtc.NetworkTypeUDP4
}

func (c *Client) addSlots(kind webrtc.RTPCodecType, n int) error {
	for range n {
		t, err := c.pc.AddTransceiverFromKind(kind, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly})
		if err == nil && c.cfg.OnlyVP8 && kind == webrtc.RTPCodecTypeVideo {
			err = t.SetCodecPreferences([]webrtc.RTPCodecParameters{{
				RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000}, PayloadType: 96,
			}})
		}
		if err != nil {
			return fmt.Errorf("client: add slot: %w", err)
		}
	}
	return nil
}

func (c *Client) stateChanged(s webrtc.PeerConnectionState) {
	c.mu.Lock()
	c.state = s
	c.mu.Unlock()
	if s == webrtc.PeerConnectionStateConnected {
		c.once.Do(func() { close(c.connected) })
	}
}

// State of the peer connection.
func (c *Client) State() webrtc.PeerConnectionState {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

// Connect negotiates and waits until media can flow.
func (c *Client) Connect(ctx context.Context, negotiate Negotiate) error {
	c.negotiate = negotiate
	if err := c.offer(ctx, false); err != nil {
		return err
	}
	if !c.cfg.TCP {
		c.wg.Go(c.hurry)
	}
	select {
	case <-c.connected:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("client: connect: %w", ctx.Err())
	}
}

// Grow adds video slots and negotiates again.
func (c *Client) Grow(ctx context.Context, video int) error {
	if err := c.addSlots(webrtc.RTPCodecTypeVideo, video); err != nil {
		return err
	}
	return c.offer(ctx, false)
}

// Restart does an ICE restart.
func (c *Client) Restart(ctx context.Context) error { return c.offer(ctx, true) }

func (c *Client) offer(ctx context.Context, restart bool) error {
	offer, err := c.pc.CreateOffer(&webrtc.OfferOptions{ICERestart: restart})
	if err != nil {
		return fmt.Errorf("client: offer: %w", err)
	}
	if err := c.pc.SetLocalDescription(offer); err != nil {
		return fmt.Errorf("client: offer: %w", err)
	}
	sources := make(map[string]conference.SourceKind)
	for _, s := range c.sources {
		sources[s.transceiver.Mid()] = s.Kind
	}
	answer, err := c.negotiate(ctx, offer.SDP, sources)
	if err != nil {
		return fmt.Errorf("client: offer refused: %w", err)
	}
	if err := c.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
		return fmt.Errorf("client: answer: %w", err)
	}
	for _, s := range c.sources {
		s.mark()
	}
	return nil
}

// receive reads one slot.
func (c *Client) receive(track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
	slot := Slot{Video: track.Kind() == webrtc.RTPCodecTypeVideo}
	for _, t := range c.pc.GetTransceivers() {
		if t.Receiver() == receiver {
			slot.MID = t.Mid()
		}
	}
	c.wg.Go(func() { // ends when the connection closes
		b := make([]byte, 1600)
		for {
			if _, _, err := receiver.Read(b); err != nil {
				return
			}
		}
	})
	var lost nacks
	for {
		p, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		if slot.Video && !c.cfg.Plain {
			now := time.Now()
			lost.take(p.SequenceNumber, now)
			c.askAgain(&lost, p.SSRC, now)
		}
		if c.cfg.Packet != nil {
			c.cfg.Packet(slot, p)
		}
	}
}

// Sources are what is published, in the order of [Config.Publish].
func (c *Client) Sources() []*Source { return c.sources }

// PeerConnection for what is not offered here.
func (c *Client) PeerConnection() *webrtc.PeerConnection { return c.pc }

// Close ends the client.
func (c *Client) Close() error {
	close(c.closed)
	err := c.pc.Close()
	c.wg.Wait()
	if err != nil {
		return fmt.Errorf("client: %w", err)
	}
	return nil
}
