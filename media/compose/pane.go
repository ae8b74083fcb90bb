package compose

import (
	"time"

	"veche/conference"
	"veche/conference/layout"
	"veche/media/codec"
	"veche/media/codec/yuv"
)

// pane is a window of the composed picture, with what has been drawn in it.
type pane struct {
	window conference.Window
	person Person
	rect   layout.Rect // as the layout has it
	first  layout.Rect // where a motion began
	at     layout.Rect // where it stands now; empty before it was shown
	size   measures
	worn   dressing

	under []piece // the face, under marks, while no picture is shown
	over  []piece // over the picture
	lost  []piece // beside over while the camera is on and brings nothing

	framed    bool          // the frame of who speaks is shown
	spokeLast time.Duration // while framed

	stale   bool          // to be drawn anew, whatever the version
	version uint64        // of the picture that is shown; 0: the face is
	came    time.Duration // when it came
	stalled bool          // nothing has come for long, though it should

	scaler yuv.Scaler // its own: what it has worked out is for one size
}

// same tells whether two windows show the same: one becomes the other when the
// layout changes.
func (p *pane) same(w *conference.Window) bool {
	return p.window.Participant == w.Participant && p.window.Source == w.Source
}

// frameHolds is how long the frame stays after a word: pauses do not make it blink.
const frameHolds = time.Second

// listen shows and takes away the frame.
func (p *pane) listen(now time.Duration) (changed bool) {
	if p.person.Speaking {
		p.spokeLast = now
	}
	framed := p.person.Speaking || p.framed && now-p.spokeLast < frameHolds
	changed = framed != p.framed
	p.framed = framed
	return changed
}

// stallsAfter is how long a camera that is on may bring nothing before it is said:
// a picture that stands is not taken for a person who sits still.
const stallsAfter = 4 * time.Second

// wait marks a camera that has stopped, and takes the mark away again.
func (p *pane) wait(now time.Duration) {
	stalled := p.version != 0 && p.window.Source == conference.Camera && !p.person.Away && now-p.came >= stallsAfter
	p.stale = p.stale || stalled != p.stalled
	p.stalled = stalled
}

// dressing is what a pane wears by its scene.
type dressing struct {
	names    layout.NamePosition
	words    *words
	recorded bool // this pane carries the mark of recording
	raised   bool // it lies on another
	canvas   layout.Size
}

// dress renders what stands on the pane.
func (p *pane) dress(w *wardrobe, d dressing) {
	p.size = measure(p.rect, d.canvas)
	m := p.size
	p.stale = true
	p.over = append(p.over[:0], w.round(m.radius, p.frame())...)
	p.under, p.lost = p.under[:0], p.lost[:0]
	names := d.names
	if names != layout.NamesHidden && layout.Label(p.rect, names).Empty() {
		names = layout.NamesHidden
	}
	end := atEnd
	if names == layout.NamesTop {
		end = atStart
	}
	side := m.margin + 2
	if s := w.label(p.window, p.person, m, names, p.rect.W-2*side); s != nil {
		p.over = append(p.over, piece{s, side, m.margin, atStart, end})
	}
	if p.window.Source == conference.Screen || p.window.Empty() {
		p.mark(w, d)
		return
	}
	if p.person.Camera.shown() {
		p.under = append(p.under, piece{w.notice(p.person.Camera, d.words, p.rect), 0, 0, atMiddle, atMiddle})
	} else {
		p.under = append(p.under, piece{w.face(p.window.Label, p.person.Avatar, p.rect), 0, 0, atMiddle, atMiddle})
	}
	x := side
	top := m.margin
	if names == layout.NamesTop {
		top += m.strip
	}
	round := min(m.strip+2, 34) &^ 1
	if round >= 14 && p.person.Hand {
		p.over = append(p.over, piece{w.mark(markHand, round), x, top, atStart, atStart})
		x += round + 4
	}
	if round >= 14 && !p.person.CameraOff && !p.person.Camera.shown() {
		p.lost = append(p.lost, piece{w.mark(markNoVideo, round), x, top, atStart, atStart})
	}
	if p.person.Away {
		if s := w.plate(nil, nil, w.letters.readable(d.words.away), m, p.rect.W-2*side); s != nil {
			p.over = append(p.over, piece{s, 0, 0, atMiddle, atMiddle})
		}
	}
	p.mark(w, d)
}

// mark puts the sign of recording into the upper right corner.
func (p *pane) mark(w *wardrobe, d dressing) {
	if !d.recorded {
		return
	}
	word := d.words.recording
	if p.rect.W < 200 {
		word = ""
	}
	m := p.size
	if s := w.plate(iconRecord(), danger, word, m, p.rect.W-2*m.margin); s != nil {
		p.over = append(p.over, piece{s, m.margin + 2, m.margin, atEnd, atStart})
	}
}

// frame is the width of the frame that is shown; 0 for none.
func (p *pane) frame() int {
	if !p.framed || p.size.gap == 0 {
		return 0
	}
	return p.size.frame
}

// brush draws panes on a canvas.
type brush struct {
	canvas   *codec.Picture
	pictures Pictures
	pane     *pane // that is drawn at the moment
	err      error

	// Windows of pictures, here rather than on the stack, where every call would
	// make garbage of them.
	from, to codec.Picture
	use      func(*codec.Picture) // b.picture
}

func newBrush(canvas *codec.Picture, pictures Pictures) *brush {
	b := &brush{canvas: canvas, pictures: pictures}
	b.use = b.picture
	return b
}

// draw brings the pane up to date, and tells whether that took anything.
func (b *brush) draw(p *pane, now time.Duration) bool {
	if p.at.Empty() {
		p.stale = false
		return false
	}
	b.pane = p
	have := p.version
	if p.stale {
		have = 0
	}
	version := uint64(0)
	if p.window.Source != conference.Camera || !p.person.CameraOff && !p.person.Camera.shown() {
		want := layout.Size{W: p.rect.W, H: p.rect.H}
		version = b.pictures.Newest(p.window.Participant, p.window.Source, want, have, b.use)
	}
	if version != p.version {
		p.came, p.stalled = now, false
	}
	if !p.stale && version == p.version {
		return false
	}
	inner := inset(p.at, p.size.gap)
	if version == 0 {
		fill(b.canvas, inner, toInk(surface))
		b.lay(p, p.under)
	}
	if p.worn.raised {
		around(b.canvas, p.at, inner, toInk(ground))
	}
	p.version, p.stale = version, false
	if p.person.Away {
		dim(b.canvas, inner)
	}
	b.trim(p)
	b.lay(p, p.over)
	if version == 0 || p.stalled {
		b.lay(p, p.lost)
	}
	return true
}

// picture puts a decoded picture in its place.
func (b *brush) picture(src *codec.Picture) {
	p := b.pane
	whole := p.window.Source != conference.Camera
	frame := inset(p.at, p.size.gap)
	target := p.at
	if whole {
		target = frame // not even the gap may cut content
	}
	part, at := place(layout.Size{W: src.Width, H: src.Height}, layout.Size{W: target.W, H: target.H}, whole)
	if at.W != target.W || at.H != target.H { // with bars
		target = frame
		if target.Empty() {
			return
		}
		part, at = layout.Rect{W: src.Width, H: src.Height}, inside(layout.Size{W: src.Width, H: src.Height}, layout.Size{W: target.W, H: target.H})
		at.X, at.Y = at.X+target.X, at.Y+target.Y
		around(b.canvas, frame, at, toInk(surface))
	} else {
		at.X, at.Y = at.X+target.X, at.Y+target.Y
	}
	part, at, ok := clip(part, at, frame)
	if !ok {
		return
	}
	b.from = src.Window(part.X, part.Y, part.W, part.H)
	b.to = b.canvas.Window(at.X, at.Y, at.W, at.H)
	if err := p.scaler.Scale(&b.to, &b.from); err != nil && b.err == nil {
		b.err = err
	}
	b.from = codec.Picture{} // it is not ours to keep
}

// around fills outer but for what lies in inner.
func around(canvas *codec.Picture, outer, inner layout.Rect, c ink) {
	right, bottom := outer.X+outer.W, outer.Y+outer.H
	fill(canvas, layout.Rect{X: outer.X, Y: outer.Y, W: outer.W, H: inner.Y - outer.Y}, c)
	fill(canvas, layout.Rect{X: outer.X, Y: inner.Y + inner.H, W: outer.W, H: bottom - inner.Y - inner.H}, c)
	fill(canvas, layout.Rect{X: outer.X, Y: inner.Y, W: inner.X - outer.X, H: inner.H}, c)
	fill(canvas, layout.Rect{X: inner.X + inner.W, Y: inner.Y, W: right - inner.X - inner.W, H: inner.H}, c)
}

// trim draws the sides of the frame; its corners are pieces.
func (b *brush) trim(p *pane) {
	n := p.frame()
	if n == 0 {
		return
	}
	r, corner, c := inset(p.at, p.size.gap), max(p.size.radius, n), toInk(good)
	fill(b.canvas, layout.Rect{X: r.X + corner, Y: r.Y, W: r.W - 2*corner, H: n}, c)
	fill(b.canvas, layout.Rect{X: r.X + corner, Y: r.Y + r.H - n, W: r.W - 2*corner, H: n}, c)
	fill(b.canvas, layout.Rect{X: r.X, Y: r.Y + corner, W: n, H: r.H - 2*corner}, c)
	fill(b.canvas, layout.Rect{X: r.X + r.W - n, Y: r.Y + corner, W: n, H: r.H - 2*corner}, c)
}

func (b *brush) lay(p *pane, pieces []piece) {
	for i := range pieces {
		q := &pieces[i]
		x := p.at.X + q.ax.from(q.x, p.at.W, q.sprite.w)
		y := p.at.Y + q.ay.from(q.y, p.at.H, q.sprite.h)
		q.sprite.draw(b.canvas, x, y, inset(p.at, p.size.gap))
	}
}

// dim takes the light from a picture that is not live.
func dim(dst *codec.Picture, r layout.Rect) {
	c := toInk(ground)
	fade := func(plane []byte, stride, x, y, w, h int, to byte) {
		for row := range h {
			line := plane[(y+row)*stride+x:][:w]
			for i, v := range line {
				line[i] = byte((uint32(v)*102 + uint32(to)*154) >> 8)
			}
		}
	}
	fade(dst.Y, dst.YStride, r.X, r.Y, r.W, r.H, c.y)
	fade(dst.U, dst.UVStride, r.X/2, r.Y/2, r.W/2, r.H/2, c.u)
	fade(dst.V, dst.UVStride, r.X/2, r.Y/2, r.W/2, r.H/2, c.v)
}
