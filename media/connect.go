package media

import "veche/conference"

// Connect makes the peer of a participant of a running conference, in place of
// an older one. The error is [ErrClosed] when the conference has no room.
func (e *Engine) Connect(id conference.ID, p conference.ParticipantID, o Observer) (*Peer, error) {
	if r := e.room(id); r != nil {
		return r.Connect(p, o)
	}
	return nil, ErrClosed
}

func (e *Engine) room(id conference.ID) *Room {
	e.mu.Lock()
	defer e.mu.Unlock()
	for r := range e.rooms {
		if r.id == id {
			return r
		}
	}
	return nil
}

// Repeat tells the observer the present state of the slots again: somebody new
// listens.
func (p *Peer) Repeat() {
	p.room.mu.Lock()
	p.member.toldOnce = false
	p.room.mu.Unlock()
	p.room.changed()
}
