package media

import (
	"sync"
	"sync/atomic"
	"time"

	"veche/conference"
	"veche/media/codec"
	"veche/media/codec/video"
	"veche/media/compose"
	"veche/media/peer"
)

// LegSink takes what a call from outside receives. Its methods are called by the
// clocks of the conference, which everybody waits for: they send and return. What
// they are given is valid until they return.
type LegSink interface {
	// Sound is 20 ms in the codec that the leg receives. Times of sounds and pictures
	// are since [Engine.Epoch].
	Sound(packet []byte, at time.Duration)
	// Picture is the composed picture (Camera), or the content by itself (Screen).
	Picture(kind conference.SourceKind, picture video.Coded, at time.Duration)
	// KeyFrameWanted: who sees what the leg sends needs a key frame. It may be called
	// often, by any goroutine.
	KeyFrameWanted(kind conference.SourceKind)
}

// LegReceives is what the far end of a leg takes. The zero value is nothing, as of a
// call on hold.
type LegReceives struct {
	// Sound is a codec that [sound.Encoders] lists, or None.
	Sound codec.Codec
	// Picture is the format of the composed picture; nil: sound only.
	Picture *compose.Format
	// Content is that of content as a picture of its own, which is not in the composed
	// picture then; nil: it is (I11).
	Content *compose.Format
}

// Leg is the media of a participant who is connected by a call from outside: it sends
// sound and one or two pictures, and receives a mixed sound and a composed picture.
// Its methods may be called by anybody, Push for one kind by one goroutine at a time.
type Leg struct {
	room *Room
	id   conference.ParticipantID
	sink LegSink

	clock atomic.Pointer[senderClock] // of what comes whole; that of a camera where that is shared

	mu       sync.Mutex
	receives LegReceives
	intakes  map[conference.SourceKind]*intake
	keys     map[conference.SourceKind]func() // ask for key frames of what it receives
	closed   bool
}

// LegPacket is an RTP packet that came from the far end.
type LegPacket struct {
	Codec     codec.Codec
	SSRC      uint32
	Sequence  uint16
	Timestamp uint32
	Marker    bool
	Payload   []byte // without padding; is copied
}

// ConnectLeg makes the leg of a participant of a running conference, in place of an
// older one. The error is [ErrClosed] when the conference has no room.
func (e *Engine) ConnectLeg(id conference.ID, who conference.ParticipantID, sink LegSink) (*Leg, error) {
	r := e.room(id)
	if r == nil {
		return nil, ErrClosed
	}
	l := &Leg{
		room: r, id: who, sink: sink,
		intakes: make(map[conference.SourceKind]*intake), keys: make(map[conference.SourceKind]func()),
	}
	l.clock.Store(&senderClock{})
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return nil, ErrClosed
	}
	r.legs[who] = l
	r.mu.Unlock()
	r.changed()
	return l, nil
}

// Receive says what the far end takes from now on.
func (l *Leg) Receive(what LegReceives) {
	l.mu.Lock()
	l.receives = what
	l.mu.Unlock()
	l.room.changed()
}

// Push takes in a packet of Microphone, Camera or Screen.
func (l *Leg) Push(kind conference.SourceKind, p *LegPacket) {
	in := l.intake(kind)
	if in == nil {
		return
	}
	if in.push(p, l.room.engine.board.Now()) {
		l.room.changed()
	}
}

// ParameterSets says which SPS and PPS the far end has announced for its H.264 of this
// kind, instead of, or beside, sending them with the key frames.
func (l *Leg) ParameterSets(kind conference.SourceKind, sets [][]byte) {
	if in := l.intake(kind); in != nil {
		in.setsLock.Lock()
		in.announced = sets
		in.setsLock.Unlock()
	}
}

// RequestKey asks for a key frame of the picture (Camera) or content (Screen) that the
// leg receives.
func (l *Leg) RequestKey(kind conference.SourceKind) {
	l.mu.Lock()
	ask := l.keys[kind]
	l.mu.Unlock()
	if ask != nil {
		ask()
	}
}

// Close ends the leg; afterwards nothing more comes from it or to it, but for what is
// just on its way.
func (l *Leg) Close() {
	r := l.room
	l.mu.Lock()
	if !l.closed {
		l.closed = true
		for _, in := range l.intakes {
			r.engine.reels.close(in.camera)
			in.gauge.close()
		}
	}
	l.mu.Unlock()
	r.mu.Lock()
	if r.legs[l.id] == l {
		delete(r.legs, l.id)
	}
	r.mu.Unlock()
	r.changed()
}

// intake finds or makes the way in for packets of a kind; nil after Close.
func (l *Leg) intake(kind conference.SourceKind) *intake {
	l.mu.Lock()
	defer l.mu.Unlock()
	in := l.intakes[kind]
	if in == nil && !l.closed {
		in = newIntake(l, kind)
		l.intakes[kind] = in
	}
	return in
}

// reel has in bring the pictures of a camera: those that other legs bring of it too, or
// only its own for "". nil after Close.
func (l *Leg) reel(in *intake, camera string) (r *reel) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	all := &l.room.engine.reels
	if camera == "" {
		r = newReel(l.clock.Load())
	} else {
		r = all.open(camera)
		l.clock.Store(r.clock)
	}
	all.close(in.camera)
	in.camera = camera
	in.reel.Store(r)
	return r
}

// sources are those that bring something.
func (l *Leg) sources() map[conference.SourceKind]*peer.Source {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make(map[conference.SourceKind]*peer.Source, len(l.intakes))
	for kind, in := range l.intakes {
		if src := in.output.Source; src.Codec() != codec.None {
			all[kind] = src
		}
	}
	return all
}

// intakeOf is the way in that belongs to a source of the leg, nil if it is none.
func (l *Leg) intakeOf(src *peer.Source) *intake {
	l.mu.Lock()
	defer l.mu.Unlock()
	if in := l.intakes[src.Kind]; in != nil && in.output.Source == src {
		return in
	}
	return nil
}

// unmetered tells whether only who decodes all of what the leg says knows how loud that is.
func (l *Leg) unmetered() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	in := l.intakes[conference.Microphone]
	return in != nil && in.output.Codec() != codec.None && in.format.Load() == nil
}

// wants is what Receive has said last.
func (l *Leg) wants() LegReceives {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.receives
}

// keysBy says who makes key frames of what the leg receives; nil: nobody.
func (l *Leg) keysBy(kind conference.SourceKind, ask func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keys[kind] = ask
}
