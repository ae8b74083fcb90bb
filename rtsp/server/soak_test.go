//go:build soak

package server

import (
	"context"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bluenviron/gortsplib/v4"
)

// soakLasts is five minutes, or what SOAK_LASTS says.
func soakLasts(t *testing.T) time.Duration {
	t.Helper()
	if d, err := time.ParseDuration(os.Getenv("SOAK_LASTS")); err == nil {
		return d
	}
	return 5 * time.Minute
}

// TestSoakReadersComeAndGo: fifty readers by TCP and UDP come and go for minutes; beside
// them are one that never reads, goes without a word and comes again, and one that stays
// and is never without. Then everything is given back.
func TestSoakReadersComeAndGo(t *testing.T) {
	h := newHouse(t, enabled)
	c := h.show(nil)
	h.film(c, 8000) // 1.6 Mbit/s
	stays, err := h.read(h.url(""), gortsplib.TransportTCP)
	if err != nil {
		t.Fatal(err)
	}
	stays.until(t, "it has a picture", func() bool { return stays.keys > 0 })
	base, heap := serving(), heapInUse()
	ctx, cancel := context.WithTimeout(t.Context(), soakLasts(t))
	defer cancel()
	var wg sync.WaitGroup
	var visits, refused tally
	for i := range 50 {
		wg.Go(func() {
			for n := i; ctx.Err() == nil; n++ {
				if h.drops(t, n) {
					visits.add()
				} else {
					refused.add()
				}
			}
		})
	}
	wg.Go(func() { h.neverReads(ctx) })
	each := time.NewTicker(30 * time.Second)
	defer each.Stop()
	for before := 0; ctx.Err() == nil; {
		select {
		case <-each.C:
		case <-ctx.Done():
		}
		s := h.Stats()
		now := stays.received()
		t.Logf("%d visits, %d refused, %d readers, %d packets lost, %d goroutines, %d kB; who stays has %d packets more",
			visits.count(), refused.count(), s.Readers, s.Lost, len(serving()), heapInUse()>>10, now-before)
		if now == before && ctx.Err() == nil {
			t.Error("who stays got nothing for half a minute")
		}
		before = now
	}
	wg.Wait()
	if visits.count() < 50 || refused.count() > visits.count()/10 {
		t.Errorf("%d visits, and %d that came to nothing", visits.count(), refused.count())
	}
	late := time.After(patience)
	for h.Stats().Readers != 1 || len(serving()) > len(base)+3 {
		select {
		case <-stays.changed:
		case <-late:
			t.Fatalf("%+v are left, and %d goroutines, %d before:\n%s", h.Stats(), len(serving()), len(base), strings.Join(serving(), "\n\n"))
		}
	}
	if now := heapInUse(); now > heap+32<<20 {
		t.Errorf("the heap has %d kB, and had %d", now>>10, heap>>10)
	}
}

// drops is the nth visit of a reader: it sees a picture and some packets more, and goes.
func (h *house) drops(t *testing.T, n int) bool {
	transport := gortsplib.TransportTCP
	if n%2 == 1 {
		transport = gortsplib.TransportUDP
	}
	r, err := h.visitor(h.url(""), transport)
	if err != nil {
		r.Close()
		return false
	}
	r.until(t, "a reader has a picture", func() bool { return r.keys > 0 && r.packets > 20+n%100 })
	r.Close()
	return true
}

// neverReads takes seats in which it reads nothing.
func (h *house) neverReads(ctx context.Context) {
	for ctx.Err() == nil {
		conn := h.stalled()
		again := time.NewTimer(10 * time.Second)
		select {
		case <-again.C:
		case <-ctx.Done():
		}
		again.Stop()
		_ = conn.Close()
	}
}

func (r *reader) received() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.packets
}

// tally is a number that several count.
type tally struct {
	mu sync.Mutex
	n  int
}

func (t *tally) add() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n++
}

func (t *tally) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n
}

// serving are the goroutines of the server and of the library.
func serving() (ours []string) {
	all := make([]byte, 8<<20)
	all = all[:runtime.Stack(all, true)]
	for g := range strings.SplitSeq(string(all), "\n\n") {
		if strings.Contains(g, "rtsp/server.") || strings.Contains(g, "gortsplib") {
			ours = append(ours, g)
		}
	}
	return ours
}

func heapInUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}
