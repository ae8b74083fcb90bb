package peer

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/pion/rtp"

	"veche/conference"
	"veche/media/wire"
)

// counter is a tap that copies nothing.
type counter struct{ packets, bytes int }

func (c *counter) Packet(p *TapPacket, _ time.Duration) {
	c.packets++
	c.bytes += len(p.Payload)
}

// stream gives packet after packet of the pair's camera, without allocating.
func (p *pair) stream(tb testing.TB) (next func()) {
	tb.Helper()
	plain := p.picture(tb, "q", 100, 1, 96, append(append([]byte(nil), keyFrame...), make([]byte, 1000)...))
	var h rtp.Header
	size, err := h.Unmarshal(plain)
	if err != nil {
		tb.Fatal(err)
	}
	st := &wire.OutStream{SSRC: h.SSRC}
	buf := make([]byte, len(plain)+wire.Overhead+16)
	out := p.board.NewSender()
	packets := make([]wire.Packet, 1)
	burst := &wire.Burst{Packets: packets, Out: out}
	sequence := uint16(0)
	return func() {
		sequence++
		binary.BigEndian.PutUint16(plain[2:], sequence)
		copy(buf, plain[:size])
		n, err := p.sealer.RTP(st, sequence, buf, size, plain[size:])
		if err != nil {
			tb.Fatal(err)
		}
		packets[0] = wire.Packet{Data: buf[:n], From: p.from}
		burst.Now = time.Now()
		p.worker.Handle(burst)
		out.Flush()
	}
}

func benchmarkTaps(b *testing.B, taps int) {
	b.Helper()
	p := newPair(b)
	camera := p.slot.Source()
	c := &counter{}
	for place := range taps {
		camera.Tap(TapPlace(place), c)
	}
	next := p.stream(b)
	next()
	b.ReportAllocs()
	for b.Loop() {
		next()
	}
	if taps > 0 && c.packets < b.N {
		b.Fatalf("%d of %d packets reached the taps", c.packets, b.N)
	}
}

func BenchmarkReceive(b *testing.B) {
	b.Run("without taps", func(b *testing.B) { benchmarkTaps(b, 0) })
	b.Run("one tap", func(b *testing.B) { benchmarkTaps(b, 1) })
	b.Run("two taps", func(b *testing.B) { benchmarkTaps(b, 2) })
}

// What is recorded and composed is taken from the path of everybody's packets.
func TestTapsAllocateNothing(t *testing.T) {
	p := newPair(t)
	camera := p.slot.Source()
	if camera.Kind != conference.Camera {
		t.Fatal(camera.Kind)
	}
	next := p.stream(t)
	for range 3000 {
		next() // what grows has grown
	}
	without := testing.AllocsPerRun(1000, next)
	c := &counter{}
	camera.Tap(ComposeTap, c)
	camera.Tap(TrackTap, c)
	if with := testing.AllocsPerRun(1000, next); with > without || without > 0.1 {
		t.Errorf("%v allocations a packet, %v without taps", with, without)
	}
	if c.packets < 2000 {
		t.Errorf("the taps took %d packets", c.packets)
	}
}
