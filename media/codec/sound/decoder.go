package sound

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"veche/media/codec"
)

// MaxSamples is beyond what any packet decodes to: 120 ms of Opus.
const MaxSamples = 5760

// DecoderConfig says what to decode.
type DecoderConfig struct {
	Codec codec.Codec
	// Channels that are wanted, 1 or 2, whatever the stream has; 0 means 1.
	Channels int
	// Configuration is the AudioSpecificConfig of AAC; without it the packets must
	// have ADTS headers.
	Configuration []byte

	// What PCMU, PCMA, L16 and G726 do not say themselves: the Rate of the samples in Hz,
	// 0 means the usual one; and, but for G726, the number of channels in which the
	// samples are coded, 0 means 1.
	Rate, Coded int
	// Bits of a sample of G726, 2 to 5; 0 means 4.
	Bits int
	// AAL2: the samples of G726 stand in their octets from the left, ITU-T I.366.2 annex
	// E, and not from the right, RFC 3551 section 4.5.4.
	AAL2 bool
}

// Decoder turns packets into samples.
type Decoder struct {
	decoding decoding
	codec    codec.Codec
	channels int
	rate     int
	filler   filler
}

// decoding is a decoder of one codec. It gives as many channels as it was opened for.
type decoding interface {
	Decode(pcm []int16, packet []byte) (samples, rate int, err error)
	Close()
}

// concealing is a decoding with its own ways for what is lost.
type concealing interface {
	Conceal(pcm []int16, samples int) (int, error)
	Recover(pcm []int16, next []byte, samples int) (int, error)
}

// following is a decoding that wants to know what was made up in its stead.
type following interface{ Follow(pcm []int16) }

// remembering is a decoding that what was decoded long ago leads astray.
type remembering interface{ Reset() }

type openDecoder func(cfg DecoderConfig) (decoding, error)

// Decoders lists what this build decodes.
func Decoders() []codec.Codec { return slices.Sorted(maps.Keys(decoders)) }

// NewDecoder opens a decoder.
func NewDecoder(cfg DecoderConfig) (*Decoder, error) {
	opener, ok := decoders[cfg.Codec]
	if !ok {
		return nil, fmt.Errorf("decoding %v: %w", cfg.Codec, codec.ErrNotBuilt)
	}
	if cfg.Channels == 0 {
		cfg.Channels = 1
	}
	if cfg.Channels < 1 || cfg.Channels > 2 {
		return nil, fmt.Errorf("sound: decoding to %d channels: %w", cfg.Channels, codec.ErrUnsupported)
	}
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	prepare()
	d, err := opener(cfg)
	if err != nil {
		return nil, err
	}
	open.Add(1)
	rate := formats[cfg.Codec].rate
	if cfg.Codec != codec.G722 && cfg.Codec != codec.Opus {
		rate = cfg.Rate
	}
	return &Decoder{decoding: d, codec: cfg.Codec, channels: cfg.Channels, rate: rate}, nil
}

// complete fills in what was left out, or says what cannot be.
func (cfg *DecoderConfig) complete() error {
	if cfg.Rate == 0 {
		cfg.Rate = formats[cfg.Codec].rate
	}
	if cfg.Rate == 0 {
		cfg.Rate = 44100 // that of L16 where nothing is said, RFC 3551 table 4
	}
	if cfg.Coded == 0 {
		cfg.Coded = 1
	}
	if cfg.Bits == 0 {
		cfg.Bits = 4
	}
	switch {
	case cfg.Rate < 4000 || cfg.Rate > 192_000:
		return fmt.Errorf("sound: %v at %d Hz: %w", cfg.Codec, cfg.Rate, codec.ErrUnsupported)
	case cfg.Coded < 1 || cfg.Coded > 8:
		return fmt.Errorf("sound: %v with %d channels: %w", cfg.Codec, cfg.Coded, codec.ErrUnsupported)
	case cfg.Bits < 2 || cfg.Bits > 5:
		return fmt.Errorf("sound: %v with %d bits: %w", cfg.Codec, cfg.Bits, codec.ErrUnsupported)
	}
	return nil
}

// Rate of the samples in Hz. That of AAC may change with the first packet.
func (d *Decoder) Rate() int { return d.rate }

// Decode writes the samples of a packet to pcm and gives how many. [MaxSamples]
// for each channel are always room enough; with less, [io.ErrShortBuffer] may come.
func (d *Decoder) Decode(pcm []int16, packet []byte) (int, error) {
	switch {
	case d.decoding == nil:
		return 0, codec.ErrClosed
	case len(packet) == 0 || len(packet) > 1<<16:
		return 0, fmt.Errorf("%v packet of %d bytes: %w", d.codec, len(packet), codec.ErrDamaged)
	case len(pcm) < d.channels:
		return 0, io.ErrShortBuffer
	}
	n, rate, err := d.decoding.Decode(pcm, packet)
	if err != nil {
		return 0, err
	}
	if rate > 0 {
		d.rate = rate
	}
	if _, ok := d.decoding.(concealing); !ok {
		d.filler.heard(pcm[:n*d.channels], d.channels, d.rate)
	}
	return n, nil
}

// Reset says that what comes next does not follow on what was decoded last.
func (d *Decoder) Reset() {
	if r, ok := d.decoding.(remembering); ok {
		r.Reset()
	}
}

// Conceal makes up this many samples in the place of a lost packet; after some
// 60 ms they fade to silence. For Opus they must be whole 2.5 ms.
func (d *Decoder) Conceal(pcm []int16, samples int) (int, error) {
	if err := d.room(pcm, samples); err != nil {
		return 0, err
	}
	if c, ok := d.decoding.(concealing); ok {
		return c.Conceal(pcm, samples)
	}
	pcm = pcm[:samples*d.channels]
	d.filler.fill(pcm, d.channels, d.rate)
	if f, ok := d.decoding.(following); ok {
		f.Follow(pcm)
	}
	return samples, nil
}

// Recover takes the samples of a lost packet from the rough copy in the next one,
// where there is one, and else conceals. The next one is decoded afterwards as
// usual.
func (d *Decoder) Recover(pcm []int16, next []byte, samples int) (int, error) {
	if err := d.room(pcm, samples); err != nil {
		return 0, err
	}
	if c, ok := d.decoding.(concealing); ok && len(next) > 0 {
		return c.Recover(pcm, next, samples)
	}
	return d.Conceal(pcm, samples)
}

func (d *Decoder) room(pcm []int16, samples int) error {
	switch {
	case d.decoding == nil:
		return codec.ErrClosed
	case samples <= 0 || samples > MaxSamples:
		return fmt.Errorf("sound: concealing %d samples", samples)
	case len(pcm) < samples*d.channels:
		return io.ErrShortBuffer
	}
	return nil
}

// Close frees the decoder. It may be called again.
func (d *Decoder) Close() {
	if d.decoding == nil {
		return
	}
	d.decoding.Close()
	d.decoding = nil
	open.Add(-1)
}
