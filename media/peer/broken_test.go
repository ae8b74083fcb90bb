package peer

import (
	"testing"
	"time"
)

// The request for a key frame got lost, and nobody asked again until the viewers
// did, three seconds later.
func TestAKeyFrameThatDoesNotComeIsAskedForAgain(t *testing.T) {
	p := newPair(t)
	p.deliver(p.picture(t, "f", 100, 10, 96, keyFrame))
	l := p.slot.Source().layers[2].Load()
	out := p.board.NewSender()
	now := p.board.Now()
	const rtt = 400 * time.Millisecond
	asks := func(length time.Duration) (asked []time.Duration) {
		for end := now + length; now < end; now += 20 * time.Millisecond {
			if !l.keyDue(now, rtt) {
				continue
			}
			if l.askKey(now, out); l.asked.Load() == int64(now) {
				asked = append(asked, now)
			}
		}
		out.Flush()
		return asked
	}
	if n := len(asks(5 * time.Second)); n != 0 {
		t.Fatalf("asked for %d times with nothing missing", n)
	}
	l.breaks()
	asked := asks(time.Minute)
	if len(asked) != 1+brokenAsks {
		t.Errorf("asked %d times", len(asked))
	}
	for i := range asked[1:] {
		if pause := asked[i+1] - asked[i]; pause < rtt*3/2 || pause > time.Second {
			t.Errorf("asked again after %v", pause)
		}
	}
	l.breaks()
	if n := len(asks(100 * time.Millisecond)); n != 1 {
		t.Fatalf("asked %d times at once", n)
	}
	p.deliver(p.picture(t, "f", 100, 11, 96, keyFrame))
	if n := len(asks(5 * time.Second)); n != 0 {
		t.Errorf("asked %d times more when it had come", n)
	}
}
