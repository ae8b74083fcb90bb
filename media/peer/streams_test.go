package peer

import (
	"testing"
	"time"

	"github.com/pion/stun/v4"

	"veche/media/forward"
	"veche/media/wire"
)

// A publisher that takes a new SSRC for every packet grew a table without end.
func TestSSRCsOfOnePeerAreBounded(t *testing.T) {
	p := newPair(t)
	for i := range uint32(2 * maxSSRCs) {
		p.deliver(p.picture(t, "q", 1000+i, uint16(i), 96, keyFrame))
	}
	p.board.mu.RLock()
	listed := len(p.board.bySSRC)
	p.board.mu.RUnlock()
	if len(p.publisher.streams) > maxStreams || listed > maxStreams {
		t.Errorf("%d streams, %d SSRCs listed", len(p.publisher.streams), listed)
	}
	if got := p.slot.Source().layers[0].Load().ssrc.Load(); got != 1000+maxSSRCs-1 {
		t.Errorf("SSRC %d has the layer", got)
	}
	p.publisher.Close()
	p.board.mu.RLock()
	defer p.board.mu.RUnlock()
	if n := len(p.board.bySSRC); n != 0 {
		t.Errorf("%d SSRCs are left of a closed peer", n)
	}
}

// Old packets of an SSRC that the publisher gave up opened again, and took the
// layer back.
func TestPacketsOfAGivenUpSSRCDoNotOpenTwice(t *testing.T) {
	p := newPair(t)
	plain := p.picture(t, "q", 100, 10, 96, keyFrame)
	var h forward.Header
	if err := h.Parse(plain, &p.publisher.ids); err != nil {
		t.Fatal(err)
	}
	recorded := make([]byte, len(plain)+wire.Overhead)
	copy(recorded, plain[:h.Payload])
	n, err := p.sealer.RTP(&wire.OutStream{SSRC: 100}, 10, recorded, h.Payload, plain[h.Payload:])
	if err != nil {
		t.Fatal(err)
	}
	handle := func() {
		packet := wire.Packet{Data: append([]byte(nil), recorded[:n]...), From: p.from}
		p.worker.Handle(&wire.Burst{Packets: []wire.Packet{packet}, Now: time.Now(), Out: p.board.NewSender()})
	}
	handle()
	p.deliver(p.picture(t, "q", 101, 10, 96, keyFrame))
	handle()
	if got := p.slot.Source().layers[0].Load().ssrc.Load(); got != 101 {
		t.Errorf("SSRC %d has the layer", got)
	}
}

// An address belongs to who proved it last.
func TestAnAddressComesBackWithTheNextCheck(t *testing.T) {
	p := newPair(t)
	other := p.board.NewPeer("other")
	t.Cleanup(other.Close)
	other.learn(p.from)
	p.publisher.ice.Lock()
	user, password := p.publisher.ufrag+":x", p.publisher.pwd
	p.publisher.ice.Unlock()
	check, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername(user), stun.NewShortTermIntegrity(password), stun.Fingerprint)
	if err != nil {
		t.Fatal(err)
	}
	p.worker.Handle(&wire.Burst{Packets: []wire.Packet{{Data: check.Raw, From: p.from}}, Now: time.Now(), Out: p.board.NewSender()})
	p.board.mu.RLock()
	defer p.board.mu.RUnlock()
	if p.board.byFrom[p.from] != p.publisher {
		t.Error("packets still go to the other peer")
	}
}
