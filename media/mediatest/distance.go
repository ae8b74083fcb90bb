package mediatest

import (
	"math/rand/v2"
	"net/netip"
	"os"
	"sync"
	"testing"
	"time"
)

// Distance is two network namespaces, Near and Far, with a bad network between
// them: real sockets on both sides, and every packet on its way passes the rules of
// a Line. It stands in for netem, which not every kernel has.
type Distance struct {
	Near, Far  *Namespace
	toFar      *way
	toNear     *way
	goroutines sync.WaitGroup
}

// Line says what happens to packets, headers included, of one direction.
type Line struct {
	Loss  float64 // 0 to 1
	Delay time.Duration
	// Rate in bits per second, 0 for none; what has to wait longer than Queue for
	// its turn is dropped.
	Rate  int
	Queue time.Duration
	Cut   bool // nothing passes
	Held  bool // nothing passes now; it arrives all at once when the line is another
}

// NewDistance skips the test where namespaces are not allowed.
func NewDistance(tb testing.TB, line Line) *Distance {
	tb.Helper()
	near, err := newNamespace(netip.MustParseAddr("10.77.0.1"))
	if err != nil {
		tb.Skipf("network namespaces are not to be had here, it takes root and /dev/net/tun: %v", err)
	}
	far, err := newNamespace(netip.MustParseAddr("10.77.0.2"))
	if err != nil {
		near.close()
		tb.Fatal(err)
	}
	d := &Distance{Near: near, Far: far, toFar: newWay(near.tun, far.tun, 1), toNear: newWay(far.tun, near.tun, 2)}
	d.Set(line)
	for _, w := range []*way{d.toFar, d.toNear} {
		d.goroutines.Go(w.read)
		d.goroutines.Go(w.write)
	}
	tb.Cleanup(func() {
		d.Set(Line{}) // a held line would never end
		near.close()
		far.close()
		d.goroutines.Wait()
	})
	return d
}

// Set changes the line of both directions.
func (d *Distance) Set(line Line) { d.SetEach(line, line) }

// SetEach changes the lines from Near to Far and back.
func (d *Distance) SetEach(toFar, toNear Line) {
	d.toFar.set(toFar)
	d.toNear.set(toNear)
}

// Lost counts what did not arrive.
func (d *Distance) Lost() (toFar, toNear int) { return d.toFar.dropped(), d.toNear.dropped() }

// way is one direction.
type way struct {
	from, to *os.File
	flying   chan packet

	mu     sync.Mutex
	line   Line
	freed  chan struct{} // closed when what is held may go on
	random *rand.Rand
	busy   time.Time // until when the bottleneck is occupied
	lost   int
}

type packet struct {
	due  time.Time
	data []byte
}

const wayQueue = 8192 // packets in flight; more are dropped

func newWay(from, to *os.File, seed uint64) *way {
	w := &way{from: from, to: to, flying: make(chan packet, wayQueue), freed: make(chan struct{}), random: rand.New(rand.NewPCG(seed, 77))}
	close(w.freed)
	return w
}

func (w *way) set(l Line) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case l.Held && !w.line.Held:
		w.freed = make(chan struct{})
	case !l.Held && w.line.Held:
		close(w.freed)
	}
	w.line = l
}

// free is closed when nothing is held.
func (w *way) free() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.freed
}

func (w *way) dropped() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.lost
}

// read takes what the kernel sends, until the namespace ends.
func (w *way) read() {
	defer close(w.flying)
	b := make([]byte, 1<<16)
	for {
		n, err := w.from.Read(b)
		if err != nil {
			return
		}
		if n == 0 || b[0]>>4 != 4 {
			continue // IPv6 looks for its neighbours
		}
		if due, ok := w.pass(n, time.Now()); ok {
			w.flying <- packet{due, append([]byte(nil), b[:n]...)}
		}
	}
}

// pass decides when a packet of that size arrives, or that it never does.
func (w *way) pass(size int, now time.Time) (due time.Time, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	start := now
	switch {
	case w.line.Cut, w.random.Float64() < w.line.Loss, len(w.flying) == cap(w.flying):
		w.lost++
		return due, false
	case w.line.Rate > 0:
		if w.busy.After(start) {
			start = w.busy
		}
		if start.Sub(now) > w.line.Queue {
			w.lost++
			return due, false
		}
		start = start.Add(time.Duration(size) * 8 * time.Second / time.Duration(w.line.Rate))
		w.busy = start
	}
	return start.Add(w.line.Delay), true
}

// write hands packets over in order, each when it is due.
func (w *way) write() {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for p := range w.flying {
		if wait := time.Until(p.due); wait > 0 {
			timer.Reset(wait)
			<-timer.C
		}
		<-w.free()
		_, _ = w.to.Write(p.data) // a namespace that has ended takes nothing
	}
}
