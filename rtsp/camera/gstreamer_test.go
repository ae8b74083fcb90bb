package camera_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	conference "veche/conference/camera"
	"veche/media"
	"veche/media/codec"
	"veche/rtsp/camera"
	"veche/rtsp/rtsptest"
)

// watcher is a sink that remembers.
type watcher struct {
	mu       sync.Mutex
	changed  chan struct{} // closed and replaced at every call
	states   []conference.Status
	sets     [][]byte
	pictures []picture
	sounds   []sound
}

type picture struct {
	codec codec.Codec
	unit  []byte
	pts   time.Duration
	at    time.Time
}

type sound struct {
	format media.SoundFormat
	frame  []byte
	pts    time.Duration
}

func (w *watcher) do(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
	if w.changed != nil {
		close(w.changed)
		w.changed = nil
	}
}

func (w *watcher) State(s conference.Status) { w.do(func() { w.states = append(w.states, s) }) }
func (w *watcher) Watched() bool             { return true }

func (w *watcher) ParameterSets(sets [][]byte) { w.do(func() { w.sets = sets }) }

func (w *watcher) Picture(c codec.Codec, unit []byte, pts time.Duration) {
	w.do(func() { w.pictures = append(w.pictures, picture{c, unit, pts, time.Now()}) })
}

func (w *watcher) Sound(f media.SoundFormat, frame []byte, pts time.Duration) {
	w.do(func() { w.sounds = append(w.sounds, sound{f, frame, pts}) })
}

// seen is what has come until now.
func (w *watcher) seen() *watcher {
	w.mu.Lock()
	defer w.mu.Unlock()
	return &watcher{states: w.states, sets: w.sets, pictures: w.pictures, sounds: w.sounds}
}

// until waits until something is so; is is called under the lock.
func (w *watcher) until(tb testing.TB, what string, is func() bool) {
	tb.Helper()
	over := time.NewTimer(patience)
	defer over.Stop()
	for {
		w.mu.Lock()
		if is() {
			w.mu.Unlock()
			return
		}
		if w.changed == nil {
			w.changed = make(chan struct{})
		}
		changed := w.changed
		w.mu.Unlock()
		select {
		case <-changed:
		case <-over.C:
			w.mu.Lock()
			defer w.mu.Unlock()
			tb.Fatalf("it never came that %s: %d pictures, %d sounds, states %v", what, len(w.pictures), len(w.sounds), w.states)
		}
	}
}

// state is the last one.
func (w *watcher) state() conference.State {
	if len(w.states) == 0 {
		return ""
	}
	return w.states[len(w.states)-1].State
}

// troubled tells whether it has not always been live; for until.
func (w *watcher) troubled() bool {
	return slices.ContainsFunc(w.states, func(s conference.Status) bool {
		return s.State != conference.Connecting && s.State != conference.Live
	})
}

func (w *watcher) forget() {
	w.do(func() { w.pictures, w.sounds, w.states = nil, nil, w.states[len(w.states)-1:] })
}

func newCameras(tb testing.TB, timing camera.Timing) *camera.Cameras {
	tb.Helper()
	cameras := camera.New(camera.Config{Rule: open, Timing: timing})
	tb.Cleanup(cameras.Close)
	return cameras
}

func watch(tb testing.TB, cameras *camera.Cameras, url string) *watcher {
	tb.Helper()
	w := &watcher{}
	tb.Cleanup(cameras.Watch(target(tb, url), w))
	return w
}

// Lessons 34, 35: whatever a camera sends is taken as it is.
func TestCamerasOfGStreamer(t *testing.T) {
	t.Parallel()
	gst := rtsptest.Start(t, rtsptest.Options{})
	for _, test := range []struct {
		path  string
		video codec.Codec
		sound media.SoundFormat
	}{
		{"/h264", codec.H264, media.SoundFormat{Codec: codec.PCMU, Clock: 8000, Channels: 1}},
		{"/h264bare", codec.H264, media.SoundFormat{}},
		{"/h264b", codec.H264, media.SoundFormat{}},
		{"/h265", codec.H265, media.SoundFormat{}},
		{"/mjpeg", codec.MJPEG, media.SoundFormat{}},
		{"/alaw", codec.None, media.SoundFormat{Codec: codec.PCMA, Clock: 8000, Channels: 1}},
		{"/opus", codec.H264, media.SoundFormat{Codec: codec.Opus, Channels: 2}},
		{"/aac", codec.H264, media.SoundFormat{Codec: codec.AAC, Clock: 48000, Channels: 1}},
		{"/latm", codec.None, media.SoundFormat{Codec: codec.AAC, Clock: 16000, Channels: 1}},
		{"/l16", codec.None, media.SoundFormat{Codec: codec.L16, Clock: 44100, Channels: 2}},
	} {
		t.Run(test.path[1:], func(t *testing.T) {
			t.Parallel()
			cameras := newCameras(t, camera.Timing{})
			url := gst.URL(test.path)
			w, began := watch(t, cameras, url), time.Now()
			w.until(t, "pictures and sound have come", func() bool {
				return (test.video == codec.None || len(w.pictures) > 25) && (test.sound.Codec == codec.None || len(w.sounds) > 10)
			})
			if test.video != codec.None {
				if got := w.seen().pictures[0].codec; got != test.video {
					t.Errorf("pictures are %s, want %s", got, test.video)
				}
				w.inPace(t)
				t.Logf("the first picture came after %v", w.seen().pictures[0].at.Sub(began))
			}
			if sets := len(w.seen().sets); test.path == "/h264bare" && sets != 2 {
				t.Errorf("there are %d parameter sets", sets)
			}
			if test.sound.Codec != codec.None {
				got := w.seen().sounds[0].format
				got.Config = nil
				if got.Codec != test.sound.Codec || got.Clock != test.sound.Clock || got.Channels != test.sound.Channels {
					t.Errorf("sound is %+v, want %+v", got, test.sound)
				}
			}
			info := try(t, cameras, url)
			if info.State != conference.Live || info.Video != test.video || info.Sound != test.sound.Codec || info.Lost > 0 {
				t.Errorf("the camera is said to be %+v", info)
			}
			if test.video != codec.None && (info.Width != 640 || info.Height != 360 || len(info.Key) == 0) {
				t.Errorf("the last key picture is of %d × %d, %d bytes", info.Width, info.Height, len(info.Key))
			}
		})
	}
}

// inPace waits for a row of pictures that are 1/15 s apart. A camera on a busy machine falls
// behind, and catches up.
func (w *watcher) inPace(tb testing.TB) {
	tb.Helper()
	const row = 26
	w.until(tb, "pictures are 1/15 s apart", func() bool {
		return len(w.pictures) >= row && inPace(w.pictures[len(w.pictures)-row:])
	})
}

// inPace tells whether pictures, put in the order of their times, are 1/15 s apart.
func inPace(pictures []picture) bool {
	var least, most time.Duration
	for i, p := range pictures {
		if i == 0 || p.pts < least {
			least = p.pts
		}
		most = max(most, p.pts)
	}
	want, got := time.Duration(len(pictures))*time.Second/15, most-least
	return got >= want*3/4 && got <= want*4/3+2*time.Second
}
