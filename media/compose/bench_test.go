//go:build cgo && (avcodec || bsd)

package compose

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/layout"
	"veche/media/codec"
	"veche/media/codec/video"
	"veche/media/decode"
	"veche/media/load"
)

// film is a coded stream of four seconds, there and back.
func film(tb testing.TB, w, h, rate int) [][]byte {
	tb.Helper()
	frames, err := load.Film(w, h, rate)
	if err != nil {
		tb.Fatal(err)
	}
	return frames
}

// webcam sends a film as RTP packets.
type webcam struct {
	film     [][]byte
	stream   *decode.Stream
	sequence uint16
	frame    atomic.Int64 // of the film
	shotAt   atomic.Int64 // when the last picture was sent
	payload  []byte
}

func (c *webcam) send(n int, now time.Duration) {
	frame := c.film[int(c.frame.Add(1)-1)%len(c.film)]
	for first := true; len(frame) > 0; first = false {
		part := frame[:min(len(frame), 1150)]
		frame = frame[len(part):]
		descriptor := byte(0)
		if first {
			descriptor = 0x10
		}
		c.payload = append(append(c.payload[:0], descriptor), part...)
		c.stream.Push(&decode.Packet{
			Sequence: c.sequence, Timestamp: uint32(n) * 3600, Marker: len(frame) == 0, Payload: c.payload,
		}, now)
		c.sequence++
	}
}

// house is a conference of cameras, all there is between RTP and RTP but sound.
type house struct {
	cameras []*webcam
	sources map[conference.ParticipantID]*decode.Source
	now     time.Duration
}

func newHouse(tb testing.TB, n, w, h, rate int) *house {
	tb.Helper()
	ho := &house{sources: make(map[conference.ParticipantID]*decode.Source)}
	frames := film(tb, w, h, rate)
	for i := range n {
		c := &webcam{film: frames}
		s, err := decode.NewStream(decode.Config{Codec: codec.VP8, RequestKey: func() { c.frame.Store(0) }})
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(s.Close)
		c.stream = s
		ho.cameras = append(ho.cameras, c)
		source := &decode.Source{}
		source.SetLayers([]decode.Layer{{Stream: s, Height: h}})
		ho.sources[person(i)] = source
	}
	return ho
}

func (h *house) Newest(who conference.ParticipantID, _ conference.SourceKind, want layout.Size, have uint64, use func(*codec.Picture)) uint64 {
	s := h.sources[who]
	if s == nil {
		return 0
	}
	return s.Newest(h.now, want.H, have, use)
}

func (h *house) send(n int) {
	for _, c := range h.cameras {
		c.send(n, h.now)
	}
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

var benches = []struct {
	name               string
	people, w, h, rate int
	format             Format
	still              bool
}{
	{"4x360p-720p", 4, 640, 360, 500_000, Format{}, false},
	{"9x360p-720p", 9, 640, 360, 500_000, Format{}, false},
	{"25x180p-720p", 25, 320, 180, 150_000, Format{}, false},
	{"4x360p-360p", 4, 640, 360, 500_000, Format{Lines: 360}, false},
	{"4x720p-1080p", 4, 1280, 720, 1_500_000, Format{Lines: 1080}, false},
	{"still", 9, 640, 360, 500_000, Format{}, true},
}

// BenchmarkComposer is the whole way of the picture: packets of VP8, decoding,
// composing with names and marks, H264. %core is the share of one core at 25
// pictures a second.
func BenchmarkComposer(b *testing.B) {
	for _, test := range benches {
		b.Run(test.name, func(b *testing.B) {
			h := newHouse(b, test.people, test.w, test.h, test.rate)
			c := newComposer(b, test.format, h, test.people)
			tick := 0
			step := func() {
				if !test.still || tick < 30 {
					h.send(tick)
				}
				h.now = time.Duration(tick) * c.format.Tick()
				c.rest = 0
				if _, err := c.Tick(h.now); err != nil {
					b.Fatal(err)
				}
				tick++
			}
			for range 60 {
				step()
			}
			b.ReportAllocs()
			before, drawn := cpuTime(), c.Stats().Drawn
			for b.Loop() {
				step()
			}
			used := float64(cpuTime()-before) / float64(b.N)
			b.ReportMetric(used/1e6, "cpu-ms/tick")
			b.ReportMetric(float64(c.Stats().Drawn-drawn)/float64(b.N), "drawn/tick")
			b.ReportMetric(used/float64(c.format.Tick())*100, "%core")
		})
	}
}

// BenchmarkMotion is a layout that changes all the time between four and five
// windows: what a change costs while it lasts. Most is the encoder's.
func BenchmarkMotion(b *testing.B) {
	for _, test := range []struct {
		name string
		hard bool
	}{{"glide", false}, {"hard", true}} {
		b.Run(test.name, func(b *testing.B) {
			h := newHouse(b, 5, 640, 360, 500_000)
			c := newComposer(b, Format{HardCuts: test.hard}, h, 4)
			tick := 0
			step := func() {
				if tick%8 == 0 {
					c.Show(Scene{View: grid(4 + tick/8%2)})
				}
				h.send(tick)
				h.now = time.Duration(tick) * c.format.Tick()
				c.rest = 0
				if _, err := c.Tick(h.now); err != nil {
					b.Fatal(err)
				}
				tick++
			}
			for range 60 {
				step()
			}
			before := cpuTime()
			for b.Loop() {
				step()
			}
			b.ReportMetric(float64(cpuTime()-before)/float64(b.N)/1e6, "cpu-ms/tick")
		})
	}
}

// BenchmarkReceivers is one picture for one receiver and for thirty, without their
// RTP.
func BenchmarkReceivers(b *testing.B) {
	for _, receivers := range []int{1, 30} {
		b.Run(fmt.Sprint(receivers), func(b *testing.B) {
			h := newHouse(b, 4, 640, 360, 500_000)
			s := NewStudio(Config{Pictures: h})
			b.Cleanup(s.Close)
			var wishes []Wish
			for i := range receivers {
				wishes = append(wishes, wish(Receiver(person(i)), 4, Format{}))
			}
			if err := s.Arrange(wishes); err != nil {
				b.Fatal(err)
			}
			tick, sent := 0, 0
			step := func() {
				h.send(tick)
				h.now = time.Duration(tick) * 40 * time.Millisecond
				s.sets[0].composer.rest = 0
				if err := s.Tick(h.now, func(_ int, to []Receiver, _ video.Coded) { sent += len(to) }); err != nil {
					b.Fatal(err)
				}
				tick++
			}
			for range 60 {
				step()
			}
			before := cpuTime()
			for b.Loop() {
				step()
			}
			b.ReportMetric(float64(cpuTime()-before)/float64(b.N)/1e6, "cpu-ms/tick")
			if sent != tick*receivers {
				b.Errorf("%d pictures for %d receivers in %d ticks", sent, receivers, tick)
			}
		})
	}
}

// BenchmarkPaced is the same in real time: the cameras send when they like, and
// between ticks the processor does something else. Run it with -benchtime 250x,
// which is ten seconds. late-ms is from the last packet of a camera's picture to
// the coded picture that shows it.
func BenchmarkPaced(b *testing.B) {
	for _, test := range benches {
		b.Run(test.name, func(b *testing.B) {
			h := newHouse(b, test.people, test.w, test.h, test.rate)
			c := newComposer(b, test.format, h, test.people)
			began := time.Now()
			done := make(chan struct{})
			var senders sync.WaitGroup
			for i, cam := range h.cameras {
				senders.Go(func() { cam.shoot(began, time.Duration(i*17%40)*time.Millisecond, test.still, done) })
			}
			beat := time.NewTicker(c.format.Tick())
			defer beat.Stop()
			warm := 15
			if test.still {
				warm = 150 // until the cameras that stopped are marked, and that is sharp
			}
			for range warm {
				<-beat.C
				h.now = time.Since(began)
				if _, err := c.Tick(h.now); err != nil {
					b.Fatal(err)
				}
			}
			before, start, encoded := cpuTime(), time.Now(), c.Stats().Encoded
			var late []float64
			for b.Loop() {
				<-beat.C
				h.now = time.Since(began)
				if _, err := c.Tick(h.now); err != nil {
					b.Fatal(err)
				}
				sent := time.Since(began)
				for _, cam := range h.cameras {
					if at := time.Duration(cam.shotAt.Swap(0)); at != 0 && at < h.now {
						late = append(late, float64(sent-at)/1e6)
					}
				}
			}
			took := time.Since(start)
			b.ReportMetric(float64(cpuTime()-before)/float64(took)*100, "%core")
			b.ReportMetric(float64(c.Stats().Encoded-encoded)/took.Seconds(), "pictures/s")
			if slices.Sort(late); len(late) > 0 && !test.still {
				b.ReportMetric(late[len(late)/2], "late-ms-p50")
				b.ReportMetric(late[len(late)*95/100], "late-ms-p95")
			}
			close(done)
			senders.Wait()
		})
	}
}

// shoot sends 25 pictures a second until done, or only the first ten if the camera
// is still.
func (c *webcam) shoot(began time.Time, phase time.Duration, still bool, done chan struct{}) {
	time.Sleep(phase)
	beat := time.NewTicker(40 * time.Millisecond)
	defer beat.Stop()
	for n := 0; ; n++ {
		select {
		case <-beat.C:
		case <-done:
			return
		}
		if still && n > 10 {
			return
		}
		c.send(n, time.Since(began))
		c.shotAt.Store(int64(time.Since(began)))
	}
}

func newComposer(tb testing.TB, f Format, pictures Pictures, people int) *Composer {
	tb.Helper()
	c, err := New(Config{Format: f, Pictures: pictures})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(c.Close)
	c.Show(Scene{
		View: view(layout.Spec{Type: layout.Grid, Windows: people}, people),
		People: map[conference.ParticipantID]Person{
			"p1": {Speaking: true}, "p2": {Muted: true, Hand: true},
		},
	})
	return c
}

// TestMemoryOfAComposedPicture: 40 MB at 720p with four people (issue 3), Go's and C's.
func TestMemoryOfAComposedPicture(t *testing.T) {
	const pictures = 4
	h := newHouse(t, 4, 640, 360, 500_000)
	resident := func() int {
		runtime.GC()
		return residentMemory(t)
	}
	before := resident()
	var all []*Composer
	for range pictures {
		all = append(all, newComposer(t, Format{}, h, 4))
	}
	for n := range 60 {
		h.now = time.Duration(n) * time.Second / 25
		h.send(n)
		for _, c := range all {
			c.rest = 0
			if _, err := c.Tick(h.now); err != nil {
				t.Fatal(err)
			}
		}
	}
	each := (resident() - before) / pictures
	t.Logf("%.1f MB for each composed picture", float64(each)/1e6)
	if each > 40e6 {
		t.Errorf("%d bytes for a composed picture of 720p", each)
	}
}
