package client

import (
	"sync/atomic"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
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
	marks atomic.Pointer[marks] // nil before the answer
}

// marks are the header extensions that an answer has accepted; 0 is none.
type marks struct {
	mid, rid, level uint8
	name            string // the mid
}

// Layers of the source, smallest first.
func (s *Source) Layers() []*Layer { return s.layers }

// MID of the source's m-line.
func (s *Source) MID() string { return s.transceiver.Mid() }

// Write sends an RTP packet; SSRC, payload type and header extensions are filled
// in, but for the extensions that p has.
//
// Extensions of p tell by mid and rid what it belongs to, as browsers do.
func (l *Layer) Write(p *rtp.Packet) error {
	if m := l.marks.Load(); m != nil {
		if m.mid != 0 {
			_ = p.SetExtension(m.mid, []byte(m.name))
		}
		if m.rid != 0 && l.RID != "" {
			_ = p.SetExtension(m.rid, []byte(l.RID))
		}
	}
	return l.track.WriteRTP(p) //nolint:wrapcheck // pion says enough
}

// WriteSound is Write with an audio level, in -dBov: 0 is the loudest, 127 silence.
func (l *Layer) WriteSound(p *rtp.Packet, level uint8) error {
	if m := l.marks.Load(); m != nil && m.level != 0 {
		_ = p.SetExtension(m.level, []byte{0x80 | level&0x7f})
	}
	return l.Write(p)
}

// mark takes the header extensions out of what was negotiated.
func (s *Source) mark() {
	m := marks{name: s.transceiver.Mid()}
	for _, e := range s.transceiver.Sender().GetParameters().HeaderExtensions {
		switch e.URI {
		case sdp.SDESMidURI:
			m.mid = uint8(e.ID)
		case sdp.SDESRTPStreamIDURI:
			m.rid = uint8(e.ID)
		case AudioLevel:
			m.level = uint8(e.ID)
		}
	}
	for _, l := range s.layers {
		l.marks.Store(&m)
	}
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
