package peer

import (
	"time"

	"veche/media/forward"
	"veche/media/wire"
)

// This file lets a slot that waits for a key frame begin with the last one, out of
// the ring of its layer, instead of asking for a new one. A key frame may be asked
// for only now and then (lesson 15), and it costs everybody who watches quality.

const (
	// catchUpMost is how old a key frame may be. For older ones the pause between
	// two requests is over.
	catchUpMost = keyPause
	// freshKey is what a key frame takes that is asked for: the way to the
	// publisher, encoding, and the way back with its bytes.
	freshKey = 250 * time.Millisecond
	// queuedMost is how long packets may wait in the downlink already.
	queuedMost = 50 * time.Millisecond
)

// catchUp sends the last key frame of a layer and all that came since, if the slot
// shows nothing, waits for it, and sees something sooner by it at a rate of so many
// bits per second. A slot that goes over
// from one layer to another shows the old one until then: it is in no hurry, and
// often a downlink that has become narrow is why. Nor does one begin with it that was
// added to a standing connection: the peer may not have read the answer yet, and what
// it does not know it drops. By the tick, under Owner.out.
func (s *Slot) catchUp(l *Layer, rate int, now time.Duration, out *wire.Sender) bool {
	if !l.source.IsOpen() || s.rewriter.Current() != (forward.Feed{}) {
		return false
	}
	if _, began := s.rewriter.TimestampAt(now); s.grown && !began {
		return false
	}
	l.ringLock.Lock()
	run, ok := l.ring.SinceKey()
	l.ringLock.Unlock()
	if !ok || now-run.At > catchUpMost || !s.Owner.sooner(l, &run, rate, now) {
		return false
	}
	last, ok := s.fromRing(l, run.Last)
	if !ok {
		return false
	}
	key, ok := s.fromRing(l, run.Key)
	if !ok {
		return false
	}
	key.packet.Newest, key.packet.Frame.Key = run.Last, true
	key.packet.Frame.Lead = uint8(run.Key - run.First)
	var o forward.Out
	if !s.rewriter.Resume(&key.packet, last.packet.Timestamp, run.LastAt, &o) {
		return false
	}
	for seq := run.First; ; seq++ {
		if seq != run.Key {
			s.replay(l, seq, run.LastAt, now, out)
		} else if key, ok = s.fromRing(l, seq); ok { // the scratch has held others since
			s.emit(&key, &o, key.payload, now, out)
		}
		if seq == run.Last {
			return true
		}
	}
}

// sooner tells whether a run reaches the peer before a key frame would that is asked
// for now or on its way, at that rate, and takes it for sent then. Runs leave at once, so those of
// several slots queue up in a narrow downlink. By the tick, under p.out.
func (p *Peer) sooner(l *Layer, run *forward.Run, rate int, now time.Duration) bool {
	if p.estimator.Queue() > queuedMost || rate <= 0 {
		return false
	}
	asked := time.Duration(l.asked.Load())
	fresh := max(asked+keyPause, now) + freshKey
	if asked > run.At && now-asked < freshKey {
		fresh = asked + freshKey
	}
	takes := time.Duration(run.Bytes) * 8 * time.Second / time.Duration(rate)
	through := max(p.ticks.caughtUp, now) + takes
	if through > fresh {
		return false
	}
	p.ticks.caughtUp = through
	return true
}
