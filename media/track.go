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
	log    *slog.Logger
	layer  int // of a picture: the one that is kept
	file   *record.Writer

	mu     sync.Mutex
	over   bool           // file takes no more
	frames *decode.Frames // nil for sound
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

// newTrack begins to keep a source. It waits for the disk, so it is not for the
// goroutine of the room.
func newTrack(k key, src *peer.Source, cfg record.Config, now time.Duration, log *slog.Logger) (*track, error) {
	t := &track{source: src, log: log}
	c := src.Codec()
	t.clock.rate = c.ClockRate()
	cfg.Part = partOf(k)
	kept := record.Track{Format: formats[c], Name: string(k.kind)}
	if c.Video() {
		var err error
		if t.frames, err = decode.NewFrames(c); err != nil {
			return nil, err //nolint:wrapcheck // decode says what is wrong
		}
		for i, l := range src.Layers(nil, now) {
			if l.Live {
				t.layer = i
			}
		}
		cfg.KeyFrame = func() { src.AskKey(t.layer) }
	} else {
		kept.Channels = 2
	}
	cfg.Tracks = []record.Track{kept}
	var err error
	if t.file, err = record.Create(cfg); err != nil {
		return nil, err //nolint:wrapcheck // record says what is wrong
	}
	src.Tap(peer.TrackTap, t)
	if t.frames != nil {
		src.AskKey(t.layer)
	}
	return t, nil
}

// Packet implements [peer.Tap].
func (t *track) Packet(p *peer.TapPacket, now time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over {
		return
	}
	at := t.clock.at(p.Timestamp, now)
	if t.frames == nil {
		t.write(at, p.Payload)
		return
	}
	if p.Layer != t.layer {
		return
	}
	t.frames.Push(&decode.Packet{Sequence: p.Sequence, Timestamp: p.Timestamp, Marker: p.Marker, Payload: p.Payload})
	for {
		unit, timestamp, ok := t.frames.Next(now)
		if !ok {
			break
		}
		t.write(t.clock.of(timestamp), unit)
	}
	if t.frames.Broken() {
		t.source.AskKey(t.layer)
	}
}

func (t *track) write(at time.Duration, frame []byte) {
	if t.file.Write(0, at, frame) != nil {
		t.over = true // close says why
	}
}

// close ends the file and waits until it is whole.
func (t *track) close() {
	t.source.Untap(peer.TrackTap, t)
	t.mu.Lock()
	t.over = true
	t.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), savingMost)
	defer cancel()
	if _, err := t.file.Close(ctx); err != nil && !errors.Is(err, record.ErrEmpty) {
		t.log.Error("a track has ended by itself", "file", t.file.Path(), "error", err)
	}
}

// trackClock turns the RTP timestamps of a source into the time at which they came,
// without their jitter. The sender's clock is followed by the fastest packets, slowly.
type trackClock struct {
	rate    uint32 // Hz
	begun   bool
	last    uint32
	media   time.Duration // of last
	origin  time.Duration // of media time 0, by the fastest packets
	fastest time.Duration // of the present window, against origin
	since   time.Duration
}

const clockWindow = 10 * time.Second

// at takes in a packet and gives its time.
func (c *trackClock) at(timestamp uint32, now time.Duration) time.Duration {
	if !c.begun {
		c.begun, c.last, c.origin, c.since = true, timestamp, now, now
		c.fastest = time.Hour
	}
	c.advance(timestamp)
	lag := now - c.media - c.origin
	if lag < 0 || lag > 2*time.Second { // faster than ever, or another time line
		c.origin += lag
		lag, c.fastest, c.since = 0, time.Hour, now
	}
	c.fastest = min(c.fastest, lag)
	if now-c.since > clockWindow {
		c.origin += c.fastest // the sender's clock is slower, or the path longer
		c.fastest, c.since = time.Hour, now
	}
	return c.origin + c.media
}

// of is the time of a timestamp near the last one.
func (c *trackClock) of(timestamp uint32) time.Duration {
	return c.origin + c.media + c.span(timestamp)
}

func (c *trackClock) advance(timestamp uint32) {
	if d := c.span(timestamp); d > 0 {
		c.media, c.last = c.media+d, timestamp
	} else if d < -2*time.Second {
		c.last = timestamp
	}
}

func (c *trackClock) span(timestamp uint32) time.Duration {
	return time.Duration(int32(timestamp-c.last)) * time.Second / time.Duration(c.rate)
}

// tracks keeps the sources of everybody, each in its own file.
type tracks struct {
	recording *recording
	now       func() time.Duration
	config    record.Config

	mu     sync.Mutex
	wanted map[key]*peer.Source
	kick   chan struct{}
}

func newTracks(c *recording, cfg record.Config, now func() time.Duration) *tracks {
	return &tracks{recording: c, config: cfg, now: now, kick: make(chan struct{}, 1)}
}

// want says who is here. It does not block.
func (t *tracks) want(sources map[key]*peer.Source) {
	t.mu.Lock()
	t.wanted = sources
	t.mu.Unlock()
	select {
	case t.kick <- struct{}{}:
	default:
	}
}

// run opens and ends files until the recording stops; then all are whole. A track
// that fails is logged, and the composed file goes on.
func (t *tracks) run(stop <-chan struct{}) {
	kept := make(map[key]*track)
	failed := make(map[*peer.Source]bool)
	var closing sync.WaitGroup
	defer closing.Wait()
	for {
		select {
		case <-t.kick:
		case <-stop:
			for _, k := range kept {
				closing.Go(k.close)
			}
			return
		}
		t.mu.Lock()
		wanted := t.wanted
		t.mu.Unlock()
		for k, one := range kept {
			if wanted[k] != one.source {
				closing.Go(one.close)
				delete(kept, k)
			}
		}
		for k, src := range wanted {
			if kept[k] != nil || failed[src] {
				continue
			}
			cfg := t.config
			cfg.Start = time.Now().In(cfg.Start.Location())
			one, err := newTrack(k, src, cfg, t.now(), t.recording.log)
			if err != nil {
				t.recording.log.Error("a track cannot be kept", "participant", string(k.who), "source", string(k.kind), "error", err)
				failed[src] = true
				continue
			}
			kept[k] = one
		}
	}
}
