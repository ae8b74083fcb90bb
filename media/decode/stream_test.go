package decode

import (
	"errors"
	"sync"
	"testing"
	"time"

	"veche/media/codec"
)

// reader is a decoder that knows frames by their numbers.
type reader struct {
	closed *int
	fails  func(n int) bool
	p      *codec.Picture
}

func (r *reader) Decode(unit []byte, at time.Duration) (*codec.Picture, error) {
	n := numberOf(frame{unit: unit})
	if r.fails != nil && r.fails(n) {
		return nil, codec.ErrDamaged
	}
	if r.p == nil {
		r.p = codec.NewPicture(16, 16)
	}
	r.p.Time, r.p.Y[0] = at, byte(n)
	return r.p, nil
}

func (r *reader) Close() { *r.closed++ }

type listener struct {
	t       *testing.T
	stream  *Stream
	keys    int
	opened  int
	closed  int
	fails   func(n int) bool
	now     time.Duration
	version uint64
}

func listen(t *testing.T) *listener {
	t.Helper()
	l := &listener{t: t}
	s, err := NewStream(Config{
		Codec: codec.VP8, RequestKey: func() { l.keys++ },
		NewDecoder: func(codec.Codec) (Decoder, error) {
			l.opened++
			return &reader{closed: &l.closed, fails: func(n int) bool { return l.fails != nil && l.fails(n) }}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	l.stream = s
	t.Cleanup(s.Close)
	return l
}

// ask gives the number of the newest frame; -1 if nothing is new.
func (l *listener) ask() int {
	shown := -1
	l.version = l.stream.Newest(l.now, l.version, func(p *codec.Picture) { shown = int(p.Y[0]) })
	return shown
}

func (l *listener) push(packets []Packet) {
	for i := range packets {
		l.stream.Push(&packets[i], l.now)
	}
}

func TestAStreamNobodyAsksForSleeps(t *testing.T) {
	t.Parallel()
	l := listen(t)
	l.push(talk(10, 0))
	if got := l.ask(); got != -1 {
		t.Errorf("frame %d of before somebody asked", got)
	}
	if l.keys != 1 {
		t.Errorf("%d key frames were asked for", l.keys)
	}
	l.push(talk(10, 0))
	if got := l.ask(); got != 9 {
		t.Errorf("the newest frame is %d", got)
	}
	if got := l.ask(); got != -1 {
		t.Errorf("frame %d came twice", got)
	}
	l.now += 2 * time.Second
	l.push(talk(1, 100))
	if l.stream.Awake() || l.closed != 1 {
		t.Errorf("awake %v, %d decoders closed", l.stream.Awake(), l.closed)
	}
	if got := l.ask(); got != -1 || l.keys != 2 {
		t.Errorf("frame %d, %d requests after waking", got, l.keys)
	}
}

func TestKeyFramesAreAskedForTwiceASecond(t *testing.T) {
	t.Parallel()
	l := listen(t)
	for range 100 { // four seconds
		l.ask()
		l.now += 40 * time.Millisecond
	}
	if l.keys < 7 || l.keys > 9 {
		t.Errorf("%d requests in four seconds", l.keys)
	}
}

func TestAfterDamageTheLastPictureStaysUntilAKeyFrame(t *testing.T) {
	t.Parallel()
	l := listen(t)
	l.fails = func(n int) bool { return n == 20 }
	l.ask()
	packets := talk(100, 0)
	var seen []int
	for i, keys := 0, 0; i < len(packets); i++ {
		l.push(packets[i : i+1])
		if packets[i].Marker {
			if n := l.ask(); n >= 0 {
				seen = append(seen, n)
			} else if l.version == 0 {
				t.Fatal("the picture has gone")
			}
			l.now += 40 * time.Millisecond
		}
		if n := int(packets[i].Timestamp / 3600); n == 49 {
			keys = l.keys
			if keys < 2 {
				t.Errorf("%d key frames asked for", keys)
			}
		}
	}
	for i, n := range seen {
		if want := i; i >= 20 && n != want+30 || i < 20 && n != want {
			t.Fatalf("frames shown: %v", seen)
		}
	}
}

func TestVersionsAreNeverTheSame(t *testing.T) {
	t.Parallel()
	seen := make(map[uint64]bool)
	for range 3 {
		l := listen(t)
		l.ask()
		for i := range 5 {
			l.push(talk(i+1, 0))
			l.ask()
			if l.version != 0 && seen[l.version] {
				t.Fatalf("version %d twice", l.version)
			}
			seen[l.version] = true
			l.stream.in.Lock()
			l.stream.frames.(*assembler).begun = false
			l.stream.in.Unlock()
		}
	}
}

func TestASourceShowsTheLayerThatFits(t *testing.T) {
	t.Parallel()
	layers := []Layer{{Height: 180}, {Height: 360}, {Height: 720}}
	for height, want := range map[int]int{100: 0, 180: 0, 210: 0, 240: 1, 360: 1, 480: 2, 720: 2, 1080: 2} {
		if got := fitting(layers, height); got != want {
			t.Errorf("a window of %d shows layer %d, want %d", height, got, want)
		}
	}
}

func TestUntilALayerHasAPictureTheOtherStandsIn(t *testing.T) {
	t.Parallel()
	small, large := listen(t), listen(t)
	var s Source
	s.SetLayers([]Layer{{large.stream, 720}, {small.stream, 180}})
	ask := func(height int) (shown int) {
		shown = -1
		s.Newest(0, height, 0, func(p *codec.Picture) { shown = int(p.Y[0]) })
		return shown
	}
	ask(180)
	small.push(talk(5, 0))
	if got := ask(180); got != 4 {
		t.Errorf("got frame %d", got)
	}
	if large.stream.Awake() {
		t.Error("a layer that nobody wants is awake")
	}
	if got := ask(720); got != 4 || !large.stream.Awake() || large.keys != 1 {
		t.Errorf("got frame %d, %d requests", got, large.keys)
	}
	large.push(talk(9, 0))
	if got := ask(720); got != 8 {
		t.Errorf("got frame %d of the large layer", got)
	}
	if s := (&Source{}); s.Newest(0, 1, 0, nil) != 0 {
		t.Error("a picture of nothing")
	}
}

func TestPushAskAndCloseAtTheSameTime(t *testing.T) {
	t.Parallel()
	l := listen(t)
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			for i, p := range talk(500, 0) {
				l.stream.Push(&p, time.Duration(i)*time.Millisecond)
			}
		})
		all.Go(func() {
			version := uint64(0)
			for i := range 500 {
				version = l.stream.Newest(time.Duration(i*4)*time.Millisecond, version, func(p *codec.Picture) { _ = p.Y[0] })
			}
		})
	}
	all.Go(l.stream.Close)
	all.Wait()
	if l.opened-l.closed > 0 {
		t.Errorf("%d decoders opened, %d closed", l.opened, l.closed)
	}
}

func TestCodecsWithoutPacketsAreRefused(t *testing.T) {
	t.Parallel()
	if _, err := NewStream(Config{Codec: codec.Opus}); !errors.Is(err, codec.ErrUnsupported) {
		t.Error(err)
	}
}
