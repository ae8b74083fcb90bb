package media

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"veche/conference"
	"veche/media/codec"
	"veche/media/decode"
	"veche/media/peer"
	"veche/media/record"
)

// track keeps one source of a participant as it came, in a file beside the composed
// one, for those who edit. Nothing is decoded.
type track struct {
	source *peer.Source
	codec  codec.Codec
	log    *slog.Logger
	file   *record.Writer
	ended  func() // called once when the file takes no more, by who receives

	mu       sync.Mutex
	over     bool // file takes no more
	another  bool // the source goes on in another file
	clock    trackClock
	pictures *layerFrames // nil for sound
	rising   *layerFrames // the layer that is kept as soon as its first key frame is here
}

// layerFrames are those of one layer of a picture. Each layer has timestamps of its own.
type layerFrames struct {
	layer  int
	frames *decode.Frames
	clock  trackClock
}

var _ peer.Tap = (*track)(nil)

// formats of what browsers send, as files name them.
var formats = map[codec.Codec]record.Format{
	codec.Opus: record.Opus, codec.VP8: record.VP8, codec.VP9: record.VP9, codec.AV1: record.AV1, codec.H264: record.H264,
}

// partOf names the file of a source: the participant, and which of his sources it is.
func partOf(k key) string {
	kind := map[conference.SourceKind]string{
		conference.Microphone: "microphone", conference.Camera: "camera",
		conference.Screen: "screen", conference.ScreenAudio: "screen-audio",
	}[k.kind]
	return string(k.who) + "-" + kind
}

// newTrack begins to keep a source of somebody called name. It waits for the disk, so
// it is not for the goroutine of the room.
func newTrack(k key, name string, src *peer.Source, cfg record.Config, now time.Duration, log *slog.Logger, ended func()) (*track, error) {
	t := &track{source: src, codec: src.Codec(), log: log, ended: ended}
	t.clock.rate = t.codec.ClockRate()
	cfg.Part = partOf(k)
	kept := record.Track{Format: formats[t.codec], Name: name}
	if t.codec.Video() {
		var err error
		if t.pictures, err = newLayerFrames(t.codec, max(t.best(now), 0)); err != nil {
			return nil, err
		}
		cfg.KeyFrame = t.askKey
	} else {
		kept.Channels = 2
	}
	cfg.Tracks = []record.Track{kept}
	var err error
	if t.file, err = record.Create(cfg); err != nil {
		return nil, err //nolint:wrapcheck // record says what is wrong
	}
	if t.pictures != nil {
		src.AskKey(t.pictures.layer)
	}
	src.Tap(peer.TrackTap, t)
	return t, nil
}

func newLayerFrames(c codec.Codec, layer int) (*layerFrames, error) {
	frames, err := decode.NewFrames(c)
	if err != nil {
		return nil, err //nolint:wrapcheck // decode says what is wrong
	}
	return &layerFrames{layer: layer, frames: frames, clock: trackClock{rate: c.ClockRate()}}, nil
}

// best is the largest layer that comes at the moment; -1: none does.
func (t *track) best(now time.Duration) int {
	best := -1
	for i, l := range t.source.Layers(nil, now) {
		if l.Live {
			best = i
		}
	}
	return best
}

// look goes over to the largest layer: publishers begin with the smallest, and leave
// out the largest while their uplink or processor is too slow.
func (t *track) look(now time.Duration) {
	if t.pictures == nil {
		return
	}
	best := t.best(now)
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case best < 0 || best == t.pictures.layer:
		t.rising = nil
	case t.rising == nil || t.rising.layer != best:
		var err error
		if t.rising, err = newLayerFrames(t.codec, best); err == nil {
			t.source.AskKey(best)
		}
	}
}

// askKey is for the writer, which calls it by write.
func (t *track) askKey() { t.source.AskKey(t.pictures.layer) }

// Packet implements [peer.Tap].
func (t *track) Packet(p *peer.TapPacket, now time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.over:
	case p.Codec != t.codec:
		t.end(true)
	case t.pictures == nil:
		t.write(t.clock.at(p.Timestamp, now), p.Payload)
	case p.Layer == t.pictures.layer:
		t.keep(t.pictures, p, now)
	case t.rising != nil && p.Layer == t.rising.layer:
		t.keep(t.rising, p, now)
	}
}

// keep writes what frames a packet completes. The first of a layer is a key frame.
func (t *track) keep(l *layerFrames, p *peer.TapPacket, now time.Duration) {
	l.clock.at(p.Timestamp, now)
	l.frames.Push(&decode.Packet{Sequence: p.Sequence, Timestamp: p.Timestamp, Marker: p.Marker, Payload: p.Payload})
	for {
		unit, timestamp, ok := l.frames.Next(now)
		if !ok {
			break
		}
		if l == t.rising {
			t.pictures, t.rising = l, nil
		}
		t.write(l.clock.of(timestamp), unit)
	}
	if l.frames.Broken() {
		t.source.AskKey(l.layer)
	}
}

func (t *track) write(at time.Duration, frame []byte) {
	if !t.over && t.file.Write(0, at, frame) != nil {
		t.end(errors.Is(t.file.Err(), record.ErrPictureChanged))
	}
}

// end is that of the file, for another one or for good. Under mu.
func (t *track) end(another bool) {
	t.over, t.another = true, another
	t.ended()
}

// state tells whether the file takes no more, and whether another one is to.
func (t *track) state() (over, another bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.over, t.another
}

// close ends the file and waits until it is whole.
func (t *track) close() {
	t.source.Untap(peer.TrackTap, t)
	t.mu.Lock()
	t.over = true
	t.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), savingMost)
	defer cancel()
	_, err := t.file.Close(ctx)
	if err != nil && !errors.Is(err, record.ErrEmpty) && !errors.Is(err, record.ErrPictureChanged) {
		t.log.Error("a track has ended by itself", "file", t.file.Path(), "error", err)
	}
}
