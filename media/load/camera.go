package load

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtp"

	"veche/media/codec"
)

// camera cuts the frames of a clip into VP8 packets (RFC 7741), in one buffer.
type camera struct {
	clip    *clip
	next    int // frame
	picture uint16
	packet  rtp.Packet
	buffer  [maxPayload]byte
}

const (
	// maxPayload keeps packets at 1,200 bytes and below with all extensions and
	// the tag, as Chrome does.
	maxPayload    = 1200 - rtpHeaderSize - 16
	rtpHeaderSize = 12 + 20 // with extensions
	// descriptorSize: X, I, and a picture id of 15 bits.
	descriptorSize = 4
	videoClock     = 90_000
)

// frame writes the next frame of the clip, or its key frame when one was asked
// for, and returns how many packets it had.
func (c *camera) frame(key bool, timestamp uint32, write func(*rtp.Packet) error) (n int, err error) {
	if key {
		c.next = 0
	}
	frame := c.clip.frames[c.next]
	c.next = (c.next + 1) % len(c.clip.frames)
	c.picture = (c.picture + 1) & 0x7fff
	c.packet.Version = 2
	c.packet.Timestamp = timestamp
	for start := true; len(frame) > 0; start = false {
		size := min(maxPayload-descriptorSize, len(frame))
		// A stamp cut in two could not be read: leave enough for the last packet.
		if left := len(frame) - size; left > 0 && left < StampSize {
			size -= StampSize
		}
		copy(c.buffer[descriptorSize:], frame[:size])
		frame = frame[size:]
		c.buffer[0] = 0x80 // X
		if start {
			c.buffer[0] |= 0x10 // S, partition 0
		}
		c.buffer[1] = 0x80 // I
		binary.BigEndian.PutUint16(c.buffer[2:], 0x8000|c.picture)
		c.packet.Payload = c.buffer[:descriptorSize+size]
		c.packet.Marker = len(frame) == 0
		if c.packet.Marker {
			Stamp(c.packet.Payload, time.Now())
		}
		c.packet.SequenceNumber++
		n++
		if err := write(&c.packet); err != nil {
			return n, err
		}
	}
	return n, nil
}

// startsKeyFrame reads the start of a VP8 payload.
func startsKeyFrame(payload []byte) bool {
	d, ok := codec.ParseVP8(payload)
	return ok && d.Start && isKeyFrame(payload[d.Size:])
}
