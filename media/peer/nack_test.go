package peer

import (
	"testing"

	"github.com/pion/rtcp"

	"veche/media/forward"
)

// lossy is a pair whose subscriber has been sent numbered pictures of a layer.
func lossy(t *testing.T, packets int, missing ...uint16) *pair {
	t.Helper()
	p := newPair(t)
	p.slot.Owner.bySSRC = map[uint32]*Slot{p.slot.media.SSRC: p.slot}
	p.deliver(p.picture(t, "q", 100, 1000, 96, keyFrame))
	p.deliver(p.picture(t, "h", 101, 1000, 96, keyFrame))
	p.show(0)
	p.deliver(p.picture(t, "q", 100, 1001, 96, keyFrame))
	for i := range packets {
		seq := uint16(1002 + i)
		skip := false
		for _, m := range missing {
			skip = skip || m == seq
		}
		if !skip {
			p.deliver(p.picture(t, "q", 100, seq, 96, []byte{0x80, 0x80, 0x80, 1, 1, 2, 3}))
		}
	}
	return p
}

// show puts a layer into the slot, as an allocation does.
func (p *pair) show(layer int) {
	p.slot.Owner.out.Lock()
	p.slot.choose(layer)
	p.slot.Owner.out.Unlock()
}

// ask NACKs every outgoing number that was given out at these distances from the
// newest, and returns how many packets went out again and how many key frames are
// to be asked for.
func (p *pair) ask(from, to uint16) (again int, keys int) {
	peer := p.slot.Owner
	peer.out.Lock()
	newest := p.slot.counterNewest()
	peer.out.Unlock()
	var all []uint16
	for back := from; back > to; back-- {
		all = append(all, newest-back+1)
	}
	nack := rtcp.TransportLayerNack{MediaSSRC: p.slot.media.SSRC, Nacks: rtcp.NackPairsFromSequenceNumbers(all)}
	b, err := nack.Marshal()
	if err != nil {
		return 0, 0
	}
	before := p.slot.rtxSeq
	p.worker.now, p.worker.out = p.board.Now(), p.board.NewSender()
	p.worker.asks = p.worker.asks[:0]
	peer.takeFeedback(p.worker, b)
	return int(p.slot.rtxSeq - before), len(p.worker.asks)
}

// counterNewest is the newest number given out. Under Owner.out.
func (s *Slot) counterNewest() uint16 {
	for seq := uint16(0); ; seq++ { // numbers begin below 2^15
		if _, ok := s.rewriter.Origin(seq); ok {
			if _, ok := s.rewriter.Origin(seq + 1); !ok {
				return seq
			}
		}
	}
}

func TestWhatIsMissingIsSentAgain(t *testing.T) {
	if again, keys := lossy(t, 20).ask(5, 0); again != 5 || keys != 0 {
		t.Errorf("%d packets again and %d key frames, want 5 and 0", again, keys)
	}
}

// A subscriber asks at once for what the publisher's network lost, and was answered
// with a key frame for everybody twice a second.
func TestWhatThePublisherStillOwesCostsNoKeyFrame(t *testing.T) {
	p := lossy(t, 20, 1015)
	if again, keys := p.ask(20, 0); again != 19 || keys != 0 {
		t.Errorf("%d packets again and %d key frames, want 19 and 0", again, keys)
	}
	rtx := p.picture(t, "q", 100, 1015, 96, []byte{0x80, 0x80, 0x80, 1, 1, 2, 3})
	before := p.slot.counter
	p.deliver(rtx)
	if before == p.slot.counter {
		t.Error("it does not go out when it comes")
	}
}

// After a hole of seconds hundreds of packets are asked for. Those before a switch
// are of no use any more, but used up what one request may have, so that the key
// frame behind them never came.
func TestPacketsBeforeASwitchDoNotStarveThoseBehindIt(t *testing.T) {
	p := lossy(t, 400)
	p.show(1)
	p.deliver(p.picture(t, "h", 101, 1001, 96, keyFrame))
	for seq := uint16(1002); seq < 1012; seq++ {
		p.deliver(p.picture(t, "h", 101, seq, 96, []byte{0x80, 0x80, 0x80, 1, 1, 2, 3}))
	}
	if p.slot.rewriter.Current() != (forward.Feed{Source: p.slot.Source().ID, Layer: 1}) {
		t.Fatal("no switch")
	}
	if again, keys := p.ask(400, 0); again != 11 || keys != 0 {
		t.Errorf("%d packets again and %d key frames, want 11 and 0", again, keys)
	}
}

// What is gone for good makes way for a key frame.
func TestWhatIsGoneCostsAKeyFrame(t *testing.T) {
	if again, keys := lossy(t, 700).ask(600, 590); again != 0 || keys == 0 {
		t.Errorf("%d packets again and %d key frames", again, keys)
	}
}
