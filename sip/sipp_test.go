package sip

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"veche/conference/reach"
)

// needs skips where a peer is not installed.
func needs(t *testing.T, command, debianPackage string) string {
	t.Helper()
	path, err := exec.LookPath(command)
	if err != nil {
		t.Skipf("%s is not installed (Debian package %s)", command, debianPackage)
	}
	return path
}

var loopbackNetwork = netip.MustParsePrefix("127.0.0.0/8")

// loopback is a server on real sockets.
func loopback(t *testing.T, c Config) (*Server, netip.AddrPort) {
	t.Helper()
	if c.Handler == nil {
		c.Handler = handle(func(_ context.Context, c *Call) { c.Reject(404, "") })
	}
	c.Reach = reach.Rule{Allow: []netip.Prefix{loopbackNetwork}}
	c.Trusted = func() []netip.Prefix { return []netip.Prefix{loopbackNetwork} }
	s := New(c)
	addr, err := s.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		s.Close(ctx)
	})
	return s, addr
}

// freePort is one that nobody has, for UDP and TCP, in all likelihood for a while.
func freePort(t *testing.T) int {
	t.Helper()
	for range 50 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		port := l.Addr().(*net.TCPAddr).Port
		l.Close()
		if u, err := net.ListenPacket("udp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			u.Close()
			return port
		}
	}
	t.Fatal("no free port")
	return 0
}

// sipp runs a scenario to its end.
func sipp(t *testing.T, port int, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	args = append([]string{"-i", "127.0.0.1", "-mi", "127.0.0.1", "-p", strconv.Itoa(port), "-nostdin", "-timeout", "50s"}, args...)
	cmd := exec.CommandContext(ctx, "sipp", args...)
	cmd.Dir = t.TempDir()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("sipp %s: %v\n%s", strings.Join(args, " "), err, last(string(out), 3000))
	}
}

func last(s string, n int) string { return s[max(0, len(s)-n):] }

func scenario(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

const audioSDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8\r\n"

func TestSIPpDelaysItsOffer(t *testing.T) { // lesson 21
	t.Parallel()
	needs(t, "sipp", "sip-tester")
	for _, transport := range []string{"u1", "t1"} {
		ended := make(chan string, 1)
		_, addr := loopback(t, Config{Handler: handle(func(ctx context.Context, c *Call) {
			answer, err := c.Answer(ctx, []byte(audioSDP))
			if err != nil || !strings.Contains(string(answer), "m=audio 6000") {
				t.Errorf("answer %q, %v", answer, err)
			}
			for e := range c.Events() {
				if r, ok := e.(*Reoffer); ok {
					r.Answer([]byte(audioSDP + "a=recvonly\r\n"))
				}
			}
			ended <- string(c.Cause().Kind)
		})})
		sipp(t, freePort(t), "-sf", scenario(t, "uac-delayed.xml"), "-t", transport, "-s", "00123", "-m", "1", addr.String())
		if kind := <-ended; kind != string(HungUp) {
			t.Errorf("%s: ended %s", transport, kind)
		}
	}
}

func TestSIPpConfirmsEarlyMedia(t *testing.T) { // lesson 22
	t.Parallel()
	needs(t, "sipp", "sip-tester")
	seen := make(chan string, 10)
	_, addr := loopback(t, Config{Handler: handle(func(ctx context.Context, c *Call) {
		c.Provisional(183, []byte(audioSDP))
		c.Answer(ctx, []byte(audioSDP))
		for e := range c.Events() {
			seen <- fmt.Sprintf("%T", e)
		}
	})})
	sipp(t, freePort(t), "-sf", scenario(t, "uac-prack.xml"), "-s", "00123", "-m", "1", addr.String())
	if a, b := <-seen, <-seen; a != "sip.KeyFrameWanted" || b != "sip.Digit" {
		t.Errorf("events %s, %s", a, b)
	}
}

func TestSIPpHasEarlyMediaForUs(t *testing.T) {
	t.Parallel()
	needs(t, "sipp", "sip-tester")
	s, _ := loopback(t, Config{})
	port := freePort(t)
	done := make(chan struct{})
	go func() {
		defer close(done)
		sipp(t, port, "-sf", scenario(t, "uas-early.xml"), "-m", "1")
	}()
	c := dial(t, s, Invitation{Target: fmt.Sprintf("sip:bob@127.0.0.1:%d", port), Offer: []byte(audioSDP)})
	next[EarlyMedia](t, c)
	next[Answered](t, c)
	c.Hangup(Cause{})
	<-done
}

func TestSIPpCallsManyTimes(t *testing.T) {
	needs(t, "sipp", "sip-tester")
	s, addr := loopback(t, Config{Handler: stays([]byte(audioSDP))})
	for _, transport := range []string{"u1", "t1"} {
		sipp(t, freePort(t), "-sn", "uac", "-t", transport, "-m", "300", "-r", "100", "-d", "100", addr.String())
	}
	deadline := time.Now().Add(time.Minute)
	for len(s.Calls()) > 0 && time.Now().Before(deadline) {
		time.Sleep(10 * time.Millisecond)
	}
	if n := len(s.Calls()); n != 0 {
		t.Errorf("%d calls are left", n)
	}
}
