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

// newTrack begins to keep a source of somebody called name. It waits for the disk, so it is not for the
// goroutine of the room.
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
	names  map[conference.ParticipantID]conference.Marks
	kick   chan struct{}
}

func newTracks(c *recording, cfg record.Config, now func() time.Duration) *tracks {
	return &tracks{recording: c, config: cfg, now: now, kick: make(chan struct{}, 1)}
}

// want says who is here. It does not block.
func (t *tracks) want(sources map[key]*peer.Source, names map[conference.ParticipantID]conference.Marks) {
	t.mu.Lock()
	t.wanted, t.names = sources, names
	t.mu.Unlock()
	t.wake()
}

// wake makes run look at what there is. It does not block.
func (t *tracks) wake() {
	select {
	case t.kick <- struct{}{}:
	default:
	}
}

// layersEvery is how often layers are looked at.
const layersEvery = time.Second

// run opens and ends files until the recording stops; then all are whole. A track
// that fails is logged, and the composed file goes on.
func (t *tracks) run(stop <-chan struct{}) {
	all := keeping{
		tracks: t, kept: make(map[key]*track), failed: make(map[*peer.Source]bool), opened: make(map[key]time.Duration),
	}
	defer all.end()
	ticker := time.NewTicker(layersEvery)
	defer ticker.Stop()
	for {
		select {
		case <-t.kick:
		case <-ticker.C:
			for _, one := range all.kept {
				one.look(t.now())
			}
		case <-stop:
			return
		}
		t.mu.Lock()
		wanted, names := t.wanted, t.names
		t.mu.Unlock()
		all.sift(wanted)
		all.open(wanted, names)
	}
}

// keeping are the tracks that are kept, of the goroutine of run.
type keeping struct {
	*tracks
	kept    map[key]*track
	failed  map[*peer.Source]bool
	opened  map[key]time.Duration
	closing sync.WaitGroup
}

// anotherAfter is how long a source waits for its next file: a publisher who changes
// codec or size all the time must not fill the folder.
const anotherAfter = 2 * time.Second

// sift ends the files of those who are gone, and those that take no more.
func (a *keeping) sift(wanted map[key]*peer.Source) {
	for k, one := range a.kept {
		over, another := one.state()
		if wanted[k] == one.source && !over {
			continue
		}
		if over && !another {
			a.failed[one.source] = true
		}
		a.closing.Go(one.close)
		delete(a.kept, k)
	}
	for src := range a.failed {
		if !here(wanted, src) {
			delete(a.failed, src)
		}
	}
}

func here(wanted map[key]*peer.Source, src *peer.Source) bool {
	for _, s := range wanted {
		if s == src {
			return true
		}
	}
	return false
}

// open begins what is not kept yet.
func (a *keeping) open(wanted map[key]*peer.Source, names map[conference.ParticipantID]conference.Marks) {
	for k, src := range wanted {
		if before, ok := a.opened[k]; a.kept[k] != nil || a.failed[src] || ok && a.now()-before < anotherAfter {
			continue
		}
		a.opened[k] = a.now()
		cfg := a.config
		cfg.Start = time.Now().In(cfg.Start.Location())
		one, err := newTrack(k, names[k.who].Name, src, cfg, a.now(), a.recording.log, a.wake)
		if err != nil {
			a.recording.log.Error("a track cannot be kept", "participant", string(k.who), "source", string(k.kind), "error", err)
			a.failed[src] = true
			continue
		}
		a.kept[k] = one
	}
}

func (a *keeping) end() {
	for _, one := range a.kept {
		a.closing.Go(one.close)
	}
	a.closing.Wait()
}
