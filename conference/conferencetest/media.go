package conferencetest

import (
	"sync"
	"time"

	"veche/conference"
)

// Media opens rooms that remember the last Plan.
type Media struct {
	// Recorder is what is reported at once of a recording that begins; nil: that it
	// runs. It must not call the conference.
	Recorder func(conference.RecordingPlan) []conference.RecordingReport

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
	began  time.Time // the recording of which was reported
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
	r.record(p.Recording)
	if r.OnApply != nil {
		r.OnApply(p)
	}
}

// record reports of a recording that begins.
func (r *Room) record(p *conference.RecordingPlan) {
	if p == nil || p.Started.Equal(r.began) {
		return
	}
	r.began = p.Started
	reports := []conference.RecordingReport{{Event: conference.RecordingRuns}}
	if r.media.Recorder != nil {
		reports = r.media.Recorder(*p)
	}
	for _, report := range reports {
		report.Started = p.Started
		r.Facts.Recording(report)
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
