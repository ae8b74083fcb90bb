package server

import (
	"fmt"

	"github.com/bluenviron/gortsplib/v4/pkg/description"
	"github.com/bluenviron/gortsplib/v4/pkg/format"
	"github.com/bluenviron/gortsplib/v4/pkg/format/rtph264"
	"github.com/bluenviron/gortsplib/v4/pkg/format/rtpmpeg4audio"
	"github.com/bluenviron/gortsplib/v4/pkg/format/rtpsimpleaudio"
	"github.com/bluenviron/mediacommon/v2/pkg/codecs/h264"
	"github.com/pion/rtp"

	"veche/media/codec"
)

// payloadMost keeps datagrams below what passes everywhere, as through a tunnel.
const payloadMost = 1380

type h264Cutter = *rtph264.Encoder

// cut makes the packets of a picture in the form of Annex B. Their timestamps are to be
// filled in.
func (c *pictureCutter) cut(picture []byte) ([]*rtp.Packet, error) {
	if c.cutter == nil {
		c.cutter = &rtph264.Encoder{PayloadType: c.format.PayloadTyp, PayloadMaxSize: payloadMost, PacketizationMode: 1}
		if err := c.cutter.Init(); err != nil {
			return nil, fmt.Errorf("rtsp: %w", err)
		}
	}
	var units h264.AnnexB
	if err := units.Unmarshal(picture); err != nil {
		return nil, fmt.Errorf("rtsp: %w", err)
	}
	c.learn(units)
	return c.cutter.Encode(units)
}

// soundCutter makes packets of coded sound.
type soundCutter struct {
	format format.Format
	encode func(packet []byte) ([]*rtp.Packet, error)
}

// open says how the sound is described.
func (c *soundCutter) open(of codec.Codec) (*description.Media, error) {
	c.format = soundFormat(of)
	switch f := c.format.(type) {
	case *format.MPEG4Audio:
		e := &rtpmpeg4audio.Encoder{
			PayloadType: f.PayloadTyp, SizeLength: f.SizeLength, IndexLength: f.IndexLength, IndexDeltaLength: f.IndexDeltaLength,
			PayloadMaxSize: payloadMost,
		}
		c.encode = func(packet []byte) ([]*rtp.Packet, error) { return e.Encode([][]byte{packet}) }
		if err := e.Init(); err != nil {
			return nil, fmt.Errorf("rtsp: %w", err)
		}
	case format.Format:
		e := &rtpsimpleaudio.Encoder{PayloadType: f.PayloadType(), PayloadMaxSize: payloadMost}
		c.encode = func(packet []byte) ([]*rtp.Packet, error) {
			p, err := e.Encode(packet)
			return []*rtp.Packet{p}, err
		}
		if err := e.Init(); err != nil {
			return nil, fmt.Errorf("rtsp: %w", err)
		}
	default:
		return nil, fmt.Errorf("rtsp: no sound in %v: %w", of, codec.ErrNotBuilt)
	}
	return &description.Media{Type: description.MediaTypeAudio, Formats: []format.Format{c.format}}, nil
}

// cut makes the packets of a piece of sound. Their timestamps are to be filled in.
func (c *soundCutter) cut(packet []byte) ([]*rtp.Packet, error) { return c.encode(packet) }
