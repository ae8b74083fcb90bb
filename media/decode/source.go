package decode

import (
	"slices"
	"sync"
	"time"

	"veche/media/codec"
)

// Layer is one of the sizes in which a source is sent.
type Layer struct {
	Stream *Stream
	// Height in pixels that its pictures have, or will have; the order is by it.
	Height int
}

// Source is a published camera or screen with its layers. The zero Source has
// none. It is safe for concurrent use; the streams are closed by who made them.
type Source struct {
	mu     sync.Mutex
	layers []Layer // by height, never changed, only replaced
}

// SetLayers says which layers come at this moment.
func (s *Source) SetLayers(layers []Layer) {
	layers = slices.Clone(layers)
	slices.SortStableFunc(layers, func(a, b Layer) int { return a.Height - b.Height })
	s.mu.Lock()
	s.layers = layers
	s.mu.Unlock()
}

// Newest is that of the layer that fits a window of so many pixels. While that one
// has no picture yet, another that has one stands in.
func (s *Source) Newest(now time.Duration, height int, have uint64, use func(*codec.Picture)) uint64 {
	s.mu.Lock()
	layers := s.layers
	s.mu.Unlock()
	if len(layers) == 0 {
		return 0
	}
	best := fitting(layers, height)
	if v := layers[best].Stream.Newest(now, have, use); v != 0 {
		return v
	}
	for i, l := range layers {
		if i == best || !l.Stream.Awake() {
			continue
		}
		if v := l.Stream.Newest(now, have, use); v != 0 {
			return v
		}
	}
	return 0
}

// fitting is the smallest layer that need not be enlarged, or by so little that
// nobody sees it; the largest if there is none.
func fitting(layers []Layer, height int) int {
	for i, l := range layers {
		if l.Height*100 >= height*85 {
			return i
		}
	}
	return len(layers) - 1
}
