package conference

import (
	"context"
	"slices"
)

// ringing is a ring under way.
type ringing struct {
	conference ID
	ring       Ring
	info       Info
}

// Listen makes page ring when its person is called, at once if that is so
// already; the returned function ends it.
func (d *Directory) Listen(login string, page RingListener) (stop func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.pages[login] = append(d.pages[login], page); len(d.pages[login]) == 1 {
		d.presences.changed(login)
	}
	for _, r := range d.rings {
		if r.ring.Login == login {
			page.Ring(r.ring, r.info)
		}
	}
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.pages[login] = slices.DeleteFunc(d.pages[login], func(p RingListener) bool { return p == page })
		if len(d.pages[login]) == 0 {
			delete(d.pages, login)
			d.presences.changed(login)
		}
	}
}

// Reachable tells whether login has an open page.
func (d *Directory) Reachable(login string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.pages[login]) > 0
}

// ring is called from a loop; it tells the person's open pages.
func (d *Directory) ring(id ID, r *Ring, info Info) bool {
	r.Busy = d.PresenceOf(r.Login) == Busy
	d.mu.Lock()
	d.rings[r.ID] = ringing{id, *r, info}
	pages := slices.Clone(d.pages[r.Login])
	d.mu.Unlock()
	for _, p := range pages {
		p.Ring(*r, info)
	}
	return len(pages) > 0
}

func (d *Directory) ringOver(r *Ring) {
	d.mu.Lock()
	delete(d.rings, r.ID)
	pages := slices.Clone(d.pages[r.Login])
	d.mu.Unlock()
	for _, p := range pages {
		p.RingOver(r.ID, r.State)
	}
}

// AnswerRing is login's answer to a ring; it returns where to go.
func (d *Directory) AnswerRing(ctx context.Context, ring, login string, accept bool) (CID, error) {
	d.mu.Lock()
	r, ok := d.rings[ring]
	c := d.running[r.conference]
	d.mu.Unlock()
	if !ok || c == nil {
		return "", Refuse(Gone, "ring_over", "This call is over.")
	}
	if err := c.AnswerRing(ctx, ring, login, accept); err != nil {
		return "", err
	}
	return ask(ctx, c, func(s *state) (CID, error) { return s.def.CID, nil })
}
