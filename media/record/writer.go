package record

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"sync"
	"time"
)

// Writer writes one recording. [Writer.Write] may be called from any goroutine;
// it copies and never waits for the disk.
type Writer struct {
	c    Config
	path string
	file file

	kick chan struct{} // there is enough for a fragment
	stop chan struct{} // closed by end
	done chan struct{} // closed by run

	spare *batch // of run
	low   bool   // of run: Notify has heard of it
	info  Info   // of run, until done

	mu       sync.Mutex
	inputs   []*input
	batch    *batch
	base     time.Duration // the first time that came
	based    bool
	opening  bool // no key frame yet
	headed   bool // the head of the file is known
	gap      bool // frames are left out
	gapFrom  time.Duration
	asked    time.Duration // when a key frame was asked for
	haveAsk  bool
	ending   bool
	cause    error
	stats    Stats
	pictures bool // there is a track of pictures
}

// Stats tells how a recording goes.
type Stats struct {
	Frames   uint64        // taken
	Dropped  uint64        // left out: the disk was too slow, before the first key frame, or too late
	Broken   uint64        // left out: no coded frame
	Buffered int           // bytes that wait for the disk
	Written  int64         // bytes in the file
	Length   time.Duration // so far
}

// preroll is how long sound waits for the first picture. Older sound is left out.
const preroll = 2 * time.Second

func start(c Config, path string, d disk) *Writer {
	w := &Writer{
		c: c, path: path, file: file{disk: d},
		kick: make(chan struct{}, 1), stop: make(chan struct{}), done: make(chan struct{}),
		batch: newBatch(len(c.Tracks)), spare: newBatch(len(c.Tracks)),
	}
	for _, t := range c.Tracks {
		w.inputs = append(w.inputs, newInput(t))
		w.pictures = w.pictures || t.picture()
	}
	w.opening = w.pictures
	go w.run()
	return w
}

// Write takes a frame of a track, numbered as in [Config]. at is its time on a
// clock that all tracks share, that never steps (lesson 33: not the time of day)
// and may begin anywhere; pictures and sound of the same moment have the same
// time. The recording begins with the first key frame, or sound of the two
// seconds before it. frame may be used again when Write returns.
//
// The only error is [ErrEnded]. A frame that cannot be taken is counted in [Stats].
func (w *Writer) Write(track int, at time.Duration, frame []byte) error {
	after, err := w.take(track, at, frame)
	if after != nil {
		after()
	}
	return err
}

// take gives back what is to be called without the lock.
func (w *Writer) take(track int, at time.Duration, frame []byte) (after func(), err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ending {
		return nil, ErrEnded
	}
	if !w.based {
		w.base, w.based = at, true
	}
	at -= w.base
	if w.stats.Length = max(w.stats.Length, at); at >= w.c.Limit {
		w.endLocked(ErrLimit)
		return nil, ErrEnded
	}
	after = w.keepUp(at)
	in, r := w.inputs[track], &w.batch.runs[track]
	var ask func()
	if in.in != nil {
		ask = w.picture(in, r, at, frame)
	} else {
		w.sound(in, r, at, frame)
	}
	if w.ending {
		return after, ErrEnded
	}
	if ask != nil {
		after = ask
	}
	if w.batch.span() >= w.c.Fragment {
		select {
		case w.kick <- struct{}{}:
		default:
		}
	}
	return after, nil
}

// keepUp opens a gap when more waits for the disk than may, ends the recording
// when the gap has become too long, and closes that of a file without pictures.
func (w *Writer) keepUp(at time.Duration) (after func()) {
	switch {
	case !w.gap && (w.batch.span() > w.c.Backlog || w.batch.bytes > w.c.BacklogBytes):
		w.gap, w.gapFrom, w.haveAsk = true, at, false
		return func() { w.c.Notify(Notice{Kind: Behind}) }
	case w.gap && w.batch.some && at-w.gapFrom > w.c.Stall:
		w.endLocked(ErrSlowDisk)
	case w.gap && !w.batch.some && !w.pictures:
		return w.caughtUp(at)
	}
	return nil
}

func (w *Writer) caughtUp(at time.Duration) (after func()) {
	lost := at - w.gapFrom
	w.gap = false
	return func() { w.c.Notify(Notice{Kind: CaughtUp, Lost: lost}) }
}

// picture takes a frame unless it needs others that are not in the file.
func (w *Writer) picture(in *input, r *run, at time.Duration, frame []byte) (after func()) {
	if w.ending || w.gap && w.batch.some {
		w.stats.Dropped++
		return nil
	}
	from := len(r.data)
	data, key, err := in.in.take(r.data, frame)
	r.data = data
	switch {
	case errors.Is(err, ErrPictureChanged):
		r.data = r.data[:from]
		w.endLocked(err)
		return nil
	case err != nil:
		r.data = r.data[:from]
		w.stats.Broken++
		return nil
	case (w.opening || w.gap) && !key:
		r.data = r.data[:from]
		w.stats.Dropped++
		return w.askForKey(at)
	}
	if w.gap {
		after = w.caughtUp(at)
	}
	w.opening = false
	in.picture(r, at, key, from)
	w.batch.note(at, len(r.data)-from)
	w.stats.Frames++
	return after
}

// askForKey asks once a second as long as it is needed.
func (w *Writer) askForKey(at time.Duration) func() {
	if w.haveAsk && at-w.asked < time.Second {
		return nil
	}
	w.asked, w.haveAsk = at, true
	return w.c.KeyFrame
}

func (w *Writer) sound(in *input, r *run, at time.Duration, frame []byte) {
	if w.opening && w.batch.span() > preroll {
		w.batch.clear()
		for _, other := range w.inputs {
			other.begun = false
		}
	}
	from := len(r.data)
	if w.ending || w.gap || !in.sound(r, at, frame) {
		w.stats.Dropped++
		return
	}
	w.batch.note(at, len(r.data)-from)
	w.stats.Frames++
}

// Close ends the recording and waits until the file is finished: less than a
// second for an hour. The Info describes the file, whatever the error is: nil,
// what ended the recording before, what kept it from being finished (then
// [Recover] will), or that of ctx, while the file is still being finished.
func (w *Writer) Close(ctx context.Context) (Info, error) {
	w.end(nil)
	select {
	case <-w.done:
		return w.info, w.Err()
	case <-ctx.Done():
		return Info{}, ctx.Err()
	}
}

// Done is closed when the recording has ended, for whatever reason, and its file
// is finished.
func (w *Writer) Done() <-chan struct{} { return w.done }

// Err is why the recording ended by itself; nil while it runs and after Close.
func (w *Writer) Err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.cause
}

// Path of the file. It can be played from the second second on.
func (w *Writer) Path() string { return w.path }

// Stats may be called at any time.
func (w *Writer) Stats() Stats {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.stats
	s.Buffered = w.batch.bytes
	return s
}

func (w *Writer) end(cause error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.endLocked(cause)
}

func (w *Writer) endLocked(cause error) {
	if w.ending {
		return
	}
	w.ending, w.cause = true, cause
	close(w.stop)
}

// fail is an error of the disk: it says more than what ended the recording.
func (w *Writer) fail(err error) {
	w.end(err)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cause == nil {
		w.cause = err
	}
}

// run is the only one that touches the disk.
func (w *Writer) run() {
	defer close(w.done)
	// When nothing comes any more, what has come does not wait for more.
	late := time.NewTimer(w.c.Fragment)
	defer late.Stop()
	for running := true; running; {
		select {
		case <-w.kick:
		case <-late.C:
		case <-w.stop:
			running = false
		}
		if err := guarded(w.flush); err != nil {
			w.fail(err)
			running = false
		}
		late.Reset(w.c.Fragment * 3 / 2)
	}
	if err := guarded(func() error { w.finish(); return nil }); err != nil {
		w.fail(err)
	}
}

// guarded keeps a fault of the program from ending more than this recording; what is on
// the disk is left to [Recover].
func guarded(fn func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("record: %w: %v\n%s", errFault, r, debug.Stack())
		}
	}()
	return fn()
}

// flush writes what has come as a fragment.
func (w *Writer) flush() error {
	b, tracks := w.swap()
	if b == nil {
		return nil
	}
	if tracks != nil {
		if err := w.file.begin(w.c.Start, tracks); err != nil {
			return diskError("begin the file", err)
		}
	}
	if err := w.file.append(b.runs); err != nil {
		return diskError("write", err)
	}
	b.clear()
	w.spare = b
	w.mu.Lock()
	w.stats.Written = w.file.end
	w.mu.Unlock()
	return w.look()
}

// swap takes the batch, if there is one that can be written; tracks are there
// for the first.
func (w *Writer) swap() (b *batch, tracks []description) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.batch.some || w.opening {
		return nil, nil
	}
	b, w.batch = w.batch, w.spare
	if !w.headed {
		w.headed = true
		tracks = w.head(b)
	}
	return b, tracks
}

// head settles what the head of the file says: the tracks, and which moment is
// its beginning.
func (w *Writer) head(b *batch) (tracks []description) {
	origin := b.to
	for i, in := range w.inputs {
		if r := &b.runs[i]; len(r.samples) > 0 {
			origin = min(origin, in.begins(r))
		}
	}
	for i, in := range w.inputs {
		in.settle(origin, &b.runs[i])
		tracks = append(tracks, in.describe(in.in))
	}
	w.base += origin
	w.stats.Length -= origin
	w.gapFrom -= origin
	w.asked -= origin
	return tracks
}

// look sees how much room the disk has.
func (w *Writer) look() error {
	free, err := w.file.Free()
	switch {
	case err != nil:
		return diskError("look for room", err)
	case free < w.c.Disk.Stop:
		return fmt.Errorf("record: %w: %d MiB left", ErrDiskFull, free>>20)
	case free < w.c.Disk.Warn && !w.low:
		w.low = true
		w.c.Notify(Notice{Kind: LowDisk, Free: free})
	case free > w.c.Disk.Warn+w.c.Disk.Warn/8 && w.low:
		w.low = false
		w.c.Notify(Notice{Kind: EnoughDisk, Free: free})
	}
	return nil
}

// finish leaves a plain file, or none if nothing was recorded.
func (w *Writer) finish() {
	if !w.headed || len(w.file.tables) == 0 || w.file.sequence == 0 {
		w.fail(ErrEmpty)
		if err := errors.Join(os.Remove(w.path), w.file.Close()); err != nil {
			w.fail(diskError("remove the empty file", err))
		}
		return
	}
	if err := w.file.finish(); err != nil {
		w.fail(diskError("finish", err))
	}
	if err := w.file.Close(); err != nil {
		w.fail(diskError("close", err))
	}
	info, err := Stat(w.path, w.c.Start.Location())
	if err != nil {
		w.fail(err)
	}
	w.info = info
}
