package load

import (
	"encoding/binary"
	"time"
)

// A stamp stands in the last bytes of a frame: when it was written. A server
// rewrites headers and descriptors, never the frame itself.
const (
	stampSize  = 12
	stampMagic = 0x56454348
)

// epoch is what stamps count from; they are read by the process that wrote them.
var epoch = time.Now()

func putStamp(end []byte, at time.Time) {
	b := end[len(end)-stampSize:]
	binary.BigEndian.PutUint64(b, uint64(at.Sub(epoch)))
	binary.BigEndian.PutUint32(b[8:], stampMagic)
}

// readStamp gives how long ago the frame that ends here was written.
func readStamp(end []byte, now time.Time) (time.Duration, bool) {
	if len(end) < stampSize {
		return 0, false
	}
	b := end[len(end)-stampSize:]
	if binary.BigEndian.Uint32(b[8:]) != stampMagic {
		return 0, false
	}
	return now.Sub(epoch) - time.Duration(binary.BigEndian.Uint64(b)), true
}
