// Package video encodes and decodes pictures.
//
// There are a [Decoder] and an [Encoder], opened for one [codec.Codec] each. What
// a build has, [Decoders] and [Encoders] say; the rest gives [codec.ErrNotBuilt]:
// the libraries are chosen by build tags (avcodec: all; bsd: without those under
// the GPL; neither: none, and no cgo either).
//
// What bites: both hold memory outside of Go's, which only Close frees. A decoded
// picture lives in the decoder until its next call. Neither is safe for
// concurrent use.
package video

import (
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"veche/media/codec"
)

// DefaultMaxPixels is 4096 × 2304: 4K cameras of any shape.
const DefaultMaxPixels = 4096 * 2304

// DecoderConfig says what to decode.
type DecoderConfig struct {
	Codec codec.Codec
	// MaxPixels bounds width × height of what a stranger's stream makes us hold;
	// 0 means [DefaultMaxPixels].
	MaxPixels int
}

// Decoder turns access units into pictures.
type Decoder struct {
	decoding decoding
	codec    codec.Codec
	max      int
	picture  codec.Picture
}

// decoding is a decoder of one of the libraries.
type decoding interface {
	Decode(unit []byte, at time.Duration, out *codec.Picture) (bool, error)
	Flush(out *codec.Picture) (bool, error)
	Close()
}

type openDecoder func(c codec.Codec, maxPixels int) (decoding, error)

// open counts coders that have not been closed.
var open atomic.Int64

// Open is how many coders of this package are open, for metrics and leak tests.
func Open() int { return int(open.Load()) }

// Decoders lists what this build decodes.
func Decoders() []codec.Codec { return slices.Sorted(maps.Keys(decoders)) }

// NewDecoder opens a decoder. It starts at the first key frame it is given.
func NewDecoder(cfg DecoderConfig) (*Decoder, error) {
	opener, ok := decoders[cfg.Codec]
	if !ok {
		return nil, fmt.Errorf("decoding %v: %w", cfg.Codec, codec.ErrNotBuilt)
	}
	if cfg.MaxPixels == 0 {
		cfg.MaxPixels = DefaultMaxPixels
	}
	prepare()
	d, err := opener(cfg.Codec, cfg.MaxPixels)
	if err != nil {
		return nil, err
	}
	open.Add(1)
	return &Decoder{decoding: d, codec: cfg.Codec, max: cfg.MaxPixels}, nil
}

// Decode takes one access unit: for H264 and H265 the NAL units of a picture in
// Annex B form, parameter sets in front of key frames; for VP8 a frame, for VP9 a
// superframe, for AV1 a temporal unit with sizes in its OBUs, for MJPEG a whole
// JPEG file. Time comes back in the picture.
//
// The picture is nil while none is ready: B pictures wait for their order. It is
// the decoder's, until its next call. [codec.ErrDamaged] may come with a picture,
// then it is patched up. Not every decoder notices a loss before this unit: that
// is known from RTP, and means asking for a key frame.
func (d *Decoder) Decode(unit []byte, at time.Duration) (*codec.Picture, error) {
	if d.decoding == nil {
		return nil, codec.ErrClosed
	}
	if len(unit) == 0 || len(unit) > maxUnit {
		return nil, fmt.Errorf("%v unit of %d bytes: %w", d.codec, len(unit), codec.ErrDamaged)
	}
	if w, h := codec.UnitSize(d.codec, unit); w*h > d.max {
		return nil, fmt.Errorf("%v of %dx%d: %w", d.codec, w, h, codec.ErrTooLarge)
	}
	ok, err := d.decoding.Decode(unit, at, &d.picture)
	return d.result(ok, err)
}

// maxUnit is beyond any picture that we take.
const maxUnit = 16 << 20

// Flush gives the next picture that waits for its order, nil when there is none.
// After the first call only a key frame can follow.
func (d *Decoder) Flush() (*codec.Picture, error) {
	if d.decoding == nil {
		return nil, codec.ErrClosed
	}
	ok, err := d.decoding.Flush(&d.picture)
	return d.result(ok, err)
}

func (d *Decoder) result(ok bool, err error) (*codec.Picture, error) {
	if !ok {
		return nil, err
	}
	if d.picture.Check() != nil { // a JPEG picture may be very long and one line high
		return nil, fmt.Errorf("%v of %dx%d: %w", d.codec, d.picture.Width, d.picture.Height, codec.ErrTooLarge)
	}
	return &d.picture, err
}

// Close frees the decoder and the picture it gave last. It may be called again.
func (d *Decoder) Close() {
	if d.decoding == nil {
		return
	}
	d.decoding.Close()
	d.decoding, d.picture = nil, codec.Picture{}
	open.Add(-1)
}
