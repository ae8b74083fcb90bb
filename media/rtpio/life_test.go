package rtpio_test

import (
	"bytes"
	"net"
	"net/netip"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtcp"

	"veche/media/codec"
	"veche/media/rtpio"
)

func TestOtherSSRCsTakeOverWhenTheOldOneIsSilent(t *testing.T) {
	t.Parallel()
	e := newEar()
	s := open(t, e, false)
	f := newFar(t, s)
	set(t, s, f.parameters())
	write := func(ssrc uint32, seq uint16) {
		p := f.packet(8, uint32(seq)*160, byte(seq))
		p.SSRC, p.SequenceNumber = ssrc, seq
		f.write(p)
	}
	hear := func(ssrc uint32, seq uint16) {
		t.Helper()
		if got := next(t, e.packets, "packet"); got.SSRC != ssrc || got.Sequence != seq {
			t.Errorf("heard %d of %d, want %d of %d", got.Sequence, got.SSRC, seq, ssrc)
		}
	}
	write(1, 10)
	hear(1, 10)
	write(2, 70) // in turn: the first stays
	write(1, 11)
	hear(1, 11)
	write(2, 71)
	write(2, 72)
	hear(2, 72) // its second in sequence
	// It says goodbye: the next is taken at once.
	f.writeControl(&rtcp.Goodbye{Sources: []uint32{2}})
	until(t, "next SSRC", func() bool {
		write(3, 5)
		return len(e.packets) > 0
	})
	hear(3, 5)
	// The numbers of one SSRC begin anew.
	write(3, 40000)
	write(3, 40001)
	hear(3, 40001)
	write(3, 40001) // a double
	write(3, 40002)
	hear(3, 40002)
}

func TestSoundIsSentToWhereItComesFrom(t *testing.T) {
	t.Parallel()
	e := newEar()
	s := open(t, e, false)
	f := newFar(t, s)
	nat := listen(t)
	set(t, s, f.parameters())
	f.writeFrom(nat, f.packet(8, 160, 1))
	next(t, e.packets, "packet")
	if s.Remote() != addr(nat) {
		t.Fatalf("far end is at %v", s.Remote())
	}
	s.Send([]byte{9}, 0, true)
	for b := receive(t, nat); b[1]&0x7f != 8; b = receive(t, nat) {
		continue // keep-alive
	}
	// A stranger of another port is not heard any more.
	f.writeFrom(listen(t), f.packet(8, 320, 2))
	f.writeFrom(nat, f.packet(8, 480, 3))
	if got := next(t, e.packets, "packet"); got.Payload[0] != 3 {
		t.Errorf("heard %v", got)
	}
	until(t, "count of strangers", func() bool { return s.Quality().Strangers == 1 })
}

func TestHoldAndResume(t *testing.T) {
	t.Parallel()
	e := newEar()
	s := open(t, e, false)
	f := newFar(t, s)
	p := f.parameters()
	set(t, s, p)
	s.Send([]byte{1}, 0, true)
	first := f.read()
	held := p
	held.Send, held.Receive, held.Remote = false, false, netip.MustParseAddrPort("0.0.0.0:0")
	set(t, s, held)
	f.write(f.packet(8, 160, 1))
	until(t, "packet on hold", func() bool { return s.Quality().Packets == 1 })
	s.Send([]byte{2}, 20*time.Millisecond, false)
	resumed := s.LastPacket()
	set(t, s, p)
	if s.LastPacket() < resumed {
		t.Error("the time on hold counts as silence")
	}
	until(t, "packet", func() bool {
		f.write(f.packet(8, 320, 3))
		return len(e.packets) > 0
	})
	if got := next(t, e.packets, "packet"); got.Payload[0] != 3 {
		t.Errorf("heard %v on hold", got)
	}
	s.Send([]byte{3}, 40*time.Millisecond, true)
	if again := f.read(); again.Payload[0] != 3 || again.SSRC != first.SSRC || again.Timestamp != first.Timestamp+320 {
		t.Errorf("got %v after %v", again, first)
	}
}

func TestAnotherClockIsAnotherSSRC(t *testing.T) {
	t.Parallel()
	s := open(t, newEar(), false)
	f := newFar(t, s)
	p := f.parameters()
	set(t, s, p)
	s.Send([]byte{1}, 0, true)
	alaw := f.read()
	p.Sending = rtpio.Format{Type: 9, Codec: codec.G722}
	set(t, s, p)
	s.Send([]byte{2}, 20*time.Millisecond, true)
	wide := f.read()
	if wide.PayloadType != 9 || wide.SSRC != alaw.SSRC || wide.SequenceNumber != alaw.SequenceNumber+1 {
		t.Errorf("got %v after %v", wide, alaw)
	}
	p.Sending = rtpio.Format{Type: 111, Codec: codec.Opus}
	set(t, s, p)
	s.Send([]byte{3}, 40*time.Millisecond, true)
	if opus := f.read(); opus.SSRC == alaw.SSRC || opus.PayloadType != 111 {
		t.Errorf("got %v", opus)
	}
}

func TestReportsGoWithRTP(t *testing.T) {
	t.Parallel()
	e := newEar()
	s := open(t, e, false)
	f := newFar(t, s)
	p := f.parameters()
	p.Mux = true
	set(t, s, p)
	f.write(f.packet(8, 160, 1))
	next(t, e.packets, "packet")
	for {
		if b := receive(t, f.rtp); b[1] == 201 || b[1] == 200 {
			break
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestTheLastWordIsGoodbye(t *testing.T) {
	t.Parallel()
	s := open(t, newEar(), false)
	f := newFar(t, s)
	set(t, s, f.parameters())
	s.Send([]byte{1}, 0, true)
	ssrc := f.read().SSRC
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := control[*rtcp.Goodbye](f); len(got.Sources) != 1 || got.Sources[0] != ssrc {
		t.Errorf("got %+v", got)
	}
	s.Send([]byte{2}, 0, true) // does nothing
	if err := s.Set(f.parameters()); err == nil {
		t.Error("a closed stream was set")
	}
}

func TestASilentStreamKeepsItsWay(t *testing.T) {
	t.Parallel()
	s := open(t, newEar(), false)
	f := newFar(t, s)
	p := f.parameters()
	p.Send = false
	set(t, s, p)
	if b := receive(t, f.rtp); len(b) != 12 || b[1] != 20 {
		t.Errorf("got %x", b)
	}
}

func TestIPv6(t *testing.T) {
	t.Parallel()
	e := newEar()
	s := openWith(t, rtpio.Config{Sink: e, Local: netip.IPv6Loopback()})
	c, err := net.ListenUDP("udp6", &net.UDPAddr{IP: net.IPv6loopback})
	if err != nil {
		t.Skip("no IPv6 here:", err)
	}
	t.Cleanup(func() { c.Close() })
	f := newFar(t, s)
	f.rtp = c
	set(t, s, f.parameters())
	f.write(f.packet(8, 160, 7))
	next(t, e.packets, "packet")
	s.Send([]byte{9}, 0, true)
	if got := f.read(); got.Payload[0] != 9 {
		t.Errorf("got %v", got)
	}
}

func TestWhatCannotHaveBeenAgreedIsRefused(t *testing.T) {
	t.Parallel()
	s := open(t, newEar(), false)
	f := newFar(t, s)
	keys, err := rtpio.SDES(rtpio.Suites[0], make([]byte, 28), make([]byte, 28))
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*rtpio.Parameters){
		"payload type":  func(p *rtpio.Parameters) { p.Receiving[0].Type = 128 },
		"no clock":      func(p *rtpio.Parameters) { p.Receiving[0] = rtpio.Format{Type: 5, Codec: codec.AAC} },
		"no format":     func(p *rtpio.Parameters) { p.Sending = rtpio.Format{} },
		"weak hash":     func(p *rtpio.Parameters) { p.Security.Fingerprint = "md5 00:11" },
		"two ways":      func(p *rtpio.Parameters) { p.Security = rtpio.Security{Keys: keys, Fingerprint: "sha-256 00"} },
		"keys too long": func(p *rtpio.Parameters) { k := *keys; k.Local.Key = make([]byte, 32); p.Security.Keys = &k },
	} {
		p := f.parameters()
		if change(&p); s.Set(p) == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if _, err := rtpio.SDES("NULL", nil, nil); err == nil {
		t.Error("an unknown suite was taken")
	}
	if _, err := rtpio.SDES(rtpio.Suites[1], make([]byte, 28), make([]byte, 30)); err == nil {
		t.Error("a short key was taken")
	}
}

func TestPlainPacketsAreNotTakenInASealedCall(t *testing.T) {
	t.Parallel()
	e := newEar()
	s := open(t, e, false)
	f := newFar(t, s)
	p := f.parameters()
	var err error
	if p.Security.Keys, err = rtpio.SDES(rtpio.Suites[1], make([]byte, 30), bytes.Repeat([]byte{1}, 30)); err != nil {
		t.Fatal(err)
	}
	set(t, s, p)
	f.write(f.packet(8, 160, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))
	f.writeControl(&rtcp.ReceiverReport{SSRC: farSSRC, Reports: make([]rtcp.ReceptionReport, 2)})
	until(t, "refusal", func() bool { return s.Quality().Forged == 2 })
	none(t, e.packets, "packet")
}

func TestGarbageEndsNothing(t *testing.T) {
	t.Parallel()
	e := newEar()
	s := open(t, e, false)
	f := newFar(t, s)
	set(t, s, f.parameters())
	stun := append([]byte{0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42}, make([]byte, 12)...)
	for _, b := range [][]byte{
		{},
		{0},
		stun,
		{0x80},
		{0x80, 8},
		make([]byte, 1400), bytes.Repeat([]byte{0xff}, 2000),
		{0x16, 0xfe, 0xfd, 0, 0},
		{0x80, 200},
		{0x80, 201, 0xff, 0xff, 0, 0, 0, 0},
		{0x9f, 8, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1},
		{0xa0, 8, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 99},
	} {
		for _, to := range []netip.AddrPort{s.Addr(), s.ControlAddr()} {
			if _, err := f.rtp.WriteToUDPAddrPort(b, to); err != nil {
				t.Fatal(err)
			}
		}
	}
	f.write(f.packet(8, 160, 7))
	if got := next(t, e.packets, "packet"); got.Payload[0] != 7 {
		t.Errorf("got %+v", got)
	}
	if q := s.Quality(); q.Broken != 3 || q.Packets != 1 {
		t.Errorf("got %+v", q)
	}
}

// Lesson 40, and the 2,000 calls of the bench: all comes back.
func TestStreamsLeaveNothingBehind(t *testing.T) {
	ports := anyPorts()
	round := func() {
		var all []*rtpio.Stream
		for range 25 {
			s, err := rtpio.Open(rtpio.Config{Ports: ports, Local: loopback, Sink: newEar(), Epoch: time.Now()})
			if err != nil {
				t.Fatal(err)
			}
			to := netip.MustParseAddrPort("127.0.0.1:9")
			if err := s.Set(rtpio.Parameters{
				Remote: to, RemoteControl: to, Send: true, Receive: true, Sending: rtpio.Format{Type: 8, Codec: codec.PCMA},
				Security: rtpio.Security{Fingerprint: "sha-256 00", Active: true},
			}); err != nil {
				t.Fatal(err)
			}
			all = append(all, s)
		}
		for _, s := range all {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	round()
	goroutines, files := runtime.NumGoroutine(), openFiles(t)
	for range 4 {
		round()
	}
	until(t, "end of all goroutines", func() bool { return runtime.NumGoroutine() <= goroutines+5 })
	if now := openFiles(t); now > files {
		t.Errorf("%d files are open, %d before", now, files)
	}
}

func openFiles(t *testing.T) int {
	t.Helper()
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip(err)
	}
	return len(all)
}

// Everything at once, for the race detector.
func TestAllMethodsAtOnce(t *testing.T) {
	t.Parallel()
	e := newEar()
	s := open(t, e, false)
	f := newFar(t, s)
	p := f.parameters()
	p.Feedback = rtpio.Feedback{PLI: true, NACK: true}
	set(t, s, p)
	var all sync.WaitGroup
	for _, work := range []func(int){
		func(i int) { s.Send([]byte{1}, time.Duration(i)*20*time.Millisecond, false) },
		func(i int) { q := p; q.Send = i%3 > 0; set(t, s, q) },
		func(i int) { f.write(f.packet(8, uint32(i)*160, 1)) },
		func(int) { f.writeControl(&rtcp.ReceiverReport{SSRC: farSSRC}) },
		func(int) { s.AskKeyFrame(); s.Quality(); s.Remote(); s.Timestamp(0); s.LastPacket() },
		func(i int) {
			if i%20 == 0 {
				_ = s.Dial(rtpio.Key{Digit: '1'})
			}
		},
	} {
		all.Go(func() {
			for i := range 100 {
				work(i)
			}
		})
	}
	all.Wait()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
