package conference

import "sync"

// Presence is what others may know of where a person is: whether a call would ring,
// and never where.
type Presence string

const (
	Away    Presence = "offline" // neither page nor phone would ring
	Present Presence = "online"
	Busy    Presence = "busy" // inside a running conference
)

// PresenceListener looks at the presence of some people.
type PresenceListener interface {
	// PresenceChanged tells that login may have another one; it must not block, nor
	// call the Directory.
	PresenceChanged(login string)
}

// presences knows who is inside of what, and who looks. It is locked on its own, since
// loops call it.
type presences struct {
	mu      sync.Mutex
	inside  map[string]int // login → seats in running conferences
	looking map[string]map[PresenceListener]struct{}
}

func newPresences() *presences {
	return &presences{inside: make(map[string]int), looking: make(map[string]map[PresenceListener]struct{})}
}

// PresenceOf login, which may be nobody's: that is away.
func (d *Directory) PresenceOf(login string) Presence {
	d.presences.mu.Lock()
	inside := d.presences.inside[login] > 0
	d.presences.mu.Unlock()
	switch {
	case inside:
		return Busy
	case d.Reachable(login):
		return Present
	}
	return Away
}

// LookAt makes l hear of changes of login; the returned function ends it.
func (d *Directory) LookAt(login string, l PresenceListener) (stop func()) {
	p := d.presences
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.looking[login] == nil {
		p.looking[login] = make(map[PresenceListener]struct{})
	}
	p.looking[login][l] = struct{}{}
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.looking[login], l)
		if len(p.looking[login]) == 0 {
			delete(p.looking, login)
		}
	}
}

// changed tells who looks at login.
func (p *presences) changed(login string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tell(login)
}

func (p *presences) tell(login string) {
	for l := range p.looking[login] {
		l.PresenceChanged(login)
	}
}

// attendance is who of this server's people has a seat in one run of a conference.
type attendance struct {
	all   *presences
	seats map[string]int // guarded by all.mu
}

func (p *presences) attend() *attendance { return &attendance{all: p, seats: make(map[string]int)} }

// add notes that login has so many seats more; nothing for those without an account.
func (a *attendance) add(login string, seats int) {
	if a == nil || login == "" {
		return
	}
	a.all.mu.Lock()
	defer a.all.mu.Unlock()
	a.count(login, seats)
}

func (a *attendance) count(login string, by int) {
	if a.seats[login] += by; a.seats[login] == 0 {
		delete(a.seats, login)
	}
	before := a.all.inside[login] > 0
	if a.all.inside[login] += by; a.all.inside[login] == 0 {
		delete(a.all.inside, login)
	}
	if before != (a.all.inside[login] > 0) {
		a.all.tell(login)
	}
}

// close empties it: the run is over, however that came.
func (a *attendance) close() {
	a.all.mu.Lock()
	defer a.all.mu.Unlock()
	for login, seats := range a.seats {
		a.count(login, -seats)
	}
}
