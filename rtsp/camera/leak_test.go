package camera_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"veche/rtsp/camera"
)

// A camera that comes and goes, hangs and lies leaves nothing behind. This test is not
// parallel: it counts the goroutines of all.
func TestNothingIsLeftOfCameras(t *testing.T) {
	round := func() {
		good, hung, lost := newFake(t), newFake(t), newFake(t)
		hung.answer = func(_ *caller, r *request) bool { return r.method == "SETUP" }
		lost.play = func(c *caller) { c.picture(small, 0); c.Close() }
		cameras := camera.New(camera.Config{Rule: open, Timing: brisk})
		watchers := map[*fake]*watcher{}
		for _, f := range []*fake{good, hung, lost} {
			watchers[f] = &watcher{}
			cameras.Watch(target(t, f.url()), watchers[f])
		}
		watchers[good].until(t, "pictures come", func() bool { return len(watchers[good].pictures) > 2 })
		lost.until(t, "it is tried again", func() bool { return lost.accepted > 2 })
		hung.until(t, "it hangs", func() bool { return hung.count("SETUP") > 0 })
		cameras.Close()
		for f := range watchers {
			f.l.Close()
			f.hangUp()
			f.ended.Wait()
		}
	}
	round()
	before := goroutines()
	for range 5 {
		round()
	}
	until(t, "all goroutines have ended", func() bool { return len(goroutines()) <= len(before) })
	var memory runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&memory)
	if memory.HeapInuse > 256<<20 {
		t.Errorf("the heap has %d MB", memory.HeapInuse>>20)
	}
}

// goroutines of this package or of the library below it.
func goroutines() []string {
	all := make([]byte, 4<<20)
	all = all[:runtime.Stack(all, true)]
	var ours []string
	for g := range strings.SplitSeq(string(all), "\n\n") {
		if strings.Contains(g, "rtsp/camera.") || strings.Contains(g, "gortsplib") {
			ours = append(ours, g)
		}
	}
	return ours
}

// A camera that hangs keeps nobody from closing.
func TestCloseDoesNotWaitForCameras(t *testing.T) {
	hung := newFake(t)
	hung.answer = func(*caller, *request) bool { return true }
	cameras := camera.New(camera.Config{Rule: open})
	cameras.Watch(target(t, hung.url()), &watcher{})
	hung.until(t, "it hangs", func() bool { return len(hung.requests) > 0 })
	closed := make(chan struct{})
	go func() {
		cameras.Close()
		close(closed)
	}()
	select {
	case <-closed:
	case <-time.After(patience):
		t.Fatal("Close hangs")
	}
}
