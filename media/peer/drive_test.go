package peer

import (
	"testing"
	"time"
)

// Who sends all the time is looked after with its own packets, and its room's clock
// may go slowly; who sends now and then is not.
func TestDensePacketsNeedNoClock(t *testing.T) {
	p := newPair(t)
	p.publisher.state.Store(int32(Connected))
	start, seq := time.Now(), uint16(10)
	deliver := func(at time.Duration) {
		p.deliverAt(p.picture(t, "q", 100, seq, 96, keyFrame), start.Add(at))
		seq++
	}
	deliver(0)
	p.publisher.tickIn(p.board.at(start), p.board.sender)
	for _, c := range []struct {
		at      time.Duration // since the start
		hurried bool
		looked  bool // with this packet
		about   string
	}{
		{2 * time.Millisecond, true, false, "the packet right behind"},
		{20 * time.Millisecond, false, true, "the next sound"},
		{25 * time.Millisecond, false, false, "a picture soon after"},
		{40 * time.Millisecond, false, true, "sound again"},
		{440 * time.Millisecond, true, true, "the first after a pause"},
		{445 * time.Millisecond, true, false, "right behind"},
		{840 * time.Millisecond, true, true, "and after another"},
		{860 * time.Millisecond, false, true, "dense again"},
	} {
		before := p.publisher.incoming.last.Load()
		deliver(c.at)
		if got := p.publisher.Hurried(); got != c.hurried {
			t.Errorf("%s: hurried is %v", c.about, got)
		}
		if got := p.publisher.incoming.last.Load() != before; got != c.looked {
			t.Errorf("%s: looked after is %v", c.about, got)
		}
	}
}
