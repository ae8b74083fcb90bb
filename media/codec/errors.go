package codec

import "errors"

// What coders say. They wrap these with what they were doing.
var (
	// ErrNotBuilt: this codec is not in this build of the program.
	ErrNotBuilt = errors.New("codec is not built in")
	// ErrDamaged: the unit is broken or what it refers to is missing; ask the sender
	// for a key frame. A picture may come with it, patched up.
	ErrDamaged = errors.New("damaged data")
	// ErrTooLarge: a picture beyond the limit of the decoder.
	ErrTooLarge = errors.New("picture too large")
	// ErrUnsupported: whole, but of a kind that the decoder cannot turn into I420 or
	// 16-bit sound.
	ErrUnsupported = errors.New("unsupported format")
	// ErrClosed: the coder has been closed.
	ErrClosed = errors.New("coder is closed")
)
