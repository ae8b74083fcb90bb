package lounge

import (
	"slices"

	"veche/sip/leg/prompts"
)

// mostWaiting bounds what is still to be said. What is beyond is not: who is told so
// much does not listen any more.
const mostWaiting = 32

// sayings is the queue of prompts. Under the lock of the lounge.
type sayings struct {
	waiting []saying
	current *saying // is being said
	closed  bool
}

// saying is a prompt of a Play, the last of which has its done.
type saying struct {
	name prompts.Name
	done chan struct{} // nil: others follow
}

func (s *sayings) add(names []prompts.Name) <-chan struct{} {
	done := make(chan struct{})
	if s.closed || len(names) == 0 || len(s.waiting)+len(names) > mostWaiting {
		close(done)
		return done
	}
	for _, n := range names {
		s.waiting = append(s.waiting, saying{name: n})
	}
	s.waiting[len(s.waiting)-1].done = done
	return done
}

// next takes the next one out, to be said; nil if there is none.
func (s *sayings) next() *saying {
	if len(s.waiting) == 0 {
		return nil
	}
	first := s.waiting[0]
	s.waiting = slices.Delete(s.waiting, 0, 1)
	s.current = &first
	return s.current
}

// finish is for the one that has been said; after a stop it is none any more.
func (s *sayings) finish(c *saying) {
	if s.current == c {
		s.current.end()
		s.current = nil
	}
}

func (s *sayings) stop() {
	if s.current != nil {
		s.current.end()
		s.current = nil
	}
	for i := range s.waiting {
		s.waiting[i].end()
	}
	s.waiting = nil
}

func (s *sayings) close() {
	s.stop()
	s.closed = true
}

func (s *saying) end() {
	if s.done != nil {
		close(s.done)
	}
}
