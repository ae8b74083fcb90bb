package peer

import (
	"sync"
	"time"

	"veche/media/wire"
)

// hold keeps the beginning of a picture until its end has come. No decoder could
// use it sooner, and all of it leaves for a receiver in one send, where each
// packet by itself would pay the kernel's whole way.
type hold struct {
	mu      sync.Mutex // held while what it gave is fed; may be taken under no other lock
	packets []arrival  // payloads are in data
	data    []byte
	since   time.Duration // when the first of packets came
	given   bool          // packets are being fed
}

// lock takes mu. Packets that were given and are there yet brought about a panic: some
// of their payloads were those of a burst that is over.
func (h *hold) lock() {
	h.mu.Lock()
	if h.given {
		h.clear()
	}
}

const (
	maxHeld  = 8                     // packets; as many as a send joins
	heldFor  = 10 * time.Millisecond // a marker that was lost comes later, or never
	heldRoom = maxHeld * (1600 + maxEven)
	maxEven  = 8 // bytes of padding; the tag that was behind a payload left room for 16
)

// complete counts the packets of a run up to the last end of a picture or the last
// one that comes late, which somebody waits for; or all where more follow than may
// wait.
func complete(run []arrival) (n int) {
	for i := range run {
		if p := &run[i].packet; p.Marker || p.Empty || p.Sequence != p.Newest {
			n = i + 1
		}
	}
	if len(run)-n > maxHeld {
		return len(run)
	}
	return n
}

// join gives what is to go now: what was kept and the complete part of run. It
// keeps the rest. The caller holds mu until it is fed, then calls keep.
func (h *hold) join(run []arrival) (ready, rest []arrival) {
	n := complete(run)
	if len(h.packets) == 0 {
		return run[:n], run[n:]
	}
	if n == 0 && len(h.packets)+len(run) <= maxHeld {
		return nil, run
	}
	if n == 0 {
		n = len(run) // long enough
	}
	h.packets, h.given = append(h.packets, run[:n]...), true
	return h.packets, run[n:]
}

// keep forgets what join has given and copies the rest, whose payloads are the
// burst's.
func (h *hold) keep(given bool, rest []arrival, now time.Duration) {
	if given {
		h.clear()
	}
	if len(rest) == 0 {
		return
	}
	if h.data == nil {
		h.data = make([]byte, 0, heldRoom)
	}
	if len(h.packets) == 0 {
		h.since = now
	}
	for i := range rest {
		a := rest[i]
		start := len(h.data)
		h.data = append(h.data, a.payload...)
		end := len(h.data)
		h.data = append(h.data, evenRoom[:]...)
		a.payload = h.data[start:end:len(h.data)]
		h.packets = append(h.packets, a)
	}
}

var evenRoom [maxEven]byte

// even pads packets that are a few bytes shorter than the longest one, so that
// they leave in one send, which wants all of one size, the last excepted. Browsers
// cut a picture into parts that differ by a byte (RFC 3550, section 5.1: padding).
func even(run []arrival) {
	for len(run) > 0 {
		n, longest := 1, len(run[0].payload)
		for n < len(run) && run[n].layer == run[0].layer && run[n].packet.Timestamp == run[0].packet.Timestamp {
			longest = max(longest, len(run[n].payload))
			n++
		}
		for i := range run[:n-1] {
			run[i].pad(longest - len(run[i].payload))
		}
		run = run[n:]
	}
}

// pad adds n bytes of padding, if that is a few and there is room.
func (a *arrival) pad(n int) {
	size := len(a.payload)
	if n <= 0 || n > maxEven || size == 0 || a.padded || cap(a.payload)-size < n {
		return
	}
	a.payload = a.payload[:size+n]
	clear(a.payload[size:])
	a.payload[size+n-1] = byte(n)
	a.padded = true
}

func (h *hold) clear() {
	clear(h.packets)
	h.packets, h.data, h.given = h.packets[:0], h.data[:0], false
}

// forward sends a run of the source's packets to its slots, one subscriber after
// the other, so that packets of one size for one receiver lie side by side and
// leave in one send. The beginning of a picture may stay in the hold.
func (s *Source) forward(run []arrival, now time.Duration, out *wire.Sender) {
	if !s.Video() {
		s.feed(run, now, out)
		return
	}
	s.hold.lock()
	defer s.hold.mu.Unlock()
	ready, rest := s.hold.join(run)
	if len(ready) > 0 {
		even(ready)
		s.feed(ready, now, out)
	}
	s.hold.keep(len(ready) > 0, rest, now)
}

// release sends on what has waited too long for its end. By the tick; no lock may
// be held.
func (s *Source) release(now time.Duration, out *wire.Sender) {
	if !s.Video() {
		return
	}
	s.hold.lock()
	defer s.hold.mu.Unlock()
	if len(s.hold.packets) == 0 || now-s.hold.since < heldFor {
		return
	}
	if s.open.Load() {
		s.hold.given = true
		s.feed(s.hold.packets, now, out)
	}
	s.hold.clear()
}

// feed gives packets to each slot.
func (s *Source) feed(run []arrival, now time.Duration, out *wire.Sender) {
	for _, slot := range s.Routed() {
		slot.feed(s, run, now, out)
		out.Relieve()
	}
}

// feed gives packets of src to the slot.
func (s *Slot) feed(src *Source, run []arrival, now time.Duration, out *wire.Sender) {
	p := s.Owner
	p.out.Lock()
	defer p.out.Unlock()
	if p.sealer == nil || s.closed || p.path.Load() == nil {
		return
	}
	if s.source.Load() != src && (s.next.Load() != src || !s.goOver(src, run)) {
		return
	}
	for i := range run {
		s.forward(&run[i], now, out)
	}
}
