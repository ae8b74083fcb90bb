package seat

import (
	"sync"
	"time"

	"veche/conference"
	"veche/conference/camera"
	"veche/media"
	"veche/media/codec"
	"veche/media/codec/video"
	rtsp "veche/rtsp/camera"
)

// watcher hands what comes from a camera to the media of its participant.
type watcher struct {
	leg    *media.Leg
	turned chan struct{} // the state is another

	mu  sync.Mutex
	now camera.Status
}

// shot is a watcher of the camera at one address. What was under way from another one when
// it moved stays apart by the name.
type shot struct {
	*watcher
	camera string
}

var _ rtsp.Sink = (*shot)(nil)

// State implements [rtsp.Sink].
func (w *watcher) State(now camera.Status) {
	w.mu.Lock()
	w.now = now
	w.mu.Unlock()
	select {
	case w.turned <- struct{}{}:
	default:
	}
}

// state is the newest; those between are left out.
func (w *watcher) state() camera.Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// Picture implements [rtsp.Sink].
func (s *shot) Picture(c codec.Codec, unit []byte, pts time.Duration) {
	s.leg.PushCamera(s.camera, c, unit, pts)
}

// ParameterSets implements [rtsp.Sink].
func (w *watcher) ParameterSets(sets [][]byte) { w.leg.ParameterSets(conference.Camera, sets) }

// Watched implements [rtsp.Sink].
func (w *watcher) Watched() bool { return w.leg.Watched() }

// Sound implements [rtsp.Sink].
func (w *watcher) Sound(f media.SoundFormat, frame []byte, pts time.Duration) {
	w.leg.PushSound(f, frame, pts)
}

// deaf is what a camera receives: nothing, for it has nobody to show it to.
type deaf struct{}

var _ media.LegSink = deaf{}

// Sound implements [media.LegSink].
func (deaf) Sound([]byte, time.Duration) {}

// Picture implements [media.LegSink].
func (deaf) Picture(conference.SourceKind, video.Coded, time.Duration) {}

// KeyFrameWanted implements [media.LegSink]: cameras make them when they like.
func (deaf) KeyFrameWanted(conference.SourceKind) {}
