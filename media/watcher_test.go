//go:build cgo && avcodec

package media_test

import (
	"sync"
	"testing"
	"time"

	"github.com/pion/rtp"

	"veche/media/client"
	"veche/media/codec"
	coders "veche/media/codec/sound"
	"veche/media/decode"
)

// watcher decodes what a client receives.
type watcher struct {
	mu      sync.Mutex
	changed chan struct{}
	picture *decode.Stream
	width   int
	pixels  *codec.Picture
	voice   *coders.Decoder
	heard   []int16 // the last second
	began   time.Time
	sounds  map[string]bool
	version uint64
}

func newWatcher(t *testing.T) *watcher {
	t.Helper()
	return newWatcherOf(t, codec.VP8)
}

// newWatcherOf is a watcher of pictures in another codec.
func newWatcherOf(t *testing.T, pictures codec.Codec) *watcher {
	t.Helper()
	voice, err := coders.NewDecoder(coders.DecoderConfig{Codec: codec.Opus})
	if err != nil {
		t.Fatal(err)
	}
	s, err := decode.NewStream(decode.Config{Codec: pictures})
	if err != nil {
		t.Fatal(err)
	}
	w := &watcher{changed: make(chan struct{}, 1), picture: s, voice: voice, began: time.Now(), sounds: make(map[string]bool)}
	w.look()
	t.Cleanup(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		voice.Close()
		s.Close()
	})
	return w
}

func (w *watcher) look() {
	w.version = w.picture.Newest(time.Since(w.began), w.version, func(p *codec.Picture) {
		w.width = p.Width
		w.pixels = codec.NewPicture(p.Width, p.Height)
		w.pixels.CopyFrom(p)
	})
}

func (w *watcher) packet(s client.Slot, p *rtp.Packet) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if s.Video {
		w.look() // a stream that nobody has asked for a second sleeps, and drops what comes
		w.picture.Push(&decode.Packet{Sequence: p.SequenceNumber, Timestamp: p.Timestamp, Marker: p.Marker, Payload: p.Payload}, time.Since(w.began))
		if p.Marker {
			w.look()
		}
	} else {
		w.sounds[s.MID] = true
		pcm := make([]int16, coders.MaxSamples)
		if n, err := w.voice.Decode(pcm, p.Payload); err == nil {
			w.heard = append(w.heard, pcm[:n]...)
			w.heard = w.heard[max(len(w.heard)-48000, 0):]
		}
	}
	w.tell()
}

func (w *watcher) tell() {
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

func (w *watcher) is(x, y int, want steady) bool {
	p := w.pixels
	if p == nil || x >= p.Width || y >= p.Height {
		return false
	}
	c := y/2*p.UVStride + x/2
	return near(p.Y[y*p.YStride+x], want.y) && near(p.U[c], want.u) && near(p.V[c], want.v)
}

func (w *watcher) tone(hertz float64) float64 {
	if len(w.heard) < 48000 {
		return 0
	}
	f := film{sound: w.heard}
	return f.tone(0, hertz)
}

func (w *watcher) until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		w.mu.Lock()
		done := ok()
		w.mu.Unlock()
		if done {
			return
		}
		select {
		case <-w.changed:
		case <-deadline:
			w.mu.Lock()
			defer w.mu.Unlock()
			t.Fatalf("never: %s; width %d, sounds %v, %.3f of 440 and %.3f of 1000 Hz", what, w.width, w.sounds, w.tone(440), w.tone(1000))
		}
	}
}
