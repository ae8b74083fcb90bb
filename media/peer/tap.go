package peer

import (
	"time"

	"veche/media/codec"
)

// Tap takes the packets of a source as they come, beside its slots: for the coders
// of whatever is composed and recorded here.
type Tap interface {
	// Packet is called by the goroutine that receives, which everybody waits for: it
	// copies what it wants and returns at once. Repaired packets come late, each one
	// comes once.
	Packet(p *TapPacket, now time.Duration)
}

// TapPacket is what a Tap is told of a packet. All of it is valid until Packet returns.
type TapPacket struct {
	Layer     int
	SSRC      uint32
	Codec     codec.Codec
	Sequence  uint16
	Timestamp uint32
	Marker    bool
	Payload   []byte // without padding
}

// TapPlace is where a Tap is: there may be one in each place.
type TapPlace uint8

// The places: for what is composed, and for what is kept as it came.
const (
	ComposeTap TapPlace = iota
	TrackTap
	tapPlaces
)

// Tap makes t take the packets of the source while it is let in, in place of who did
// before.
func (s *Source) Tap(place TapPlace, t Tap) { s.taps[place].Store(&t) }

// Untap ends it, if t is still who takes them. Afterwards t may be called once more,
// by who was about to.
func (s *Source) Untap(place TapPlace, t Tap) {
	if old := s.taps[place].Load(); old != nil && *old == t {
		s.taps[place].CompareAndSwap(old, nil)
	}
}

// AskKey asks the publisher for a key frame of a layer, at once or as soon as the
// pause since the last request is over (lesson 15).
func (s *Source) AskKey(layer int) {
	if s.keyWanted != nil {
		s.keyWanted() // who codes it sees to the pauses
		return
	}
	if l := s.layers[layer].Load(); l != nil {
		l.pending.Store(true)
	}
}
