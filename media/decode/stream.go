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

	in        sync.Mutex // for a moment only: the receiving path waits for it
	assembler *assembler

	mu       sync.Mutex // while decoding, and while a picture is used
	closed   bool
	decoder  Decoder
	picture  codec.Picture
	valid    bool // picture may be used
	version  uint64
	clock    clock
	disposer disposer
	keyAsked time.Duration
	askedKey bool
	decoded  uint64
	skipped  uint64
}

// NewStream makes a stream, asleep.
func NewStream(cfg Config) (*Stream, error) {
	if joiners[cfg.Codec] == nil {
		return nil, fmt.Errorf("decode: packets of %v: %w", cfg.Codec, codec.ErrUnsupported)
	}
	if cfg.Wait == 0 {
		cfg.Wait = defaultWait
	}
	if cfg.NewDecoder == nil {
		cfg.NewDecoder = func(c codec.Codec) (Decoder, error) { return video.NewDecoder(video.DecoderConfig{Codec: c}) }
	}
	return &Stream{cfg: cfg, disposer: disposer{codec: cfg.Codec}}, nil
}

// Awake tells whether somebody wants pictures: then packets are to come.
func (s *Stream) Awake() bool { return s.woken.Load() }

// Push takes a packet, now being the time of any clock that Newest has too. It
// waits for nobody's decoding.
func (s *Stream) Push(p *Packet, now time.Duration) {
	if !s.woken.Load() {
		return
	}
	if now-time.Duration(s.asked.Load()) > asleepAfter && s.mu.TryLock() {
		defer s.mu.Unlock()
		s.sleep()
		return
	}
	s.in.Lock()
	defer s.in.Unlock()
	if s.assembler != nil {
		s.assembler.push(p, now)
	}
}

// sleep gives back what only a wanted stream needs.
func (s *Stream) sleep() {
	s.woken.Store(false)
	s.in.Lock()
	s.assembler = nil
	s.in.Unlock()
	if s.decoder != nil {
		s.decoder.Close()
	}
	s.decoder, s.picture, s.valid, s.version, s.askedKey = nil, codec.Picture{}, false, 0, false
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
		s.in.Lock()
		s.assembler = newAssembler(s.cfg.Codec, s.cfg.Wait)
		s.in.Unlock()
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
// nor a viewer needs.
func (s *Stream) decode(now time.Duration) {
	for {
		s.in.Lock()
		f, ok := s.assembler.pop(now)
		broken := s.assembler.broken
		newer := ok && s.assembler.ready(now)
		s.in.Unlock()
		if ok && s.disposer.disposable(f.unit) && newer {
			s.skipped++ // nobody would see it
			continue
		}
		if !ok {
			if broken {
				s.requestKey(now)
			}
			return
		}
		if err := s.decodeFrame(&f); err != nil {
			s.in.Lock()
			s.assembler.broken = true
			s.in.Unlock()
		}
	}
}

func (s *Stream) decodeFrame(f *frame) error {
	if s.decoder == nil {
		d, err := s.cfg.NewDecoder(s.cfg.Codec)
		if err != nil {
			return err
		}
		s.decoder = d
	}
	s.valid = false // the decoder takes its last picture back
	s.decoded++
	p, err := s.decoder.Decode(f.unit, s.clock.at(f.timestamp))
	if p != nil && (err == nil || errors.Is(err, codec.ErrDamaged)) {
		s.picture, s.valid = *p, true
		s.version = versions.Add(1)
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
