package leg

import (
	"errors"
	"fmt"
	"net/netip"
	"sync/atomic"
	"time"

	"veche/conference"
	"veche/media"
	"veche/media/codec"
	"veche/media/codec/video"
	"veche/media/rtpio"
)

// Ports are where the media of a leg are received: RTP and RTCP of each line, zero for
// lines that it does not have.
type Ports struct {
	Sound, Picture, Content [2]uint16
}

// stream is one line of a leg: what comes by it goes to where the leg is.
type stream struct {
	*rtpio.Stream
	leg  *Leg
	kind conference.SourceKind

	cut    codec.Cutter // of who sends pictures
	number uint16       // of the last of them, the picture id of VP8
	codec  atomic.Uint32
	single atomic.Bool // payloads are whole NAL units
}

var _ rtpio.Sink = (*stream)(nil)

// lines are the streams of a leg, nil where it has none.
type lines struct{ sound, picture, content *stream }

func (l *lines) of(kind conference.SourceKind) *stream {
	switch kind {
	case conference.Microphone:
		return l.sound
	case conference.Camera:
		return l.picture
	case conference.Screen:
		return l.content
	}
	return nil
}

// Open takes the sockets of a leg on a local address, which may be unspecified. It is
// called before the first negotiation, since the ports stand in it.
func (l *Leg) Open(local netip.Addr, pictures bool) (Ports, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return Ports{}, errClosed
	}
	open := *l.lines.Load()
	var errs []error
	take := func(s **stream, kind conference.SourceKind) {
		if *s != nil {
			return
		}
		opened, err := l.open(local, kind)
		if err != nil {
			errs = append(errs, err)
			return
		}
		*s = opened
	}
	take(&open.sound, conference.Microphone)
	if pictures {
		take(&open.picture, conference.Camera)
		take(&open.content, conference.Screen)
	}
	l.lines.Store(&open)
	return open.ports(), errors.Join(errs...)
}

// open takes the sockets of one line.
func (l *Leg) open(local netip.Addr, kind conference.SourceKind) (*stream, error) {
	s := &stream{leg: l, kind: kind}
	var err error
	s.Stream, err = rtpio.Open(rtpio.Config{
		Ports: l.house.cfg.Ports, Local: local, Sink: s, Epoch: l.house.cfg.Media.Epoch(), CNAME: l.cname,
		Certificates: l.house.cfg.Certificates,
		Video:        kind != conference.Microphone, Log: l.log,
	})
	if err != nil {
		return nil, fmt.Errorf("leg: %w", err)
	}
	return s, nil
}

func (l *lines) ports() Ports {
	of := func(s *stream) [2]uint16 {
		if s == nil {
			return [2]uint16{}
		}
		return [2]uint16{s.Addr().Port(), s.ControlAddr().Port()}
	}
	return Ports{of(l.sound), of(l.picture), of(l.content)}
}

var errClosed = errors.New("leg: the call is over")

// Agree takes in what a negotiation has brought, the first or a later one. On an error
// nothing has changed.
func (l *Leg) Agree(a Agreement) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return errClosed
	}
	open := l.lines.Load()
	if err := open.agree(&a); err != nil {
		_ = open.agree(&l.agreed) // what held before holds on
		return fmt.Errorf("leg: %w", err)
	}
	if l.agreed.Held != a.Held {
		l.input(input{held: &a.Held})
	}
	l.filmed(a.Picture.Receive, a.Held)
	l.agreed = a
	l.tell()
	return nil
}

func (l *lines) agree(a *Agreement) error {
	return errors.Join(l.sound.agree(&a.Sound, false), l.picture.agree(&a.Picture.Parameters, a.Picture.Takes.Single),
		l.content.agree(&a.Content.Parameters, a.Content.Takes.Single))
}

// filmed takes note of whether the far end sends its picture. Who stops or begins with a
// call under way has switched off or on his camera; a call on hold says nothing. Under mu.
func (l *Leg) filmed(sends, held bool) {
	if held {
		return
	}
	if l.camera != nil && *l.camera != sends {
		l.input(input{camera: &sends})
	}
	l.camera = &sends
}

func (s *stream) agree(p *rtpio.Parameters, single bool) error {
	if s == nil {
		return nil
	}
	s.codec.Store(uint32(p.Sending.Codec))
	s.single.Store(single)
	return s.Set(*p)
}

// tell says to where the leg is what the far end takes. Under mu.
func (l *Leg) tell() {
	p := l.place.Load()
	if p == nil {
		return
	}
	at := *p
	receives := l.agreed.receives(l.rate)
	if l.floor != nil && !l.floorState.MayShow {
		receives.Content = nil // it is in the composed picture (I11)
	}
	at.Receive(receives)
	for _, kind := range []conference.SourceKind{conference.Camera, conference.Screen} {
		if sets := l.agreed.pictures(kind).Sets; len(sets) > 0 {
			at.ParameterSets(kind, sets)
		}
	}
}

// adapt takes in what the path to the far end takes.
func (l *Leg) adapt(in input) {
	if in.rate == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rate = in.rate
	l.tell()
}

// silent tells whether the far end is gone without a word.
func (l *Leg) silent() bool { return l.silence() > l.house.cfg.Silence }

// silence is how long nothing has come from the far end; 0 on hold, when nothing need.
func (l *Leg) silence() time.Duration {
	l.mu.Lock()
	held := l.agreed.Held || !l.agreed.Sound.Receive && !l.agreed.Picture.Receive
	l.mu.Unlock()
	open := l.lines.Load()
	if held || open.sound == nil {
		return 0
	}
	last := open.sound.LastPacket()
	if open.picture != nil {
		last = max(last, open.picture.LastPacket())
	}
	return time.Since(l.house.cfg.Media.Epoch()) - last
}

// Packet implements [rtpio.Sink].
func (s *stream) Packet(p *rtpio.Packet) {
	if at := s.leg.place.Load(); at != nil {
		(*at).Push(s.kind, &media.LegPacket{
			Codec: p.Codec, SSRC: p.SSRC, Sequence: p.Sequence, Timestamp: p.Timestamp, Marker: p.Marker, Payload: p.Payload,
		})
	}
}

// Digit implements [rtpio.Sink].
func (s *stream) Digit(key byte) { s.leg.Digit(key) }

// KeyFrameWanted implements [rtpio.Sink].
func (s *stream) KeyFrameWanted() { s.leg.KeyFrame(s.kind) }

// BitRate implements [rtpio.Sink].
func (s *stream) BitRate(bits int) {
	if s.kind == conference.Camera {
		s.leg.input(input{rate: bits})
	}
}

// Digit is told of a key that the far end has pressed, by whatever way.
func (l *Leg) Digit(key byte) { l.input(input{digit: key}) }

// KeyFrame is told that the far end needs a key frame of the picture (Camera) or the
// content (Screen), by whatever way.
func (l *Leg) KeyFrame(kind conference.SourceKind) {
	if at := l.place.Load(); at != nil {
		(*at).RequestKey(kind)
	}
}

// far is the leg as its place sees it: what the far end receives.
type far Leg

var _ media.LegSink = (*far)(nil)

// Sound implements [media.LegSink].
func (f *far) Sound(packet []byte, at time.Duration) {
	if !f.whispers.Load() {
		(*Leg)(f).send(packet, at)
	}
}

func (l *Leg) send(packet []byte, at time.Duration) {
	if s := l.lines.Load().sound; s != nil {
		s.Send(packet, at, false)
	}
}

// Picture implements [media.LegSink].
func (f *far) Picture(kind conference.SourceKind, coded video.Coded, at time.Duration) {
	s := f.lines.Load().of(kind)
	if s == nil {
		return
	}
	s.number++ // by one for each picture (RFC 7741 section 4.2)
	n := s.cut.Cut(codec.Codec(s.codec.Load()), coded.Data, payloadMost, s.single.Load(), s.number&0x7fff)
	s.SendPicture(&s.cut, n, at)
}

// KeyFrameWanted implements [media.LegSink].
func (f *far) KeyFrameWanted(kind conference.SourceKind) {
	if s := f.lines.Load().of(kind); s != nil && !s.AskKeyFrame() {
		(*Leg)(f).input(input{key: true})
	}
}
