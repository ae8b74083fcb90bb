package media_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"veche/conference"
	"veche/media"
	"veche/media/client"
)

// base is what must return to where it was.
type base struct {
	goroutines, fds int
	heap            uint64
}

func measure() (b base) {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.goroutines, b.heap = runtime.NumGoroutine(), m.HeapAlloc
	if entries, err := os.ReadDir("/proc/self/fd"); err == nil {
		b.fds = len(entries)
	}
	return b
}

// Lesson 40: goroutines, heap and descriptors return to their base after many
// joins and leaves. Each 25th goes the whole way through ICE and DTLS.
func TestAThousandJoinsLeaveNothingBehind(t *testing.T) {
	h := newHouse(t, media.Config{})
	h.together("anna", "boris")
	cfg := client.Config{Publish: []client.Publish{microphone, camera}, AudioSlots: 2, VideoSlots: 4}
	cfg.Loopback = true
	var offer string
	join := func(i int, whole bool) {
		id := conference.ParticipantID(fmt.Sprint("guest", i))
		p, err := h.room.Connect(id, newEar())
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		if !whole {
			if _, err := p.Offer(strings.ReplaceAll(offer, "a=ice-ufrag:", fmt.Sprintf("a=ice-ufrag:%d", i)), nil); err != nil {
				t.Fatal(err)
			}
			return
		}
		c, err := client.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
		defer cancel()
		err = c.Connect(ctx, func(_ context.Context, o string, s map[string]conference.SourceKind) (string, error) {
			offer = o
			return p.Offer(o, s)
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	for i := range 3 {
		join(i, true)
	}
	before := measure()
	for i := range 1000 {
		join(i, i%25 == 0)
	}
	var after base
	for deadline := time.Now().Add(10 * time.Second); ; runtime.Gosched() {
		after = measure()
		if after.goroutines <= before.goroutines+3 && after.fds <= before.fds+3 && after.heap < before.heap+3<<20 {
			break
		}
		if time.Now().After(deadline) {
			t.Errorf("after 1,000 joins: %+v, before: %+v", after, before)
			break
		}
	}
	if s := h.engine.Stats(); s.Peers != 0 || s.Streams != 0 {
		t.Errorf("%d peers and %d streams are left", s.Peers, s.Streams)
	}
}
