package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/pion/stun/v4"
)

// echo answers every packet with what answer makes of it.
type echo struct {
	port   *Port
	answer func(b *Burst, p *Packet, path *Path)
	closed chan *Stream

	mu    sync.Mutex
	paths map[From]*Path
}

func (e *echo) NewWorker() Worker { return e }

func (e *echo) Handle(b *Burst) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := range b.Packets {
		p := &b.Packets[i]
		if e.paths[p.From] == nil {
			e.paths[p.From] = e.port.Path(p.From)
		}
		e.answer(b, p, e.paths[p.From])
	}
}

func (e *echo) StreamClosed(s *Stream) { e.closed <- s }

func openEcho(t *testing.T, listen string, answer func(b *Burst, p *Packet, path *Path)) *echo {
	t.Helper()
	e := &echo{answer: answer, paths: make(map[From]*Path), closed: make(chan *Stream, 8)}
	e.mu.Lock() // until port is set
	port, err := Open(Config{Listen: listen, Workers: 2, Handler: e})
	if err != nil {
		t.Fatal(err)
	}
	e.port = port
	e.mu.Unlock()
	t.Cleanup(func() { _ = port.Close() })
	return e
}

func TestAnswersLeaveFromTheAddressThatWasAsked(t *testing.T) {
	e := openEcho(t, ":0", func(b *Burst, p *Packet, path *Path) { b.Out.Send(path, p.Data) })
	port := e.port.Addr().Port()
	for _, c := range []struct{ network, server string }{
		{"udp4", "127.0.0.1"}, {"udp4", "127.0.0.5"}, {"udp6", "::1"},
	} {
		t.Run(c.server, func(t *testing.T) {
			server := netip.AddrPortFrom(netip.MustParseAddr(c.server), port)
			conn, err := net.ListenUDP(c.network, nil)
			if err != nil {
				t.Skip(err)
			}
			defer conn.Close()
			if _, err := conn.WriteToUDPAddrPort([]byte("hello"), server); err != nil {
				t.Skip(err)
			}
			_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
			b := make([]byte, 100)
			n, from, err := conn.ReadFromUDPAddrPort(b)
			if err != nil {
				t.Fatal(err)
			}
			if got := netip.AddrPortFrom(from.Addr().Unmap(), from.Port()); got != server || string(b[:n]) != "hello" {
				t.Errorf("%q from %v, want from %v", b[:n], got, server)
			}
		})
	}
}

func TestJoinedSendsArriveAsTheyWere(t *testing.T) {
	for _, gso := range []bool{true, false} {
		t.Run(fmt.Sprintf("GSO %v", gso), func(t *testing.T) {
			sizes := []int{900, 900, 900, 400, 900, 900, 1200, 1200, 1200, 1200, 1200, 1200, 1200, 1200, 1200, 100, 100}
			e := openEcho(t, "127.0.0.1:0", func(b *Burst, _ *Packet, path *Path) {
				for i, n := range sizes {
					buf := b.Out.Buffer(n + 50)
					for j := range n {
						buf[j] = byte(i)
					}
					b.Out.Commit(path, n)
				}
			})
			e.port.noGSO.Store(!gso)
			conn, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(e.port.Addr()))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := conn.Write([]byte("go")); err != nil {
				t.Fatal(err)
			}
			_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
			b := make([]byte, 4000)
			for i, want := range sizes {
				n, err := conn.Read(b)
				if err != nil {
					t.Fatal(err)
				}
				if n != want || !bytes.Equal(b[:n], bytes.Repeat([]byte{byte(i)}, want)) {
					t.Fatalf("packet %d has %d bytes of %d, want %d", i, n, b[0], want)
				}
			}
			s := e.port.Stats()
			if joined := s.Sends < s.Sent; joined != gso {
				t.Errorf("%d packets in %d sends", s.Sent, s.Sends)
			}
		})
	}
}

// More than an arena and more than a sendmmsg in one burst.
func TestALargeBurstIsSentInParts(t *testing.T) {
	const packets = 700
	e := openEcho(t, "127.0.0.1:0", func(b *Burst, p *Packet, path *Path) {
		other := *path // another pointer: no joining
		for i := range packets {
			buf := b.Out.Buffer(1000)
			binary.BigEndian.PutUint32(buf, uint32(i))
			if i%2 == 0 {
				b.Out.Commit(path, 1000)
			} else {
				b.Out.Commit(&other, 1000)
			}
		}
	})
	conn, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(e.port.Addr()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetReadBuffer(4 << 20)
	if _, err := conn.Write([]byte("go")); err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	b := make([]byte, 2000)
	for i := range packets {
		n, err := conn.Read(b)
		if err != nil {
			t.Fatalf("after %d packets: %v", i, err)
		}
		if got := binary.BigEndian.Uint32(b); n != 1000 || got != uint32(i) {
			t.Fatalf("packet %d, %d bytes, want packet %d", got, n, i)
		}
	}
}

func frame(b string) []byte {
	return append([]byte{byte(len(b) >> 8), byte(len(b))}, b...)
}

func TestMuchIsSentBeforeTheBurstIsOver(t *testing.T) {
	e := openEcho(t, "127.0.0.1:0", func(*Burst, *Packet, *Path) {})
	out := e.port.NewSender()
	path := e.port.Path(From{Remote: AddrOf(netip.MustParseAddrPort("127.0.0.1:9"))})
	packet := make([]byte, 1000)
	queued := uint64(0)
	for range handful / len(packet) {
		out.Send(path, packet)
		queued++
		out.Relieve()
		if sent := e.port.Stats().Sent; sent != 0 {
			t.Fatalf("%d packets went when %d were queued", sent, queued)
		}
	}
	out.Send(path, packet)
	if out.Relieve(); e.port.Stats().Sent != queued+1 {
		t.Errorf("%d packets went, want %d", e.port.Stats().Sent, queued+1)
	}
}

func TestFramesOfAStream(t *testing.T) {
	e := openEcho(t, "127.0.0.1:0", func(b *Burst, p *Packet, path *Path) { b.Out.Send(path, p.Data) })
	conn, err := net.Dial("tcp", e.port.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	all := append(append(frame("one"), frame("")...), frame("three")...)
	for _, b := range all { // byte by byte: frames and reads do not agree
		if _, err := conn.Write([]byte{b}); err != nil {
			t.Fatal(err)
		}
	}
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	want := append(frame("one"), frame("three")...)
	got := make([]byte, len(want))
	for n := 0; n < len(want); {
		m, err := conn.Read(got[n:])
		if err != nil {
			t.Fatal(err)
		}
		n += m
	}
	if !bytes.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	_ = conn.Close()
	select {
	case <-e.closed:
	case <-time.After(5 * time.Second):
		t.Error("the end of the stream was not told")
	}
}

// Lesson 40: a stalled TCP peer froze all others.
func TestAFrozenStreamStallsNobody(t *testing.T) {
	big := string(make([]byte, 1200))
	e := openEcho(t, "127.0.0.1:0", func(b *Burst, p *Packet, path *Path) {
		n := 1
		if string(p.Data) == "flood" {
			n = 20_000
		}
		for range n {
			b.Out.Send(path, []byte(big))
		}
	})
	frozen, err := net.Dial("tcp", e.port.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer frozen.Close()
	if _, err := frozen.Write(frame("flood")); err != nil { // and never reads
		t.Fatal(err)
	}
	other, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(e.port.Addr()))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	begun := time.Now()
	for i := 0; i < 20 || e.port.Stats().Dropped == 0; i++ {
		if time.Since(begun) > 5*time.Second {
			t.Fatal("nothing was dropped for the frozen stream")
		}
		_ = other.SetDeadline(time.Now().Add(2 * time.Second))
		if _, err := other.Write([]byte("hello")); err != nil {
			t.Fatal(err)
		}
		if _, err := other.Read(make([]byte, 2000)); err != nil {
			t.Fatalf("answer %d beside a frozen stream: %v", i, err)
		}
	}
}

func TestClassify(t *testing.T) {
	for _, c := range []struct {
		first, second byte
		want          Kind
	}{
		{0, 1, STUN},
		{1, 1, STUN},
		{3, 0, STUN},
		{4, 0, Unknown},
		{19, 0, Unknown},
		{20, 254, DTLS},
		{22, 254, DTLS},
		{63, 0, DTLS},
		{64, 0, Unknown},
		{127, 0, Unknown},
		{128, 96, RTP},
		{128, 96 | 128, RTP},
		{144, 111, RTP},
		{128, 200, RTCP},
		{129, 206, RTCP},
		{128, 223, RTCP},
		{128, 191, RTP},
		{191, 96, RTP},
		{192, 0, Unknown},
	} {
		if got := Classify([]byte{c.first, c.second}); got != c.want {
			t.Errorf("Classify(%d %d) = %v, want %v", c.first, c.second, got, c.want)
		}
	}
	if Classify([]byte{0}) != Unknown {
		t.Error("one byte is something")
	}
}

func TestBindingsAreAnsweredWithTheRightPassword(t *testing.T) {
	request, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername("ours:theirs"),
		stun.RawAttribute{Type: attrUseCandidate}, stun.NewShortTermIntegrity("secret"), stun.Fingerprint)
	if err != nil {
		t.Fatal(err)
	}
	var b Binding
	if !ParseBinding(request.Raw, &b) {
		t.Fatal("no binding")
	}
	if b.Local != "ours" || b.Remote != "theirs" || !b.Nominated {
		t.Errorf("got %q %q %v", b.Local, b.Remote, b.Nominated)
	}
	if b.Check("wrong") || !b.Check("secret") {
		t.Error("passwords are confused")
	}
	to := AddrOf(netip.MustParseAddrPort("192.0.2.7:4321"))
	raw, err := b.Answer(to, "secret")
	if err != nil {
		t.Fatal(err)
	}
	m := &stun.Message{Raw: raw}
	if err := m.Decode(); err != nil {
		t.Fatal(err)
	}
	var mapped stun.XORMappedAddress
	if err := mapped.GetFrom(m); err != nil || mapped.String() != "192.0.2.7:4321" {
		t.Errorf("mapped address %v, %v", mapped, err)
	}
	if m.TransactionID != request.TransactionID || stun.NewShortTermIntegrity("secret").Check(m) != nil || stun.Fingerprint.Check(m) != nil {
		t.Error("the answer does not hold")
	}
}

func FuzzBinding(f *testing.F) {
	request, _ := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername("a:b"), stun.NewShortTermIntegrity("c"), stun.Fingerprint)
	f.Add(request.Raw)
	f.Add([]byte{0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42})
	reply, _ := stun.Build(stun.TransactionID, stun.BindingSuccess, stun.NewShortTermIntegrity("c"), stun.Fingerprint)
	f.Add(reply.Raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		var b Binding
		if ParseBinding(raw, &b) && b.Check("a password that nobody has") {
			t.Error("a request was trusted")
		}
		if ParseReply(raw, &b) && b.Check("a password that nobody has") {
			t.Error("a reply was trusted")
		}
	})
}

func FuzzControl(f *testing.F) {
	f.Add(make([]byte, 40))
	f.Fuzz(func(_ *testing.T, oob []byte) {
		aligned := make([]byte, (len(oob)+7)&^7)
		copy(aligned, oob)
		localOf(aligned[:len(oob)])
	})
}

// One stranger must not take all the places for TCP.
func TestStreamsThatProveNothingAreBoundedForEachAddress(t *testing.T) {
	e := openEcho(t, "127.0.0.1:0", func(_ *Burst, p *Packet, _ *Path) { p.From.Stream.Trust() })
	e.closed = make(chan *Stream, 2*maxUnproven)
	dial := func() net.Conn {
		t.Helper()
		conn, err := net.Dial("tcp", e.port.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		return conn
	}
	open := func(conn net.Conn) bool {
		_ = conn.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
		_, err := conn.Read(make([]byte, 1))
		e, ok := errors.AsType[net.Error](err)
		return ok && e.Timeout()
	}
	conns := make([]net.Conn, 0, maxUnproven)
	for range maxUnproven {
		conns = append(conns, dial())
	}
	if open(dial()) {
		t.Error("one too many is open")
	}
	if _, err := conns[0].Write(frame("proof")); err != nil { // one proves what it is, and one goes
		t.Fatal(err)
	}
	_ = conns[1].Close()
	<-e.closed
	deadline := time.Now().Add(5 * time.Second)
	for range 2 {
		for !open(dial()) {
			if time.Now().After(deadline) {
				t.Fatal("the places are not free again")
			}
		}
	}
	if open(dial()) {
		t.Error("one too many is open afterwards")
	}
	if !open(conns[0]) {
		t.Error("the one that proved what it is was closed")
	}
}
