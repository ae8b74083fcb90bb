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
}

// Choice answers a Want.
type Choice struct {
	// Layer to send, -1 for none.
	Layer int
	// Starved: it is drawn, but there is no room even for its smallest layer.
	Starved bool
	// Limited: a larger layer would fit the window, but not the budget.
	Limited bool
}

// Paused is the Layer of a Choice for nothing.
const Paused = -1

// Allocate shares budget, in bits per second, among wants, and appends a Choice
// for each, in order, to dst. audio is what sound needs; it is taken off first.
func Allocate(budget, audio int, wants []Want, dst []Choice) []Choice {
	return dst
}
