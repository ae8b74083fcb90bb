package lounge

import (
	"context"
	"time"
)

const (
	// frame is what is sent at a time.
	frame = 20 * time.Millisecond
	// catchUp is how many frames may be made at once after the machine was busy; those
	// beyond are left out, and the times of the rest tell so.
	catchUp = 5
)

// run is the goroutine of the lounge.
func (l *Lounge) run(ctx context.Context) {
	defer close(l.done)
	s := newSpeaker(l)
	p := newProjector(l)
	defer s.close()
	defer p.close()
	tick := time.NewTicker(frame)
	defer tick.Stop()
	next := l.cfg.Now()
	for {
		now := l.cfg.Now()
		if late := now - next; late >= catchUp*frame {
			next += late / frame * frame
		}
		for ; next <= now && ctx.Err() == nil; next += frame {
			s.turn(next)
		}
		if ctx.Err() == nil {
			p.turn(now)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// orders are what is to be done now. The wish for a key frame is taken with them if
// take is true.
func (l *Lounge) orders(take bool) order {
	l.mu.Lock()
	defer l.mu.Unlock()
	o := l.order
	if take {
		l.order.key = false
	}
	return o
}
