package record

import "time"

// keptBuffer is the largest buffer that is kept for the next second.
const keptBuffer = 4 << 20

// batch is what has come since the last fragment was taken, to become the next.
type batch struct {
	runs  []run
	bytes int
	from  time.Duration // time of its first frame
	to    time.Duration // of its newest
	some  bool
}

func newBatch(tracks int) *batch { return &batch{runs: make([]run, tracks)} }

func (b *batch) note(at time.Duration, bytes int) {
	if !b.some {
		b.from, b.to, b.some = at, at, true
	}
	b.from, b.to = min(b.from, at), max(b.to, at)
	b.bytes += bytes
}

func (b *batch) span() time.Duration { return b.to - b.from }

// clear makes it ready for the next second; buffers stay, unless the disk was
// slow and they have grown.
func (b *batch) clear() {
	for i := range b.runs {
		r := &b.runs[i]
		if r.samples, r.data, r.tail = r.samples[:0], r.data[:0], 0; cap(r.data) > keptBuffer {
			r.data = nil
		}
	}
	b.bytes, b.from, b.to, b.some = 0, 0, 0, false
}
