package media

import "time"

// beat is when a goroutine of a production works: at each tick while somebody watches
// or listens. A file can wait: while it is all that is made, the ticks of a fifth of a
// second are worked off together. What the coders do is the same to the last bit, but
// they find their code and tables, and what the processor has learned of them, as they
// left them, and there are five wake-ups a second instead of 75; docs/performance.md says
// what that saves.
type beat struct {
	tick  time.Duration
	calls chan chan<- struct{} // to work at once, and what to close then; nil: nothing
	gone  chan struct{}        // closed at the end
}

// together is the time whose ticks are worked off at once. It bounds by how much what
// changes in the meantime, as who speaks, is early in a file.
const together = 200 * time.Millisecond

func newBeat(tick time.Duration) *beat {
	return &beat{tick: tick, calls: make(chan chan<- struct{}, 1), gone: make(chan struct{})}
}

// run works until stop is closed. work is told whether ticks have been saved up.
func (b *beat) run(stop <-chan struct{}, patient func() bool, work func(saved bool)) {
	defer close(b.gone)
	every := b.tick
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		var worked chan<- struct{}
		select {
		case <-stop:
			return
		case worked = <-b.calls:
		case <-ticker.C:
		}
		work(every != b.tick)
		if worked != nil {
			close(worked)
		}
		if wanted := b.every(patient()); wanted != every {
			every = wanted
			ticker.Reset(every)
		}
	}
}

func (b *beat) every(patient bool) time.Duration {
	if patient {
		return together
	}
	return b.tick
}

// hurry lets it work as soon as it can. It does not block.
func (b *beat) hurry() {
	select {
	case b.calls <- nil:
	default: // it is about to
	}
}

// catchUp returns when all ticks up to now are worked off, or the beat has ended.
func (b *beat) catchUp() {
	worked := make(chan struct{})
	select {
	case b.calls <- worked:
	case <-b.gone:
		return
	}
	select {
	case <-worked:
	case <-b.gone:
	}
}
