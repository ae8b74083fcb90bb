package decode

import (
	"fmt"
	"time"

	"veche/media/codec"
)

// Frames puts the packets of a layer together into coded frames, for who wants them as
// they came. It is for one goroutine at a time.
type Frames struct {
	assembler *assembler
}

// NewFrames makes one for a codec; the error is [codec.ErrUnsupported] for those whose
// packets we cannot put together.
func NewFrames(c codec.Codec) (*Frames, error) {
	if joiners[c] == nil {
		return nil, fmt.Errorf("decode: packets of %v: %w", c, codec.ErrUnsupported)
	}
	return &Frames{newAssembler(c, defaultWait)}, nil
}

// Push takes a packet; its payload is copied.
func (f *Frames) Push(p *Packet) { f.assembler.push(p, 0) }

// Next is the next whole frame, in the form that decoders take;
// false if there is none yet. unit is valid until the next call. After a loss nothing
// comes until the next key frame, see Broken.
func (f *Frames) Next(now time.Duration) (unit []byte, timestamp uint32, ok bool) {
	got, ok := f.assembler.pop(now)
	return got.unit, got.timestamp, ok
}

// Broken tells whether only a key frame helps.
func (f *Frames) Broken() bool { return f.assembler.broken }
