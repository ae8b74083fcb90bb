package forward

// Layer is a simulcast layer that brings packets.
type Layer struct {
	// Bitrate in bits per second, measured over about a second.
	Bitrate int
	// Width and Height in pixels; 0 if not known yet.
	Width, Height uint16
	// Live: packets came lately. Layers that are not are never chosen.
	Live bool
}

// Want is what one slot of a subscriber wishes for.
type Want struct {
	// Layers of the source, smallest first; [Choice.Layer] is an index of it.
	Layers []Layer
	// Width and Height in pixels in which the picture is drawn, device pixels
	// included. 0: hidden, the source is paused.
	Width, Height uint16
	// Content: a screen or slides. It is served before cameras.
	Content bool
	// Priority: the big window of the layout. It is served before other cameras.
	Priority bool
	// Current is the layer chosen last time, -1 for none: a change upwards needs
	// room to spare, so that layers do not flap.
	Current int
	// Starved as the last Choice said: then to begin again is such a change too.
	Starved bool
}

// Choice answers a Want.
type Choice struct {
	// Layer to send, [Paused] for none.
	Layer int
	// Starved: it is drawn and live, but there is no room even for its smallest
	// layer.
	Starved bool
	// Limited: a larger layer would fit the window, but not the budget.
	Limited bool

	ideal int // layer that fits the window
}

// Paused is the Layer of a Choice for nothing.
const Paused = -1

const (
	// upHeadroom is what share of a layer's rate must be left over for going up
	// to it. Once there it may stay while it just fits.
	upHeadroom = 0.15
	// overdraft is by what share the last picture may exceed the budget before it is
	// paused: rates are measured while they change, an estimate goes low for a moment
	// so that a queue can drain, and nothing is worse than a window that comes and goes.
	overdraft = 0.5
	// beginOverdraft is the same for the first picture of all: no estimate is exact
	// before anything was sent.
	beginOverdraft = 0.2
	// A layer fits a window if it need not be enlarged more than this; a layer
	// below the present one only if it need not be so by less, so that a window
	// of about that size does not flap.
	enlargeMost = 1.3
	enlargeDown = 1.15
	// contentMost is the same for content, where letters must stay sharp.
	contentMost = 1.02
)

// Allocate shares budget, in bits per second, among wants, and appends a Choice
// for each, in order, to dst. audio is what sound needs; it is taken off first, as
// sound goes before pictures. Then come content, in the largest layer that is of
// use; then the smallest layer for the priority window and for each camera, in
// order; then the priority window's best; at last whatever is left raises the
// cameras, always the one with the smallest rate. What is hidden, or does not
// live, gets nothing. It allocates nothing when dst has room.
func Allocate(budget, audio int, wants []Want, dst []Choice) []Choice {
	first := len(dst)
	for i := range wants {
		dst = append(dst, Choice{Layer: Paused, ideal: ideal(&wants[i])})
	}
	a := allocation{left: budget - audio, wants: wants, choices: dst[first:], blank: true}
	for i := range wants {
		a.blank = a.blank && wants[i].Current == Paused
	}
	for _, class := range [...]class{content, priority, camera} {
		for i := range wants {
			if classOf(&wants[i]) != class {
				continue
			}
			a.begin(i)
			if class == content {
				for a.raise(i) {
				}
			}
		}
	}
	for i := range wants {
		if classOf(&wants[i]) == priority {
			for a.raise(i) {
			}
		}
	}
	for i := a.smallest(); i >= 0; i = a.smallest() {
		a.raise(i)
	}
	return dst
}

// Ideal is the rate in bits per second that all wants together would take if there
// were room for everything.
func Ideal(wants []Want) int {
	rate := 0
	for i := range wants {
		if layer := ideal(&wants[i]); layer != Paused {
			rate += rateOf(&wants[i], layer)
		}
	}
	return rate
}

type class uint8

const (
	content class = iota
	priority
	camera
)

func classOf(w *Want) class {
	switch {
	case w.Content:
		return content
	case w.Priority:
		return priority
	default:
		return camera
	}
}

type allocation struct {
	left    int  // bits per second
	blank   bool // nothing is shown so far
	wants   []Want
	choices []Choice
}

// begin gives want i its smallest layer.
func (a *allocation) begin(i int) {
	w, c := &a.wants[i], &a.choices[i]
	if c.ideal == Paused {
		return
	}
	least := next(w, Paused)
	if a.take(i, least) {
		return
	}
	over := 0.0
	switch {
	case w.Current >= least:
		over = overdraft
	case a.blank && !w.Starved && !w.Content:
		over = beginOverdraft
	}
	if cost := rateOf(w, least); over > 0 && a.left > 0 && float64(cost) <= float64(a.left)*(1+over) {
		a.left, c.Layer, c.Limited = 0, least, true
		return
	}
	c.Starved, c.Limited = true, true
}

// raise gives want i its next larger live layer up to the ideal; false if there is
// none or no room.
func (a *allocation) raise(i int) bool {
	c := &a.choices[i]
	if c.Layer == Paused || c.Limited || c.Layer >= c.ideal {
		return false
	}
	if !a.take(i, next(&a.wants[i], c.Layer)) {
		c.Limited = true
		return false
	}
	return true
}

// take changes want i to the layer if there is room for the difference.
func (a *allocation) take(i, layer int) bool {
	w, c := &a.wants[i], &a.choices[i]
	cost := rateOf(w, layer)
	more := cost
	if c.Layer != Paused {
		more -= rateOf(w, c.Layer)
	}
	spare := 0
	if layer > w.Current && (w.Current != Paused || w.Starved) {
		spare = int(upHeadroom * float64(cost))
	}
	if more+spare > a.left {
		return false
	}
	a.left -= more
	c.Layer = layer
	return true
}

// smallest is the want with the lowest rate among those that may be raised, -1 if
// there is none.
func (a *allocation) smallest() int {
	found, rate := -1, 0
	for i := range a.choices {
		c := &a.choices[i]
		if c.Layer == Paused || c.Limited || c.Layer >= c.ideal {
			continue
		}
		if r := rateOf(&a.wants[i], c.Layer); found < 0 || r < rate {
			found, rate = i, r
		}
	}
	return found
}

// next is the live layer after that one, Paused if there is none.
func next(w *Want, layer int) int {
	for i := layer + 1; i < len(w.Layers); i++ {
		if w.Layers[i].Live {
			return i
		}
	}
	return Paused
}

// ideal is the smallest live layer that fits the window, or the largest there is;
// Paused if it is hidden or nothing lives.
func ideal(w *Want) int {
	best := Paused
	if w.Width == 0 || w.Height == 0 {
		return best
	}
	for i := range w.Layers {
		if !w.Layers[i].Live {
			continue
		}
		best = i
		most := enlargeMost
		switch {
		case w.Content:
			most = contentMost
		case i < w.Current:
			most = enlargeDown
		}
		if enlargement(w, i) <= most {
			break
		}
	}
	return best
}

// enlargement is by how much the picture of a layer is scaled to be shown whole in
// the window. Layers of unknown size are taken for 180, 360 and 720 lines.
func enlargement(w *Want, layer int) float64 {
	l := &w.Layers[layer]
	if l.Width == 0 || l.Height == 0 {
		return float64(w.Height) / float64(int(180)<<min(layer, 4))
	}
	return min(float64(w.Width)/float64(l.Width), float64(w.Height)/float64(l.Height))
}

// rateOf is what a layer costs. One that lives but has not been measured is
// guessed from its size, two bits a pixel and second.
func rateOf(w *Want, layer int) int {
	l := &w.Layers[layer]
	if l.Bitrate > 0 {
		return l.Bitrate
	}
	if pixels := int(l.Width) * int(l.Height); pixels > 0 {
		return 2 * pixels
	}
	return 150_000 << (2 * min(layer, 4))
}
