//go:build soak

package camera_test

import (
	"runtime"
	"testing"
	"time"

	conference "veche/conference/camera"
	"veche/rtsp/camera"
)

// TestSoakACameraThatDrops: for ten minutes a camera ends the connection every 20 s. It
// comes back each time, nothing grows, and a camera beside it has no gap.
func TestSoakACameraThatDrops(t *testing.T) {
	drops, good := newFake(t), newFake(t)
	drops.play = func(c *caller) {
		began := time.Now()
		for n := uint32(0); time.Since(began) < 20*time.Second && c.wait(40*time.Millisecond); n++ {
			c.picture(small, n*3600)
		}
		c.Close()
	}
	cameras := camera.New(camera.Config{Rule: open})
	defer cameras.Close()
	counts, beside := &counting{}, &counting{}
	defer cameras.Watch(target(t, drops.url()), counts)()
	defer cameras.Watch(target(t, good.url()), beside)()
	over := time.After(10 * time.Minute)
	each := time.NewTicker(time.Minute)
	defer each.Stop()
	var first []string
	var heap uint64
	for minute := 1; ; minute++ {
		select {
		case <-each.C:
		case <-over:
			if n := drops.connections(); n < 20 {
				t.Errorf("it was connected to %d times only", n)
			}
			if n := good.connections(); n != 1 {
				t.Errorf("the other was connected to %d times", n)
			}
			return
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		now := goroutines()
		t.Logf("minute %d: %d pictures in %d connections, %d beside; %d goroutines, %d kB", minute, counts.pictures.Load(), drops.connections(), beside.pictures.Load(), len(now), m.HeapInuse>>10)
		if minute == 1 {
			first, heap = now, m.HeapInuse
		}
		if len(now) > len(first)+3 || m.HeapInuse > heap+32<<20 {
			t.Errorf("it grows: %d goroutines were %d, %d kB were %d", len(now), len(first), m.HeapInuse>>10, heap>>10)
		}
		if counts.longest() > 5*time.Second || beside.longest() > time.Second {
			t.Errorf("nothing came for %v, and beside for %v", counts.longest(), beside.longest())
		}
		if state := cameras.Info(target(t, good.url())).State; state != conference.Live {
			t.Errorf("the other is %s", state)
		}
	}
}
