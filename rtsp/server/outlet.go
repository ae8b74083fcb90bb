package server

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bluenviron/gortsplib/v4"
	"github.com/bluenviron/gortsplib/v4/pkg/description"
	"github.com/bluenviron/gortsplib/v4/pkg/format"
	"github.com/bluenviron/mediacommon/v2/pkg/codecs/h264"
	"github.com/bluenviron/mediacommon/v2/pkg/codecs/mpeg4audio"

	"veche/conference"
	"veche/media"
	"veche/media/codec"
	"veche/media/codec/video"
)

// outlet is a conference in one format, made while somebody reads it.
type outlet struct {
	srv    *Server
	key    outletKey
	stream *gortsplib.ServerStream
	source *media.Stream
	epoch  time.Time

	picture *track // nil without
	sound   *track

	sending  sync.Mutex // of what follows: another composer may begin while the one before ends
	picturer pictureCutter
	sounder  soundCutter

	first chan struct{} // closed when the first key frame is there
	once  sync.Once

	users   int          // readers; under Server.mu
	keyed   atomic.Int64 // when a key frame was last asked for by the clock or after a loss; nanoseconds since epoch
	reports chan struct{}
}

type outletKey struct {
	conf   *conference.Conference
	format media.StreamFormat
}

var _ media.StreamSink = (*outlet)(nil)

const (
	// keyEvery is how often there is a key frame although nobody asks: for readers by
	// UDP that have lost something, and those of a group address, who cannot ask.
	keyEvery = 4 * time.Second
	// keyAgain is the least time between two that are made since a reader has lost packets.
	keyAgain = 2 * time.Second
	// firstWithin is how long a description waits for the first picture, whose parameter
	// sets it then has.
	firstWithin = 3 * time.Second
)

// newOutlet opens the stream; nothing is made before it is connected.
func newOutlet(s *Server, key outletKey) (*outlet, error) {
	o := &outlet{srv: s, key: key, epoch: s.cfg.Media.Epoch(), first: make(chan struct{}), reports: make(chan struct{})}
	var session description.Session
	session.Title = "Veche"
	if key.format.Lines != 0 {
		media := o.picturer.open()
		session.Medias = append(session.Medias, media)
	}
	if key.format.Sound != codec.None {
		media, err := o.sounder.open(key.format.Sound)
		if err != nil {
			return nil, err
		}
		session.Medias = append(session.Medias, media)
	}
	o.stream = &gortsplib.ServerStream{Server: s.rtsp, Desc: &session}
	if err := o.stream.Initialize(); err != nil {
		return nil, fmt.Errorf("rtsp: %w", err)
	}
	if err := o.begin(session.Medias); err != nil {
		o.stream.Close()
		return nil, err
	}
	return o, nil
}

// begin makes the tracks and connects them.
func (o *outlet) begin(medias []*description.Media) (err error) {
	if o.key.format.Lines != 0 {
		if o.picture, err = newTrack(o, medias[0]); err != nil {
			return err
		}
	} else {
		close(o.first)
	}
	if o.key.format.Sound != codec.None {
		if o.sound, err = newTrack(o, medias[len(medias)-1]); err != nil {
			return err
		}
	}
	if o.source, err = o.srv.cfg.Media.ConnectStream(o.key.conf.ID(), o.key.format, o); err != nil {
		return fmt.Errorf("rtsp: %w", err)
	}
	o.srv.wg.Go(o.report)
	return nil
}

// close ends it for all who read it.
func (o *outlet) close() {
	o.source.Close()
	close(o.reports)
	o.stream.Close()
}

// wait returns when there is a picture to describe, or it has taken too long.
func (o *outlet) wait() {
	late := time.NewTimer(firstWithin)
	defer late.Stop()
	select {
	case <-o.first:
	case <-late.C:
	case <-o.srv.closing:
	}
}

// Picture implements [media.StreamSink].
func (o *outlet) Picture(coded video.Coded, at time.Duration) {
	if coded.Key {
		o.keyed.Store(int64(at))
	} else if at-time.Duration(o.keyed.Load()) > keyEvery {
		o.keyed.Store(int64(at))
		o.source.RequestKey()
	}
	o.sending.Lock()
	defer o.sending.Unlock()
	packets, err := o.picturer.cut(coded.Data)
	if err != nil {
		o.srv.log.Debug("a picture cannot be sent", "error", err)
		return
	}
	o.picture.send(packets, at)
	if coded.Key {
		o.once.Do(func() { close(o.first) })
	}
}

// Sound implements [media.StreamSink].
func (o *outlet) Sound(packet []byte, at time.Duration) {
	o.sending.Lock()
	defer o.sending.Unlock()
	packets, err := o.sounder.cut(packet)
	if err != nil {
		o.srv.log.Debug("a sound cannot be sent", "error", err)
		return
	}
	o.sound.send(packets, at)
}

// lost asks for a key frame since a reader has lost packets: now and then, for it costs
// all others.
func (o *outlet) lost() {
	now := int64(time.Since(o.epoch))
	last := o.keyed.Load()
	if now-last > int64(keyAgain) && o.keyed.CompareAndSwap(last, now) {
		o.source.RequestKey()
	}
}

// pictureCutter cuts coded pictures into packets.
type pictureCutter struct {
	format *format.H264
	cutter h264Cutter
}

func (c *pictureCutter) open() *description.Media {
	c.format = &format.H264{PayloadTyp: 96, PacketizationMode: 1}
	return &description.Media{Type: description.MediaTypeVideo, Formats: []format.Format{c.format}}
}

// learn takes the parameter sets of a key frame into the description.
func (c *pictureCutter) learn(units [][]byte) {
	var sps, pps []byte
	for _, u := range units {
		switch h264.NALUType(u[0] & 0x1f) {
		case h264.NALUTypeSPS:
			sps = u
		case h264.NALUTypePPS:
			pps = u
		}
	}
	if sps == nil || pps == nil {
		return
	}
	hadSPS, hadPPS := c.format.SafeParams()
	if string(hadSPS) != string(sps) || string(hadPPS) != string(pps) {
		c.format.SafeSetParams(append([]byte(nil), sps...), append([]byte(nil), pps...))
	}
}

// soundFormat is how a codec is described.
func soundFormat(c codec.Codec) format.Format {
	switch c {
	case codec.AAC:
		return &format.MPEG4Audio{
			PayloadTyp: 97, SizeLength: 13, IndexLength: 3, IndexDeltaLength: 3,
			Config: &mpeg4audio.AudioSpecificConfig{Type: mpeg4audio.ObjectTypeAACLC, SampleRate: 48000, ChannelCount: 1}, //nolint:staticcheck // gortsplib describes by it
		}
	case codec.Opus:
		return &format.Opus{PayloadTyp: 97, ChannelCount: 1}
	case codec.PCMU:
		return &format.G711{PayloadTyp: 0, MULaw: true, SampleRate: 8000, ChannelCount: 1}
	case codec.PCMA:
		return &format.G711{PayloadTyp: 8, SampleRate: 8000, ChannelCount: 1}
	}
	return nil
}
