package transport

import (
	"net"
	"net/netip"
	"testing"
	"time"
)

func TestAnswersComeFromWhereTheRequestWent(t *testing.T) {
	t.Parallel()
	for _, bind := range []string{"0.0.0.0:0", "[::]:0"} {
		locals := make(chan netip.AddrPort, 1)
		tr := New(Config{Receive: func(f Flow, data []byte) {
			locals <- f.Local()
			_ = f.Send(append([]byte("re: "), data...))
		}})
		t.Cleanup(tr.Close)
		addr, err := tr.ListenUDP(t.Context(), bind)
		if err != nil {
			t.Skip(err) // no IPv6 here
		}
		// Not the address that the system would choose. A connected socket hears
		// nobody else.
		to := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.5"), addr.Port())
		c, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(to))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(20 * time.Second))
		if _, err := c.Write([]byte("hello")); err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 100)
		n, err := c.Read(buf)
		if err != nil || string(buf[:n]) != "re: hello" {
			t.Errorf("%s: %q, %v", bind, buf[:n], err)
		}
		if got := <-locals; got != to {
			t.Errorf("%s: local %s", bind, got)
		}
	}
}

func TestKeepAlivesAreNoMessages(t *testing.T) { // RFC 5626, 3.5.1
	t.Parallel()
	for text, want := range map[string]bool{"\r\n\r\n": true, "\r\n": true, "\x00": true, "\x00\x00\x00\x00\x00\x00": true, "INVITE": false, "\r\n\r\nX": false} {
		if keepAlive([]byte(text)) != want {
			t.Errorf("%q", text)
		}
	}
}
