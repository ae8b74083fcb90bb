package media

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"veche/conference"
	"veche/media/codec"
	"veche/media/codec/video"
	"veche/media/compose"
	"veche/media/mix"
	"veche/media/peer"
	"veche/media/record"
)

// RecordingConfig says where recordings go, and how much room there has to be.
type RecordingConfig struct {
	// Folder is made when it is needed; "" means that nothing can be recorded.
	Folder string
	// Place is the time zone of the names; nil: that of the machine.
	Place *time.Location
	Disk  record.Disk
}

// recorder carries out the recordings of a Plan, one after the other.
type recorder struct {
	room       *Room
	production *production

	mu      sync.Mutex
	current *recording
	ending  *recording    // has been stopped, and what was there before is still to come
	heard   []*mix.Source // by the recording's View
	here    map[key]*peer.Source
	names   map[conference.ParticipantID]conference.Marks
	over    time.Time // start of the one that ended by itself; the Plan may still want it

	wg sync.WaitGroup
}

// recording is one file while it is made.
type recording struct {
	recorder *recorder
	plan     conference.RecordingPlan
	log      *slog.Logger
	stop     chan struct{} // closed when it is to end
	stopOnce sync.Once
	tracks   *tracks // nil without

	mu     sync.Mutex
	cause  error // why it is to end, nil for no fault
	writer *record.Writer
	leg    *mix.Leg
	voice  *voiceTrack
	lag    soundLag // of the sound behind what arrives
	open   bool     // writer takes frames
}

// Tracks of the composed file.
const (
	pictureTrack = iota
	soundTrack
)

// savingMost is how long the end of a file may take.
const savingMost = 5 * time.Minute

func newRecorder(r *Room, p *production) *recorder { return &recorder{room: r, production: p} }

// arrange begins, goes on with or ends the recording; here are the sources of
// everybody, for the tracks. It does not block.
func (r *recorder) arrange(plan *conference.RecordingPlan, here map[key]*peer.Source, names map[conference.ParticipantID]conference.Marks) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.here, r.names = here, names
	if c := r.current; c != nil {
		if plan != nil && plan.Started.Equal(c.plan.Started) {
			if c.tracks != nil {
				c.tracks.want(here, names)
			}
			return
		}
		r.current, r.ending = nil, c
		c.end(nil)
	}
	if plan == nil || plan.Started.Equal(r.over) {
		return
	}
	c := &recording{recorder: r, plan: *plan, log: r.production.log, stop: make(chan struct{})}
	c.lag.hear(r.heard)
	if plan.Tracks {
		c.tracks = newTracks(c, c.config(), r.production.board.Now)
	}
	r.current = c
	r.wg.Go(c.run)
}

// hear says whose sound is recorded.
func (r *recorder) hear(sources []*mix.Source) {
	r.mu.Lock()
	r.heard = sources
	c := r.current
	r.mu.Unlock()
	if c == nil {
		return
	}
	c.lag.hear(sources)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.leg != nil {
		c.leg.Hear(mix.Hearing{Only: sources})
	}
}

// running tells whether frames are recorded.
func (r *recorder) running() bool {
	if c := r.now(); c != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.open
	}
	return false
}

func (r *recorder) now() *recording {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.current
}

// fail ends the recording, since it cannot go on.
func (r *recorder) fail(err error) {
	if c := r.now(); c != nil {
		c.end(err)
	}
}

// picture takes a composed picture of the time now.
func (r *recorder) picture(coded video.Coded, now time.Duration) {
	r.mu.Lock()
	c := r.current
	if r.ending != nil {
		c = r.ending
	}
	r.mu.Unlock()
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.open {
		return
	}
	// What the picture shows came within the last tick; what came then is heard by
	// lag later than that.
	_ = c.writer.Write(pictureTrack, now-r.production.tick()/2+c.lag.now(), coded.Data) // its end is seen by run
}

// wait returns when all files are whole.
func (r *recorder) wait() { r.wg.Wait() }

func (r *recorder) report(c *recording, what conference.RecordingEvent, code string, free int64) {
	r.room.facts.Recording(conference.RecordingReport{Started: c.plan.Started, Event: what, Code: code, Free: free})
}

// end makes run finish the file; cause is nil if nothing is wrong.
func (c *recording) end(cause error) {
	c.stopOnce.Do(func() {
		c.mu.Lock()
		c.cause = cause
		c.mu.Unlock()
		close(c.stop)
	})
}

// run makes the file, from its beginning to its end.
func (c *recording) run() {
	r := c.recorder
	if err := c.begin(); err != nil {
		c.log.Error("the recording did not begin", "error", err)
		c.close(r)
		r.report(c, conference.RecordingFailed, codeOf(err), 0)
		return
	}
	c.log.Info("recording", "file", c.writer.Path())
	r.report(c, conference.RecordingRuns, "", 0)
	r.production.again()
	end := c.keep()
	select {
	case <-c.stop:
	case <-c.writer.Done():
	}
	whole := end()
	r.production.catchUp()
	c.close(r)
	ctx, cancel := context.WithTimeout(context.Background(), savingMost)
	defer cancel()
	info, err := c.writer.Close(ctx)
	<-whole
	c.mu.Lock()
	cause := c.cause
	c.mu.Unlock()
	if cause == nil {
		cause = err
	}
	if errors.Is(cause, record.ErrEmpty) {
		cause = nil // it was stopped before its first picture
	}
	if cause != nil {
		c.log.Error("the recording has ended by itself", "file", c.writer.Path(), "error", cause)
		r.report(c, conference.RecordingFailed, codeOf(cause), 0)
		return
	}
	c.log.Info("recording saved", "file", c.writer.Path(), "duration", info.Duration, "bytes", info.Size)
	r.report(c, conference.RecordingSaved, "", 0)
}

// keep begins the tracks, if there are to be any. end stops them, before the composed
// file is finished: whoever has stopped a recording is in none of its files from then
// on. Then they are whole when the channel is closed.
func (c *recording) keep() (end func() (whole <-chan struct{})) {
	whole, stop := make(chan struct{}), make(chan struct{})
	if c.tracks == nil {
		close(whole)
		return func() <-chan struct{} { return whole }
	}
	c.recorder.mu.Lock()
	c.tracks.want(c.recorder.here, c.recorder.names)
	c.recorder.mu.Unlock()
	go func() {
		defer close(whole)
		c.tracks.run(stop)
	}()
	return func() <-chan struct{} { close(stop); return whole }
}

// begin opens the file and the sound.
func (c *recording) begin() error {
	r := c.recorder
	if r.room.engine.recordings.Folder == "" {
		return record.ErrNotWritable
	}
	voice, err := newVoiceTrack()
	if err != nil {
		return err
	}
	cfg := c.config()
	cfg.Tracks = []record.Track{pictureTrack: {Format: record.H264}, soundTrack: voice.track()}
	cfg.KeyFrame = func() { r.production.keyframe.Store(true) }
	cfg.Notify = c.notice
	w, err := record.Create(cfg)
	if err != nil {
		voice.close()
		return err //nolint:wrapcheck // record says what is wrong
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writer, c.voice, c.open = w, voice, true
	c.leg = r.production.mixer.AddLeg(mix.LegConfig{Sink: c, Plain: true, Hearing: mix.Hearing{Only: c.lag.sources()}})
	return nil
}

// config is what all files of the recording have in common.
func (c *recording) config() record.Config {
	r := c.recorder
	cfg := r.room.engine.recordings
	return record.Config{
		Folder: cfg.Folder, Session: string(r.room.id), Start: c.plan.Started.In(cfg.place()), Limit: c.plan.Limit, Disk: cfg.Disk,
	}
}

func (c *recording) notice(n record.Notice) {
	switch n.Kind {
	case record.LowDisk:
		c.recorder.report(c, conference.RecordingLowDisk, "", n.Free)
	case record.EnoughDisk:
		c.recorder.report(c, conference.RecordingEnoughDisk, "", n.Free)
	case record.Behind, record.CaughtUp:
		c.log.Warn("the disk is slow", "notice", n.Kind, "lost", n.Lost)
	}
}

// close ends the coding; the rest of the sound goes into the file.
func (c *recording) close(r *recorder) {
	r.mu.Lock()
	if r.current == c {
		r.current, r.over = nil, c.plan.Started
	}
	if r.ending == c {
		r.ending = nil
	}
	r.mu.Unlock()
	c.silence()
	r.production.again() // without mu: who arranges holds the production's, and waits for ours
}

func (c *recording) silence() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.leg != nil {
		c.leg.Close()
	}
	if c.open {
		c.voice.rest(c.write)
		c.voice.close()
	}
	c.open = false
}

// Play implements [mix.Sink].
func (c *recording) Play(f mix.Frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.open {
		return
	}
	c.lag.follow()
	c.voice.take(f.PCM, c.recorder.production.mixer.TimeOf(f.Sample), c.write)
}

func (c *recording) write(at time.Duration, frame []byte) {
	_ = c.writer.Write(soundTrack, at, frame) // its end is seen by run
}

func (c RecordingConfig) place() *time.Location {
	if c.Place == nil {
		return time.Local
	}
	return c.Place
}

// codeOf is the code of [conference.RecordingProblems] for what went wrong.
func codeOf(err error) string {
	for _, c := range []struct {
		err  error
		code string
	}{
		{record.ErrDiskFull, "disk_full"},
		{record.ErrNotWritable, "not_writable"},
		{record.ErrSlowDisk, "disk_slow"},
		{record.ErrDisk, "disk_failed"},
		{record.ErrLimit, "limit"},
		{codec.ErrNotBuilt, "no_codecs"},
	} {
		if errors.Is(err, c.err) {
			return c.code
		}
	}
	return "not_available"
}

// recordingFormat is the picture of a recording.
func recordingFormat(p *conference.RecordingPlan, fps int) compose.Format {
	return compose.Format{Codec: codec.H264, Lines: p.Lines, FPS: fps, HardCuts: true}
}
