package client

import (
	"sync/atomic"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"veche/conference"
)

// Source is something published.
type Source struct {
	Kind        conference.SourceKind
	transceiver *webrtc.RTPTransceiver
	layers      []*Layer
}

// Layer is one encoding of a source.
type Layer struct {
	RID   string
	track *webrtc.TrackLocalStaticRTP
	key   atomic.Bool
	plis  atomic.Int32
}

// Layers of the source, smallest first.
func (s *Source) Layers() []*Layer { return s.layers }

// MID of the source's m-line.
func (s *Source) MID() string { return s.transceiver.Mid() }

// Write sends an RTP packet; SSRC, payload type and header extensions are filled
// in, but for the extensions that p has.
func (l *Layer) Write(p *rtp.Packet) error {
	return l.track.WriteRTP(p) //nolint:wrapcheck // pion says enough
}

// TakeKey tells, once, that a key frame was asked for since the last call.
func (l *Layer) TakeKey() bool { return l.key.Swap(false) }

// KeysAsked counts the requests for key frames.
func (l *Layer) KeysAsked() int { return int(l.plis.Load()) }

// capabilityOf is the codec of a source.
func capabilityOf(p Publish) webrtc.RTPCodecCapability {
	if p.Kind != conference.Camera && p.Kind != conference.Screen {
		return webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}
	}
	capability := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000}
	if p.MimeType != "" {
		capability.MimeType = p.MimeType
	}
	if capability.MimeType == webrtc.MimeTypeH264 {
		capability.SDPFmtpLine = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"
	}
	return capability
}

func (c *Client) publish(p Publish) error {
	capability := capabilityOf(p)
	s := &Source{Kind: p.Kind}
	rids := p.Layers
	if len(rids) == 0 {
		rids = []string{""}
	}
	for _, rid := range rids {
		var options []func(*webrtc.TrackLocalStaticRTP)
		if rid != "" {
			options = append(options, webrtc.WithRTPStreamID(rid))
		}
		track, err := webrtc.NewTrackLocalStaticRTP(capability, string(p.Kind), "stream", options...)
		if err != nil {
			return err //nolint:wrapcheck // New wraps
		}
		s.layers = append(s.layers, &Layer{RID: rid, track: track})
	}
	t, err := c.pc.AddTransceiverFromTrack(s.layers[0].track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return err //nolint:wrapcheck // New wraps
	}
	s.transceiver = t
	for _, l := range s.layers[1:] {
		if err := t.Sender().AddEncoding(l.track); err != nil {
			return err //nolint:wrapcheck // New wraps
		}
	}
	for _, l := range s.layers {
		c.wg.Go(func() { readRTCP(t.Sender(), l) })
	}
	c.sources = append(c.sources, s)
	return nil
}

// readRTCP takes in what the far end says of a layer.
func readRTCP(sender *webrtc.RTPSender, l *Layer) {
	for {
		var packets []rtcp.Packet
		var err error
		if l.RID == "" {
			packets, _, err = sender.ReadRTCP()
		} else {
			packets, _, err = sender.ReadSimulcastRTCP(l.RID)
		}
		if err != nil {
			return
		}
		for _, p := range packets {
			switch p.(type) {
			case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
				l.key.Store(true)
				l.plis.Add(1)
			}
		}
	}
}
