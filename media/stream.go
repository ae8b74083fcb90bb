package media

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"time"

	"veche/conference"
	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/codec/video"
	"veche/media/compose"
	"veche/media/mix"
)

// StreamFormat is what the readers of a stream receive. Equal ones share the work.
type StreamFormat struct {
	// Sound is AAC, Opus, PCMU or PCMA, or None.
	Sound codec.Codec
	// Lines is the height of the picture, in H.264: 360, 720 or 1080; 0 for none.
	Lines int
	// Narrow pictures are 4:3 rather than 16:9.
	Narrow bool
}

// StreamSink takes what the readers of a stream receive. It is called by the clocks of
// the conference, which everybody waits for: it does not block. What it is given is
// valid until it returns. Times are since [Engine.Epoch]; those of sound and picture
// are in step.
type StreamSink interface {
	// Sound is an access unit of AAC, 1024 samples of 48 kHz, or 20 ms of the others.
	Sound(packet []byte, at time.Duration)
	Picture(coded video.Coded, at time.Duration)
}

// Stream is a conference as those receive it who have no seat in it: its sound and
// picture are made while there is a Stream and the Plan has [conference.Plan.Stream].
type Stream struct {
	room   *Room
	number int
	format StreamFormat
	sink   StreamSink

	mu  sync.Mutex
	key func() // asks for a key frame; nil while nobody makes the picture
}

// ConnectStream makes a stream of a running conference. The error is [ErrClosed] when
// the conference has no room.
func (e *Engine) ConnectStream(id conference.ID, format StreamFormat, sink StreamSink) (*Stream, error) {
	r := e.room(id)
	if r == nil {
		return nil, ErrClosed
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, ErrClosed
	}
	r.streamed++
	s := &Stream{room: r, number: r.streamed, format: format, sink: sink}
	r.streams[s] = struct{}{}
	r.changed()
	return s, nil
}

// RequestKey asks for a key frame; how often there are such is bounded.
func (s *Stream) RequestKey() {
	s.mu.Lock()
	ask := s.key
	s.mu.Unlock()
	if ask != nil {
		ask()
	}
}

func (s *Stream) keysBy(ask func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.key = ask
}

// Close ends the stream; afterwards nothing more comes, but for what is on its way.
func (s *Stream) Close() {
	s.room.mu.Lock()
	delete(s.room.streams, s)
	s.room.mu.Unlock()
	s.room.changed()
}

// streamsOf lists the streams that the Plan wants, in the order in which they came.
// Under mu.
func (r *Room) streamsOf(plan *conference.Plan) (all []*Stream) {
	if plan.Stream == nil {
		return nil
	}
	for s := range r.streams {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *Stream) int { return cmp.Compare(a.number, b.number) })
	return all
}

// streamed names the sound of the streams.
const streamed = "stream"

// picture is the format of the picture alone.
func (f StreamFormat) picture() StreamFormat { return StreamFormat{Lines: f.Lines, Narrow: f.Narrow} }

// receiver is who has the picture composed.
func (f StreamFormat) receiver() compose.Receiver {
	return compose.Receiver(fmt.Sprint("stream ", f.Lines, " ", f.Narrow))
}

// streamPictures are the formats in which streams want the picture.
func (a *arrangement) streamPictures() (all []StreamFormat) {
	for _, s := range a.streams {
		if f := s.format.picture(); f.Lines != 0 && !slices.Contains(all, f) {
			all = append(all, f)
		}
	}
	return all
}

// streamSounds are who wants the sound in which codec.
func (a *arrangement) streamSounds() map[codec.Codec][]StreamSink {
	all := make(map[codec.Codec][]StreamSink)
	for _, s := range a.streams {
		if c := s.format.Sound; c != codec.None {
			all[c] = append(all[c], s.sink)
		}
	}
	return all
}

// streamWishes are the pictures of the streams.
func (p *production) streamWishes(a *arrangement, scene func(*conference.View) compose.Scene) (all []compose.Wish) {
	for _, f := range a.streamPictures() {
		s := scene(a.plan.Stream)
		s.Slate = compose.SlateOthers
		format := compose.Format{Codec: codec.H264, Lines: f.Lines, Narrow: f.Narrow, FPS: p.fps}
		all = append(all, compose.Wish{Receiver: f.receiver(), Scene: s, Format: format, Own: true})
	}
	return all
}

// streamOutputs leads the pictures to the streams. By the goroutine of the pictures.
func (p *production) streamOutputs(a *arrangement) {
	for _, s := range a.streams {
		if s.format.Lines == 0 {
			continue
		}
		r := s.format.receiver()
		pic := p.made(r)
		if pic == nil {
			s.keysBy(nil)
			continue
		}
		pic.streams = append(pic.streams, s.sink)
		s.keysBy(p.studio.Composer(r).RequestKey)
	}
}

// streamSound is the sound of the streams in one codec.
type streamSound struct {
	mixer *mix.Mixer
	mixed *mix.Leg

	mu     sync.Mutex
	sinks  []StreamSink
	aac    *voiceTrack    // nil of other codecs
	other  *sound.Encoder // nil of AAC
	buffer []byte
	closed bool
}

var _ mix.Sink = (*streamSound)(nil)

func newStreamSound(c codec.Codec, mixer *mix.Mixer) (*streamSound, error) {
	s, rate := &streamSound{mixer: mixer}, voiceRate
	var err error
	if c == codec.AAC {
		s.aac, err = newVoiceTrack()
	} else if s.other, err = sound.NewEncoder(sound.EncoderConfig{Codec: c, BitRate: streamBitRate(c)}); err == nil {
		rate = s.other.Rate()
	}
	if err != nil {
		return nil, fmt.Errorf("media: %w", err)
	}
	s.mixed = mixer.AddLeg(mix.LegConfig{Sink: s, Rate: rate, Plain: true})
	return s, nil
}

// streamBitRate is that of Opus, which may carry music here; 0 is the usual.
func streamBitRate(c codec.Codec) int {
	if c == codec.Opus {
		return 64_000
	}
	return 0
}

// Play implements [mix.Sink].
func (s *streamSound) Play(f mix.Frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch at := s.mixer.TimeOf(f.Sample); {
	case s.closed:
	case s.aac != nil:
		s.aac.take(f.PCM, at, s.send)
	default:
		packet, err := s.other.Encode(s.buffer[:0], f.PCM)
		if err != nil {
			return // the coder takes every frame of 20 ms
		}
		s.buffer = packet
		s.send(at, packet)
	}
}

func (s *streamSound) send(at time.Duration, packet []byte) {
	for _, to := range s.sinks {
		to.Sound(packet, at)
	}
}

func (s *streamSound) want(sinks []StreamSink) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sinks = sinks
}

func (s *streamSound) close() {
	s.mixed.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.aac != nil {
		s.aac.close()
	} else {
		s.other.Close()
	}
}

// resound says who is heard in the streams, and in which codecs. Under mu.
func (p *production) resound(heard []*mix.Source, wanted map[codec.Codec][]StreamSink) {
	p.streamLag.hear(heard)
	for c, s := range p.streams {
		if wanted[c] == nil {
			s.close()
			delete(p.streams, c)
		}
	}
	for c, sinks := range wanted {
		s := p.streams[c]
		if s == nil {
			var err error
			if s, err = newStreamSound(c, p.mixer); err != nil {
				p.log.Error("a stream has no sound", "codec", c.String(), "error", err)
				continue
			}
			p.streams[c] = s
		}
		s.want(sinks)
		s.mixed.Hear(mix.Hearing{Only: heard})
	}
}
