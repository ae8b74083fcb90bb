package rtpio

import (
	"time"

	"veche/media/codec"
)

// Packet is a packet of sound or of a picture.
type Packet struct {
	Codec     codec.Codec
	Marker    bool
	Sequence  uint16
	Timestamp uint32
	SSRC      uint32
	// Payload without padding, never empty. It is valid during the call.
	Payload []byte
	// Arrival since the epoch.
	Arrival time.Duration
}

// Sink takes what a stream receives. See the package comment for who calls.
type Sink interface {
	// Packet takes sound or a picture.
	Packet(p *Packet)
	// Digit is told of a key once, when it goes down: '0' to '9', '*', '#', 'A' to 'D'.
	Digit(key byte)
	// KeyFrameWanted is told that the far end needs a key frame, at most twice a second.
	KeyFrameWanted()
	// BitRate is told how many bits per second the far end should get from now on: by its
	// limit, its wishes and what is lost. Only of pictures.
	BitRate(bits int)
}
