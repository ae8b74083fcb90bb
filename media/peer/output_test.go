package peer

import (
	"net"
	"testing"
	"time"

	"veche/conference"
	"veche/media/codec"
	"veche/media/codec/codectest"
)

// cameraSlots lets so many subscribers receive the output of a camera.
func cameraSlots(tb testing.TB, board *Switchboard, o *Output, subscribers int) []*Slot {
	tb.Helper()
	slots := make([]*Slot, subscribers)
	for i := range slots {
		s := testSlot(tb, board, sink(tb).LocalAddr().(*net.UDPAddr).AddrPort(), true)
		s.send[codec.H264] = outFormat{ok: true, pt: 102}
		s.source.Store(o.Source)
		s.choose(0)
		slots[i] = s
	}
	return slots
}

// cameraPicture is one of a camera of 1080 lines at 4 Mbit/s and 25 pictures a second.
func cameraPicture(key bool) []byte {
	sps := []byte{0, 0, 0, 1, 0x67, 0x42, 0xc0, 0x1f, 0xd9, 0x00, 0x50, 0x05, 0xbe, 0xeb, 0, 0, 0, 1, 0x68, 0xce, 0x3c, 0x80}
	unit := []byte{0, 0, 0, 1, 0x41}
	if key {
		unit = append(sps, 0, 0, 0, 1, 0x65)
	}
	for len(unit) < 20_000 {
		unit = append(unit, byte(len(unit)|1))
	}
	return unit
}

func benchCamera(b *testing.B, subscribers int) {
	b.Helper()
	board := testBoard(b, Config{Workers: 1})
	o := board.NewInlet("camera", conference.Camera, nil)
	o.SetCodec(codec.H264)
	o.Open(true)
	o.Route(cameraSlots(b, board, o, subscribers))
	key, other, at := cameraPicture(true), cameraPicture(false), time.Second
	run := func() {
		at += 40 * time.Millisecond
		unit := other
		if at%(2*time.Second) == 0 {
			unit = key
		}
		o.Write(unit, at)
	}
	for range 300 {
		run()
	}
	before := board.Stats()
	start := time.Now()
	b.ReportAllocs()
	for b.Loop() {
		run()
	}
	elapsed := time.Since(start)
	after := board.Stats()
	if packets := after.Sent - before.Sent; packets > 0 {
		b.ReportMetric(float64(elapsed.Nanoseconds())/float64(packets), "ns/packet")
	}
}

// BenchmarkCamera is a camera of 1080 lines and 4 Mbit/s that goes to ten browsers as it
// is, a picture an operation; beside it a browser who publishes as much, without the
// reading and opening of what comes. Issue 5 wants at most 1.1 times the cost.
func BenchmarkCamera(b *testing.B) {
	b.Run("camera to 10", func(b *testing.B) {
		defer codectest.CPU(b, "cpu-us/picture", time.Microsecond)()
		benchCamera(b, 10)
	})
	b.Run("browser to 10", func(b *testing.B) {
		defer codectest.CPU(b, "cpu-us/picture", time.Microsecond)()
		bench(b, 10, 18)
	})
}

func TestACameraThatIsPassedThroughAllocatesNothing(t *testing.T) {
	r := testing.Benchmark(func(b *testing.B) { b.Helper(); benchCamera(b, 10) })
	if n := r.AllocsPerOp(); n != 0 {
		t.Errorf("%d allocations for a picture, want 0", n)
	}
}

// What follows takes the place with its first key frame, and not before; what was there
// goes on until then.
func TestAPictureFollowsAnotherAtItsKeyFrame(t *testing.T) {
	board := testBoard(t, Config{Workers: 1})
	old, next := board.NewInlet("coded anew", conference.Camera, nil), board.NewInlet("camera", conference.Camera, nil)
	for _, o := range []*Output{old, next} {
		o.SetCodec(codec.H264)
		o.Open(true)
	}
	slots := cameraSlots(t, board, old, 1)
	s := slots[0]
	old.Route(slots)
	next.Route(slots)
	count := func(send func()) uint32 {
		before := s.counter.Packets
		send()
		return s.counter.Packets - before
	}
	key, other := cameraPicture(true), cameraPicture(false)
	if n := count(func() { old.Write(key, time.Second) }); n == 0 {
		t.Fatal("nothing is shown")
	}
	s.Follow(next.Source)
	if n := count(func() { next.Write(other, 2*time.Second) }); n != 0 || s.Next() != next.Source {
		t.Errorf("%d packets of what no decoder can begin with", n)
	}
	if n := count(func() { old.Write(other, 3*time.Second) }); n == 0 {
		t.Error("what is there does not go on")
	}
	if n := count(func() { next.Write(key, 4*time.Second) }); n == 0 || s.Source() != next.Source || s.Next() != nil {
		t.Errorf("%d packets of the key frame", n)
	}
	if n := count(func() { old.Write(key, 5*time.Second) }); n != 0 {
		t.Errorf("%d packets of what was there before", n)
	}
	if n := count(func() { next.Write(other, 6*time.Second) }); n == 0 || s.Waits() {
		t.Error("it does not go on")
	}
	s.Follow(old.Source)
	s.Feed(nil)
	if n := count(func() { old.Write(key, 7*time.Second) }); n != 0 || s.Next() != nil {
		t.Errorf("%d packets in an empty slot", n)
	}
}
