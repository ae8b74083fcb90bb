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
	// catchUpMost is how old a key frame may be.
	catchUpMost = keyPause
	// freshKey is how long a key frame takes that is asked for, its way included.
	freshKey = 250 * time.Millisecond
)

// catchUp sends the last key frame of a layer and all that came since, if the slot
// waits for it and sees something sooner by it. Under Owner.out.
func (s *Slot) catchUp(l *Layer, now time.Duration, out *wire.Sender) bool {
	if !l.source.IsOpen() {
		return false
	}
	l.ringLock.Lock()
	run, ok := l.ring.SinceKey()
	l.ringLock.Unlock()
	if !ok || now-run.At > catchUpMost || !s.Owner.sooner(l, run.Bytes, now) {
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
	if !s.rewriter.Resume(&key.packet, last.packet.Timestamp, now, &o) {
		return false
	}
	for seq := o.From; ; seq++ {
		if seq != run.Key {
			s.replay(l, seq, now, out)
		} else if key, ok = s.fromRing(l, seq); ok { // the scratch has held others since
			s.emit(&key, &o, key.payload, now, out)
		}
		if seq == o.To {
			return true
		}
	}
}

// sooner tells whether so many bytes reach the peer before a key frame would that
// is asked for now. Under p.out.
func (p *Peer) sooner(l *Layer, bytes int, now time.Duration) bool {
	wait := keyPause - (now - time.Duration(l.asked.Load()))
	takes := time.Duration(bytes) * 8 * time.Second / time.Duration(p.budget(now))
	return takes <= max(wait, 0)+freshKey
}
