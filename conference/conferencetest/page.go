package conferencetest

import (
	"slices"
	"sync"

	"veche/conference"
)

// Page is a subscriber that remembers what it was told.
type Page struct {
	// OnDeliver is called with each Notice; it may panic.
	OnDeliver func(*conference.Notice)

	mu      sync.Mutex
	notices []*conference.Notice
	rings   []conference.Ring
	over    []string
}

var (
	_ conference.Subscriber   = (*Page)(nil)
	_ conference.RingListener = (*Page)(nil)
)

// Deliver implements conference.Subscriber. Like the real page it uses Frame,
// so that the race detector sees a second writer.
func (p *Page) Deliver(n *conference.Notice) {
	if n.Frame == nil {
		n.Frame = []byte{1}
	}
	p.mu.Lock()
	p.notices = append(p.notices, n)
	p.mu.Unlock()
	if p.OnDeliver != nil {
		p.OnDeliver(n)
	}
}

// Ring implements conference.RingListener.
func (p *Page) Ring(r conference.Ring, _ conference.Info) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rings = append(p.rings, r)
}

// RingOver implements conference.RingListener.
func (p *Page) RingOver(ring string, _ conference.RingState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = append(p.over, ring)
}

// Rings returns the rings that were told and are not over.
func (p *Page) Rings() []conference.Ring {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(p.rings), func(r conference.Ring) bool { return slices.Contains(p.over, r.ID) })
}

// Take returns what came since the last call.
func (p *Page) Take() []*conference.Notice {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := p.notices
	p.notices = nil
	return n
}

// Codes returns the codes of notices of one kind, such as why it was removed,
// without taking them.
func (p *Page) Codes(kind conference.NoticeKind) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var codes []string
	for _, n := range p.notices {
		if n.Kind == kind {
			codes = append(codes, n.Code)
		}
	}
	return codes
}

// Notices returns all that was told.
func (p *Page) Notices() []*conference.Notice {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.notices)
}
