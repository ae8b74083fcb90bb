// Package compose makes one picture of many: for room systems, streams and
// recordings, which take a single one.
//
// There is a [Composer] for every picture that somebody wants, however many
// receive it: a [conference.View] in a [Format]; [Studio] finds out who shares
// which. A [Scene] says what is to be seen, [Pictures] are the decoded pictures of
// the sources, and [Composer.Tick], 25 times a second, draws what has changed and
// encodes it, or finds that nothing has.
//
// What bites: Tick works in the goroutine of its caller and takes milliseconds.
// What it returns is overwritten by the next Tick. A composer holds memory of C
// libraries until Close.
package compose

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"veche/conference"
	"veche/conference/layout"
	"veche/media/codec"
	"veche/media/codec/video"
)

// Encoder turns composed pictures into coded ones; [video.Encoder] is one.
type Encoder interface {
	Encode(dst []byte, p *codec.Picture) (video.Coded, error)
	RequestKey()
	Close()
}

var _ Encoder = (*video.Encoder)(nil)

// Config says what a composer needs.
type Config struct {
	Format   Format
	Pictures Pictures
	// NewEncoder opens the encoder; nil is [video.NewEncoder].
	NewEncoder func(video.EncoderConfig) (Encoder, error)
	// MostPictures bounds what a [Studio] makes at a time; 0 does not. Of more that are
	// wished, those that few receive are given up.
	MostPictures int
	// Clock measures how long ticks take; nil is the clock of the machine.
	Clock func() time.Duration
}

const (
	// keyInterval bounds key frames: there may be many receivers, and a request
	// costs each of them a burst.
	keyInterval = 500 * time.Millisecond
	// keepAlive is how often a picture goes out although nothing has changed:
	// receivers take longer silence for a fault, and recordings want no holes.
	keepAlive = time.Second
	// sharpening is how long the last picture is encoded on after a change: the
	// first one of it is coarse.
	sharpening = 400 * time.Millisecond
)

// Composer makes one composed picture. Tick and Close are for one goroutine; the
// other methods are safe for concurrent use.
type Composer struct {
	format  Format
	size    layout.Size
	encoder Encoder
	clock   func() time.Duration

	mu   sync.Mutex
	next *Scene // not yet taken by Tick

	keyWanted atomic.Bool
	stats     counters

	scene    Scene
	begun    bool // there is a scene
	panes    []*pane
	spare    []*pane
	overlap  bool // windows lie on one another
	wardrobe *wardrobe
	brush    *brush
	moving   bool
	movedAt  time.Duration

	buffer    []byte
	sentAny   bool
	lastSent  time.Duration
	lastKey   time.Duration
	changedAt time.Duration

	usual time.Duration // how long ticks that encode have taken of late
	rest  time.Duration // no tick before
}

// Stats counts what a composer has done.
type Stats struct {
	Ticks   uint64 // all
	Drawn   uint64 // windows
	Encoded uint64 // pictures
	Skipped uint64 // ticks left out under overload
}

type counters struct{ ticks, drawn, encoded, skipped atomic.Uint64 }

// New opens a composer. It shows nothing before the first scene.
func New(cfg Config) (*Composer, error) {
	format, err := cfg.Format.withDefaults()
	if err != nil {
		return nil, err
	}
	open := cfg.NewEncoder
	if open == nil {
		open = func(c video.EncoderConfig) (Encoder, error) { return video.NewEncoder(c) }
	}
	encoder, err := open(format.encoder())
	if err != nil {
		return nil, fmt.Errorf("compose: %w", err)
	}
	c := &Composer{
		format: format, size: format.Size(), encoder: encoder, clock: cfg.Clock,
		wardrobe: newWardrobe(),
	}
	if c.clock == nil {
		began := time.Now()
		c.clock = func() time.Duration { return time.Since(began) }
	}
	c.brush = newBrush(codec.NewPicture(c.size.W, c.size.H), cfg.Pictures)
	return c, nil
}

// Format of the picture, with nothing left out.
func (c *Composer) Format() Format { return c.format }

// Show sets what is to be seen from the next tick on.
func (c *Composer) Show(s Scene) {
	c.mu.Lock()
	c.next = &s
	c.mu.Unlock()
}

// RequestKey asks for a key frame: a receiver has joined, or has lost something.
// It comes with one of the next ticks, even if nothing changes; requests within
// half a second share one.
func (c *Composer) RequestKey() { c.keyWanted.Store(true) }

// Stats may be read at any time.
func (c *Composer) Stats() Stats {
	return Stats{
		Ticks: c.stats.ticks.Load(), Drawn: c.stats.drawn.Load(),
		Encoded: c.stats.encoded.Load(), Skipped: c.stats.skipped.Load(),
	}
}

// Close frees the encoder.
func (c *Composer) Close() { c.encoder.Close() }

// Picture is the composed picture as it stands; it belongs to the composer and
// changes with the next tick.
func (c *Composer) Picture() *codec.Picture { return c.brush.canvas }

// Tick draws and encodes what has changed. now is the time since some beginning,
// in steps of [Format.Tick]; it becomes the time of the picture. There is nothing
// to send when coded has no data: nothing has changed, or the machine is
// overloaded and this tick is left out. The data is valid until the next tick.
//
// After an error the next tick tries again.
func (c *Composer) Tick(now time.Duration) (coded video.Coded, err error) {
	c.stats.ticks.Add(1)
	if now < c.rest {
		c.stats.skipped.Add(1)
		return video.Coded{}, nil
	}
	began := c.clock()
	c.take(now)
	if !c.begun {
		return video.Coded{}, nil
	}
	if c.paint(now) {
		c.changedAt = now
	}
	if err := c.brush.err; err != nil {
		c.brush.err = nil
		return video.Coded{}, fmt.Errorf("compose: %w", err)
	}
	if !c.due(now) {
		return video.Coded{}, nil
	}
	coded, err = c.encode(now)
	c.pace(now, c.clock()-began)
	return coded, err
}

// due tells whether a picture is to be sent, and asks for a key frame if one is
// wanted and allowed.
func (c *Composer) due(now time.Duration) bool {
	// A request that comes from here on is for a later key frame: who asks while this
	// one is encoded may not be there when it goes out.
	if (!c.sentAny || now-c.lastKey >= keyInterval) && c.keyWanted.Swap(false) {
		c.encoder.RequestKey()
		return true
	}
	return !c.sentAny || now-c.changedAt <= sharpening || now-c.lastSent >= keepAlive
}

func (c *Composer) encode(now time.Duration) (video.Coded, error) {
	c.brush.canvas.Time = now
	coded, err := c.encoder.Encode(c.buffer[:0], c.brush.canvas)
	if err != nil {
		return video.Coded{}, fmt.Errorf("compose: %w", err)
	}
	c.buffer = coded.Data
	c.sentAny, c.lastSent = true, now
	if coded.Key {
		c.lastKey = now
	}
	c.stats.encoded.Add(1)
	return coded, nil
}

// pace leaves out ticks when they take longer than the machine has: a fifth of the
// time stays for others, sound above all.
func (c *Composer) pace(now, took time.Duration) {
	c.usual += (took - c.usual) / 4
	c.rest = 0
	if need := max(c.usual, took/2) * 5 / 4; need > c.format.Tick() {
		c.rest = now + need
	}
}

// take makes the newest scene the present one.
func (c *Composer) take(now time.Duration) {
	c.mu.Lock()
	next := c.next
	c.next = nil
	c.mu.Unlock()
	if next == nil {
		return
	}
	before, first := c.scene, !c.begun
	c.scene, c.begun = *next, true
	if len(next.View.Windows) == 0 {
		clear(c.panes)
		c.panes = c.panes[:0]
		c.moving = false
		if first || len(before.View.Windows) > 0 || slateChanged(&before, next) {
			c.drawSlate()
			c.changedAt = now
		}
		return
	}
	c.arrange(&before, now)
}

func slateChanged(a, b *Scene) bool {
	return a.Slate != b.Slate || a.Detail != b.Detail || a.Title != b.Title || a.Language != b.Language || a.Recording != b.Recording
}

// arrange gives every window of the View its pane: the one that showed the same
// before, or a new one.
func (c *Composer) arrange(before *Scene, now time.Duration) {
	view := &c.scene.View
	c.overlap = view.Layout.Type == layout.Corner
	people := len(view.Windows)
	for i := range view.Windows {
		if view.Windows[i].Content {
			people--
		}
	}
	rects := layout.Arrange(view.Layout, c.size, people)
	old := c.panes
	c.panes = c.spare[:0]
	hadPanes := len(old) > 0
	moved := len(old) != min(len(rects), len(view.Windows))
	recorded := c.recordedPane(rects)
	all := before.Language != c.scene.Language
	for i := range rects {
		if i == len(view.Windows) {
			break
		}
		w := &view.Windows[i]
		p := take(old, w)
		fresh := p == nil
		if fresh {
			p = &pane{at: smaller(rects[i])}
		}
		moved = moved || fresh || p.rect != rects[i]
		person := c.scene.People[w.Participant]
		if w.Source != conference.Camera {
			person = Person{}
		}
		mark := c.scene.Recording && i == recorded
		d := dressing{names: view.Layout.Names, words: wordsOf(c.scene.Language), recorded: mark, raised: c.overlap && i > 0, canvas: c.size}
		changed := fresh || all || p.rect != rects[i] || p.window != *w || p.worn != d || !p.person.looksLike(&person)
		p.window, p.person, p.rect, p.worn = *w, person, rects[i], d
		p.size = measure(p.rect, c.size)
		if p.listen(now) || changed {
			p.dress(c.wardrobe, d)
		}
		c.panes = append(c.panes, p)
	}
	clear(old)
	c.spare = old
	if !moved {
		return
	}
	c.moving, c.movedAt = hadPanes && !c.format.HardCuts, now
	for _, p := range c.panes {
		p.first = p.at
		if !c.moving {
			p.at = p.rect
		}
	}
	if !c.moving {
		c.clean()
	}
}

// take finds the pane that shows the same and takes it out.
func take(panes []*pane, w *conference.Window) *pane {
	for i, p := range panes {
		if p != nil && p.same(w) {
			panes[i] = nil
			return p
		}
	}
	return nil
}

// recordedPane is the window that carries the mark of recording: the one whose
// corner is nearest to the upper right one of the canvas.
func (c *Composer) recordedPane(rects []layout.Rect) int {
	best, farthest := 0, -1
	for i, r := range rects {
		if at := r.X + r.W - 2*r.Y; !r.Empty() && at > farthest {
			best, farthest = i, at
		}
	}
	return best
}

// clean empties the canvas; all windows are drawn anew.
func (c *Composer) clean() {
	fill(c.brush.canvas, layout.Rect{W: c.size.W, H: c.size.H}, toInk(ground))
	for _, p := range c.panes {
		p.stale = true
	}
}

// paint brings all windows up to date and tells whether anything has changed.
func (c *Composer) paint(now time.Duration) (changed bool) {
	if c.moving {
		c.move(now)
	}
	for i, p := range c.panes {
		if p.listen(now) {
			p.dress(c.wardrobe, p.worn)
		}
		p.wait(now)
		if !c.brush.draw(p, now) {
			continue
		}
		c.stats.drawn.Add(1)
		changed = true
		if c.overlap && i == 0 {
			for _, above := range c.panes[1:] {
				above.stale = true
			}
		}
	}
	return changed
}

// move lets the windows glide.
func (c *Composer) move(now time.Duration) {
	part := float64(now-c.movedAt+c.format.Tick()) / float64(motionTakes)
	c.moving = part < 1
	for _, p := range c.panes {
		p.at = p.rect
		if c.moving {
			p.at = along(p.first, p.rect, part)
		}
	}
	c.clean()
}
