package lounge

import (
	"time"

	"veche/conference"
	"veche/media/compose"
)

const (
	// repeats is how often a key frame goes out although nothing has changed and nobody
	// has asked: there are devices that lose the first one and cannot ask.
	repeats = 5 * time.Second
	// again is when the first one is repeated: the way to the far end may just open.
	again = time.Second
	// settles is how long a new slate is sent on: its first picture is coarse.
	settles = 500 * time.Millisecond
)

// projector makes the picture. It is for one goroutine.
type projector struct {
	l *Lounge

	format   compose.Format
	wanted   bool // a picture of this format
	composer *compose.Composer

	slate   Slate
	busy    time.Duration // the slate is sent until then
	key     bool          // a key frame is wanted and has not been sent
	nextKey time.Duration
	next    time.Duration // when the composer may draw again
}

func newProjector(l *Lounge) *projector { return &projector{l: l} }

// turn sends a picture if there is a reason to.
func (p *projector) turn(now time.Duration) {
	o := p.l.orders(true)
	p.open(o.receives.Picture, now)
	if p.composer == nil {
		return
	}
	p.show(o.slate, now)
	if now >= p.nextKey {
		p.nextKey = now + repeats
		p.key = true
	}
	if o.key || p.key {
		p.key = true
		p.composer.RequestKey()
	}
	if now < p.next || now >= p.busy && !p.key {
		return
	}
	p.next = now + p.composer.Format().Tick()
	p.send(now)
}

func (p *projector) send(now time.Duration) {
	coded, err := p.composer.Tick(now)
	if err != nil {
		p.l.cfg.Log.Error("a caller gets no picture", "error", err)
		p.next = now + again
		return
	}
	if len(coded.Data) == 0 {
		return
	}
	if coded.Key {
		p.key = false
	}
	p.l.cfg.Sink.Picture(conference.Camera, coded, now)
}

// open changes the composer if it has to.
func (p *projector) open(format *compose.Format, now time.Duration) {
	if (format != nil) == p.wanted && (format == nil || *format == p.format) {
		return
	}
	p.close()
	if p.wanted = format != nil; !p.wanted {
		return
	}
	p.format = *format
	composer, err := compose.New(compose.Config{Format: *format})
	if err != nil {
		p.l.cfg.Log.Error("a caller gets no picture", "error", err)
		return
	}
	p.composer = composer
	p.slate, p.busy = Slate{}, 0
	p.project(p.l.orders(false).slate, now)
	p.nextKey = now + again
}

// show changes the slate if it is another one.
func (p *projector) show(s Slate, now time.Duration) {
	if s != p.slate {
		p.project(s, now)
	}
}

func (p *projector) project(s Slate, now time.Duration) {
	p.slate, p.busy = s, now+settles
	p.composer.Show(compose.Scene{
		Slate: s.Slate, Detail: s.Detail, Title: s.Title, Language: p.l.cfg.Language,
	})
}

func (p *projector) close() {
	if p.composer != nil {
		p.composer.Close()
		p.composer = nil
	}
}
