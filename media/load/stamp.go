package load

import (
	"encoding/binary"
	"time"
)

// A stamp stands in the last bytes of a frame: when it was written. A server
// rewrites headers and descriptors, never the frame itself. None of its bytes is 0,
// which would stand for something in H.264.
const (
	timeSize   = 9 // 7 bits in each byte
	StampSize  = timeSize + 4
	stampMagic = 0x56454348
)

// epoch is what stamps count from; they are read by the process that wrote them.
var epoch = time.Now()

// Stamp overwrites the last [StampSize] bytes of a frame with the time at.
func Stamp(frame []byte, at time.Time) {
	b := frame[len(frame)-StampSize:]
	since := uint64(at.Sub(epoch))
	for i := range timeSize {
		b[i] = byte(since>>(7*i)) | 0x80
	}
	binary.BigEndian.PutUint32(b[timeSize:], stampMagic)
}

// readStamp gives how long ago the frame that ends here was written.
func readStamp(end []byte, now time.Time) (time.Duration, bool) {
	if len(end) < StampSize {
		return 0, false
	}
	b := end[len(end)-StampSize:]
	if binary.BigEndian.Uint32(b[timeSize:]) != stampMagic {
		return 0, false
	}
	var since uint64
	for i := range timeSize {
		since |= uint64(b[i]&0x7f) << (7 * i)
	}
	return now.Sub(epoch) - time.Duration(since), true
}
