package sip

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"veche/conference/reach"
	"veche/sip/message"
)

// large is a session description that no datagram of Ethernet holds.
var large = []byte(audioSDP + strings.Repeat("a=candidate-like-line:0123456789\r\n", 80))

func TestLargeRequestsTakeTCPWhereThereIsTCP(t *testing.T) { // RFC 3261, 18.1.1; lesson 27
	t.Parallel()
	networks := make(chan string, 2)
	h := handle(func(ctx context.Context, c *Call) {
		networks <- c.Info().Network
		if !bytes.Equal(c.Offer(), large) {
			t.Errorf("offer of %d bytes", len(c.Offer()))
		}
		c.Answer(ctx, large)
		<-ctx.Done()
	})
	_, both := loopback(t, Config{Handler: h})
	only := New(Config{Handler: h})
	udp, err := only.transport.ListenUDP(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { only.Close(context.Background()) })
	a, _ := loopback(t, Config{})
	for _, test := range []struct{ target, want string }{
		{"sip:b@" + both.String(), "TCP"},
		{"sip:b@" + udp.String(), "UDP"},
		{"sip:b@" + both.String() + ";transport=udp", "UDP"}, // as somebody asked
	} {
		c := dial(t, a, Invitation{Target: test.target, Offer: large})
		if e := next[Answered](t, c); !bytes.Equal(e.SDP, large) {
			t.Errorf("%s: answer of %d bytes", test.target, len(e.SDP))
		}
		if got := <-networks; got != test.want {
			t.Errorf("%s: over %s", test.target, got)
		}
		c.Hangup(Cause{})
		<-c.Done()
	}
}

func TestTLSChecksWhoItCalls(t *testing.T) {
	t.Parallel()
	pair, file := certificate(t)
	b, _ := loopback(t, Config{Handler: stays([]byte(audioSDP)), ServerTLS: &tls.Config{Certificates: []tls.Certificate{pair}}})
	addr, err := b.ListenTLS(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	trusting := x509.NewCertPool()
	data, _ := os.ReadFile(file)
	trusting.AppendCertsFromPEM(data)
	for _, test := range []struct {
		roots *x509.CertPool
		want  Kind
	}{{trusting, HungUp}, {nil, Unreachable}} {
		a, _ := loopback(t, Config{ClientTLS: &tls.Config{RootCAs: test.roots, MinVersion: tls.VersionTLS12}})
		c := dial(t, a, Invitation{Target: fmt.Sprintf("sip:b@%s;transport=tls", addr), Offer: []byte(audioSDP)})
		if test.roots != nil {
			next[Answered](t, c)
			c.Hangup(Cause{Kind: HungUp})
		}
		<-c.Done()
		if c.Cause().Kind != test.want {
			t.Errorf("cause %+v", c.Cause())
		}
	}
}

func TestAConnectionThatClosesFailsItsRequestsAtOnce(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conn.Read(make([]byte, 100))
			conn.Close()
		}
	}()
	a, _ := loopback(t, Config{})
	began := time.Now()
	c := dial(t, a, Invitation{Target: fmt.Sprintf("sip:b@%s;transport=tcp", l.Addr()), Offer: []byte(audioSDP)})
	<-c.Done()
	if c.Cause().Kind != Unreachable || time.Since(began) > 20*time.Second {
		t.Errorf("%+v after %v", c.Cause(), time.Since(began))
	}
}

func TestAPingIsAnsweredAndNonsenseClosesTheConnection(t *testing.T) { // RFC 5626, 3.5.1
	t.Parallel()
	_, addr := loopback(t, Config{})
	conn, err := net.Dial("tcp", addr.String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	fmt.Fprint(conn, "\r\n\r\n")
	pong := make([]byte, 2)
	if _, err := conn.Read(pong); err != nil || string(pong) != "\r\n" {
		t.Errorf("%q, %v", pong, err)
	}
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nContent-Length: 70000\r\n\r\n")
	if n, err := conn.Read(pong); err == nil {
		t.Errorf("read %q", pong[:n])
	}
}

func TestOneSourceDoesNotTakeAllConnections(t *testing.T) {
	t.Parallel()
	s, addr := loopback(t, Config{})
	for range 150 {
		conn, err := net.Dial("tcp", addr.String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	deadline := time.Now().Add(20 * time.Second)
	for s.transport.Conns() < 128 && time.Now().Before(deadline) {
		time.Sleep(10 * time.Millisecond)
	}
	if n := s.transport.Conns(); n != 128 {
		t.Errorf("%d connections", n)
	}
}

func TestWhoseConnectionIsGoneIsReachedByItsContact(t *testing.T) {
	t.Parallel()
	s, addr := loopback(t, Config{Handler: stays([]byte(audioSDP))})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	conn, err := net.Dial("tcp", addr.String())
	if err != nil {
		t.Fatal(err)
	}
	contact := fmt.Sprintf("Contact: <sip:p@%s;transport=tcp>", l.Addr())
	text := strings.NewReplacer("Contact: <sip:p@10.0.0.9:5060>", contact, "UDP", "TCP").Replace(invite("", []byte(audioSDP)))
	if _, err := conn.Write(wireText(text)); err != nil {
		t.Fatal(err)
	}
	res := readStatus(t, conn, 200)
	if _, err := conn.Write(wireText(strings.Replace(inside(res, "ACK", 1, "", nil), "UDP", "TCP", 1))); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	for deadline := time.Now().Add(20 * time.Second); s.transport.Conns() > 0 && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	s.Calls()[0].Hangup(Cause{})
	back, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	line := make([]byte, 3)
	if _, err := back.Read(line); err != nil || string(line) != "BYE" {
		t.Errorf("%q, %v", line, err)
	}
}

// readStatus is the response with a status, from a connection.
func readStatus(t *testing.T, conn net.Conn, status int) *message.Message {
	t.Helper()
	var s message.Stream
	buf := make([]byte, 4096)
	conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	for {
		data, err := s.Next()
		if err != nil {
			t.Fatal(err)
		}
		if m, err := message.Parse(data); data != nil && err == nil && m.Status == status {
			return m
		}
		if data != nil {
			continue
		}
		n, err := conn.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		s.Write(buf[:n])
	}
}

func TestCallsOverIPv6(t *testing.T) {
	t.Parallel()
	six := netip.MustParsePrefix("::1/128")
	b := New(Config{Handler: stays([]byte(audioSDP))})
	t.Cleanup(func() { b.Close(context.Background()) })
	addr, err := b.Listen(t.Context(), "[::1]:0")
	if err != nil {
		t.Skip("no IPv6 here")
	}
	a := New(Config{Handler: stays(nil), Reach: reach.Rule{Allow: []netip.Prefix{six}}})
	t.Cleanup(func() { a.Close(context.Background()) })
	if _, err := a.Listen(t.Context(), "[::1]:0"); err != nil {
		t.Fatal(err)
	}
	for _, transport := range []string{"", ";transport=tcp"} {
		c := dial(t, a, Invitation{Target: "sip:b@" + addr.String() + transport, Offer: []byte(audioSDP)})
		next[Answered](t, c)
		c.Hangup(Cause{})
		<-c.Done()
	}
}

func BenchmarkCalls(b *testing.B) {
	_, addr := loopbackB(b, Config{Handler: stays([]byte(audioSDP))})
	a, _ := loopbackB(b, Config{})
	b.ReportAllocs()
	for b.Loop() {
		c, err := a.Dial(b.Context(), Invitation{Target: "sip:b@" + addr, Offer: []byte(audioSDP)})
		if err != nil {
			b.Fatal(err)
		}
		for e := range c.Events() {
			if _, ok := e.(Answered); ok {
				c.Hangup(Cause{})
			}
		}
	}
}

func loopbackB(b *testing.B, c Config) (*Server, string) {
	b.Helper()
	c.Reach.Allow = append(c.Reach.Allow, loopbackNetwork)
	if c.Handler == nil {
		c.Handler = stays(nil)
	}
	s := New(c)
	addr, err := s.Listen(b.Context(), "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		s.Close(ctx)
	})
	return s, addr.String()
}
