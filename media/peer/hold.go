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
}

const (
	maxHeld  = 8                     // packets; as many as a send joins
	heldFor  = 10 * time.Millisecond // a marker that was lost comes later, or never
	heldRoom = maxHeld * 1600        // bytes
)

// complete splits a run of packets behind the last end of a picture. Sound and
// what is too long to wait are complete.
func complete(run []arrival) (n int) {
	for i := len(run) - 1; i >= 0; i-- {
		if a := &run[i]; a.packet.Marker || a.packet.Empty || !a.codec.Video() || len(run)-i > maxHeld {
			return i + 1
		}
	}
	return 0
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
	h.packets = append(h.packets, run[:n]...)
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
		a.payload = h.data[start:len(h.data):len(h.data)]
		h.packets = append(h.packets, a)
	}
}

func (h *hold) clear() {
	clear(h.packets)
	h.packets, h.data = h.packets[:0], h.data[:0]
}

// forward sends a run of the source's packets to its slots, one subscriber after
// the other, so that packets of one size for one receiver lie side by side and
// leave in one send. The beginning of a picture may stay in the hold.
func (s *Source) forward(run []arrival, now time.Duration, out *wire.Sender) {
	if !s.Video() {
		s.feed(run, now, out)
		return
	}
	s.hold.mu.Lock()
	defer s.hold.mu.Unlock()
	ready, rest := s.hold.join(run)
	if len(ready) > 0 {
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
	s.hold.mu.Lock()
	defer s.hold.mu.Unlock()
	if len(s.hold.packets) == 0 || now-s.hold.since < heldFor {
		return
	}
	if s.open.Load() {
		s.feed(s.hold.packets, now, out)
	}
	s.hold.clear()
}

// feed gives packets to each slot.
func (s *Source) feed(run []arrival, now time.Duration, out *wire.Sender) {
	for _, slot := range s.Routed() {
		slot.feed(s, run, now, out)
	}
}

// feed gives packets of src to the slot.
func (s *Slot) feed(src *Source, run []arrival, now time.Duration, out *wire.Sender) {
	p := s.Owner
	p.out.Lock()
	defer p.out.Unlock()
	if p.sealer == nil || s.closed || s.source.Load() != src || p.path.Load() == nil {
		return
	}
	for i := range run {
		s.forward(&run[i], now, out)
	}
}
