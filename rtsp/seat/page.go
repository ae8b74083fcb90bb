package seat

import (
	"context"
	"sync"

	"veche/conference"
)

// page is what a conference tells the seat of a camera, of which a camera wants to know
// little: whether it is inside, and whether it is over.
type page struct {
	entered chan *conference.Snapshot
	over    chan struct{} // closed
	end     func()
}

var _ conference.Subscriber = (*page)(nil)

func newPage() *page {
	p := &page{entered: make(chan *conference.Snapshot, 1), over: make(chan struct{})}
	p.end = sync.OnceFunc(func() { close(p.over) })
	return p
}

// Deliver implements [conference.Subscriber].
func (p *page) Deliver(n *conference.Notice) {
	switch n.Kind {
	case conference.NoticeAdmitted:
		select {
		case p.entered <- n.Snapshot:
		default:
		}
	case conference.NoticeRemoved, conference.NoticeRefused:
		p.end()
	default: // a camera reads nothing
	}
}

// admitted waits in the waiting room; nil: it was not let in.
func (p *page) admitted(ctx context.Context, c *conference.Conference) *conference.Snapshot {
	select {
	case s := <-p.entered:
		return s
	case <-p.over:
	case <-c.Ended():
	case <-ctx.Done():
	}
	return nil
}
