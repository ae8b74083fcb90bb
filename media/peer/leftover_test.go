package peer

import (
	"runtime"
	"testing"
	"time"
	"weak"

	"veche/media/wire"
)

// A worker named those of its longest burst for as long as no other was as long;
// each kept its rings, 40 kB and more (lesson 40).
func TestWhoLeftIsNotKeptByTheWorkerThatServedHim(t *testing.T) {
	p := newPair(t)
	burst := func(from wire.From) *wire.Burst {
		packets := make([]wire.Packet, 8)
		for i := range packets {
			packets[i] = wire.Packet{Data: make([]byte, 40), From: from}
			packets[i].Data[0] = 0x80 // looks like RTP
		}
		return &wire.Burst{Packets: packets, Now: time.Now(), Out: p.board.NewSender()}
	}
	left := func() weak.Pointer[Peer] {
		guest := p.board.NewPeer("guest")
		from := wire.From{Remote: wire.AddrOf(mustAddrPort("127.0.0.1:10"))}
		guest.learn(from)
		p.worker.Handle(burst(from))
		guest.Close()
		return weak.Make(guest)
	}()
	p.deliver(p.picture(t, "f", 100, 10, 96, keyFrame)) // a burst of one
	runtime.GC()
	if left.Value() != nil {
		t.Error("the peer is still held")
	}
	runtime.KeepAlive(p)
}
