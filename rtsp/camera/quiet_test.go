package camera

import (
	"errors"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"
)

// pair is two ends of a TCP connection, the first one quiet.
func pair(t *testing.T) (*quiet, net.Conn) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	far, err := new(net.Dialer).DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { far.Close() })
	near, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { near.Close() })
	q := beQuiet(near)
	if q == nil {
		t.Fatal("a TCP connection cannot be quiet")
	}
	return q, far
}

func write(t *testing.T, to io.Writer, text string) {
	t.Helper()
	if _, err := io.WriteString(to, text); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsHushedIsThereAfterwards(t *testing.T) {
	q, far := pair(t)
	if err := q.hush(true); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 9)
	if n, err := q.Peek(b); n != 0 || err != nil {
		t.Fatalf("nothing has come, and is read: %d, %v", n, err)
	}
	write(t, far, "one")
	if n, err := io.ReadFull(q, b[:3]); err != nil { // which is not hushed any more
		t.Fatalf("what came while it was hushed is gone: %d, %v", n, err)
	}
	arrived := make(chan error, 1)
	go func() {
		_, err := io.ReadFull(q, b[3:6])
		arrived <- err
	}()
	write(t, far, "two")
	if err := <-arrived; err != nil || string(b[:6]) != "onetwo" {
		t.Fatalf("%q, %v", b[:6], err)
	}
}

func TestAQuietConnectionEnds(t *testing.T) {
	q, far := pair(t)
	far.Close()
	if n, err := q.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
		t.Fatalf("the end is not seen: %d, %v", n, err)
	}
	q, _ = pair(t)
	if err := q.SetReadDeadline(time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := q.Read(make([]byte, 1)); !isTimeout(err) {
		t.Fatalf("the deadline is not kept: %v", err)
	}
	q, _ = pair(t)
	ended := make(chan error, 1)
	go func() {
		_, err := q.Read(make([]byte, 1))
		ended <- err
	}()
	q.Close()
	if err := <-ended; !errors.Is(err, net.ErrClosed) {
		t.Fatalf("who waits is not told of the end: %v", err)
	}
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

// resting lets what comes be read along with what follows it.
type resting struct {
	counter
	pause time.Duration
}

func (r *resting) rest() time.Duration { return r.pause }

func TestARestingWireGetsAllOfIt(t *testing.T) {
	q, far := pair(t)
	to := &resting{pause: time.Millisecond}
	w := newWire(q.Conn, to, new(atomic.Uint64))
	go func() {
		for range 500 { // far more than is read at once
			_, _ = far.Write(append([]byte{'$', 0, 4, 0}, make([]byte, 1024)...))
		}
		far.Close()
	}()
	if text, err := io.ReadAll(w); len(text) > 0 || err != nil {
		t.Fatalf("%q, %v", text, err)
	}
	if to.frames != 500 {
		t.Fatalf("%d of 500 frames have come", to.frames)
	}
}
