// Package decode turns the packets of a published picture into pictures, once for
// all who show it.
//
// A [Stream] is one layer of one source, a [Source] all layers of it. Packets go in
// by [Stream.Push], from the goroutine that receives them; composers ask for the
// newest picture, and what has come since they asked last is decoded then, in
// their goroutine: nothing is decoded that nobody asks for, and a picture is in
// the processor's cache when it is scaled. A stream that nobody has asked for a
// second sleeps: it drops packets and gives its memory back.
//
// Pictures of senders who take no requests for key frames come whole, by a [Hold].
//
// What bites: pictures belong to the decoder and are handed to a function that
// must not keep them. After a loss the last picture stays until a key frame comes.
package decode

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"veche/media/codec"
	"veche/media/codec/video"
)

// Decoder turns coded frames into pictures; [video.Decoder] is one.
type Decoder interface {
	Decode(unit []byte, at time.Duration) (*codec.Picture, error)
	Close()
}

var _ Decoder = (*video.Decoder)(nil)

// Config says what a stream needs.
type Config struct {
	Codec codec.Codec
	// Hold, if there is one, is where the pictures come from, whole; Codec does not
	// count then, and there is no [Stream.Push].
	Hold *Hold
	// RequestKey asks the sender for a key frame, at most twice a second. It is
	// called by who asks for pictures, and does not block.
	RequestKey func()
	// Wait is how long a missing packet is waited for; 0 means 120 ms, time for
	// it to be sent again.
	Wait time.Duration
	// NewDecoder opens the decoder; nil is [video.NewDecoder].
	NewDecoder func(codec.Codec) (Decoder, error)
}

const (
	defaultWait = 120 * time.Millisecond
	// asleepAfter nobody has asked for so long.
	asleepAfter = time.Second
	keyInterval = 500 * time.Millisecond
)

// versions numbers the pictures of the whole process, so that no two pictures of
// any streams have the same number.
var versions atomic.Uint64

// Stream is one layer of one source. It is safe for concurrent use.
type Stream struct {
	cfg   Config
	asked atomic.Int64 // when somebody wanted a picture last
	woken atomic.Bool

	in     sync.Mutex // for a moment only: the receiving path waits for it
	frames frames     // nil while asleep

	mu       sync.Mutex // while decoding, and while a picture is used
	closed   bool
	decoder  Decoder
	coded    codec.Codec // what decoder takes
	picture  codec.Picture
	valid    bool // picture may be used
	fresh    bool // it has no version yet
	version  uint64
	wokenAt  time.Duration
	clock    clock
	disposer disposer
	keyAsked time.Duration
	askedKey bool
	decoded  uint64
	skipped  uint64
}

// NewStream makes a stream, asleep.
func NewStream(cfg Config) (*Stream, error) {
	if joiners[cfg.Codec] == nil && cfg.Hold == nil {
		return nil, fmt.Errorf("decode: packets of %v: %w", cfg.Codec, codec.ErrUnsupported)
	}
	if cfg.Wait == 0 {
		cfg.Wait = defaultWait
	}
	if cfg.NewDecoder == nil {
		cfg.NewDecoder = func(c codec.Codec) (Decoder, error) { return video.NewDecoder(video.DecoderConfig{Codec: c}) }
	}
	return &Stream{cfg: cfg}, nil
}

// Awake tells whether somebody wants pictures: then packets are to come.
func (s *Stream) Awake() bool { return s.woken.Load() }

// Push takes a packet, now being the time of any clock that Newest has too. It
// waits for nobody's decoding.
func (s *Stream) Push(p *Packet, now time.Duration) {
	if !s.woken.Load() {
		return
	}
	if s.Doze(now) {
		return
	}
	s.in.Lock()
	defer s.in.Unlock()
	if a, ok := s.frames.(*assembler); ok {
		a.push(p, now)
	}
}

// Doze lets the stream sleep if nobody has asked for a second; it tells whether it did.
// Streams to which packets are pushed see to it themselves.
func (s *Stream) Doze(now time.Duration) bool {
	if !s.woken.Load() || now-time.Duration(s.asked.Load()) <= asleepAfter || !s.mu.TryLock() {
		return false
	}
	defer s.mu.Unlock()
	s.sleep()
	return true
}

// sleep gives back what only a wanted stream needs.
func (s *Stream) sleep() {
	s.woken.Store(false)
	s.in.Lock()
	s.frames = nil
	s.in.Unlock()
	s.closeDecoder()
	s.version, s.askedKey = 0, false
}

func (s *Stream) closeDecoder() {
	if s.decoder != nil {
		s.decoder.Close()
	}
	s.decoder, s.coded, s.picture, s.valid, s.fresh = nil, codec.None, codec.Picture{}, false, false
}

// wake makes what a wanted stream needs.
func (s *Stream) wake(now time.Duration) {
	s.wokenAt = now
	s.in.Lock()
	defer s.in.Unlock()
	if s.cfg.Hold != nil {
		s.frames = &holdReader{hold: s.cfg.Hold}
		return
	}
	s.frames = newAssembler(s.cfg.Codec, s.cfg.Wait)
}

// Newest hands the newest picture to use, unless it is the one that have stands
// for, and returns the number of that picture; 0 while there is none. now may lie
// behind that of packets: they are left for later.
func (s *Stream) Newest(now time.Duration, have uint64, use func(*codec.Picture)) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return 0
	}
	s.asked.Store(int64(now))
	if s.woken.CompareAndSwap(false, true) {
		s.wake(now)
	}
	s.decode(now)
	if s.version == have || s.version == 0 {
		return s.version
	}
	if !s.valid {
		return 0
	}
	use(&s.picture)
	return s.version
}

// Size of the newest picture; zeros while there is none.
func (s *Stream) Size() (width, height int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.picture.Width, s.picture.Height
}

// Decoded counts the frames that were decoded, and those that were left out since a
// newer one was there and nothing needed them.
func (s *Stream) Decoded() (decoded, skipped uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.decoded, s.skipped
}

// Close frees the decoder; nothing comes any more.
func (s *Stream) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.sleep()
}

// decode does all frames that have come, but for those that neither a later frame
// nor a viewer needs, and those for which a turn is too short.
func (s *Stream) decode(now time.Duration) {
	began := time.Now()
	behind := false
	for !behind {
		s.in.Lock()
		f, ok := s.frames.pop(now)
		stuck := s.frames.stuck()
		newer := ok && s.frames.ready(now)
		s.in.Unlock()
		if !ok {
			if stuck {
				s.requestKey(now)
			}
			break
		}
		if s.cfg.Hold == nil {
			f.codec, f.at = s.cfg.Codec, s.clock.at(f.timestamp)
		}
		s.disposer.codec = f.codec
		if s.disposer.disposable(f.unit) && newer {
			s.skipped++ // nobody would see it
			continue
		}
		if err := s.decodeFrame(&f); err != nil {
			s.in.Lock()
			s.frames.fail()
			s.in.Unlock()
		}
		behind = newer && s.cfg.Hold != nil && time.Since(began) > turnMost
	}
	// Who begins in the middle of a long row of pictures does not see them all in haste.
	if s.fresh && (!behind || s.version != 0 || now-s.wokenAt > hasteMost) {
		s.fresh, s.version = false, versions.Add(1)
	}
}

const (
	// turnMost is how long pictures of a Hold are decoded at a time: others wait for who
	// composes.
	turnMost = 25 * time.Millisecond
	// hasteMost is how long nothing is shown for want of the newest picture.
	hasteMost = 1500 * time.Millisecond
)

func (s *Stream) decodeFrame(f *frame) error {
	if s.coded != f.codec {
		s.closeDecoder()
		s.coded = f.codec
		var err error
		if s.decoder, err = s.cfg.NewDecoder(f.codec); err != nil {
			s.decoder = nil
			return err
		}
	}
	if s.decoder == nil {
		return codec.ErrNotBuilt // as was found when the codec changed
	}
	s.valid = false // the decoder takes its last picture back
	s.decoded++
	p, err := s.decoder.Decode(f.unit, f.at)
	if p != nil && (err == nil || errors.Is(err, codec.ErrDamaged)) {
		s.picture, s.valid, s.fresh = *p, true, true
	}
	return err
}

func (s *Stream) requestKey(now time.Duration) {
	if s.cfg.RequestKey == nil || s.askedKey && now-s.keyAsked < keyInterval {
		return
	}
	s.askedKey, s.keyAsked = true, now
	s.cfg.RequestKey()
}

// clock turns the 32 bits of RTP timestamps into time that does not turn over.
type clock struct {
	begun bool
	last  uint32
	time  time.Duration
}

func (c *clock) at(timestamp uint32) time.Duration {
	if !c.begun {
		c.begun, c.last = true, timestamp
	}
	c.time += time.Duration(int32(timestamp-c.last)) * time.Second / 90_000
	c.last = timestamp
	return c.time
}
