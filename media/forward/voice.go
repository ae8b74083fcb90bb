package forward

import (
	"sync/atomic"
	"time"
)

// Voice is how loud one audio source is. Heard is called by whoever takes in its
// packets (one at a time, under the lock of the source); Loudness by anybody.
// The zero Voice is silent.
type Voice struct {
	// state has the smoothed loudness times 256 in the low 16 bits, and above them
	// the time of the last packet in milliseconds plus one; 0 before the first.
	state atomic.Uint64
}

const (
	// The loudness follows a rise with this time constant, and a fall, so that it
	// bridges the gaps between syllables.
	voiceAttack  = 40 * time.Millisecond
	voiceRelease = 250 * time.Millisecond
	// voiceGone: with DTX a silent source sends every 400 ms; one that sends
	// nothing for longer is silent too.
	voiceGone = 600 * time.Millisecond
)

// Heard takes in the level of a packet, in -dBov from RFC 6464: 0 is the loudest,
// 127 silence.
func (v *Voice) Heard(level uint8, now time.Duration) {
	target := int64(127-min(level, 127)) << 8
	state := v.state.Load()
	was := int64(state & 0xffff)
	passed := time.Duration(20)
	if at := state >> 16; at != 0 {
		passed = min(max(now/time.Millisecond+1-time.Duration(at), 1), 1000)
	}
	constant := voiceRelease
	if target > was {
		constant = voiceAttack
	}
	was += (target - was) * int64(passed) / int64(passed+constant/time.Millisecond)
	v.state.Store(uint64(now/time.Millisecond+1)<<16 | uint64(was))
}

// Loudness is the smoothed loudness, 0 (silent) to 127 (loudest); 0 when nothing
// came for a while.
func (v *Voice) Loudness(now time.Duration) uint8 {
	state := v.state.Load()
	if state == 0 || now-time.Duration(state>>16-1)*time.Millisecond > voiceGone {
		return 0
	}
	return uint8((state & 0xffff) >> 8)
}
