package conferencetest

import (
	"sync"

	"veche/conference"
)

// Media opens rooms that remember the last Plan.
type Media struct {
	mu    sync.Mutex
	rooms map[conference.ID]*Room // the newest of each conference
	open  map[conference.ID]int
	fault string
}

var _ conference.Media = (*Media)(nil)

// OpenRoom implements conference.Media.
func (m *Media) OpenRoom(id conference.ID, facts conference.Facts) conference.Room {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := &Room{Facts: facts, media: m, id: id}
	if m.rooms == nil {
		m.rooms, m.open = make(map[conference.ID]*Room), make(map[conference.ID]int)
	}
	m.rooms[id] = r
	if m.open[id]++; m.open[id] > 1 {
		m.fault = "two rooms of one conference at a time: " + string(id)
	}
	return r
}

// Room returns the newest room of id, nil if there was none.
func (m *Media) Room(id conference.ID) *Room {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.rooms[id]
}

// Fault says which part of the contract was broken, "" for none.
func (m *Media) Fault() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.fault
}

func (m *Media) broken(what string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fault = what
}

// Room remembers the last Plan.
type Room struct {
	Facts conference.Facts

	// OnApply is called with each Plan; it may panic.
	OnApply func(conference.Plan)

	media  *Media
	id     conference.ID
	mu     sync.Mutex
	plan   conference.Plan
	closed bool
}

// Apply implements conference.Room.
func (r *Room) Apply(p conference.Plan) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.closed:
		r.media.broken("a Plan for a closed room")
	case p.Version <= r.plan.Version:
		r.media.broken("a Plan older than the last")
	}
	r.plan = p
	if r.OnApply != nil {
		r.OnApply(p)
	}
}

// Close implements conference.Room.
func (r *Room) Close() {
	r.mu.Lock()
	closed := r.closed
	r.closed = true
	r.mu.Unlock()
	r.media.mu.Lock()
	defer r.media.mu.Unlock()
	if r.media.open[r.id]--; closed {
		r.media.fault = "a room closed twice"
	}
}

// Plan returns the last Plan.
func (r *Room) Plan() conference.Plan {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.plan
}
