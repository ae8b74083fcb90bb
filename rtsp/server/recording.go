package server

import (
	"time"

	"github.com/bluenviron/gortsplib/v4"
	"github.com/bluenviron/gortsplib/v4/pkg/description"
	"github.com/bluenviron/gortsplib/v4/pkg/format"
	"github.com/bluenviron/mediacommon/v2/pkg/codecs/h264"
	"github.com/pion/rtp"

	"veche/conference"
	"veche/media"
	"veche/media/codec"
)

// This file takes in what publishers send: packets are put together by the library, and
// whole pictures and frames of sound go to the conference.

// takes tells whether we take a format.
func takes(f format.Format) bool {
	switch f := f.(type) {
	case *format.H264, *format.H265, *format.MJPEG, *format.Opus, *format.G711, *format.G722:
		return true
	case *format.MPEG4Audio:
		return f.Config != nil
	}
	return false
}

// intake makes the callback of a packet of one format.
type intake struct {
	leg     *media.Leg
	session *gortsplib.ServerSession
	media   *description.Media
	rate    int64
}

// record leads the first picture and the first sound of a session to the conference.
func (p *publisher) record(session *gortsplib.ServerSession) {
	p.mu.Lock()
	leg := p.leg
	p.mu.Unlock()
	if leg == nil {
		return
	}
	had := make(map[description.MediaType]bool)
	for _, m := range session.AnnouncedDescription().Medias {
		for _, f := range m.Formats {
			if had[m.Type] || !takes(f) {
				continue
			}
			in := &intake{leg: leg, session: session, media: m, rate: int64(f.ClockRate())}
			if take := in.packets(f); take != nil {
				had[m.Type] = true
				session.OnPacketRTP(m, f, take)
			}
		}
	}
}

// packets is what takes the packets of a format; nil: they cannot be taken.
func (in *intake) packets(f format.Format) func(*rtp.Packet) {
	switch f := f.(type) {
	case *format.H264:
		sps, pps := f.SafeParams()
		in.sets(sps, pps)
		d, err := f.CreateDecoder()
		return in.units(codec.H264, d, err)
	case *format.H265:
		vps, sps, pps := f.SafeParams()
		in.sets(vps, sps, pps)
		d, err := f.CreateDecoder()
		return in.units(codec.H265, d, err)
	case *format.MJPEG:
		d, err := f.CreateDecoder()
		if err != nil {
			return nil
		}
		return func(p *rtp.Packet) {
			at, ok := in.time(p)
			if picture, err := d.Decode(p); err == nil && ok {
				in.leg.PushPicture(conference.Camera, codec.MJPEG, picture, at)
			}
		}
	case *format.MPEG4Audio:
		return in.aac(f)
	case *format.Opus:
		return in.sound(media.SoundFormat{Codec: codec.Opus, Channels: f.ChannelCount})
	case *format.G711:
		c := codec.PCMA
		if f.MULaw {
			c = codec.PCMU
		}
		return in.sound(media.SoundFormat{Codec: c, Clock: f.SampleRate, Channels: f.ChannelCount})
	case *format.G722:
		return in.sound(media.SoundFormat{Codec: codec.G722})
	}
	return nil
}

// unitDecoder puts pictures of H.264 and H.265 together.
type unitDecoder interface {
	Decode(p *rtp.Packet) ([][]byte, error)
}

func (in *intake) units(c codec.Codec, d unitDecoder, err error) func(*rtp.Packet) {
	if err != nil {
		return nil
	}
	return func(p *rtp.Packet) {
		at, ok := in.time(p)
		units, err := d.Decode(p)
		if err != nil || !ok {
			return // more packets are needed, or some are lost
		}
		if picture, err := h264.AnnexB(units).Marshal(); err == nil {
			in.leg.PushPicture(conference.Camera, c, picture, at)
		}
	}
}

// sets are the parameter sets of the description.
func (in *intake) sets(sets ...[]byte) {
	var all [][]byte
	for _, s := range sets {
		if len(s) > 0 {
			all = append(all, s)
		}
	}
	if len(all) > 0 {
		in.leg.ParameterSets(conference.Camera, all)
	}
}

func (in *intake) aac(f *format.MPEG4Audio) func(*rtp.Packet) {
	config, err := f.Config.Marshal()
	if err != nil {
		return nil
	}
	d, err := f.CreateDecoder()
	if err != nil {
		return nil
	}
	const frame = 1024                                                                                                        // samples
	sound := media.SoundFormat{Codec: codec.AAC, Clock: f.Config.SampleRate, Channels: f.Config.ChannelCount, Config: config} //nolint:staticcheck // gortsplib reads it
	return func(p *rtp.Packet) {
		at, ok := in.time(p)
		frames, err := d.Decode(p)
		if err != nil || !ok {
			return
		}
		for i, data := range frames {
			in.leg.PushSound(sound, data, at+time.Duration(i)*frame*time.Second/time.Duration(in.rate))
		}
	}
}

// sound is that of codecs of which each packet is a piece of it.
func (in *intake) sound(f media.SoundFormat) func(*rtp.Packet) {
	return func(p *rtp.Packet) {
		if at, ok := in.time(p); ok && len(p.Payload) > 0 {
			in.leg.PushSound(f, p.Payload, at)
		}
	}
}

// time of a packet on the clock that sound and picture have in common; false while it
// is not known. It is to be asked for each packet: the clock begins with a packet of
// which the time of showing is that of decoding.
func (in *intake) time(p *rtp.Packet) (time.Duration, bool) {
	at, ok := in.session.PacketPTS2(in.media, p)
	if !ok || in.rate == 0 {
		return 0, false
	}
	whole, rest := at/in.rate, at%in.rate
	return time.Duration(whole)*time.Second + time.Duration(rest)*time.Second/time.Duration(in.rate), true
}
