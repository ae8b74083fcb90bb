package wire

import (
	"bytes"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// touchy answers every packet at once with itself, and panics at one that says so,
// after it has queued an answer.
type touchy struct {
	port    atomic.Pointer[Port]
	workers chan struct{} // one for each that is made
}

func (h *touchy) NewWorker() Worker {
	h.workers <- struct{}{}
	return &touchyWorker{handler: h}
}

func (h *touchy) StreamClosed(*Stream) {}

type touchyWorker struct {
	handler *touchy
	broken  bool
}

func (w *touchyWorker) Handle(b *Burst) {
	if w.broken {
		panic("a worker that has panicked is asked again")
	}
	for i := range b.Packets {
		p := &b.Packets[i]
		b.Out.Send(w.handler.port.Load().Path(p.From), p.Data)
		if bytes.HasPrefix(p.Data, []byte("panic")) {
			w.broken = true
			var none *Packet
			_ = none.Data[0]
		}
	}
}

// lockedText is a log of several goroutines.
type lockedText struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lockedText) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lockedText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// A packet that brought a mistake of ours to light ended the server, and with it
// everybody's conference.
func TestAPanicEndsOneBurst(t *testing.T) {
	log := &lockedText{}
	h := &touchy{workers: make(chan struct{}, 20)}
	port, err := Open(Config{Listen: "127.0.0.1:0", Workers: 1, Handler: h, Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	h.port.Store(port)
	conn, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(port.Addr()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	say := func(word string) {
		t.Helper()
		if _, err := conn.Write([]byte(word)); err != nil {
			t.Fatal(err)
		}
	}
	hear := func(want string) {
		t.Helper()
		_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		b := make([]byte, 100)
		if n, err := conn.Read(b); err != nil || string(b[:n]) != want {
			t.Fatalf("%q, %v; what a burst with a fault has queued is not sent", b[:n], err)
		}
	}
	say("hello")
	hear("hello")
	for len(h.workers) > 0 {
		<-h.workers
	}
	const rounds = 3
	for range rounds {
		say("panic")
		select {
		case <-h.workers: // so that hello comes in another burst
		case <-time.After(20 * time.Second):
			t.Fatal("no other worker")
		}
		say("hello")
		hear("hello")
	}
	if got := port.Stats().Faults; got != rounds {
		t.Errorf("%d faults, want %d", got, rounds)
	}
	said := log.String()
	if strings.Count(said, "level=ERROR") != 1 || !strings.Contains(said, "touchyWorker).Handle") {
		t.Errorf("the log has not one line with the stack:\n%s", said)
	}
}

// The same by TCP.
func TestAPanicDoesNotEndAStream(t *testing.T) {
	h := &touchy{workers: make(chan struct{}, 20)}
	port, err := Open(Config{Listen: "127.0.0.1:0", Workers: 1, Handler: h})
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	h.port.Store(port)
	conn, err := net.Dial("tcp", port.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	if _, err := conn.Write([]byte("\x00\x05panic")); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 7)
	if _, err := conn.Read(b); err != nil { // into a stream's own queue it goes at once
		t.Fatal(err)
	}
	if _, err := conn.Write([]byte("\x00\x05hello")); err != nil {
		t.Fatal(err)
	}
	if n, err := conn.Read(b); err != nil || string(b[:n]) != "\x00\x05hello" {
		t.Fatalf("%q, %v", b[:n], err)
	}
}
