package camera

import "time"

// What a camera may send. The largest that cameras are sold with, 4K Motion JPEG, is a
// quarter of it.
const (
	packetsMost = 10_000      // a second
	bytesMost   = 25 << 20    // a second
	burst       = time.Second // how much of it may come at once
)

// budget is what a camera may still send. Numbers in, numbers out.
type budget struct {
	packets, bytes float64
	at             time.Time
}

func newBudget(now time.Time) budget {
	return budget{packetsMost * burst.Seconds(), bytesMost * burst.Seconds(), now}
}

// fill gives what the time since the last call is worth.
func (b *budget) fill(now time.Time) {
	passed := now.Sub(b.at).Seconds()
	b.at = now
	b.packets = min(b.packets+passed*packetsMost, packetsMost*burst.Seconds())
	b.bytes = min(b.bytes+passed*bytesMost, bytesMost*burst.Seconds())
}

// packet tells whether another packet may be taken.
func (b *budget) packet() bool {
	if b.packets < 1 {
		return false
	}
	b.packets--
	return true
}

// read takes down n bytes; nothing is to be read for as long as it says.
func (b *budget) read(n int) time.Duration {
	b.bytes -= float64(n)
	if b.bytes >= 0 {
		return 0
	}
	return time.Duration(-b.bytes / bytesMost * float64(time.Second))
}
