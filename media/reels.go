package media

import (
	"sync"

	"veche/media/codec"
	"veche/media/decode"
)

// reels are those of cameras that more than one leg may bring, by the camera's name.
type reels struct {
	mu  sync.Mutex
	all map[string]*countedReel
}

type countedReel struct {
	*reel
	legs int
}

func newReel(clock *senderClock) *reel {
	return &reel{clock: clock, remakes: make(map[codec.Codec]*remake)}
}

// open is the reel of a camera, until close.
func (s *reels) open(camera string) *reel {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.all[camera]
	if r == nil {
		r = &countedReel{reel: newReel(&senderClock{})}
		if s.all == nil {
			s.all = make(map[string]*countedReel)
		}
		s.all[camera] = r
	}
	r.legs++
	return r.reel
}

func (s *reels) close(camera string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.all[camera]; r != nil {
		if r.legs--; r.legs == 0 {
			delete(s.all, camera)
		}
	}
}

// show decodes the pictures, once for all who show them; each gives it back by hide.
func (r *reel) show() (*decode.Stream, error) {
	r.showing.Lock()
	defer r.showing.Unlock()
	if r.stream == nil {
		s, err := decode.NewStream(decode.Config{Hold: &r.hold})
		if err != nil {
			return nil, err //nolint:wrapcheck // decode says what is wrong
		}
		r.stream = s
	}
	r.shows++
	return r.stream, nil
}

func (r *reel) hide() {
	r.showing.Lock()
	defer r.showing.Unlock()
	if r.shows--; r.shows == 0 {
		r.stream.Close()
		r.stream = nil
	}
}

// shared tells whether several show what is decoded: then none of them may ask for
// pictures of the past.
func (r *reel) shared() bool {
	r.showing.Lock()
	defer r.showing.Unlock()
	return r.shows > 1
}

// tell lets those know of a new picture who code it anew.
func (r *reel) tell() {
	r.showing.Lock()
	defer r.showing.Unlock()
	for _, m := range r.remakes {
		m.wake()
	}
}
