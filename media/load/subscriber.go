package load

import (
	"sync/atomic"
	"time"

	"github.com/pion/rtp"

	"veche/media/client"
)

// subscriber counts and times what it receives.
type subscriber struct {
	streams   []*stream // one a slot; fixed before the first packet
	latencies *histogram
	any       bool // every picture is taken for a key frame: its codec is not known
	videos    int32
	shown     atomic.Int32  // video slots that have had a picture
	first     chan struct{} // closed with the first whole picture
	all       chan struct{} // closed when every video slot has had one
}

// stream is one slot. Its counters are written by the goroutine that reads it.
type stream struct {
	mid string

	received atomic.Uint64
	// expected is what sequence numbers span, from the first received.
	expected atomic.Uint64
	frames   atomic.Uint64

	begun   bool
	highest uint16
	key     bool // within a key frame
	whole   bool // a whole key frame has been seen
}

func newSubscriber(latencies *histogram) *subscriber {
	return &subscriber{latencies: latencies, first: make(chan struct{}), all: make(chan struct{})}
}

// expect says which slots there are, before media can flow.
func (s *subscriber) expect(slots []client.Slot) {
	for _, slot := range slots {
		s.streams = append(s.streams, &stream{mid: slot.MID})
		if slot.Video {
			s.videos++
		}
	}
}

// take is a client's Packet function.
func (s *subscriber) take(slot client.Slot, p *rtp.Packet) {
	for _, t := range s.streams {
		if t.mid == slot.MID {
			t.count(p.SequenceNumber)
			if slot.Video {
				s.look(t, p)
			}
			return
		}
	}
}

// count takes a packet into account; a late or repeated one spans nothing new.
func (t *stream) count(seq uint16) {
	t.received.Add(1)
	switch step := seq - t.highest; {
	case !t.begun:
		t.begun, t.highest = true, seq
		t.expected.Add(1)
	case step > 0 && step < 1<<15:
		t.highest = seq
		t.expected.Add(uint64(step))
	}
}

// look times frames by their ends and notices the first whole key frame.
func (s *subscriber) look(t *stream, p *rtp.Packet) {
	if !t.whole && startsKeyFrame(p.Payload) {
		t.key = true
	}
	if !p.Marker {
		return
	}
	took, ok := readStamp(p.Payload, time.Now())
	switch {
	case ok:
		t.frames.Add(1)
		s.latencies.add(took)
	case !s.any: // what was coded anew on the way has lost its stamps
		return
	}
	if (t.key || s.any) && !t.whole {
		t.whole = true
		s.seen()
	}
}

// seen counts slots that show something.
func (s *subscriber) seen() {
	shown := s.shown.Add(1)
	if shown == 1 {
		close(s.first)
	}
	if shown == s.videos {
		close(s.all)
	}
}
