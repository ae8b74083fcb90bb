package rtpio

import (
	"bytes"
	"net"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"veche/media/codec"
	"veche/media/forward"
	"veche/media/wire"
)

// benched is a stream that sends to a socket which nobody reads.
func benched(tb testing.TB, video bool, security Security) *Stream {
	tb.Helper()
	ports, err := NewPorts(0, 0)
	if err != nil {
		tb.Fatal(err)
	}
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		tb.Fatal(err)
	}
	s, err := Open(Config{Ports: ports, Local: home, Sink: deaf{}, Epoch: time.Now(), Video: video})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { c.Close(); s.Close() })
	f := Format{Type: 8, Codec: codec.PCMA}
	if video {
		f = Format{Type: 96, Codec: codec.H264}
	}
	if err := s.Set(Parameters{
		Remote: c.LocalAddr().(*net.UDPAddr).AddrPort(), Mux: true, Send: true, Receive: true,
		Receiving: []Format{f}, Sending: f, Feedback: Feedback{NACK: video}, Security: security,
	}); err != nil {
		tb.Fatal(err)
	}
	return s
}

// secured are no keys, and those of the usual suite; the same both ways.
func secured(tb testing.TB) map[string]Security {
	tb.Helper()
	keys, err := SDES(Suites[1], make([]byte, 30), make([]byte, 30))
	if err != nil {
		tb.Fatal(err)
	}
	return map[string]Security{"plain": {}, "sealed": {Keys: keys}}
}

// comes gives a function that receives a packet with the next number.
func comes(tb testing.TB, s *Stream, security Security) func() {
	tb.Helper()
	from := s.in.latch.remote
	h := forward.Outgoing{PayloadType: 8, SSRC: 5}
	st := wire.OutStream{SSRC: 5}
	payload, buf, now := make([]byte, 160), make([]byte, 300), time.Duration(0)
	var sealer *wire.Sealer
	if security.Keys != nil {
		var err error
		if sealer, err = wire.NewSealer(*security.Keys); err != nil {
			tb.Fatal(err)
		}
	}
	return func() {
		h.Sequence++
		h.Timestamp += 160
		now += 20 * time.Millisecond
		n := len(forward.AppendHeader(buf[:0], &h, &noExtensions))
		size := n + copy(buf[n:], payload)
		if sealer != nil {
			size, _ = sealer.RTP(&st, h.Sequence, buf, n, payload)
		}
		s.receiveMedia(buf[:size], from, now)
	}
}

func TestNothingIsAllocatedForAPacket(t *testing.T) {
	for name, security := range secured(t) {
		sound, picture := benched(t, false, security), benched(t, true, security)
		receive := comes(t, sound, security)
		payload, at := make([]byte, 160), time.Duration(0)
		var c codec.Cutter
		n := c.Cut(codec.H264, append([]byte{0, 0, 1, 0x41}, bytes.Repeat([]byte{7}, 6000)...), 1200, false, 0)
		for what, do := range map[string]func(){
			"receive": receive,
			"send":    func() { at += 20 * time.Millisecond; sound.Send(payload, at, false) },
			"picture": func() { at += 40 * time.Millisecond; picture.SendPicture(&c, n, at) },
		} {
			for range 600 { // the ring of a picture has its size then
				do()
			}
			if got := testing.AllocsPerRun(200, do); got > 0 {
				t.Errorf("%s %s: %v allocations", name, what, got)
			}
		}
		if q := sound.Quality(); q.Packets < 800 || q.Sent < 800 {
			t.Errorf("%s: %+v", name, q)
		}
	}
}

func BenchmarkReceive(b *testing.B) {
	for name, security := range secured(b) {
		b.Run(name, func(b *testing.B) {
			receive := comes(b, benched(b, false, security), security)
			b.ReportAllocs()
			for b.Loop() {
				receive()
			}
		})
	}
}

func BenchmarkSend(b *testing.B) {
	for name, security := range secured(b) {
		b.Run(name, func(b *testing.B) {
			s := benched(b, false, security)
			payload, at := make([]byte, 160), time.Duration(0)
			b.ReportAllocs()
			for b.Loop() {
				at += 20 * time.Millisecond
				s.Send(payload, at, false)
			}
		})
	}
}

// BenchmarkSendPicture is one of 6,000 bytes, six packets: 1.2 Mbit/s at 25 a second.
func BenchmarkSendPicture(b *testing.B) {
	for name, security := range secured(b) {
		b.Run(name, func(b *testing.B) {
			s := benched(b, true, security)
			var c codec.Cutter
			n := c.Cut(codec.H264, append([]byte{0, 0, 1, 0x41}, bytes.Repeat([]byte{7}, 6000)...), 1200, false, 0)
			at := time.Duration(0)
			b.ReportAllocs()
			for b.Loop() {
				at += 40 * time.Millisecond
				s.SendPicture(&c, n, at)
			}
		})
	}
}

// BenchmarkLoopback sends a packet of G.711 from one stream to another, whose goroutine
// is woken for it: what a leg pays for a packet each way.
func BenchmarkLoopback(b *testing.B) {
	ports, err := NewPorts(0, 0)
	if err != nil {
		b.Fatal(err)
	}
	heard := make(chan struct{}, 1)
	one, two := opened(b, ports, deaf{}), opened(b, ports, wakes{heard: heard})
	f := Format{Type: 8, Codec: codec.PCMA}
	for _, s := range [][2]*Stream{{one, two}, {two, one}} {
		if err := s[0].Set(Parameters{
			Remote: s[1].Addr(), Mux: true, Send: true, Receive: true, Receiving: []Format{f}, Sending: f,
		}); err != nil {
			b.Fatal(err)
		}
	}
	payload, at := make([]byte, 160), time.Duration(0)
	b.ReportAllocs()
	for b.Loop() {
		at += 20 * time.Millisecond
		one.Send(payload, at, false)
		<-heard
	}
}

// BenchmarkPaced runs calls of G.711 at their pace, both ends here, each second of them
// being one operation: a leg costs at most its share, of which mixing and coding are
// not a part.
func BenchmarkPaced(b *testing.B) {
	const calls = 50
	for name, security := range secured(b) {
		b.Run(name, func(b *testing.B) {
			ports, err := NewPorts(0, 0)
			if err != nil {
				b.Fatal(err)
			}
			var legs []*Stream
			for range calls {
				one, two := opened(b, ports, deaf{}), opened(b, ports, deaf{})
				f := Format{Type: 8, Codec: codec.PCMA}
				for _, s := range [][2]*Stream{{one, two}, {two, one}} {
					if err := s[0].Set(Parameters{
						Remote: s[1].Addr(), Mux: true, Send: true, Receive: true, Receiving: []Format{f}, Sending: f,
						Security: security,
					}); err != nil {
						b.Fatal(err)
					}
				}
				legs = append(legs, one, two)
			}
			payload := make([]byte, 160)
			clock := time.NewTicker(20 * time.Millisecond)
			defer clock.Stop()
			begun, before := time.Now(), processorTime(b)
			for b.Loop() {
				for range 50 {
					at := (<-clock.C).Sub(begun)
					for _, s := range legs {
						s.Send(payload, at, false)
					}
				}
			}
			share := (processorTime(b) - before).Seconds() / time.Since(begun).Seconds()
			b.ReportMetric(100*share/float64(len(legs)), "%core/leg")
		})
	}
}

// wakes is a Sink that tells of packets.
type wakes struct {
	deaf
	heard chan struct{}
}

func (w wakes) Packet(*Packet) { w.heard <- struct{}{} }

func opened(tb testing.TB, ports *Ports, sink Sink) *Stream {
	tb.Helper()
	s, err := Open(Config{Ports: ports, Local: netip.MustParseAddr("127.0.0.1"), Sink: sink, Epoch: time.Now()})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return s
}

// processorTime that this process has used.
func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
