package forward

import (
	"sync/atomic"
	"time"
)

// Voice is how loud one audio source is. Heard is called by whoever takes in its
// packets (one at a time, under the lock of the source); Loudness by anybody.
type Voice struct {
	state atomic.Uint64
}

// Heard takes in the level of a packet, in -dBov from RFC 6464: 0 is the loudest,
// 127 silence.
func (v *Voice) Heard(level uint8, now time.Duration) {}

// Loudness is the smoothed loudness, 0 (silent) to 127 (loudest); 0 when nothing
// came for a while, as with DTX.
func (v *Voice) Loudness(now time.Duration) uint8 { return 0 }

// Speaker is an entry of [Loudest.Speakers].
type Speaker struct {
	Source   uint32
	Loudness uint8 // 0 (silent) to 127 (loudest)
}

// Loudest finds out of many voices who is speaking, and who is in the few audio
// slots. It is to be called regularly, every 20 to 50 ms.
type Loudest struct {
	// Size is the number of audio slots.
	Size int
}

// Update takes in all voices, keyed by source. It tells whether the slots and
// whether the speakers have changed.
func (l *Loudest) Update(voices map[uint32]*Voice, now time.Duration) (slots, speakers bool) {
	return false, false
}

// Speakers are those who speak now, loudest first. The slice is good until the
// next Update.
func (l *Loudest) Speakers() []Speaker { return nil }

// Slots are the sources in the audio slots, 0 where there is none. Whoever is in
// a slot stays in that slot until clearly beaten by somebody outside. The slice is
// good until the next Update.
func (l *Loudest) Slots() []uint32 { return nil }
