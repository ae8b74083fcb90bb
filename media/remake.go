package media

import (
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"veche/conference"
	"veche/conference/layout"
	"veche/media/codec"
	"veche/media/codec/video"
	"veche/media/compose"
	"veche/media/decode"
	"veche/media/peer"
)

// remake is a reel coded anew, for browsers that do not take its pictures as they are:
// once in a codec, for all conferences in which somebody wants that. It has a goroutine
// of its own, which works when a picture has come and waits for no clock, and lasts while
// there is a take of it.
type remake struct {
	reel  *reel
	codec codec.Codec
	fps   int
	now   func() time.Duration
	log   *slog.Logger

	news chan struct{} // capacity 1
	over chan struct{}
	key  atomic.Bool // somebody wants a key frame

	mu    sync.Mutex
	takes []*take // replaced, never changed

	// Of run.
	stream   *decode.Stream
	composer *compose.Composer // nil before the first picture
	format   compose.Format
	last     time.Duration
}

// take is a remake in one conference.
type take struct {
	remake *remake
	of     *peer.Source // that it stands for: nothing goes out while it is closed
	output *peer.Output
	broken bool // by a fault; of the remake's goroutine
}

// shown names what a remake shows, to the composer.
const shown conference.ParticipantID = "camera"

// remake begins to make one of a reel that is brought as a source, or joins the others who
// have it.
func (e *Engine) remake(r *reel, c codec.Codec, of *peer.Source) *take {
	r.showing.Lock()
	defer r.showing.Unlock()
	m := r.remakes[c]
	if m == nil {
		m = &remake{
			reel: r, codec: c, fps: e.fps, now: e.board.Now, log: e.log,
			news: make(chan struct{}, 1), over: make(chan struct{}),
		}
		r.remakes[c] = m
		e.producing.Go(func() {
			e.remakes.Add(1)
			defer e.remakes.Add(-1)
			m.run()
		})
	}
	t := &take{remake: m, of: of, output: e.board.NewOutput(c, m.wantKey)}
	m.mu.Lock()
	m.takes = append(slices.Clone(m.takes), t)
	m.mu.Unlock()
	m.wantKey()
	return t
}

// fits tells whether the take is of this reel, in this codec.
func (t *take) fits(r *reel, c codec.Codec, of *peer.Source) bool {
	return t.remake.reel == r && t.remake.codec == c && t.of == of
}

// close ends the take, and the remake with the last one.
func (t *take) close() {
	m := t.remake
	m.reel.showing.Lock()
	defer m.reel.showing.Unlock()
	m.mu.Lock()
	m.takes = slices.DeleteFunc(slices.Clone(m.takes), func(o *take) bool { return o == t })
	left := len(m.takes)
	m.mu.Unlock()
	if left == 0 {
		delete(m.reel.remakes, m.codec)
		close(m.over)
	}
}

// wantKey asks for a key frame. It does not block.
func (m *remake) wantKey() {
	m.key.Store(true)
	m.wake()
}

func (m *remake) wake() {
	select {
	case m.news <- struct{}{}:
	default:
	}
}

// run works until the last take is closed. After a fault of the program it begins anew.
func (m *remake) run() {
	again := time.NewTimer(0)
	defer again.Stop()
	for {
		select {
		case <-m.over:
			return
		case <-again.C:
		}
		m.work()
		again.Reset(faultPause)
	}
}

func (m *remake) work() {
	defer m.shut()
	defer func() {
		if r := recover(); r != nil {
			m.log.Error("coding a camera anew ended by a fault", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
		}
	}()
	var err error
	if m.stream, err = m.reel.show(); err != nil {
		m.log.Error("a camera cannot be decoded", "error", err)
		return
	}
	wait := time.NewTimer(0)
	defer wait.Stop()
	for {
		select {
		case <-m.over:
			return
		case <-m.news:
		case <-wait.C:
		}
		next, err := m.turn(m.now())
		if err != nil {
			m.log.Error("a camera cannot be coded anew", "error", err)
			return
		}
		wait.Reset(next)
	}
}

// shut gives everything back.
func (m *remake) shut() {
	if m.composer != nil {
		m.composer.Close()
		m.composer = nil
	}
	if m.stream != nil {
		m.stream = nil
		m.reel.hide()
	}
}

// turn codes the newest picture, and says when to look again though no picture has come.
// Cameras that send more pictures than are made of others lose some.
func (m *remake) turn(now time.Duration) (next time.Duration, err error) {
	tick := time.Second / time.Duration(m.fps)
	if early := m.last + tick*3/4 - now; early > 0 {
		return early, nil
	}
	m.last = now
	if err := m.suit(now); err != nil || m.composer == nil {
		return still * tick, err
	}
	if m.key.Swap(false) {
		m.composer.RequestKey()
	}
	coded, err := m.composer.Tick(now)
	if err != nil {
		return 0, fmt.Errorf("media: %w", err)
	}
	if len(coded.Data) > 0 {
		m.send(coded, now)
	}
	return still * tick, nil
}

// still is after how many ticks without a picture the last one is looked at again.
const still = 2

// suit has a composer for the size that the pictures have, as soon as there is one to
// begin with: nobody is shown an empty window.
func (m *remake) suit(now time.Duration) error {
	width, height := m.reel.hold.Size()
	format := remadeFormat(m.codec, width, height, m.fps)
	if m.composer != nil && m.format == format {
		return nil
	}
	if m.stream.Newest(now, 0, func(*codec.Picture) {}) == 0 {
		return nil
	}
	c, err := compose.New(compose.Config{Format: format, Pictures: m})
	if err != nil {
		return fmt.Errorf("media: %w", err)
	}
	if m.composer != nil {
		m.composer.Close()
	}
	m.composer, m.format = c, format
	c.Show(compose.Scene{View: oneWindow(conference.Window{Participant: shown, Source: conference.Camera})})
	return nil
}

// Newest implements [compose.Pictures].
func (m *remake) Newest(_ conference.ParticipantID, _ conference.SourceKind, _ layout.Size, have uint64, use func(*codec.Picture)) uint64 {
	return m.stream.Newest(m.last, have, use)
}

// send gives a picture to every conference that wants it.
func (m *remake) send(coded video.Coded, now time.Duration) {
	m.mu.Lock()
	takes := m.takes
	m.mu.Unlock()
	for _, t := range takes {
		if !t.broken && t.of.IsOpen() {
			t.send(coded, now)
		}
	}
}

// send keeps a fault in one conference from the others.
func (t *take) send(coded video.Coded, now time.Duration) {
	defer func() {
		if r := recover(); r != nil {
			t.broken = true
			t.remake.log.Error("a conference gets a camera no more by a fault", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
		}
	}()
	t.output.Write(coded.Data, now)
}

// whole tells whether a source is one of pictures that come whole.
func (a *arrangement) whole(k key) bool {
	src := a.sources[k]
	if src == nil {
		return false
	}
	r, _ := a.intakes[src].brings()
	return r != nil
}

// retake has the cameras coded anew that are wanted so. Under mu.
func (p *production) retake(a *arrangement) {
	wanted := make(map[key]bool, len(a.translated))
	for _, t := range a.translated {
		if !a.whole(t.key) {
			continue
		}
		src := a.sources[t.key]
		r, _ := a.intakes[src].brings()
		wanted[t.key] = true
		had := p.takes[t.key]
		if had != nil && had.fits(r, t.codec, src) {
			continue
		}
		if had != nil {
			had.close()
		}
		p.takes[t.key] = p.engine.remake(r, t.codec, src)
	}
	for k, t := range p.takes {
		if !wanted[k] {
			t.close()
			delete(p.takes, k)
		}
	}
}
