package peer

import (
	"crypto/rand"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/dtls/v3"

	"veche/conference"
	"veche/media/codec"
	"veche/media/forward"
	"veche/media/wire"
)

func testBoard(tb testing.TB, cfg Config) *Switchboard {
	tb.Helper()
	cfg.Listen = "127.0.0.1:0"
	cfg.Addresses = func() []netip.Addr { return []netip.Addr{netip.MustParseAddr("127.0.0.1")} }
	b, err := Open(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = b.Close() })
	return b
}

func testKeys(profile dtls.SRTPProtectionProfile, salt int) wire.Keys {
	k := wire.Keys{Profile: profile}
	for _, m := range []*wire.Master{&k.Remote, &k.Local} {
		m.Key, m.Salt = make([]byte, 16), make([]byte, salt)
		_, _ = rand.Read(m.Key)
		_, _ = rand.Read(m.Salt)
	}
	return k
}

// testSlot is a slot of a new peer with keys, that sends to addr.
func testSlot(tb testing.TB, b *Switchboard, addr netip.AddrPort, video bool) *Slot {
	tb.Helper()
	p := b.NewPeer("subscriber")
	tb.Cleanup(p.Close)
	l := &line{mid: "0", audio: !video, video: video, receives: true, exts: []extension{{3, uriTWCC}, {4, uriAudioLevel}}}
	if video {
		l.codecs = []format{{pt: 96, codec: codec.VP8, rtx: 97, hasRTX: true}}
	} else {
		l.codecs = []format{{pt: 111, codec: codec.Opus}}
	}
	s := newSlot(p, l)
	p.slots = []*Slot{s}
	if err := p.secure(testKeys(dtls.SRTP_AEAD_AES_128_GCM, 12)); err != nil {
		tb.Fatal(err)
	}
	p.path.Store(b.port.Path(wire.From{Remote: wire.AddrOf(addr)}))
	return s
}

func mustAddrPort(s string) netip.AddrPort { return netip.MustParseAddrPort(s) }

func sink(tb testing.TB) *net.UDPConn {
	tb.Helper()
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = c.Close() })
	return c
}

// bench sends pictures of so many packets to subscribers and reports the cost per
// forwarded packet. The receivers do not read.
func bench(b *testing.B, subscribers, burst int) {
	b.Helper()
	board := testBoard(b, Config{Workers: 1})
	publisher := board.NewPeer("publisher")
	b.Cleanup(publisher.Close)
	src := newSource(publisher, conference.Camera, "1")
	l := src.layer(0, codec.VP8)
	src.codec.Store(uint32(codec.VP8))
	route := make([]*Slot, subscribers)
	for i := range route {
		s := testSlot(b, board, sink(b).LocalAddr().(*net.UDPAddr).AddrPort(), true)
		s.source.Store(src)
		s.choose(0)
		route[i] = s
	}
	src.Route(route)
	w := board.NewWorker().(*worker)
	w.out = board.NewSender()
	payload := make([]byte, 1150)
	copy(payload, []byte{0x90, 0x80, 0x80, 0x01, 0, 0, 0, 0x9d, 1, 0x2a, 0x80, 2, 0x68, 1}) // a key frame
	seq := uint16(1)
	run := func() {
		w.now = board.Now()
		for i := range burst {
			frame := codec.Frame{Start: true, Key: seq == 1}
			frame.VP8, _ = codec.ParseVP8(payload)
			w.media = append(w.media, arrival{
				layer: l, payload: payload, codec: codec.VP8,
				packet: forward.Packet{
					Feed: forward.Feed{Source: src.ID}, Sequence: seq, Newest: seq, Timestamp: uint32(seq) * 3600,
					Frame: frame, Marker: i == burst-1,
				},
			})
			seq++
		}
		w.forward()
		w.out.Flush()
	}
	for range 300 { // the estimator's history and the like reach their size
		run()
	}
	before := board.Stats()
	start := time.Now()
	b.ReportAllocs()
	for b.Loop() {
		run()
	}
	elapsed := time.Since(start)
	after := board.Stats()
	packets := after.Sent - before.Sent
	b.ReportMetric(float64(elapsed.Nanoseconds())/float64(packets), "ns/packet")
	b.ReportMetric(float64(packets)/float64(after.Sends-before.Sends), "packets/send")
}

func BenchmarkFanOut(b *testing.B) {
	b.Run("1 packet to 40", func(b *testing.B) { bench(b, 40, 1) })
	b.Run("4 packets to 40", func(b *testing.B) { bench(b, 40, 4) })
	b.Run("8 packets to 12", func(b *testing.B) { bench(b, 12, 8) })
}

func TestForwardingAllocatesNothing(t *testing.T) {
	r := testing.Benchmark(func(b *testing.B) { b.Helper(); bench(b, 10, 2) })
	if n := r.AllocsPerOp(); n != 0 {
		t.Errorf("%d allocations for a burst of 20 forwarded packets, want 0", n)
	}
}

// TestAPictureLeavesInOneSendForEach: what is sent in parts is the crowd, not the
// picture.
func TestAPictureLeavesInOneSendForEach(t *testing.T) {
	r := testing.Benchmark(func(b *testing.B) { b.Helper(); bench(b, 30, 5) })
	if n := r.Extra["packets/send"]; n != 5 {
		t.Errorf("%.2f packets of a picture of 5 in a send", n)
	}
}
