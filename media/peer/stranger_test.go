package peer

import (
	"errors"
	"net"
	"os"
	"testing"
	"time"

	"github.com/pion/stun/v4"
)

// Nobody gets an answer who has not shown the password of a peer: the port is of
// no use to find out who is there, nor to send packets at somebody else.
func TestStrangersGetNoAnswer(t *testing.T) {
	b := testBoard(t, Config{Workers: 1, NoTCP: true})
	p := b.NewPeer("anna")
	t.Cleanup(p.Close)
	if _, err := p.Offer(browserOffer(t, "chromium"), browserKinds); err != nil {
		t.Fatal(err)
	}
	p.ice.Lock()
	ufrag, password := p.ufrag, p.pwd
	p.ice.Unlock()
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(b.Addr()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	check := func(kind stun.MessageType, user string, more ...stun.Setter) []byte {
		m, err := stun.Build(append([]stun.Setter{stun.TransactionID, kind, stun.NewUsername(user)}, more...)...)
		if err != nil {
			t.Fatal(err)
		}
		return m.Raw
	}
	right := stun.NewShortTermIntegrity(password)
	altered := check(stun.BindingRequest, ufrag+":x", right)
	altered[12] ^= 1
	for name, packet := range map[string][]byte{
		"no user":          check(stun.BindingRequest, ""),
		"an unknown user":  check(stun.BindingRequest, "nobody:x", right),
		"no password":      check(stun.BindingRequest, ufrag+":x"),
		"a wrong password": check(stun.BindingRequest, ufrag+":x", stun.NewShortTermIntegrity("wrong")),
		"altered":          altered,
		"half a user":      check(stun.BindingRequest, ufrag, right),
		"an indication":    check(stun.NewType(stun.MethodBinding, stun.ClassIndication), ufrag+":x", right),
		"an allocation":    check(stun.NewType(stun.MethodAllocate, stun.ClassRequest), ufrag+":x", right),
		"DTLS":             {22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1},
		"RTP":              append([]byte{0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1}, make([]byte, 100)...),
		"RTCP":             append([]byte{0x80, 200, 0, 6}, make([]byte, 40)...),
		"one byte":         {0},
		"nothing":          {},
	} {
		if _, err := conn.Write(packet); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	// The last is answered, and only that: what came before was looked at.
	last := check(stun.BindingRequest, ufrag+":x", right)
	if _, err := conn.Write(last); err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	answer := make([]byte, 1500)
	sent := 0
	for range 2 { // a question of our own, and the answer
		n, err := conn.Read(answer)
		if err != nil {
			t.Fatal(err)
		}
		sent += n
		m := &stun.Message{Raw: answer[:n]}
		if err := m.Decode(); err != nil || m.Type != stun.BindingRequest && string(m.TransactionID[:]) != string(last[8:20]) {
			t.Errorf("answered %x to another packet", answer[:n])
		}
	}
	if sent > 3*len(last) {
		t.Errorf("%d bytes for %d", sent, len(last))
	}
	_ = conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
	if n, err := conn.Read(answer); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("another answer: %x, %v", answer[:n], err)
	}
	p.in.Lock()
	defer p.in.Unlock()
	if len(p.early) > 0 || len(p.streams) > 0 {
		t.Error("packets of strangers are kept")
	}
}
