package signaling

import (
	"sync"

	"veche/conference"
)

// weight says what may happen to a frame when a page does not keep up.
type weight uint8

const (
	volatileFrame weight = iota // dropped first: the next one replaces it
	eventFrame                  // dropped with all others of its kind; a Snapshot follows
	firmFrame                   // answers: never dropped
)

const (
	queueVolatile = 64   // with more waiting, volatile frames are not taken
	queueEvents   = 512  // with more waiting, events are dropped for a Snapshot
	queueFull     = 2048 // a page that lets this much pile up is disconnected
)

// queue is what waits to be written to one page. Overflow rules stand at the
// sizes above. Safe for concurrent use; push never blocks.
type queue struct {
	mu      sync.Mutex
	frames  []queued
	ready   chan struct{} // has one element when there is something to take
	resync  bool          // events were dropped
	dropped int
	full    bool
}

type queued struct {
	data   []byte
	notice *conference.Notice // encoded when it is written; then data is nil
	weight weight
}

// frame is what goes to the page.
func (f *queued) frame() []byte {
	if f.notice != nil {
		return frameOf(f.notice)
	}
	return f.data
}

func newQueue() *queue { return &queue{ready: make(chan struct{}, 1)} }

func (q *queue) push(data []byte, w weight) { q.add(queued{data: data, weight: w}) }

// pushNotice is push for what nobody else gets.
func (q *queue) pushNotice(n *conference.Notice, w weight) { q.add(queued{notice: n, weight: w}) }

func (q *queue) add(f queued) {
	q.mu.Lock()
	defer q.mu.Unlock()
	w := f.weight
	switch n := len(q.frames); {
	case n >= queueFull:
		q.full = true
	case w == volatileFrame && n >= queueVolatile, w == eventFrame && q.resync:
		q.dropped++
		return
	case w == eventFrame && n >= queueEvents:
		q.dropEvents()
	default:
		q.frames = append(q.frames, f)
	}
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

func (q *queue) dropEvents() {
	kept := q.frames[:0]
	for _, f := range q.frames {
		if f.weight == firmFrame {
			kept = append(kept, f)
		} else {
			q.dropped++
		}
	}
	q.frames, q.resync = kept, true
}

// take returns everything that waits. resync: events were dropped before, and
// a Snapshot is to follow; full: the page is beyond hope.
func (q *queue) take() (frames []queued, resync, full bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	frames, resync, full = q.frames, q.resync, q.full
	q.frames, q.resync = nil, false
	return frames, resync, full
}
