package transaction

import (
	"container/heap"
	"time"
)

// timer is a moment at which something of a transaction is due. Stopped ones
// stay in the queue until their time and do nothing then.
type timer struct {
	at  time.Time
	due func(*calls) // nil when stopped
}

func (t *timer) stop() {
	if t != nil {
		t.due = nil
	}
}

// queue is a heap of timers, the next one first.
type queue []*timer

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].at.Before(q[j].at) }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(*timer)) }

func (q *queue) Pop() any {
	old := *q
	last := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	return last
}

// after sets a timer. The lock is held, also when due is called.
func (l *Layer) after(d time.Duration, due func(*calls)) *timer {
	t := &timer{at: time.Now().Add(d), due: due}
	heap.Push(&l.queue, t)
	if l.queue[0] == t {
		l.stir()
	}
	return t
}

// stir makes run look at the queue again.
func (l *Layer) stir() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// run is the goroutine of the timers.
func (l *Layer) run() {
	defer close(l.done)
	clock := time.NewTimer(time.Hour)
	defer clock.Stop()
	for {
		next, closed := l.expire(time.Now())
		if closed {
			return
		}
		clock.Reset(next)
		select {
		case <-clock.C:
		case <-l.wake:
		}
	}
}

// expire does what is due and says how long nothing more is.
func (l *Layer) expire(now time.Time) (next time.Duration, closed bool) {
	var c calls
	l.mu.Lock()
	for len(l.queue) > 0 && !l.queue[0].at.After(now) {
		if t := heap.Pop(&l.queue).(*timer); t.due != nil {
			t.due(&c)
		}
	}
	next = time.Hour
	if len(l.queue) > 0 {
		next = l.queue[0].at.Sub(now)
	}
	closed = l.closed
	l.mu.Unlock()
	c.run()
	return next, closed
}
