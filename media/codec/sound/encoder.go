// Package sound encodes and decodes sound, as 16-bit samples, those of stereo
// interleaved.
//
// There are an [Encoder] and a [Decoder], opened for one [codec.Codec] each. G711
// and G722 are always there; what else a build has, [Decoders] and [Encoders] say,
// and the rest gives [codec.ErrNotBuilt] (see package video on build tags).
//
// "Samples" are always those of one channel. What bites: coders may hold memory
// outside of Go's, which only Close frees. None is safe for concurrent use.
package sound

import (
	"fmt"
	"maps"
	"slices"
	"sync/atomic"

	"veche/media/codec"
)

// EncoderConfig says what to encode. All but Codec may be left out.
type EncoderConfig struct {
	Codec codec.Codec
	// Rate of the samples in Hz, only for AAC, 0 means 48000. Opus takes 48000, G722
	// 16000, G711 8000.
	Rate     int
	Channels int // 1 or 2; 0 means 1. Only Opus and AAC have 2
	BitRate  int // bits per second; 0 means 32000 for one channel of Opus, 64000 of AAC

	// For Opus: Voice tunes it to speech, FEC adds to each packet a rough copy of the
	// one before (once [Encoder.SetLoss] has told of loss), DTX sends next to nothing
	// in silence.
	Voice, FEC, DTX bool
}

// Encoder turns samples into packets.
type Encoder struct {
	encoding encoding
	cfg      EncoderConfig
	frame    int
}

// encoding is an encoder of one codec. It appends to dst.
type encoding interface {
	Encode(dst []byte, pcm []int16) ([]byte, error)
	Close()
}

type openEncoder func(EncoderConfig) (encoding, error)

// format is what a codec asks for.
type format struct {
	rate, frame, bitRate int // bitRate for each channel
	channels             int // at most
}

var formats = map[codec.Codec]format{
	codec.Opus: {rate: 48000, frame: 960, bitRate: 32000, channels: 2},
	codec.PCMU: {rate: 8000, frame: 160, bitRate: 64000, channels: 1},
	codec.PCMA: {rate: 8000, frame: 160, bitRate: 64000, channels: 1},
	codec.G722: {rate: 16000, frame: 320, bitRate: 64000, channels: 1},
	codec.AAC:  {rate: 48000, frame: 1024, bitRate: 64000, channels: 2},
	codec.G726: {rate: 8000, frame: 160, bitRate: 32000, channels: 1},
}

// open counts coders that have not been closed.
var open atomic.Int64

// Open is how many coders of this package are open, for metrics and leak tests.
func Open() int { return int(open.Load()) }

// Encoders lists what this build encodes.
func Encoders() []codec.Codec { return slices.Sorted(maps.Keys(encoders)) }

// NewEncoder opens an encoder.
func NewEncoder(cfg EncoderConfig) (*Encoder, error) {
	opener, ok := encoders[cfg.Codec]
	if !ok {
		return nil, fmt.Errorf("encoding %v: %w", cfg.Codec, codec.ErrNotBuilt)
	}
	f := formats[cfg.Codec]
	if cfg.Channels == 0 {
		cfg.Channels = 1
	}
	if cfg.Rate == 0 {
		cfg.Rate = f.rate
	}
	if cfg.BitRate == 0 {
		cfg.BitRate = f.bitRate * cfg.Channels
	}
	switch {
	case cfg.Channels < 1 || cfg.Channels > f.channels:
		return nil, fmt.Errorf("sound: %v with %d channels: %w", cfg.Codec, cfg.Channels, codec.ErrUnsupported)
	case cfg.Rate != f.rate && cfg.Codec != codec.AAC:
		return nil, fmt.Errorf("sound: %v at %d Hz: %w", cfg.Codec, cfg.Rate, codec.ErrUnsupported)
	}
	prepare()
	e, err := opener(cfg)
	if err != nil {
		return nil, err
	}
	open.Add(1)
	return &Encoder{encoding: e, cfg: cfg, frame: f.frame}, nil
}

// FrameSize is how many samples make a packet: 20 ms, for AAC 1024.
func (e *Encoder) FrameSize() int { return e.frame }

// Rate of the samples in Hz.
func (e *Encoder) Rate() int { return e.cfg.Rate }

// Encode appends the packet for one frame of samples to dst. AAC appends nothing for the
// first frame; at the end, Encode without samples gives what it has left, one packet
// a call.
func (e *Encoder) Encode(dst []byte, pcm []int16) ([]byte, error) {
	if e.encoding == nil {
		return dst, codec.ErrClosed
	}
	if len(pcm) == 0 && e.cfg.Codec == codec.AAC {
		return e.encoding.Encode(dst, nil)
	}
	if len(pcm) != e.frame*e.cfg.Channels {
		return dst, fmt.Errorf("sound: a frame of %v has %d values, not %d", e.cfg.Codec, e.frame*e.cfg.Channels, len(pcm))
	}
	return e.encoding.Encode(dst, pcm)
}

// SetBitRate changes the rate in bits per second from the next packet on. Only
// Opus can.
func (e *Encoder) SetBitRate(rate int) error {
	s, ok := e.encoding.(interface{ SetBitRate(rate int) error })
	if !ok {
		return fmt.Errorf("sound: the bit rate of %v: %w", e.cfg.Codec, codec.ErrUnsupported)
	}
	return s.SetBitRate(rate)
}

// SetLoss says how many of a hundred packets get lost on the way. Opus spends
// more on repair then; others do nothing.
func (e *Encoder) SetLoss(percent int) error {
	if s, ok := e.encoding.(interface{ SetLoss(percent int) error }); ok {
		return s.SetLoss(min(max(percent, 0), 100))
	}
	return nil
}

// Delay is how many samples the decoded sound is late against what went in.
func (e *Encoder) Delay() int {
	if s, ok := e.encoding.(interface{ Delay() int }); ok {
		return s.Delay()
	}
	return 0
}

// Configuration is what a decoder must know beforehand: the AudioSpecificConfig of
// AAC, nothing for others.
func (e *Encoder) Configuration() []byte {
	if s, ok := e.encoding.(interface{ Configuration() []byte }); ok {
		return s.Configuration()
	}
	return nil
}

// Close frees the encoder. It may be called again.
func (e *Encoder) Close() {
	if e.encoding == nil {
		return
	}
	e.encoding.Close()
	e.encoding = nil
	open.Add(-1)
}
