package video

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"veche/media/codec"
)

// Profile of H264.
type Profile uint8

// The profiles that we encode. Every device and browser takes the first; the second has CABAC
// and saves some tenths of the bits.
const (
	ConstrainedBaseline Profile = iota
	Main
)

// EncoderConfig says what to encode. All but the first five may be left out.
type EncoderConfig struct {
	Codec         codec.Codec // H264 or VP8
	Width, Height int         // even
	FrameRate     int         // pictures per second, at most
	BitRate       int         // bits per second

	Profile Profile // of H264
	// Level of H264 times ten, as in 31; 0 means what size and rate want.
	Level int
	// MaxSlice bounds the NAL units of H264 in bytes, for receivers that cannot put
	// fragments together (packetization mode 0); 0 means a slice for each picture.
	MaxSlice int
	// Screen says that pictures are of a screen rather than from a camera.
	Screen bool
	// Finest is the least quantizer of H264 for pictures of cameras, 12 to 42: what
	// would make them finer than that is left out, and the bit rate not used up. 0
	// means that they may be as fine as the bit rate allows.
	Finest int
}

// Coded is an encoded picture. H264 is in Annex B form with parameter sets in
// front of key frames.
type Coded struct {
	Data []byte
	Key  bool
	Time time.Duration // of the picture
}

// Encoder turns pictures into access units, one for one, without delay. Key frames come only
// at the start and on request.
type Encoder struct {
	encoding encoding
	cfg      EncoderConfig
	key      bool
}

// encoding is an encoder of one of the libraries. It appends to dst.
type encoding interface {
	Encode(dst []byte, p *codec.Picture, key bool) ([]byte, bool, error)
	SetBitRate(rate int) error
	Close()
}

type openEncoder func(EncoderConfig) (encoding, error)

// Encoders lists what this build encodes.
func Encoders() []codec.Codec { return slices.Sorted(maps.Keys(encoders)) }

// NewEncoder opens an encoder.
func NewEncoder(cfg EncoderConfig) (*Encoder, error) {
	opener, ok := encoders[cfg.Codec]
	if !ok {
		return nil, fmt.Errorf("encoding %v: %w", cfg.Codec, codec.ErrNotBuilt)
	}
	if err := cfg.check(); err != nil {
		return nil, err
	}
	prepare()
	e, err := opener(cfg)
	if err != nil {
		return nil, err
	}
	open.Add(1)
	return &Encoder{encoding: e, cfg: cfg}, nil
}

func (cfg *EncoderConfig) check() error {
	switch {
	case cfg.Width < 16 || cfg.Height < 16 || cfg.Width*cfg.Height > DefaultMaxPixels || (cfg.Width|cfg.Height)&1 != 0:
		return fmt.Errorf("video: cannot encode %dx%d", cfg.Width, cfg.Height)
	case cfg.FrameRate < 1 || cfg.FrameRate > 60:
		return fmt.Errorf("video: cannot encode %d pictures a second", cfg.FrameRate)
	case cfg.MaxSlice != 0 && (cfg.MaxSlice < 400 || cfg.MaxSlice > 65535):
		return fmt.Errorf("video: cannot make slices of %d bytes", cfg.MaxSlice)
	case cfg.Finest != 0 && (cfg.Finest < 12 || cfg.Finest > 42):
		return fmt.Errorf("video: no quantizer is at least %d", cfg.Finest)
	}
	return checkBitRate(cfg.BitRate)
}

func checkBitRate(rate int) error {
	if rate < 10_000 || rate > 100_000_000 {
		return fmt.Errorf("video: cannot encode at %d bit/s", rate)
	}
	return nil
}

// Encode appends the coded picture to dst, so that a buffer used again makes no
// garbage. The picture must have the size of the configuration. Its time counts
// for the bit rate, and should grow.
func (e *Encoder) Encode(dst []byte, p *codec.Picture) (Coded, error) {
	if e.encoding == nil {
		return Coded{}, codec.ErrClosed
	}
	if p.Width != e.cfg.Width || p.Height != e.cfg.Height {
		return Coded{}, fmt.Errorf("video: a picture of %dx%d for an encoder of %dx%d", p.Width, p.Height, e.cfg.Width, e.cfg.Height)
	}
	if err := p.Check(); err != nil {
		return Coded{}, err
	}
	data, key, err := e.encoding.Encode(dst, p, e.key)
	if err != nil {
		return Coded{}, err
	}
	if len(data) == len(dst) {
		return Coded{}, errors.New("video: the encoder left out a picture")
	}
	if key {
		e.key = false
	}
	return Coded{Data: data, Key: key, Time: p.Time}, nil
}

// RequestKey makes the next picture a key frame.
func (e *Encoder) RequestKey() { e.key = true }

// SetBitRate changes the rate in bits per second from the next picture on.
func (e *Encoder) SetBitRate(rate int) error {
	if e.encoding == nil {
		return codec.ErrClosed
	}
	if err := checkBitRate(rate); err != nil {
		return err
	}
	if rate == e.cfg.BitRate {
		return nil
	}
	if err := e.encoding.SetBitRate(rate); err != nil {
		return err
	}
	e.cfg.BitRate = rate
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
