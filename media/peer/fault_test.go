package peer

import (
	"testing"
	"time"

	"veche/media/wire"
)

// stumbling is a tap that panics now and then.
type stumbling struct{ packets, every int }

func (s *stumbling) Packet(*TapPacket, time.Duration) {
	if s.packets++; s.packets%s.every == 0 {
		panic("a tap stumbles")
	}
}

// A panic in the receiving goroutine leaves no lock behind: the peers of the burst go
// on, and a fresh worker takes in what comes next.
func TestAPanicLeavesNoLockBehind(t *testing.T) {
	p := newPair(t)
	camera := p.slot.Source()
	next := p.stream(t)
	next()
	s := &stumbling{every: 2}
	camera.Tap(ComposeTap, s)
	faults := 0
	attempt := func() {
		defer func() {
			if recover() != nil {
				faults++
				p.worker = p.board.NewWorker().(*worker)
			}
		}()
		next()
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 10 {
			attempt()
		}
		camera.Untap(ComposeTap, s)
		next()
		p.publisher.Sources()
		p.slot.Owner.Slots()
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("somebody waits for a lock")
	}
	if faults != 5 || s.packets != 10 {
		t.Errorf("%d faults, %d packets", faults, s.packets)
	}
}

// Where feeding has panicked the packets of the hold are given up: payloads of the run
// were in the memory of a burst, which holds somebody else's packets by now.
func TestWhatWasFedIntoAPanicIsNotFedAgain(t *testing.T) {
	var h hold
	at := func(sequence uint16, marker bool) []arrival {
		a := arrival{payload: []byte{byte(sequence)}}
		a.packet.Sequence, a.packet.Newest, a.packet.Marker = sequence, sequence, marker
		return []arrival{a}
	}
	h.lock()
	ready, rest := h.join(at(1, false))
	h.keep(len(ready) > 0, rest, 0)
	h.mu.Unlock()
	h.lock()
	if ready, _ = h.join(at(2, true)); len(ready) != 2 {
		t.Fatalf("%d packets are given, want 2", len(ready))
	}
	h.mu.Unlock() // by a panic: keep is not called
	h.lock()
	defer h.mu.Unlock()
	if ready, _ = h.join(at(3, true)); len(ready) != 1 || ready[0].packet.Sequence != 3 {
		t.Errorf("%d packets are given again", len(ready)-1)
	}
}

var _ wire.Worker = (*worker)(nil)
